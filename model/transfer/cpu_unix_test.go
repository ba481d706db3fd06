//go:build unix

package transfer

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// ownCPU is the processor time that this process has taken.
func ownCPU(b *testing.B) time.Duration {
	b.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
