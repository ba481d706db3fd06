package fichier

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	dialTimeout = 15 * time.Second
	// keepIdle is short: a connection that the service closed meanwhile would leave
	// a write in doubt.
	keepIdle = 30 * time.Second
	// dataBuffer makes for few system calls on fast lines.
	dataBuffer = 256 << 10
	// afterglow is how long a failed write waits for an answer that explains it.
	afterglow = 2 * time.Second
)

// newAPITransport returns the transport of API calls: HTTP/1.1, as the documentation
// asks for (1fichier-api §1.1), few connections.
func newAPITransport() *http.Transport {
	t := newTransport(&net.Dialer{Timeout: dialTimeout})
	t.MaxIdleConnsPerHost = 4
	return t
}

// newUploadTransport returns the transport of uploads. Each gets a connection of its
// own: one that was kept may be closed at the other end, and an upload that fails for
// that would be in doubt.
func newUploadTransport() *http.Transport {
	t := newDataTransport()
	t.DisableKeepAlives = true
	return t
}

// newDataTransport returns the transport of download hosts: no compression, big
// buffers.
func newDataTransport() *http.Transport {
	d := &net.Dialer{Timeout: dialTimeout}
	t := newTransport(d)
	t.DisableCompression = true
	t.WriteBufferSize, t.ReadBufferSize = dataBuffer, dataBuffer
	t.MaxIdleConnsPerHost = 8
	buffers := &sync.Pool{New: func() any { b := make([]byte, dataBuffer); return &b }}
	t.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := d.DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &patientConn{Conn: conn, buffers: buffers, closed: make(chan struct{})}, nil
	}
	return t
}

func newTransport(d *net.Dialer) *http.Transport {
	http1 := new(http.Protocols)
	http1.SetHTTP1(true)
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         d.DialContext,
		TLSHandshakeTimeout: dialTimeout,
		IdleConnTimeout:     keepIdle,
		Protocols:           http1,
	}
}

// patientConn holds a failed write back for a moment. A node that refuses an upload
// answers and closes while we still write; net/http reports whichever it meets
// first, and a broken pipe says nothing of the reason that the answer gives.
type patientConn struct {
	net.Conn
	buffers *sync.Pool // of *[]byte
	once    sync.Once
	closed  chan struct{}
}

// ReadFrom sends what r gives in large pieces; net/http would take small ones.
func (c *patientConn) ReadFrom(r io.Reader) (int64, error) {
	b, ok := c.buffers.Get().(*[]byte)
	if !ok {
		return io.Copy(onlyWriter{c}, r)
	}
	defer c.buffers.Put(b)
	return io.CopyBuffer(onlyWriter{c}, r, *b)
}

// onlyWriter hides every other method.
type onlyWriter struct{ io.Writer }

func (c *patientConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	if err != nil {
		t := time.NewTimer(afterglow)
		defer t.Stop()
		select {
		case <-t.C:
		case <-c.closed:
		}
	}
	return n, err
}

// Close closes the connection and ends a write that is held back.
func (c *patientConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}
