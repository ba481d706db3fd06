package transfer

import (
	"context"
	"encoding/hex"
	"hash"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"onefm/fichier/whirlpool"
)

const (
	// trailLag is how far the checksum may fall behind what has come: it still finds
	// those bytes in memory, where the system keeps what was just written.
	trailLag = 512 << 20
	// trailLook is how often a stream that waits for the checksum looks again.
	trailLook = 50 * time.Millisecond
)

// trail computes the Whirlpool of a file behind the streams that fill it, in the
// order of the file, from what they have written. So the line never waits for the
// checksum, and bytes that an earlier run left are read while new ones come.
type trail struct {
	m    *pieces
	from io.ReaderAt
	h    hash.Hash
	buf  []byte
	at   atomic.Int64
	more chan struct{} // holds one token when there may be more
	over chan struct{} // closed when the goroutine has ended; nil when there is none
	stop func()
	once sync.Once
	err  error
}

// newTrail follows the file on a goroutine of its own, or, when it is small, at
// the end.
func newTrail(ctx context.Context, m *pieces, from io.ReaderAt, run func(func())) *trail {
	tr := &trail{m: m, from: from, h: whirlpool.New(), more: make(chan struct{}, 1), stop: func() {}}
	if size := m.known(); size >= 0 && size < sumAside {
		return tr
	}
	ctx, tr.stop = context.WithCancel(ctx)
	tr.over = make(chan struct{})
	run(func() {
		defer close(tr.over)
		tr.run(ctx)
	})
	return tr
}

// poke says that there may be more.
func (tr *trail) poke() {
	if tr.over == nil {
		return
	}
	select {
	case tr.more <- struct{}{}:
	default:
	}
}

func (tr *trail) run(ctx context.Context) {
	for tr.err == nil && !tr.complete() {
		if tr.step() {
			if ctx.Err() != nil {
				return
			}
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tr.more:
		}
	}
}

// step hashes the next bytes; false when there are none.
func (tr *trail) step() bool {
	at := tr.at.Load()
	n := min(tr.m.front()-at, copyBuffer)
	if n <= 0 || tr.err != nil {
		return false
	}
	if tr.buf == nil {
		tr.buf = make([]byte, copyBuffer)
	}
	if got, err := tr.from.ReadAt(tr.buf[:n], at); int64(got) < n {
		tr.err = err
		return false
	}
	_, _ = tr.h.Write(tr.buf[:n]) // a hash never fails
	tr.at.Store(at + n)
	return true
}

func (tr *trail) complete() bool {
	size := tr.m.known()
	return size >= 0 && tr.at.Load() >= size
}

// finish returns the sum in lower-case hex digits, once everything is through.
func (tr *trail) finish(ctx context.Context) (string, error) {
	tr.poke()
	if tr.over != nil {
		select {
		case <-tr.over:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	for ctx.Err() == nil && tr.step() {
		continue
	}
	if tr.err != nil {
		return "", tr.err
	}
	return hex.EncodeToString(tr.h.Sum(nil)), ctx.Err()
}

// keepUp waits while the checksum is too far behind.
func (tr *trail) keepUp(ctx context.Context) error {
	for tr.over != nil && tr.m.front()-tr.at.Load() > trailLag {
		select {
		case <-tr.over:
			return nil
		default:
		}
		if err := sleep(ctx, time.Now().Add(trailLook)); err != nil {
			return err
		}
	}
	return nil
}

// end stops it. It may be called again.
func (tr *trail) end() {
	tr.once.Do(func() {
		tr.stop()
		if tr.over != nil {
			<-tr.over
		}
	})
}
