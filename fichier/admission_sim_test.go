package fichier_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
)

// pipes is a listener whose connections are made in memory.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error { p.once.Do(func() { close(p.done) }); return nil }

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes", Net: "unix"} }

// line returns a transport to p whose connections take a while to be made.
func (p *pipes) line(delay func() time.Duration) *http.Transport {
	return &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		time.Sleep(delay())
		near, far := net.Pipe()
		select {
		case p.conns <- far:
			return near, nil
		case <-p.done:
			return nil, net.ErrClosed
		}
	}}
}

// slowLine runs a test against a service on a line whose handshakes take up to 900 ms,
// each time as by a new process.
func slowLine(t *testing.T, test func(t *testing.T, s *simulator.Service, process func() *fichier.Client)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := simulator.New()
		l := newPipes()
		server := &http.Server{Handler: s}
		go func() { _ = server.Serve(l) }()
		chance := rand.New(rand.NewPCG(1, 2))
		ledger := fichier.NewMemoryLedger()
		key := must(fichier.NewSecret(s.Key()))(t)
		api := must(fichier.WithAPI("http://127.0.0.1/v1"))(t)
		var mu sync.Mutex
		test(t, s, func() *fichier.Client {
			rt := l.line(func() time.Duration {
				mu.Lock()
				defer mu.Unlock()
				return time.Duration(chance.IntN(900)) * time.Millisecond
			})
			t.Cleanup(rt.CloseIdleConnections)
			return fichier.New(key, api, fichier.WithTransport(rt), fichier.WithLedger(ledger))
		})
		for _, v := range s.Violations() {
			t.Errorf("broken limit: %s by %s", v.Rule, v.Endpoint)
		}
		_ = server.Close()
		_ = l.Close()
		s.Close()
		time.Sleep(time.Second)
	})
}

// What counts is when a call arrives: a first call that waited for its connection and
// a fourth that had one must not meet within a second.
func TestSlowConnections(t *testing.T) {
	slowLine(t, func(t *testing.T, s *simulator.Service, process func() *fichier.Client) {
		link := fichier.Link(s.AddFile("/x.bin", simulator.Text("x")))
		var wg sync.WaitGroup
		for range 6 {
			c := process()
			wg.Go(func() {
				for range 8 {
					if _, err := c.Token(t.Context(), link, fichier.TokenOptions{}); err != nil {
						t.Error(err)
					}
					time.Sleep(10 * time.Millisecond)
				}
			})
		}
		wg.Wait()
		calls := s.Calls()
		for i := 3; i < len(calls); i++ {
			if d := calls[i].Time.Sub(calls[i-3].Time); d < time.Second {
				t.Errorf("calls %d to %d arrived within %v", i-3, i, d)
			}
		}
		if took := calls[len(calls)-1].Time.Sub(calls[0].Time); took > 30*time.Second {
			t.Errorf("48 calls took %v: slots were wasted", took)
		}
	})
}

// A listing is refused at once, without a connection, and never twice in 30 s as the
// service sees it.
func TestSlowListing(t *testing.T) {
	slowLine(t, func(t *testing.T, _ *simulator.Service, process func() *fichier.Client) {
		for range 5 {
			if _, err := process().Folder(t.Context(), fichier.Root, true); err != nil {
				t.Error(err)
			}
			start := time.Now()
			if _, err := process().Folder(t.Context(), fichier.Root, true); !errors.Is(err, fichier.ErrTooSoon) || time.Since(start) > 0 {
				t.Errorf("%v after %v, want ErrTooSoon at once", err, time.Since(start))
			}
			time.Sleep(30 * time.Second)
		}
	})
}

// A lock that begins while a connection is made holds: the call does not leave.
func TestLockWhileConnecting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ledger := fichier.NewMemoryLedger()
		rt := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			time.Sleep(time.Second)
			if err := ledger.Lock(ctx, time.Now().Add(time.Minute), "Flood"); err != nil {
				t.Error(err)
			}
			near, far := net.Pipe()
			go func() {
				if n, _ := far.Read(make([]byte, 1)); n > 0 {
					t.Error("the call left in spite of the lock")
				}
			}()
			return near, nil
		}}
		key := must(fichier.NewSecret(testKey))(t)
		c := fichier.New(key, fichier.WithTransport(plain{rt}), fichier.WithLedger(ledger))
		_, _, err := c.Mkdir(t.Context(), 0, "x")
		e, ok := errors.AsType[*fichier.Error](err)
		if !ok || !errors.Is(err, fichier.ErrFlood) || errors.Is(err, fichier.ErrInDoubt) || e.RetryAfter != time.Minute {
			t.Errorf("%v, want ErrFlood for a minute", err)
		}
		if got := time.Until(c.Budget().LockedUntil); got != time.Minute {
			t.Errorf("locked for %v: hearing of a lock must not make it longer", got)
		}
	})
}

// plain sends https requests unencrypted, as the test's line does not speak TLS.
type plain struct{ rt http.RoundTripper }

func (p plain) RoundTrip(r *http.Request) (*http.Response, error) {
	u := *r.URL
	u.Scheme = "http"
	r = r.WithContext(r.Context())
	r.URL = &u
	return p.rt.RoundTrip(r)
}
