package transfer

import (
	"context"
	"encoding/hex"
	"hash"

	"onefm/fichier/whirlpool"
)

const (
	// sumAside is the size from which a file is hashed on a core of its own; below
	// it the hand-over costs more than it gives.
	sumAside = 1 << 20
	// sumChunk and sumChunks bound what waits to be hashed: 2 MiB a stream.
	sumChunk  = 256 << 10
	sumChunks = 8
)

// sum is the Whirlpool of a stream. Hashing is slower than a fast line, so a long
// stream is hashed by a goroutine beside the one that moves the bytes.
type sum struct {
	h    hash.Hash
	n    int64
	fill []byte
	full chan []byte // to the hashing goroutine; nil as long as there is none
	free chan []byte // and back
	over chan struct{}
	stop <-chan struct{} // ends the goroutine when nobody ends the sum
	run  func(func())    // starts a goroutine
}

// newSum returns the sum of nothing. run starts the goroutine for a long stream.
// Call [sum.end] as soon as possible; the end of ctx frees everything, too.
func newSum(ctx context.Context, run func(func())) *sum {
	return &sum{h: whirlpool.New(), run: run, stop: ctx.Done()}
}

// Write never fails.
func (s *sum) Write(p []byte) (int, error) {
	s.n += int64(len(p))
	if s.full == nil {
		if s.n < sumAside {
			return s.h.Write(p)
		}
		s.start()
	}
	n := len(p)
	for len(p) > 0 {
		if s.fill == nil && !s.refill() {
			return n, nil
		}
		k := min(sumChunk-len(s.fill), len(p))
		s.fill = append(s.fill, p[:k]...)
		p = p[k:]
		if len(s.fill) == sumChunk {
			s.full <- s.fill // never blocks: as deep as there are chunks
			s.fill = nil
		}
	}
	return n, nil
}

// refill takes an empty chunk. It fails when the hashing goroutine is gone before
// its time; the sum is wrong then, and the file with it.
func (s *sum) refill() bool {
	select {
	case b := <-s.free:
		s.fill = b[:0]
		return true
	case <-s.over:
		return false
	}
}

func (s *sum) start() {
	s.full, s.free = make(chan []byte, sumChunks), make(chan []byte, sumChunks)
	s.over = make(chan struct{})
	for range sumChunks {
		s.free <- make([]byte, 0, sumChunk)
	}
	full, free, over := s.full, s.free, s.over
	s.run(func() {
		defer close(over)
		for {
			select {
			case b, ok := <-full:
				if !ok {
					return
				}
				_, _ = s.h.Write(b) // a hash never fails
				free <- b
			case <-s.stop:
				return
			}
		}
	})
}

// hex returns the sum in lower-case hex digits and ends s.
func (s *sum) hex() string {
	s.end()
	return hex.EncodeToString(s.h.Sum(nil))
}

// end stops the hashing goroutine after it has hashed what it was given. It may
// be called again.
func (s *sum) end() {
	if s.full == nil {
		return
	}
	if len(s.fill) > 0 {
		s.full <- s.fill
	}
	close(s.full)
	<-s.over
	s.full, s.fill = nil, nil
}
