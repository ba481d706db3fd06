package transfer

import (
	"context"
	"sync"
)

// Subscription receives every event from the moment it was made. It holds what
// was not read yet, so a slow reader neither loses an event nor holds up the
// engine. One goroutine may read at a time.
type Subscription struct {
	from  *events
	mu    sync.Mutex
	queue []Event
	ready chan struct{} // holds one token while queue is not empty or closed is set
	over  bool
}

// Next waits for the next event. After [Subscription.Close], or when the engine
// has ended and everything was read, it returns [ErrStopped].
func (s *Subscription) Next(ctx context.Context) (Event, error) {
	for {
		if ev, ok, over := s.take(); ok {
			return ev, nil
		} else if over {
			return Event{}, ErrStopped
		}
		select {
		case <-ctx.Done():
			return Event{}, ctx.Err()
		case <-s.ready:
		}
	}
}

// Close ends the subscription; a waiting Next returns.
func (s *Subscription) Close() {
	s.from.remove(s)
	s.end()
}

func (s *Subscription) take() (ev Event, ok, over bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == 0 {
		return Event{}, false, s.over
	}
	ev, s.queue = s.queue[0], s.queue[1:]
	return ev, true, false
}

func (s *Subscription) put(ev Event) {
	s.mu.Lock()
	s.queue = append(s.queue, ev)
	s.mu.Unlock()
	s.wake()
}

func (s *Subscription) end() {
	s.mu.Lock()
	s.over = true
	s.mu.Unlock()
	s.wake()
}

func (s *Subscription) wake() {
	select {
	case s.ready <- struct{}{}:
	default:
	}
}

// events hands every event to every subscription.
type events struct {
	mu   sync.Mutex
	subs map[*Subscription]struct{}
	over bool
}

func (e *events) subscribe() *Subscription {
	s := &Subscription{from: e, ready: make(chan struct{}, 1)}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.over {
		s.end()
		return s
	}
	if e.subs == nil {
		e.subs = map[*Subscription]struct{}{}
	}
	e.subs[s] = struct{}{}
	return s
}

func (e *events) remove(s *Subscription) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.subs, s)
}

func (e *events) publish(ev Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for s := range e.subs {
		s.put(ev)
	}
}

func (e *events) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.over = true
	for s := range e.subs {
		s.end()
	}
	e.subs = nil
}
