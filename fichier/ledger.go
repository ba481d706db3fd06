package fichier

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Rule says that calls which share Key must be at least Every apart, or, with Slots,
// that there are no more than so many within Every.
type Rule struct {
	Key   string
	Every time.Duration
	Slots int // 0: 1
}

// Keys are those under which a ledger records the calls of the rule: a new one takes
// the place of the oldest.
func (r Rule) Keys() []string {
	keys := []string{r.Key}
	for i := 1; i < r.Slots; i++ {
		keys = append(keys, r.Key+"#"+strconv.Itoa(i))
	}
	return keys
}

// Ledger remembers when which kind of call was last made and until when the
// service has locked us. Processes that share one ledger share one budget. Its
// methods don't wait for time to pass.
type Ledger interface {
	// Take records one call at now under every rule, or, when some rule forbids it,
	// records nothing and returns the earliest time at which all would allow it.
	// A call that is recorded for a time after now (the clock was set back) forbids
	// no longer than Every from now.
	Take(ctx context.Context, now time.Time, rules []Rule) (next time.Time, ok bool, err error)
	// Lock closes the client for all processes. A lock never becomes shorter.
	Lock(ctx context.Context, until time.Time, reason string) error
	// Locked returns the latest lock, even one that is over.
	Locked(ctx context.Context) (until time.Time, reason string, err error)
}

// Refunder is what a [Ledger] may also be: one that can forget a call which never
// left this machine, so that a failed connection does not close an endpoint for
// minutes.
type Refunder interface {
	// Refund forgets the calls recorded at exactly the time at under rules. Calls
	// recorded later stay.
	Refund(ctx context.Context, at time.Time, rules []Rule) error
}

type memoryLedger struct {
	mu     sync.Mutex
	last   map[string]time.Time
	until  time.Time
	reason string
}

// NewMemoryLedger returns a ledger for this process only.
func NewMemoryLedger() Ledger { return &memoryLedger{last: map[string]time.Time{}} }

func (l *memoryLedger) Take(_ context.Context, now time.Time, rules []Rule) (time.Time, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	next := now
	for _, r := range rules {
		if at := earliest(l.last[l.oldest(r)], now, r.Every); at.After(next) {
			next = at
		}
	}
	if next.After(now) {
		return next, false, nil
	}
	l.forget(now)
	for _, r := range rules {
		l.last[l.oldest(r)] = now
	}
	return now, true, nil
}

// oldest is the key of the rule's call that was made first.
func (l *memoryLedger) oldest(r Rule) string {
	return slices.MinFunc(r.Keys(), func(x, y string) int { return l.last[x].Compare(l.last[y]) })
}

// maxKeys is how many keys are kept before those that no rule asks for any more are
// dropped.
const maxKeys = 4096

func (l *memoryLedger) forget(now time.Time) {
	if len(l.last) < maxKeys {
		return
	}
	for key, at := range l.last {
		if now.Sub(at) > everyEvery {
			delete(l.last, key)
		}
	}
}

// earliest is when a call may follow one made at last.
func earliest(last, now time.Time, every time.Duration) time.Time {
	if last.IsZero() {
		return now
	}
	if last.After(now) {
		last = now
	}
	return last.Add(every)
}

func (l *memoryLedger) Refund(_ context.Context, at time.Time, rules []Rule) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range rules {
		for _, key := range r.Keys() {
			if l.last[key].Equal(at) {
				delete(l.last, key)
			}
		}
	}
	return nil
}

func (l *memoryLedger) Lock(_ context.Context, until time.Time, reason string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.until) {
		l.until, l.reason = until, reason
	}
	return nil
}

func (l *memoryLedger) Locked(context.Context) (time.Time, string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.until, l.reason, nil
}
