package disk

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"onefm/model"
)

const (
	// writeLimit is how long one write or another small thing may take: far longer than
	// the busiest disk that still works.
	writeLimit = 2 * time.Minute
	// syncLimit is the same for what writes everything through, which may be much.
	syncLimit = 20 * time.Minute
)

// patiently asks the disk for something, but not for ever: a mount that dies under a
// download would keep its worker to the end of days. After that the part is dead.
func patiently[T any](p *Part, limit time.Duration, call func() (T, error)) (T, error) {
	p.mu.Lock()
	dead := p.dead
	p.mu.Unlock()
	if dead {
		var none T
		return none, p.stuck()
	}
	v, err := timed(p.guard, limit, p.place, call)
	if errors.Is(err, errLate) {
		p.mu.Lock()
		p.dead = true
		p.mu.Unlock()
		err = p.stuck()
	}
	return v, err
}

// errLate: a call did not return in its time.
var errLate = errors.New("late")

// timed is guarded for a call that a time abandons, and nothing else.
func timed[T any](g *guard, limit time.Duration, place string, call func() (T, error)) (T, error) {
	var none T
	done, giveUp, err := aside(g, place, call, nil)
	if err != nil {
		return none, err
	}
	t := time.NewTimer(limit)
	defer t.Stop()
	select {
	case r := <-done:
		return r.value, r.err
	case <-t.C:
		giveUp()
		return none, errLate
	}
}

// wait is patiently for what gives nothing.
func (p *Part) wait(limit time.Duration, call func() error) error {
	_, err := patiently(p, limit, func() (struct{}, error) { return struct{}{}, call() })
	return err
}

func (p *Part) stuck() error {
	return &fs.PathError{Op: "write", Path: p.temp, Err: model.ErrStuck}
}

// file is the open part, nil after Close; its methods then fail.
func (p *Part) file() *os.File {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.f
}
