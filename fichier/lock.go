package fichier

import (
	"context"
	"time"
)

const (
	firstLock = 30 * time.Second // as the service's own locks seem to last
	maxLock   = 5 * time.Minute
	// longestStep is the first step that reaches maxLock.
	longestStep = 4
	// calmAfter is how long there must be peace for the next lock to be one step
	// shorter.
	calmAfter = 5 * time.Minute
	// maxRetryAfter bounds what a header can make us wait.
	maxRetryAfter = 2 * time.Hour
)

// lock is what this process knows of the lock that is shared through the ledger.
type lock struct {
	until  time.Time
	reason string
	step   int // the next lock lasts firstLock << step
}

// Budget is what the pacer allows at the moment.
type Budget struct {
	Next        time.Time // when the next call may leave; past or zero: now
	LockedUntil time.Time // past or zero: not locked
	LockReason  string    // the service's words, sanitised
	Refused     bool      // the key was refused, no call leaves any more
	Waiting     int       // calls that wait for their turn
	Second      int       // calls of this client that left within the last second
	Minute      int       // and within the last minute
	Answered    time.Time // when the service last answered this client, with whatever
}

// Budget tells without asking anybody; a lock that another process met shows after
// the next call.
func (c *Client) Budget() Budget {
	p, now := c.pacer, time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	return Budget{
		Second:      p.since(now, time.Second),
		Minute:      p.since(now, time.Minute),
		Answered:    p.answer,
		Next:        p.next,
		LockedUntil: p.lock.until,
		LockReason:  p.lock.reason,
		Refused:     p.refused != nil,
		Waiting:     p.waiting,
	}
}

// flooded closes the client for all processes because of a flood answer and returns
// for how long. Answers of calls that left before the lock began do not make it
// longer, unless they ask for more themselves.
func (p *pacer) flooded(ctx context.Context, asked time.Duration, reason string) time.Duration {
	now := time.Now()
	asked = min(asked, maxRetryAfter)
	p.mu.Lock()
	d := asked
	if !p.lock.until.After(now) {
		d = max(asked, p.lock.grow(now))
	}
	if until := now.Add(d); until.After(p.lock.until) {
		p.lock.until, p.lock.reason = until, reason
	}
	until, reason := p.lock.until, p.lock.reason
	p.mu.Unlock()
	// The lock must reach the other processes even when this call is given up; a
	// ledger that can't keep it leaves at least this process locked.
	_ = p.ledger.Lock(context.WithoutCancel(ctx), until, reason)
	return until.Sub(now)
}

// grow returns how long a lock that begins now lasts: each is twice the one before,
// each calmAfter of peace in between takes one doubling back.
func (l *lock) grow(now time.Time) time.Duration {
	if !l.until.IsZero() {
		calm := int(now.Sub(l.until) / calmAfter)
		if l.step == 0 && calm == 0 {
			l.step = 1 // another process met the last one
		}
		l.step = max(0, l.step-calm)
	}
	d := min(maxLock, firstLock<<l.step)
	l.step = min(l.step+1, longestStep)
	return d
}

// seen notes a lock found in the ledger.
func (p *pacer) seen(until time.Time, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.lock.until) {
		p.lock.until, p.lock.reason = until, reason
	}
}

// locked returns until when this process knows the client to be closed.
func (p *pacer) locked() (time.Time, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lock.until, p.lock.reason
}
