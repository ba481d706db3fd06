//go:build unix

package app

import (
	"context"
	"os/signal"

	"golang.org/x/sys/unix"
)

// hangUp ends the window when its terminal goes away, as when an SSH connection
// breaks, and puts the terminal in order before SIGQUIT ends the process, where
// the runtime would write its stacks over the window and leave the terminal raw.
func hangUp(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, unix.SIGHUP, unix.SIGQUIT)
}
