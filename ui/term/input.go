package term

import (
	"io"
	"sync"
	"time"
)

// Input reads a terminal and hands out whole tokens only. A Read blocks until
// there is one; [Input.Interrupt] ends it with io.EOF, and reading may go on
// afterwards (before the program is suspended or runs an editor).
//
// It passes for the terminal's file, so that raw mode is set on it, and hides the
// file's name, so that nobody polls the descriptor behind its back.
type Input struct {
	src source

	mu    sync.Mutex // held between waits only
	tok   Tokenizer
	ready []byte
}

// source is what the bytes come from. Wait returns when a read would not block,
// when d has passed (0: never), or when it was interrupted.
type source interface {
	wait(d time.Duration) wake
	read(p []byte) (int, error)
	interrupt()
	write(p []byte) (int, error)
	close() error
	fd() uintptr
}

type wake uint8

const (
	readable wake = iota
	timedOut
	interrupted
)

// Read returns one or more whole tokens.
func (in *Input) Read(p []byte) (int, error) {
	for {
		if n := in.copyReady(p); n > 0 {
			return n, nil
		}
		switch in.src.wait(in.untilDeadline()) {
		case interrupted:
			return 0, io.EOF
		case timedOut:
			in.expire()
			continue
		case readable:
		}
		var buf [4096]byte
		n, err := in.src.read(buf[:])
		in.feed(buf[:n])
		if err != nil && n == 0 {
			return 0, err
		}
	}
}

func (in *Input) copyReady(p []byte) int {
	in.mu.Lock()
	defer in.mu.Unlock()
	n := copy(p, in.ready)
	in.ready = in.ready[n:]
	return n
}

func (in *Input) feed(b []byte) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.ready = append(in.ready, in.tok.Feed(b, time.Now())...)
}

func (in *Input) expire() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.ready = append(in.ready, in.tok.Expire(time.Now())...)
}

// untilDeadline returns 0 when there is none.
func (in *Input) untilDeadline() time.Duration {
	in.mu.Lock()
	defer in.mu.Unlock()
	d := in.tok.Deadline()
	if d.IsZero() {
		return 0
	}
	return max(time.Until(d), time.Nanosecond)
}

// SetEscDelay sets how long a lone ESC is held back, for links whose measured
// round trip is longer than EscDelay allows for.
func (in *Input) SetEscDelay(d time.Duration) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.tok.SetEscDelay(d)
}

// Interrupt ends the Read that is under way, or the next one, with io.EOF.
func (in *Input) Interrupt() { in.src.interrupt() }

// Write writes to the terminal.
func (in *Input) Write(p []byte) (int, error) { return in.src.write(p) }

// Close releases what the input holds; the terminal's file stays open.
func (in *Input) Close() error {
	in.src.interrupt()
	return in.src.close()
}

// Fd returns the descriptor of the terminal; the largest number when there is
// none.
func (in *Input) Fd() uintptr { return in.src.fd() }
