package disk

import (
	"context"
	"fmt"
	"sync"
	"time"

	"onefm/model"
)

const (
	// grace is how long a cancelled call is still waited for: on a healthy disk it
	// ends, and then what it did is known rather than in doubt.
	grace = 50 * time.Millisecond

	maxStuck   = 64 // calls that the system keeps, each with a thread of ours
	maxStuckAt = 4  // of one path: asking a dead mount again and again is of no use
)

// guard keeps callers from calls that never return, such as a stat on a dead
// network mount. Such a call can't be ended; it is left behind and counted.
type guard struct {
	mu    sync.Mutex
	stuck map[string]int
	total int
}

// begin reports whether another call for place may be risked.
func (g *guard) begin(place string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.total >= maxStuck || g.stuck[place] >= maxStuckAt {
		return fmt.Errorf("%s: %w", place, model.ErrStuck)
	}
	return nil
}

// isStuck reports whether a call for place was left behind and is still out.
func (g *guard) isStuck(place string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.stuck[place] > 0
}

// leave counts a call that nobody waits for any more, and back a call that did
// return after all.
func (g *guard) leave(place string) { g.count(place, 1) }

func (g *guard) back(place string) { g.count(place, -1) }

func (g *guard) count(place string, n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.stuck == nil {
		g.stuck = make(map[string]int)
	}
	g.total += n
	if g.stuck[place] += n; g.stuck[place] == 0 {
		delete(g.stuck, place)
	}
}

// result is what a guarded call gave.
type result[T any] struct {
	value T
	err   error
}

// guarded runs call so that ctx can abandon it. A call of many steps should look
// at ctx between them and end by itself. What an abandoned call still returns is
// handed to drop, which may be nil: an open file must be closed.
func guarded[T any](ctx context.Context, g *guard, place string, call func() (T, error), drop func(T)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	done, giveUp, err := aside(g, place, call, drop)
	if err != nil {
		return none, err
	}
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
	}
	t := time.NewTimer(grace)
	defer t.Stop()
	select {
	case r := <-done:
		return r.value, r.err
	case <-t.C:
		giveUp()
		return none, ctx.Err()
	}
}

// aside runs call on a goroutine of its own. What it gives comes through done, or,
// once it was given up, goes to drop.
func aside[T any](g *guard, place string, call func() (T, error), drop func(T)) (done <-chan result[T], giveUp func(), err error) {
	if err := g.begin(place); err != nil {
		return nil, nil, err
	}
	out := make(chan result[T]) // without a buffer: handing over and giving up exclude each other
	gone := make(chan struct{})
	go func() {
		v, err := call()
		select {
		case out <- result[T]{v, err}:
		case <-gone:
			g.back(place)
			if err == nil && drop != nil {
				drop(v)
			}
		}
	}()
	return out, func() { g.leave(place); close(gone) }, nil
}

// run is guarded for calls without a value.
func (d *Disk) run(ctx context.Context, place model.Path, call func() error) error {
	_, err := guarded(ctx, &d.guard, place.Name(), func() (struct{}, error) { return struct{}{}, call() }, nil)
	return err
}
