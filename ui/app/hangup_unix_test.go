//go:build unix

package app

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestSignalsEndTheWindow(t *testing.T) { //nolint:paralleltest // signals are for the whole process
	for _, sig := range []unix.Signal{unix.SIGHUP, unix.SIGQUIT} {
		ctx, stop := hangUp(t.Context())
		if err := unix.Kill(unix.Getpid(), sig); err != nil {
			t.Fatal(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Second):
			t.Errorf("%v does not end the window", sig)
		}
		stop()
	}
}
