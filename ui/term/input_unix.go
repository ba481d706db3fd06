//go:build unix

package term

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// OpenInput returns an input on the terminal's file. On systems without a
// descriptor to wait on it is the file itself.
func OpenInput(f *os.File) (io.Reader, *Input, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	in := &Input{src: &tty{f: f, wakeR: r, wakeW: w}}
	return in, in, nil
}

// tty waits on the terminal and on a pipe that interrupts the wait.
type tty struct {
	f            *os.File
	wakeR, wakeW *os.File
	once         sync.Once
}

func (t *tty) wait(d time.Duration) wake {
	in, stop := int(t.f.Fd()), int(t.wakeR.Fd())
	var until time.Time
	if d > 0 {
		until = time.Now().Add(d)
	}
	for {
		var set unix.FdSet
		set.Set(in)
		set.Set(stop)
		n, err := unix.Select(max(in, stop)+1, &set, nil, nil, left(until))
		if errors.Is(err, unix.EINTR) {
			continue
		}
		switch {
		case err != nil:
			return readable // the read tells what is wrong
		case n == 0:
			return timedOut
		case set.IsSet(stop):
			var b [16]byte
			_, _ = t.wakeR.Read(b[:])
			return interrupted
		}
		return readable
	}
}

func left(until time.Time) *unix.Timeval {
	if until.IsZero() {
		return nil
	}
	tv := unix.NsecToTimeval(max(time.Until(until), 0).Nanoseconds())
	return &tv
}

func (t *tty) read(p []byte) (int, error)  { return t.f.Read(p) }
func (t *tty) write(p []byte) (int, error) { return t.f.Write(p) }
func (t *tty) fd() uintptr                 { return t.f.Fd() }

func (t *tty) interrupt() { _, _ = t.wakeW.Write([]byte{0}) }

// close leaves the reading end to a Read that may still wait on it; both ends go
// with the process.
func (t *tty) close() error {
	var err error
	t.once.Do(func() { err = t.wakeW.Close() })
	return err
}
