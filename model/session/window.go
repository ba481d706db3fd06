package session

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// RunWindow is [Session.Run] for a window that people look at: it also keeps the
// folders fresh that [mirror.Mirror.Attend] was told of, and reports what other
// processes change.
func (s *Session) RunWindow(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.Run(ctx) })
	g.Go(func() error { return s.Mirror.Run(ctx) })
	return g.Wait()
}
