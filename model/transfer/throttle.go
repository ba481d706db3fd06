package transfer

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// way is the direction of bytes on the line.
type way uint8

const (
	goingUp way = iota
	goingDown
)

const (
	// burst is how far bytes may run ahead of a limit: a stream that waited for the
	// service a moment does not lose that moment.
	burst = 100 * time.Millisecond
	// leastPiece is what is read at once under a limit, however low.
	leastPiece = 1 << 10
	// heldLately is how long after a wait the limit counts as what holds jobs up.
	heldLately = time.Second
)

// throttle holds every stream of the engine to one limit. Without a limit it only
// counts.
type throttle struct {
	moved [2]atomic.Int64 // bytes each way
	on    atomic.Bool     // there is something to hold to
	held  atomic.Int64    // when somebody waited last, in Unix nanoseconds

	mu      sync.Mutex
	limit   Limit
	rates   rates         // of the limit, until stale
	stale   time.Time     // when rates must be looked up again; zero: never
	giving  giving        // way, to somebody's SSH session
	due     [4]time.Time  // when the bytes so far would have gone through: both, up, down, giving
	changed chan struct{} // closed when the limit changes
}

// set replaces the limit. Streams that wait look again at once.
func (x *throttle) set(l Limit, now time.Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.limit = l
	x.rates, x.stale = l.at(now)
	x.due = [4]time.Time{}
	x.renewed()
}

func (x *throttle) renewed() {
	x.on.Store(!x.limit.IsZero() || x.giving.rate > 0)
	if x.changed != nil {
		close(x.changed)
		x.changed = nil
	}
}

// sample feeds a measured key round trip.
func (x *throttle) sample(now time.Time, rtt time.Duration) {
	x.mu.Lock()
	defer x.mu.Unlock()
	before := x.giving.rate
	x.giving.sample(now, rtt, x.moved[goingUp].Load()+x.moved[goingDown].Load())
	if x.giving.rate != before {
		x.renewed()
	}
}

// look brings what depends on the clock up to now. mu is held.
func (x *throttle) look(now time.Time) {
	if !x.stale.IsZero() && !now.Before(x.stale) {
		x.rates, x.stale = x.limit.at(now)
	}
	if x.giving.quiet(now) {
		x.on.Store(!x.limit.IsZero())
	}
}

// piece returns how many bytes, at most n, a stream should move at once: so few
// that a limit gives a steady flow.
func (x *throttle) piece(w way, n int) int {
	if !x.on.Load() {
		return n
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.look(time.Now())
	for _, r := range x.bounds(w) {
		if r > 0 {
			n = min(n, max(int(r*burst.Seconds()), leastPiece))
		}
	}
	return n
}

// bounds are the rates that bytes of a direction must keep: both, their own, and
// that of giving way. mu is held.
func (x *throttle) bounds(w way) [4]float64 {
	b := [4]float64{x.rates.both, 0, 0, x.giving.rate}
	if w == goingUp {
		b[1] = x.rates.up
	} else {
		b[2] = x.rates.down
	}
	return b
}

// pass counts n bytes that have moved, and waits until they may have.
func (x *throttle) pass(ctx context.Context, w way, n int) error {
	x.moved[w].Add(int64(n))
	if !x.on.Load() {
		return nil
	}
	wait, changed := x.reserve(time.Now(), w, n)
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	x.held.Store(time.Now().Add(wait).UnixNano())
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-changed:
	case <-timer.C:
	}
	return nil
}

func (x *throttle) reserve(now time.Time, w way, n int) (wait time.Duration, changed <-chan struct{}) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.look(now)
	for i, r := range x.bounds(w) {
		if r <= 0 {
			continue
		}
		if early := now.Add(-burst); x.due[i].Before(early) {
			x.due[i] = early
		}
		x.due[i] = x.due[i].Add(time.Duration(float64(n) / r * float64(time.Second)))
		wait = max(wait, x.due[i].Sub(now))
	}
	if x.changed == nil {
		x.changed = make(chan struct{})
	}
	return wait, x.changed
}

// holding reports whether the limit has held a stream up lately.
func (x *throttle) holding(now time.Time) bool {
	return x.on.Load() && now.UnixNano()-x.held.Load() < int64(heldLately)
}

// view is what people see of the limit.
func (x *throttle) view(now time.Time) LimitView {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.look(now)
	v := LimitView{Text: x.limit.String(), Until: x.stale, GivingWay: x.giving.rate > 0}
	v.Up, v.Down = least(x.bounds(goingUp)), least(x.bounds(goingDown))
	return v
}

// least is the lowest rate that bounds, 0 when none does.
func least(bounds [4]float64) float64 {
	low := 0.0
	for _, r := range bounds {
		if r > 0 && (low == 0 || r < low) {
			low = r
		}
	}
	return low
}

// SetLimit replaces the limit of the engine; the streams under way keep to it at
// once.
func (e *Engine) SetLimit(l Limit) error {
	e.traffic.set(l, time.Now())
	return nil
}

// Limit returns the limit that was set last.
func (e *Engine) Limit() Limit {
	e.traffic.mu.Lock()
	defer e.traffic.mu.Unlock()
	return e.traffic.limit
}

// GiveWay tells how long an answer to a key takes in a person's SSH session. As
// long as that is told, transfers leave so much of the line that the session stays
// about as quick as it is without them; half a minute later they take it all. It
// does not block.
func (e *Engine) GiveWay(rtt time.Duration) { e.traffic.sample(time.Now(), rtt) }
