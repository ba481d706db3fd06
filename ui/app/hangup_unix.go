//go:build unix

package app

import (
	"context"
	"os/signal"

	"golang.org/x/sys/unix"
)

// hangUp ends the window when its terminal goes away, as when an SSH connection
// breaks.
func hangUp(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, unix.SIGHUP)
}
