//go:build unix

package cli

import (
	"os/signal"

	"golang.org/x/sys/unix"
)

// surviveHangup lets the process go on when its terminal goes away. What it writes
// then goes nowhere: a broken pipe does not end it either.
func surviveHangup() { signal.Ignore(unix.SIGHUP, unix.SIGPIPE) }
