package transfer

import (
	"context"
	"sync"
)

// gate lets pass or holds. A held stream keeps its connection; should the other
// end give up meanwhile, going on is like going on after any broken line.
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
