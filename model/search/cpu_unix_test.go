//go:build unix

package search

import (
	"syscall"
	"time"
)

// cpu returns the processor time that this process took. On a machine that has
// other things to do it tells more than a clock.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
