package fichier

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// admissions runs calls through pacers and notes when each left.
type admissions struct {
	mu    sync.Mutex
	start time.Time
	names []string
	times []time.Duration
}

func (a *admissions) admit(ctx context.Context, p *pacer, name string, rules ...Rule) error {
	call, err := p.request(ctx, name, rules)
	if err == nil {
		call.answered()
		a.mu.Lock()
		defer a.mu.Unlock()
		a.names = append(a.names, name)
		a.times = append(a.times, time.Since(a.start))
	}
	return err
}

func newPacer(l Ledger) *pacer { return &pacer{ledger: l} }

// bubble runs a test of two pacers, two processes as it were, on one ledger.
func bubble(t *testing.T, test func(t *testing.T, a *admissions, p, q *pacer)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewMemoryLedger()
		test(t, &admissions{start: time.Now()}, newPacer(l), newPacer(l))
	})
}

// However long calls are on their way, no four of them arrive within a second.
func TestNoFourArriveInASecond(t *testing.T) {
	for name, way := range map[string][]time.Duration{
		"at once":           {0},
		"the first is late": {delay, 0, 0, 0, 0, 0},
		"each its own":      {40 * time.Millisecond, 210 * time.Millisecond, 0, 130 * time.Millisecond, 250 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, _ *admissions, p, q *pacer) {
				var mu sync.Mutex
				var came []time.Time
				var wg sync.WaitGroup
				for i := range 24 {
					wg.Go(func() {
						a, err := []*pacer{p, q}[i%2].request(t.Context(), "call", nil)
						if err != nil {
							t.Error(err)
							return
						}
						mu.Lock()
						late := way[len(came)%len(way)]
						came = append(came, time.Now().Add(late))
						mu.Unlock()
						time.Sleep(late)
						a.answered()
					})
				}
				wg.Wait()
				slices.SortFunc(came, time.Time.Compare)
				for i := 3; i < len(came); i++ {
					if d := came[i].Sub(came[i-3]); d <= time.Second {
						t.Errorf("four calls arrive within %v", d)
					}
				}
			})
		})
	}
}

// A call without an answer holds its place for a little longer and not for ever.
func TestUnansweredCalls(t *testing.T) {
	bubble(t, func(t *testing.T, _ *admissions, p, _ *pacer) {
		start := time.Now()
		for range 4 {
			if _, err := p.request(t.Context(), "call", nil); err != nil {
				t.Error(err)
			}
		}
		if got, want := time.Since(start), RateRule().Every; got != want {
			t.Errorf("the fourth call leaves after %v, want %v", got, want)
		}
	})
}

func TestSpacing(t *testing.T) {
	bubble(t, func(t *testing.T, a *admissions, p, q *pacer) {
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				if err := a.admit(t.Context(), []*pacer{p, q}[i%2], "call"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for i := 1; i < len(a.times); i++ {
			if gap := a.times[i] - a.times[i-1]; gap < spacing {
				t.Errorf("calls %d and %d are %v apart, want %v", i-1, i, gap, spacing)
			}
		}
		if last := a.times[19]; last != 19*spacing {
			t.Errorf("20 calls took %v, want %v: no slot may be wasted", last, 19*spacing)
		}
	})
}

func TestPriorities(t *testing.T) {
	bubble(t, func(t *testing.T, a *admissions, p, _ *pacer) {
		var wg sync.WaitGroup
		call := func(prio Priority, name string) {
			wg.Go(func() {
				if err := a.admit(WithPriority(t.Context(), prio), p, name); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		call(Prefetch, "now")
		call(Prefetch, "prefetch 1")
		call(Prefetch, "prefetch 2")
		call(Transfer, "transfer 1")
		call(Transfer, "transfer 2")
		call(Interactive, "person 1")
		call(Interactive, "person 2")
		if got := (&Client{pacer: p}).Budget().Waiting; got != 6 {
			t.Errorf("%d calls wait, want 6", got)
		}
		wg.Wait()
		want := []string{"now", "person 1", "person 2", "transfer 1", "transfer 2", "prefetch 1", "prefetch 2"}
		if !slices.Equal(a.names, want) {
			t.Errorf("order %q, want %q", a.names, want)
		}
	})
}

// A call that is given up leaves its turn to the next; nothing is lost or delayed.
func TestCancelledWaiters(t *testing.T) {
	bubble(t, func(t *testing.T, a *admissions, p, _ *pacer) {
		var wg sync.WaitGroup
		ctx, cancel := context.WithCancel(t.Context())
		_ = a.admit(ctx, p, "first")
		for i := range 9 {
			c := ctx
			if i%3 == 2 {
				c = t.Context()
			}
			wg.Go(func() {
				err := a.admit(WithPriority(c, Priority(i%2)), p, strconv.Itoa(i))
				if i%3 == 2 && err != nil || i%3 != 2 && !errors.Is(err, context.Canceled) {
					t.Errorf("call %d: %v", i, err)
				}
			})
		}
		synctest.Wait()
		cancel()
		wg.Wait()
		if got, want := a.times[len(a.times)-1], 3*spacing; len(a.times) != 4 || got != want {
			t.Errorf("%d calls, the last at %v, want 4 and %v", len(a.times), got, want)
		}
		if p.holder != nil || p.waiting != 0 {
			t.Errorf("somebody still holds the turn (%d wait)", p.waiting)
		}
	})
}

// A person who comes while a transfer waits for its slot goes first.
func TestYield(t *testing.T) {
	bubble(t, func(t *testing.T, a *admissions, p, _ *pacer) {
		_ = a.admit(t.Context(), p, "first")
		var wg sync.WaitGroup
		wg.Go(func() { _ = a.admit(WithPriority(t.Context(), Transfer), p, "transfer") })
		time.Sleep(spacing / 2)
		ctx, cancel := context.WithCancel(t.Context())
		wg.Go(func() { _ = a.admit(ctx, p, "gone") })
		wg.Go(func() { _ = a.admit(t.Context(), p, "person") })
		synctest.Wait()
		cancel()
		wg.Wait()
		if want := []string{"first", "person", "transfer"}; !slices.Equal(a.names, want) {
			t.Errorf("order %q, want %q", a.names, want)
		}
		if got := a.times[2]; got != 2*spacing {
			t.Errorf("the last left at %v, want %v", got, 2*spacing)
		}
	})
}

func TestTooSoon(t *testing.T) {
	bubble(t, func(t *testing.T, a *admissions, p, q *pacer) {
		rule := ListRule(42)
		if err := a.admit(t.Context(), p, "list", rule); err != nil {
			t.Fatal(err)
		}
		before := time.Now()
		err := a.admit(t.Context(), q, "list folder 42", rule) // another process
		e, ok := errors.AsType[*Error](err)
		if !ok || !errors.Is(err, ErrTooSoon) || e.RetryAfter != listingEvery || time.Since(before) != 0 {
			t.Errorf("%v after %v, want ErrTooSoon at once", err, time.Since(before))
		}
		if err := a.admit(t.Context(), p, "another", ListRule(43)); err != nil {
			t.Errorf("another folder: %v", err)
		}
		time.Sleep(30*time.Second - spacing)
		if err := a.admit(t.Context(), q, "again", rule); err != nil {
			t.Errorf("30 s later: %v", err)
		}
		if got := a.times[2]; got < listingEvery {
			t.Errorf("listed again after %v, want %v at least", got, listingEvery)
		}
	})
}

func TestRefund(t *testing.T) {
	bubble(t, func(t *testing.T, a *admissions, p, q *pacer) {
		rules := []Rule{AccountRule()}
		at, err := p.admit(t.Context(), "ask", rules)
		if err != nil {
			t.Fatal(err)
		}
		p.refund(t.Context(), at, rules)
		if err := a.admit(t.Context(), q, "ask", rules...); err != nil {
			t.Errorf("after a call that never left: %v", err)
		}
		p.refund(t.Context(), at, rules) // too late, a later call is recorded
		if err := a.admit(t.Context(), p, "ask", rules...); !errors.Is(err, ErrTooSoon) {
			t.Errorf("%v, want ErrTooSoon", err)
		}
	})
}

func TestFloodLocks(t *testing.T) {
	bubble(t, func(t *testing.T, a *admissions, p, q *pacer) {
		ctx := t.Context()
		for i, want := range []time.Duration{30, 60, 120, 240, 300, 300} {
			if got := p.flooded(ctx, 0, "Flood"); got != want*time.Second {
				t.Errorf("lock %d lasts %v, want %v", i, got, want*time.Second)
			}
			time.Sleep(want * time.Second)
		}
		time.Sleep(11 * time.Minute) // calm for two steps
		if got := p.flooded(ctx, 0, "Flood"); got != 2*time.Minute {
			t.Errorf("lock after eleven calm minutes: %v, want two steps less", got)
		}
		if got := p.flooded(ctx, 0, "again"); got != 2*time.Minute {
			t.Errorf("a second answer within a lock made it %v", got)
		}
		if got := p.flooded(ctx, 20*time.Minute, "Retry-After"); got != 20*time.Minute {
			t.Errorf("Retry-After of 20 minutes: %v", got)
		}
		time.Sleep(20*time.Minute + 2*time.Second)
		if got := q.flooded(ctx, 0, "Flood"); got != firstLock {
			t.Errorf("first lock of another process: %v", got)
		}
		time.Sleep(firstLock)
		if err := a.admit(ctx, p, "call"); err != nil {
			t.Error(err)
		}
	})
}

// The lock of one process closes the others; a person hears of it at once, transfers
// wait.
func TestLockAcrossProcesses(t *testing.T) {
	bubble(t, func(t *testing.T, a *admissions, p, q *pacer) {
		p.flooded(t.Context(), 0, "Flood detected: IP Locked")
		before := time.Now()
		err := a.admit(t.Context(), q, "call")
		e, ok := errors.AsType[*Error](err)
		if !ok || !errors.Is(err, ErrFlood) || e.RetryAfter != firstLock || e.Message != "Flood detected: IP Locked" || time.Since(before) != 0 {
			t.Errorf("%v after %v, want ErrFlood at once", err, time.Since(before))
		}
		if err := a.admit(WithPriority(t.Context(), Prefetch), q, "call"); err != nil || time.Since(before) != firstLock {
			t.Errorf("prefetch: %v after %v, want %v", err, time.Since(before), firstLock)
		}
		ctx, cancel := context.WithTimeout(WithPriority(t.Context(), Transfer), time.Second)
		defer cancel()
		q.flooded(ctx, 0, "Flood")
		if err := a.admit(ctx, p, "call"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, want the end of the context", err)
		}
	})
}

// A clock that is set back must not close the client for as long.
func TestClockSetBack(t *testing.T) {
	t.Parallel()
	l := NewMemoryLedger()
	now := time.Now()
	rules := []Rule{{Key: "k", Every: time.Minute}}
	if _, ok, _ := l.Take(t.Context(), now, rules); !ok {
		t.Fatal("first call refused")
	}
	earlier := now.Add(-24 * time.Hour)
	next, ok, _ := l.Take(t.Context(), earlier, rules)
	if ok || next.Sub(earlier) != time.Minute {
		t.Errorf("next call %v after, %v, want a minute", next.Sub(earlier), ok)
	}
}

func TestMemoryLedgerForgets(t *testing.T) {
	t.Parallel()
	l := &memoryLedger{last: map[string]time.Time{}}
	now := time.Now()
	for i := range 3 * maxKeys {
		now = now.Add(time.Second)
		if _, ok, err := l.Take(t.Context(), now, []Rule{ListRule(FolderID(i))}); !ok || err != nil {
			t.Fatalf("call %d: %v, %v", i, ok, err)
		}
	}
	if len(l.last) > 2*maxKeys {
		t.Errorf("%d keys are kept", len(l.last))
	}
}

// brokenLedger fails as a full disk does.
type brokenLedger struct{ Ledger }

var errDisk = errors.New("disk full")

func (brokenLedger) Take(context.Context, time.Time, []Rule) (time.Time, bool, error) {
	return time.Time{}, false, errDisk
}

func TestBrokenLedger(t *testing.T) {
	t.Parallel()
	p := newPacer(brokenLedger{NewMemoryLedger()})
	if _, err := p.admit(t.Context(), "call", nil); !errors.Is(err, errDisk) {
		t.Errorf("%v, want the ledger's error: without it the limits are not kept", err)
	}
	if p.holder != nil {
		t.Error("the turn was not given back")
	}
}
