package term

import (
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

func TestInputHoldsTornReport(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		in := NewInput(r)
		go func() {
			_, _ = w.Write([]byte("j\x1b[<0;1"))
			time.Sleep(10 * time.Second)
			_, _ = w.Write([]byte("0;5M"))
			_ = w.Close()
		}()
		var got []string
		for {
			var b [64]byte
			n, err := in.Read(b[:])
			if err != nil {
				break
			}
			got = append(got, string(b[:n]))
		}
		if len(got) != 2 || got[0] != "j" || got[1] != "\x1b[<0;10;5M" {
			t.Errorf("got %q", got)
		}
		_ = in.Close()
	})
}

func TestInputReleasesEscape(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		in := NewInput(r)
		start := time.Now()
		go func() { _, _ = w.Write([]byte{esc}) }()
		var b [64]byte
		n, err := in.Read(b[:])
		if err != nil || string(b[:n]) != escapeKey || time.Since(start) != EscDelay {
			t.Errorf("got %q, %v after %v", b[:n], err, time.Since(start))
		}
		_ = w.Close()
		_ = in.Close()
	})
}

func TestInterruptEndsReadAndReadingGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		in := NewInput(r)
		done := make(chan error)
		go func() {
			var b [8]byte
			_, err := in.Read(b[:])
			done <- err
		}()
		synctest.Wait()
		in.Interrupt()
		if err := <-done; !errors.Is(err, io.EOF) {
			t.Errorf("interrupted read: %v, want EOF", err)
		}
		go func() { _, _ = w.Write([]byte("x")) }()
		var b [8]byte
		if n, err := in.Read(b[:]); err != nil || string(b[:n]) != "x" {
			t.Errorf("read after the interrupt: %q, %v", b[:n], err)
		}
		_ = w.Close()
		_ = in.Close()
	})
}

// A reply longer than the reader's buffer arrives whole.
func TestInputLongerThanBuffer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		in := NewInput(r)
		go func() {
			_, _ = w.Write([]byte("0123456789"))
			_ = w.Close()
		}()
		got, err := io.ReadAll(in)
		if err != nil || string(got) != "0123456789" {
			t.Errorf("got %q, %v", got, err)
		}
		_ = in.Close()
	})
}
