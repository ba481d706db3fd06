package app

import "context"

// hangUp has nothing to do: a console that is closed ends the process.
func hangUp(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithCancel(ctx)
}
