package fichier_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
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

// A transfer sits the lock out, but not on the connection that waited with it.
func TestTransferWaitsForLock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ledger := fichier.NewMemoryLedger()
		var dials []net.Conn
		rt := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			near, far := net.Pipe()
			if dials = append(dials, far); len(dials) == 1 {
				time.Sleep(time.Second)
				if err := ledger.Lock(ctx, time.Now().Add(time.Minute), "Flood"); err != nil {
					t.Error(err)
				}
			} else {
				go answerOnce(far, `{"folder_id":7}`)
			}
			return near, nil
		}}
		key := must(fichier.NewSecret(testKey))(t)
		c := fichier.New(key, fichier.WithTransport(plain{rt}), fichier.WithLedger(ledger))
		id, _, err := c.Mkdir(fichier.WithPriority(t.Context(), fichier.Transfer), 0, "x")
		if id != 7 || err != nil || len(dials) != 2 {
			t.Errorf("%d, %v over %d connections, want 7 over the second", id, err, len(dials))
		}
		if n, _ := dials[0].Read(make([]byte, 1)); n > 0 {
			t.Error("the call went over a connection that had waited for a minute")
		}
	})
}

func answerOnce(conn net.Conn, body string) {
	defer conn.Close()
	if r, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	}
}

// forgetless is a ledger that can't give back what was taken.
type forgetless struct{ fichier.Ledger }

func TestLedgerWithoutRefund(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) {
			time.Sleep(time.Second)
			near, far := net.Pipe()
			go answerOnce(far, `{}`)
			return near, nil
		}}
		key := must(fichier.NewSecret(testKey))(t)
		c := fichier.New(key, fichier.WithTransport(plain{rt}), fichier.WithLedger(forgetless{fichier.NewMemoryLedger()}))
		if _, err := c.Folder(t.Context(), 0, true); err != nil {
			t.Errorf("%v: the call's own record must not forbid it", err)
		}
		if _, err := c.Folder(t.Context(), 0, true); !errors.Is(err, fichier.ErrTooSoon) {
			t.Errorf("%v, want ErrTooSoon", err)
		}
	})
}

// sluggish has its connection at once, but takes long to write.
type sluggish struct {
	delay  time.Duration
	writes []time.Time
}

func (s *sluggish) RoundTrip(r *http.Request) (*http.Response, error) {
	trace := httptrace.ContextClientTrace(r.Context())
	trace.GetConn("")
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	trace.GotConn(httptrace.GotConnInfo{Conn: near, Reused: true})
	time.Sleep(s.delay)
	s.delay = 0
	s.writes = append(s.writes, time.Now())
	trace.WroteRequest(httptrace.WroteRequestInfo{})
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"folder_id":7}`)), Request: r}, nil
}

// The gap to the next call begins when a call was written.
func TestSlowWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &sluggish{delay: 300 * time.Millisecond}
		c, _ := offline(t, s)
		for range 2 {
			if _, _, err := c.Mkdir(t.Context(), 0, "x"); err != nil {
				t.Error(err)
			}
		}
		if gap := s.writes[1].Sub(s.writes[0]); gap != fichier.CallRule().Every {
			t.Errorf("the second call was written %v after the first, want %v", gap, fichier.CallRule().Every)
		}
	})
}

// second loses its first connection before a byte is written, as net/http does with
// one that was kept too long, and gets another one after a lock has begun.
type second struct{ ledger fichier.Ledger }

func (s second) RoundTrip(r *http.Request) (*http.Response, error) {
	trace := httptrace.ContextClientTrace(r.Context())
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	trace.GetConn("")
	trace.GotConn(httptrace.GotConnInfo{Conn: near, Reused: true})
	time.Sleep(time.Second)
	if err := s.ledger.Lock(r.Context(), time.Now().Add(time.Minute), "Flood"); err != nil {
		return nil, err
	}
	trace.GotConn(httptrace.GotConnInfo{Conn: near})
	return nil, r.Context().Err()
}

func TestLockBeforeSecondConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ledger := fichier.NewMemoryLedger()
		key := must(fichier.NewSecret(testKey))(t)
		c := fichier.New(key, fichier.WithTransport(second{ledger}), fichier.WithLedger(ledger))
		if _, _, err := c.Mkdir(t.Context(), 0, "x"); !errors.Is(err, fichier.ErrFlood) || errors.Is(err, fichier.ErrInDoubt) {
			t.Errorf("%v, want ErrFlood and no doubt: nothing was written", err)
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
