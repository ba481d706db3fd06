package transfer

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// DefaultLines is how many downloads run at once in all, segments counted apart:
// well below the service's 30 (1fichier-api §6), which other programs of the same
// account share.
const DefaultLines = 12

// traffic is what all streams of an engine share: the limit, the lines, and the
// right to try whether another stream gains anything.
type traffic struct {
	throttle

	lines  lines
	trying atomic.Pointer[crew] // who tries at the moment: two at once would measure each other
	epoch  atomic.Uint64        // grows when downloads begin and end: measurements then start anew

	past history // of all streams; Engine.mu guards it

	buffers             sync.Pool // of *[]byte, each copyBuffer long
	share, least, worth int64     // crewPiece, crewLeast and crewWorth but for tests
}

// init makes the zero traffic ready.
func (t *traffic) init(lines int, l Limit) {
	t.lines.limit = lines
	t.share, t.least, t.worth = crewPiece, crewLeast, crewWorth
	t.set(l, time.Now())
}

// buffer returns what a stream copies with; give it back to buffers.
func (t *traffic) buffer() *[]byte {
	if b, ok := t.buffers.Get().(*[]byte); ok {
		return b
	}
	b := make([]byte, copyBuffer)
	return &b
}

// lines counts the streams from download hosts.
type lines struct {
	mu    sync.Mutex
	limit int
	used  int
	freed chan struct{} // closed when one is freed; nil while nobody waits
}

// take waits for a line.
func (l *lines) take(ctx context.Context) error {
	for {
		freed, ok := l.attempt()
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-freed:
		}
	}
}

// try takes a line when there is one.
func (l *lines) try() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.used >= l.limit {
		return false
	}
	l.used++
	return true
}

func (l *lines) attempt() (freed <-chan struct{}, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.used < l.limit {
		l.used++
		return nil, true
	}
	if l.freed == nil {
		l.freed = make(chan struct{})
	}
	return l.freed, false
}

// give gives a line back.
func (l *lines) give() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.used--
	if l.freed != nil {
		close(l.freed)
		l.freed = nil
	}
}

// inUse returns how many lines are taken.
func (l *lines) inUse() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.used
}
