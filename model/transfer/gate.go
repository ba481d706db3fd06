package transfer

import (
	"context"
	"errors"
	"sync"
	"time"
)

// holdLine is how long a stream that is held keeps its connection: long enough for a
// second thought, short enough that other jobs do not wait for its line.
const holdLine = 10 * time.Second

// errHeld ends a stream that was held for longer.
var errHeld = errors.New("held")

// gate lets pass or holds. An upload that is held keeps its connection; should the
// other end give up meanwhile, going on is like going on after any broken line.
type gate struct {
	mu   sync.Mutex
	shut chan struct{} // nil while open; closed when the gate opens again
}

func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut == nil {
		g.shut = make(chan struct{})
	}
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut != nil {
		close(g.shut)
		g.shut = nil
	}
}

// closed returns a channel that is closed when the gate opens, nil when it is
// open.
func (g *gate) closed() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut == nil {
		return nil
	}
	return g.shut
}

// pass waits until the gate is open.
func (g *gate) pass(ctx context.Context) error {
	for {
		shut := g.closed()
		if shut == nil {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-shut:
		}
	}
}

// hold waits as pass does, but only for so long; then it returns errHeld.
func (g *gate) hold(ctx context.Context, most time.Duration) error {
	shut := g.closed()
	if shut == nil {
		return ctx.Err()
	}
	if most <= 0 {
		return errHeld
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return errHeld
	case <-shut:
		return g.pass(ctx)
	}
}
