package transfer

import (
	"context"
	"errors"
	"sync"
	"time"

	"onefm/fichier"
)

const (
	// crewPiece is how much a stream beside the first takes at once: seconds of a fast
	// line, and near enough to the front that the checksum finds it in memory.
	crewPiece = 64 << 20
	// crewLeast is the least that is worth a request of its own.
	crewLeast = 4 << 20
	// crewMost is how many streams one file gets in all.
	crewMost = 8
	// crewWorth is what must be left of a file before another stream is tried.
	crewWorth = 32 << 20
	// markEvery is how often it is written down what streams out of order have brought:
	// what a crash costs at most.
	markEvery = 10 * time.Second
)

// errDismissed ends a stream that is one too many.
var errDismissed = errors.New("dismissed")

// crew is the streams of one file: the first, which is the worker of its task, and
// those that it hires as long as they gain anything. Only the first takes part in
// retries and shows what holds it up; the others just stop and leave their work to
// the rest.
type crew struct {
	f      *fetch
	ctx    context.Context //nolint:containedctx // of the streams
	cancel context.CancelCauseFunc
	growth growth        // of the first stream alone
	freed  chan struct{} // holds one token when one of the others has given something back

	mu     sync.Mutex
	others int
	leave  int  // how many of them should stop
	alone  bool // the host takes no more than one
	wg     sync.WaitGroup
}

// newCrew begins with the first stream. End it.
func (f *fetch) newCrew(ctx context.Context) *crew {
	c := &crew{f: f, freed: make(chan struct{}, 1), alone: f.alone}
	c.ctx, c.cancel = context.WithCancelCause(ctx)
	f.e.traffic.epoch.Add(1)
	if f.marking {
		c.mark()
	}
	return c
}

// end stops all others and waits for them.
func (c *crew) end() {
	c.cancel(nil)
	c.wg.Wait()
	c.f.alone = c.alone
	c.f.e.traffic.trying.CompareAndSwap(c, nil)
	c.f.e.traffic.epoch.Add(1)
}

// count returns how many others there are.
func (c *crew) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.others
}

// wait waits until one of the others gives something back.
func (c *crew) wait() error {
	if c.count() == 0 {
		return c.ctx.Err() // they have given everything back
	}
	select {
	case <-c.ctx.Done():
		return c.ctx.Err()
	case <-c.freed:
		return nil
	}
}

// ending is why the streams of a file ended together: what spoilt one of them, or
// the end of ctx.
func (c *crew) ending(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if cause := context.Cause(c.ctx); cause != nil { //nolint:contextcheck // it is a child of ctx
		return cause
	}
	return err
}

// look decides, as the first stream goes along, whether there should be more
// streams or fewer.
func (c *crew) look(d *fichier.Download) {
	t := &c.f.e.traffic
	now := time.Now()
	rate, ok := c.growth.measure(now, t.moved[goingDown].Load(), t.epoch.Load(), !t.holding(now))
	if !ok {
		return
	}
	c.growth.again(now, c.growth.epoch)
	may := d.Ranged && c.may() && (t.trying.CompareAndSwap(nil, c) || t.trying.Load() == c)
	switch c.growth.judge(now, rate, may) {
	case 1:
		if !c.hire() {
			c.growth.refused(now)
		}
	case -1:
		c.dismiss()
	}
	if !c.growth.trial {
		t.trying.CompareAndSwap(c, nil)
	}
}

func (c *crew) may() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	have, _ := c.f.m.have()
	return !c.alone && c.others < crewMost-1 && c.f.m.known()-have >= c.f.e.traffic.worth
}

// hire starts one more stream when there is a line for it.
func (c *crew) hire() bool {
	if !c.f.e.traffic.lines.try() {
		return false
	}
	c.mu.Lock()
	c.others++
	c.mu.Unlock()
	c.wg.Add(1)
	c.f.e.aside(func() {
		defer c.wg.Done()
		defer c.gone()
		c.work()
	})
	return true
}

func (c *crew) gone() {
	c.f.e.traffic.lines.give()
	c.mu.Lock()
	c.others--
	c.leave = min(c.leave, c.others)
	c.mu.Unlock()
	c.poke()
}

func (c *crew) poke() {
	select {
	case c.freed <- struct{}{}:
	default:
	}
}

// dismiss makes one of the others stop.
func (c *crew) dismiss() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.leave = min(c.leave+1, c.others)
}

// dismissed reports whether it is the caller who should stop.
func (c *crew) dismissed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.leave == 0 {
		return false
	}
	c.leave--
	return true
}

// work is the life of one of the others.
func (c *crew) work() {
	if err := c.firstMark(); err != nil {
		c.cancel(err)
		return
	}
	for c.ctx.Err() == nil {
		s := c.f.m.take(false)
		if s == nil {
			return
		}
		if err := c.fetch(s); err != nil {
			c.trouble(err)
			return
		}
	}
}

// fetch gives s back whatever happens: the file would wait for it for ever.
func (c *crew) fetch(s *stretch) error {
	defer c.poke()
	defer c.f.m.give(s)
	return c.f.once(c.ctx, s, c, false)
}

// trouble deals with what ended one of the others. What spoils the file ends them
// all; what the line did may be over at the next trial; anything else means that
// the host wants one stream a file, and is not asked for another.
func (c *crew) trouble(err error) {
	if c.ctx.Err() != nil || errors.Is(err, errDismissed) || errors.Is(err, errHeld) {
		return
	}
	c.f.e.o.Log.Info("a further stream ended", "job", c.f.t.job.id, "cause", err)
	if spoilt(err) {
		c.cancel(err)
		return
	}
	if !errors.Is(err, fichier.ErrNetwork) {
		c.mu.Lock()
		c.alone = true
		c.mu.Unlock()
	}
}

// firstMark writes down what there is before anything is written out of order:
// from then on the size of the part says nothing.
func (c *crew) firstMark() error {
	c.f.marks.Lock()
	defer c.f.marks.Unlock()
	if c.f.marking || c.f.tag() == "" {
		return nil
	}
	if err := c.f.markNow(); err != nil {
		return err
	}
	c.f.marking = true
	c.mark()
	return nil
}

// mark goes on writing it down until the crew ends.
func (c *crew) mark() {
	c.wg.Add(1)
	c.f.e.aside(func() {
		defer c.wg.Done()
		for sleep(c.ctx, time.Now().Add(markEvery)) == nil {
			c.f.marks.Lock()
			err := c.f.markNow()
			c.f.marks.Unlock()
			if err != nil {
				c.f.e.o.Log.Warn("what a part has is not written down", "cause", err)
			}
		}
	})
}
