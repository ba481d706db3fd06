package simulator

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// wire is the HTTP server and the ways to it.
type wire struct {
	mu         sync.Mutex
	server     *http.Server
	pipe       *queue
	transports []*http.Transport
	tls        certificate
	closed     bool
	open       served
}

// Transport returns a way to the service for an http.Client: whatever host a request
// is for, it reaches s through memory. Requests for https go unencrypted, but are told
// apart. [Service.Close] ends it.
func (s *Service) Transport() http.RoundTripper {
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	if s.wire.pipe == nil {
		s.wire.pipe = newQueue(&net.UnixAddr{Name: "simulator", Net: "pipe"})
		server := s.httpServer()
		go server.Serve(s.wire.pipe) //nolint:errcheck // ends by Close only
	}
	pipe := s.wire.pipe
	dial := func(secure bool) func(context.Context, string, string) (net.Conn, error) {
		return func(ctx context.Context, _, _ string) (net.Conn, error) {
			client, server := net.Pipe()
			return client, pipe.push(ctx, pipeConn{server, secure})
		}
	}
	t := &http.Transport{
		DialContext:         dial(false),
		DialTLSContext:      dial(true),
		MaxIdleConnsPerHost: 8,
		WriteBufferSize:     64 << 10,
		ReadBufferSize:      64 << 10,
	}
	s.wire.transports = append(s.wire.transports, t)
	return t
}

// httpServer returns the one server; the wire is locked.
func (s *Service) httpServer() *http.Server {
	if s.wire.server == nil {
		s.wire.server = &http.Server{
			Handler:           s,
			ConnContext:       func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
			ConnState:         s.wire.open.follow,
			ReadHeaderTimeout: time.Minute,
			ErrorLog:          log.New(io.Discard, "", 0), // cut connections are wanted
		}
		if s.wire.closed {
			_ = s.wire.server.Close() // it serves nothing yet
		}
	}
	return s.wire.server
}

// close returns when nothing is served any more: net/http itself lingers for half a
// second over a request that it refused to read.
func (w *wire) close(done chan struct{}) {
	defer w.open.wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	w.closed = true
	close(done)
	if w.server != nil {
		_ = w.server.Close() // cuts what is open; its error is a listener's
	}
	for _, t := range w.transports {
		t.CloseIdleConnections()
	}
}

// connKey is where the context of a request holds its connection.
type connKey struct{}

// pipeConn is the server's end of an in-memory connection.
type pipeConn struct {
	net.Conn
	secure bool // the client asked for https
}

// queue is a listener that is handed its connections.
type queue struct {
	addr  net.Addr
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newQueue(addr net.Addr) *queue {
	return &queue{addr: addr, conns: make(chan net.Conn), done: make(chan struct{})}
}

func (q *queue) push(ctx context.Context, c net.Conn) error {
	select {
	case q.conns <- c:
		return nil
	case <-q.done:
		return net.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (q *queue) Accept() (net.Conn, error) {
	select {
	case c := <-q.conns:
		return c, nil
	case <-q.done:
		return nil, net.ErrClosed
	}
}

func (q *queue) Close() error {
	q.once.Do(func() { close(q.done) })
	return nil
}

func (q *queue) Addr() net.Addr { return q.addr }

// served counts the connections of the server.
type served struct {
	mu      sync.Mutex
	n       int
	closing bool
	idle    chan struct{} // closed when the last one ends, while somebody waits
}

// follow is told of every connection that comes and goes.
func (v *served) follow(c net.Conn, state http.ConnState) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch state {
	case http.StateNew:
		v.n++
		if v.closing { // it slipped past the closing server
			_ = c.Close()
		}
	case http.StateClosed, http.StateHijacked:
		v.n--
		if v.n == 0 && v.idle != nil {
			close(v.idle)
			v.idle = nil
		}
	default:
	}
}

// wait returns when no connection is left.
func (v *served) wait() {
	v.mu.Lock()
	v.closing = true
	if v.n > 0 && v.idle == nil {
		v.idle = make(chan struct{})
	}
	idle := v.idle
	v.mu.Unlock()
	if idle != nil {
		<-idle
	}
}
