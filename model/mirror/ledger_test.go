package mirror

import (
	"testing"
	"time"

	"onefm/fichier"
)

// ledgers are those that must behave alike.
func ledgers(t *testing.T) map[string]interface {
	fichier.Ledger
	fichier.Refunder
} {
	t.Helper()
	all := map[string]interface {
		fichier.Ledger
		fichier.Refunder
	}{}
	for name, path := range map[string]string{"file": dbPath(t), "memory": ""} {
		l, err := OpenLedger(t.Context(), path, "", nil)
		must(t, err)
		t.Cleanup(func() { _ = l.Close() })
		all[name] = l
	}
	m, ok := fichier.NewMemoryLedger().(fichier.Refunder)
	if !ok {
		t.Fatal("the client's own ledger refunds nothing")
	}
	all["fichier's own"] = m.(interface {
		fichier.Ledger
		fichier.Refunder
	})
	return all
}

func TestLedgersAgree(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	every := fichier.Rule{Key: "*", Every: 400 * time.Millisecond}
	folder := fichier.Rule{Key: "folder/1", Every: 31 * time.Second}
	other := fichier.Rule{Key: "folder/2", Every: 31 * time.Second}
	three := []fichier.Rule{{Key: "three", Every: time.Second, Slots: 3}}
	for name, l := range ledgers(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, step := range []struct {
				at    time.Duration
				rules []fichier.Rule
				next  time.Duration
				ok    bool
			}{
				{0, []fichier.Rule{every, folder}, 0, true},
				{100 * time.Millisecond, []fichier.Rule{every, other}, 400 * time.Millisecond, false},
				{400 * time.Millisecond, []fichier.Rule{every, folder}, 31 * time.Second, false},
				{400 * time.Millisecond, []fichier.Rule{every, other}, 400 * time.Millisecond, true}, // the refused one took nothing
				{31 * time.Second, []fichier.Rule{every, folder}, 31 * time.Second, true},
				{-time.Hour, []fichier.Rule{every, folder}, -time.Hour + 31*time.Second, false}, // the clock was set back
				{-time.Hour, nil, -time.Hour, true},
				{time.Hour, three, time.Hour, true},
				{time.Hour, three, time.Hour, true},
				{time.Hour + 500*time.Millisecond, three, time.Hour + 500*time.Millisecond, true},
				{time.Hour + 600*time.Millisecond, three, time.Hour + time.Second, false},
				{time.Hour + time.Second, three, time.Hour + time.Second, true},
				{time.Hour + time.Second, three, time.Hour + time.Second, true},
				{time.Hour + time.Second, three, time.Hour + 1500*time.Millisecond, false},
			} {
				next, ok, err := l.Take(t.Context(), start.Add(step.at), step.rules)
				if err != nil || ok != step.ok || !next.Equal(start.Add(step.next)) {
					t.Errorf("step %d: Take = %v, %v, %v; want %v, %v", i, next.Sub(start), ok, err, step.next, step.ok)
				}
			}

			must(t, l.Refund(t.Context(), start.Add(time.Second), []fichier.Rule{folder})) // no such call
			if _, ok, err := l.Take(t.Context(), start.Add(40*time.Second), []fichier.Rule{folder}); ok || err != nil {
				t.Errorf("Take after a refund of another call = %v, %v", ok, err)
			}
			must(t, l.Refund(t.Context(), start.Add(31*time.Second), []fichier.Rule{folder}))
			if _, ok, err := l.Take(t.Context(), start.Add(40*time.Second), []fichier.Rule{folder}); !ok || err != nil {
				t.Errorf("Take after a refund = %v, %v", ok, err)
			}
		})
	}
}

func TestLocksNeverShrink(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for name, l := range ledgers(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if until, reason, err := l.Locked(t.Context()); !until.IsZero() || reason != "" || err != nil {
				t.Errorf("Locked = %v, %q, %v", until, reason, err)
			}
			must(t, l.Lock(t.Context(), start.Add(time.Minute), "long"))
			must(t, l.Lock(t.Context(), start.Add(time.Second), "short"))
			until, reason, err := l.Locked(t.Context())
			if !until.Equal(start.Add(time.Minute)) || reason != "long" || err != nil {
				t.Errorf("Locked = %v, %q, %v", until, reason, err)
			}
		})
	}
}

func TestOldCallsAreForgotten(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	l, err := OpenLedger(t.Context(), path, "", nil)
	must(t, err)
	old, young := time.Now().Add(-2*keepCalls), time.Now()
	for key, at := range map[string]time.Time{"old": old, "young": young} {
		_, _, err := l.Take(t.Context(), at, []fichier.Rule{{Key: key, Every: time.Hour}})
		must(t, err)
	}
	must(t, l.Close())
	l, err = OpenLedger(t.Context(), path, "", nil)
	must(t, err)
	defer l.Close()
	for key, want := range map[string]bool{"old": false, "young": true} {
		at, err := l.last(t.Context(), key)
		if err != nil || at.IsZero() == want {
			t.Errorf("call %s was at %v, %v", key, at, err)
		}
	}
}
