package transfer

import (
	"context"
	"errors"
	"io"
	"time"

	"onefm/fichier"
)

// What repeating a failed step may be worth.
type verdict uint8

const (
	final verdict = iota // repeating can't help
	again                // a passing trouble: after a back-off, a bounded number of times
	later                // the service said when; does not count as a try
	halt                 // no further call may be made at all
)

const (
	firstWait = time.Second
	// longestWait bounds the back-off: a line that is back after an hour's outage
	// is used again within a minute.
	longestWait = time.Minute
	// offlineTries without any progress are about a quarter of an hour.
	offlineTries = 20
	// troubleTries without any progress are about a minute.
	troubleTries = 6
	// floodTries bounds waits that the service asked for, one after the other.
	floodTries = 30
	// otherPlace is how long the service wants to see no other address
	// (1fichier-api §9).
	otherPlace = 5 * time.Minute
	// longWait is what pages in place of a file make clients wait from (1fichier-api
	// §6), by their text alone. One host may say so and another have the file, so the
	// first of them is tried again after soonWait.
	longWait = 5 * time.Minute
	soonWait = 5 * time.Second
	// unsaidWait is for a lock without a time.
	unsaidWait = 30 * time.Second
)

// judge says what to do about err, and how long to wait when the service said.
// Requests that may be repeated blindly were so already in the client; what
// arrives here is judged for the whole step.
func judge(err error) (verdict, time.Duration) {
	wait := time.Duration(0)
	if told, ok := errors.AsType[*fichier.Error](err); ok {
		wait = told.RetryAfter
	}
	switch {
	case errors.Is(err, fichier.ErrAuth):
		return halt, 0
	case errors.Is(err, fichier.ErrLocation):
		return later, max(wait, otherPlace)
	case anyOf(err, fichier.ErrFlood, fichier.ErrTooSoon, fichier.ErrBusy):
		if wait <= 0 {
			wait = unsaidWait
		}
		return later, wait
	case anyOf(err, fichier.ErrNetwork, fichier.ErrServer, fichier.ErrBadAnswer, fichier.ErrInDoubt,
		fichier.ErrNoRange, io.ErrUnexpectedEOF):
		return again, wait
	}
	return final, 0
}

// judged is judge without the wait.
func judged(err error) verdict {
	v, _ := judge(err)
	return v
}

func anyOf(err error, targets ...error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}

// patience counts the tries of one step since it last made progress.
type patience struct {
	tries int // of troubles
	waits int // that the service asked for
}

// progressed starts counting anew.
func (p *patience) progressed() { *p = patience{} }

// after returns what to wait for before the next try, and false when there should
// be none.
func (p *patience) after(err error, now time.Time) (Holdup, bool) {
	v, wait := judge(err)
	h := Holdup{Detail: err.Error()}
	switch v {
	case later:
		p.waits++
		h.Reason, h.Until = Flood, now.Add(wait)
		if errors.Is(err, fichier.ErrTooSoon) {
			h.Reason = Pacing
		}
		return h, p.waits <= floodTries
	case again:
		limit := troubleTries
		h.Reason = Trouble
		if errors.Is(err, fichier.ErrNetwork) {
			limit, h.Reason = offlineTries, Offline
		}
		if p.tries == 0 && wait >= longWait {
			wait = soonWait
		}
		h.Until = now.Add(max(wait, backoff(p.tries)))
		p.tries++
		return h, p.tries < limit
	case final, halt:
	}
	return Holdup{}, false
}

// backoff is the wait after try number n, the first being 0.
func backoff(n int) time.Duration {
	if n > 10 {
		return longestWait
	}
	return min(firstWait<<n, longestWait)
}

// sleep waits until the time of h, or the end of ctx.
func sleep(ctx context.Context, until time.Time) error {
	d := time.Until(until)
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
