package term

import (
	"io"
	"time"
)

// NewInput returns an input that reads from r, which is no terminal: a test's
// pipe, or the console of a system whose own reader needs no help.
func NewInput(r io.Reader) *Input {
	p := &pipe{chunks: make(chan chunk), stop: make(chan struct{}, 1), done: make(chan struct{})}
	go p.pump(r)
	return &Input{src: p}
}

type chunk struct {
	b   []byte
	err error
}

// pipe reads ahead in a goroutine that ends with its reader.
type pipe struct {
	chunks chan chunk
	next   chunk
	stop   chan struct{}
	done   chan struct{}
}

func (p *pipe) pump(r io.Reader) {
	for {
		buf := make([]byte, 4096)
		n, err := r.Read(buf)
		select {
		case p.chunks <- chunk{buf[:n], err}:
		case <-p.done:
			return
		}
		if err != nil {
			return
		}
	}
}

func (p *pipe) wait(d time.Duration) wake {
	if len(p.next.b) > 0 || p.next.err != nil {
		return readable
	}
	var after <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		after = t.C
	}
	select {
	case p.next = <-p.chunks:
		return readable
	case <-after:
		return timedOut
	case <-p.stop:
		return interrupted
	}
}

func (p *pipe) read(b []byte) (int, error) {
	n := copy(b, p.next.b)
	p.next.b = p.next.b[n:]
	if n > 0 {
		return n, nil
	}
	return 0, p.next.err
}

func (p *pipe) interrupt() {
	select {
	case p.stop <- struct{}{}:
	default:
	}
}

func (p *pipe) write(b []byte) (int, error) { return len(b), nil }

func (p *pipe) close() error {
	select {
	case <-p.done:
	default:
		close(p.done)
	}
	return nil
}

func (p *pipe) fd() uintptr { return ^uintptr(0) }
