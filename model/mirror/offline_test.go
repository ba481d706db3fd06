package mirror

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
)

// line is the way to a service that can be cut in ways of which the service itself
// knows nothing.
type line struct {
	http.RoundTripper

	mu     sync.Mutex
	broken func(ctx context.Context) error
}

// cut makes every request end as broken says; nil repairs the line.
func (l *line) cut(broken func(ctx context.Context) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = broken
}

func (l *line) RoundTrip(req *http.Request) (*http.Response, error) {
	l.mu.Lock()
	broken := l.broken
	l.mu.Unlock()
	if broken != nil {
		return nil, broken(req.Context())
	}
	return l.RoundTripper.RoundTrip(req)
}

func dialError(err error) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: err}
}

// outages are ways in which a net can be away.
func outages() map[string]func(ctx context.Context) error {
	return map[string]func(ctx context.Context) error{
		"refused": func(context.Context) error { return dialError(errors.New("connection refused")) },
		"no such host": func(context.Context) error {
			return dialError(&net.DNSError{Err: "no such host", Name: "api.1fichier.com", IsNotFound: true})
		},
		"name server away": func(context.Context) error {
			return dialError(&net.DNSError{Err: "server misbehaving", Name: "api.1fichier.com", IsTemporary: true})
		},
		"time out": func(ctx context.Context) error {
			if err := sleep(ctx, 15*time.Second); err != nil {
				return err
			}
			return dialError(context.DeadlineExceeded)
		},
	}
}

// newLineRig is newRig over a line.
func newLineRig(t *testing.T, sim *simulator.Service, l *line) rig {
	t.Helper()
	r := newRig(t, sim)
	l.RoundTripper = sim.Transport()
	key, err := fichier.NewSecret(sim.Key())
	must(t, err)
	r.client = fichier.New(key, fichier.WithTransport(l), fichier.WithLedger(r.ledger))
	r.api = r.client
	return r
}

func TestNetGoesAndComesBack(t *testing.T) {
	for name, broken := range outages() {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				sim := simulator.New()
				sim.AddFile("/films/a.mkv", simulator.Text("abc"))
				var l line
				r := newLineRig(t, sim, &l)
				r.run(t)
				films := at("/films")
				names(t, r.Mirror, "/films", model.Auto)
				r.Attend([]model.Path{films}, nil)
				time.Sleep(2 * time.Minute)
				if s := r.Status(t.Context()); s.Offline != nil {
					t.Fatalf("offline before it is: %v", s.Offline)
				}
				l.cut(broken)
				cut := time.Now()
				time.Sleep(10 * time.Minute)
				r.Attend([]model.Path{films}, nil)
				time.Sleep(10 * time.Minute)

				s := r.Status(t.Context())
				if !errors.Is(s.Offline, fichier.ErrNetwork) || s.Since.Before(cut) || s.Since.Sub(cut) > 6*time.Minute {
					t.Errorf("Offline = %v since %v, the net went at %v", s.Offline, s.Since, cut)
				}
				checkReadable(t, r, films)

				sim.AddFile("/films/b.mkv", simulator.Text("b"))
				l.cut(nil)
				back := time.Now()
				r.Attend([]model.Path{films}, nil)
				w := r.Watch()
				defer w.Close()
				<-w.C()
				synctest.Wait() // rows are told of first, the rest follows
				t.Logf("shown %v after the net was back", time.Since(back))
				if took := time.Since(back); took > busyProbe+20*time.Second {
					t.Errorf("it took %v until the folder was asked for", took)
				}
				if s := r.Status(t.Context()); s.Offline != nil {
					t.Errorf("still offline: %v", s.Offline)
				}
				want(t, "rows", names(t, r.Mirror, "/films", model.Cached), []string{"a.mkv", "b.mkv"})
			})
		})
	}
}

// checkReadable checks that what is known of /films is read as if nothing had
// happened, with its age and the reason.
func checkReadable(t *testing.T, r rig, films model.Path) {
	t.Helper()
	for _, f := range []model.Freshness{model.Cached, model.Auto, model.Refresh} {
		l, err := r.List(t.Context(), films, f)
		if f == model.Cached && err != nil || err != nil && !errors.Is(err, fichier.ErrNetwork) {
			t.Errorf("List(%d) = %v", f, err)
		}
		if len(l.Entries) != 1 || l.AsOf.IsZero() {
			t.Errorf("List(%d) = %+v", f, l)
		}
	}
	start := time.Now()
	for range 20 {
		l, _ := r.List(t.Context(), films, model.Auto)
		want(t, "rows", len(l.Entries), 1)
	}
	if took := time.Since(start); took > 40*time.Second {
		t.Errorf("20 listings without a net took %v", took)
	}
	if e, err := r.Stat(t.Context(), films.Child("a.mkv")); err != nil || e.Size != 3 {
		t.Errorf("Stat = %+v, %v", e, err)
	}
	n := 0
	err := r.Walk(t.Context(), at("/"), func(_ model.Path, entries []model.Entry) error {
		n += len(entries)
		return nil
	})
	if err != nil || n != 2 {
		t.Errorf("Walk = %d entries, %v", n, err)
	}
	// What changes the account says why it can't.
	items := []model.Item{{Dir: films, Entry: model.Entry{Name: "a.mkv"}}}
	for what, err := range map[string]error{
		"Move":  r.Move(t.Context(), items, at("/")),
		"Trash": r.Trash(t.Context(), items),
	} {
		if !errors.Is(err, fichier.ErrNetwork) && !errors.Is(err, fichier.ErrInDoubt) {
			t.Errorf("%s = %v", what, err)
		}
	}
	want(t, "rows after acts that failed", names(t, r.Mirror, "/films", model.Cached), []string{"a.mkv"})
}

func TestLocksAreSatOut(t *testing.T) {
	for _, kind := range []simulator.Kind{simulator.FaultFlood403, simulator.FaultFlood429, simulator.FaultIPLocked, simulator.FaultUser} {
		t.Run(string(kind), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				sim := simulator.New()
				sim.AddFile("/films/a.mkv", simulator.Text("abc"))
				r := newRig(t, sim)
				r.run(t)
				names(t, r.Mirror, "/films", model.Auto)
				r.Attend([]model.Path{at("/films")}, nil)
				time.Sleep(10 * time.Second)

				var size int64
				if kind == simulator.FaultFlood429 {
					size = 5 * 60 // seconds, as Retry-After
				}
				sim.Fault(simulator.Rule{Endpoint: "api", Kind: kind, Size: size, First: 1})
				time.Sleep(30 * time.Second)
				s := r.Status(t.Context())
				left := time.Until(s.Budget.LockedUntil)
				if left <= 0 || s.Budget.LockReason == "" || s.Offline != nil {
					t.Fatalf("Status = %+v", s)
				}
				t.Logf("locked for %v: %s", left, s.Budget.LockReason)
				calls := sim.Count("")
				l, err := r.List(t.Context(), at("/films"), model.Refresh)
				if err != nil || len(l.Entries) != 1 || l.Next.Before(s.Budget.LockedUntil) {
					t.Errorf("List while locked = %+v, %v", l, err)
				}
				if _, err := r.Mkdir(t.Context(), at("/new")); !errors.Is(err, fichier.ErrFlood) {
					t.Errorf("Mkdir while locked = %v", err)
				}
				time.Sleep(left - time.Second)
				if n := sim.Count("") - calls; n != 0 {
					t.Errorf("%d calls while locked", n)
				}
				sim.AddFile("/films/b.mkv", simulator.Text("b"))
				time.Sleep(time.Minute)
				want(t, "rows", names(t, r.Mirror, "/films", model.Cached), []string{"a.mkv", "b.mkv"})
				if s := r.Status(t.Context()); s.Budget.LockedUntil.After(time.Now()) {
					t.Errorf("still locked: %+v", s.Budget)
				}
			})
		})
	}
}

func TestLockOfAnotherProcessIsSeen(t *testing.T) {
	path := dbPath(t)
	bubble(t, func(t *testing.T) {
		sim := simulator.New()
		sim.AddFolder("/films")
		a := newRigAt(t, sim, path)
		b := joinRig(t, sim, path)
		a.run(t)
		names(t, a.Mirror, "/", model.Auto)
		a.Attend([]model.Path{at("/")}, nil)
		time.Sleep(5 * time.Second)
		w := a.WatchStatus()
		defer w.Close()
		sim.Fault(simulator.Rule{Endpoint: "api", Kind: simulator.FaultFlood403, First: 1})
		if _, err := b.Mkdir(t.Context(), at("/new")); !errors.Is(err, fichier.ErrFlood) {
			t.Fatalf("Mkdir = %v", err)
		}
		time.Sleep(time.Second)
		select {
		case <-w.C():
		default:
			t.Error("the status did not change")
		}
		if s := a.Status(t.Context()); time.Until(s.Budget.LockedUntil) < 20*time.Second || s.Budget.LockReason == "" {
			t.Errorf("Status = %+v", s)
		}
		calls := sim.Count("")
		time.Sleep(25 * time.Second)
		want(t, "calls while locked", sim.Count("")-calls, 0)
	})
}

func TestKeyThatIsRefusedEndsAllCalls(t *testing.T) {
	bubble(t, func(t *testing.T) {
		sim := simulator.New()
		for i := range 30 {
			sim.AddFolder(fmt.Sprintf("/films/%d", i))
		}
		r := newRig(t, sim)
		r.run(t)
		names(t, r.Mirror, "/films", model.Auto)
		sim.Fault(simulator.Rule{Endpoint: "api", Kind: simulator.FaultAuth})
		calls := sim.Count("")
		r.Attend([]model.Path{at("/films")}, nil)
		time.Sleep(30 * time.Minute)
		want(t, "calls with a key that is refused", sim.Count("")-calls, 1)
		if s := r.Status(t.Context()); !s.Budget.Refused {
			t.Errorf("Status = %+v", s)
		}
		want(t, "rows", len(names(t, r.Mirror, "/films", model.Cached)), 30)
	})
}

func TestWithoutAKeyNothingIsAsked(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m, err := Open(t.Context(), "", nil, Options{})
		must(t, err)
		t.Cleanup(func() { _ = m.Close() })
		r := rig{Mirror: m}
		r.run(t)
		m.Attend([]model.Path{at("/")}, nil)
		time.Sleep(time.Hour)
		if s := m.Status(t.Context()); s.Offline != nil || s.Syncing {
			t.Errorf("Status = %+v", s)
		}
		if err := m.Sync(t.Context(), SyncOptions{}, nil); !errors.Is(err, model.ErrNoKey) {
			t.Errorf("Sync = %v", err)
		}
	})
}
