package transfer

import (
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

// ownCPU is the processor time that this process has taken.
func ownCPU(b *testing.B) time.Duration {
	b.Helper()
	var made, ended, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(windows.CurrentProcess(), &made, &ended, &kernel, &user); err != nil {
		b.Fatal(err)
	}
	ticks := func(f windows.Filetime) int64 { return int64(f.HighDateTime)<<32 | int64(f.LowDateTime) }
	return time.Duration(100 * (ticks(kernel) + ticks(user)))
}
