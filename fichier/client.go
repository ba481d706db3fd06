package fichier

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
)

// API is the address of the official service.
const API = "https://api.1fichier.com/v1"

// Client speaks to one account of the service. It is safe for concurrent use.
type Client struct {
	key    Secret
	origin origin
	api    http.RoundTripper
	data   http.RoundTripper // downloads and reports
	upload http.RoundTripper
	pacer  *pacer
	agent  string
	cdn    bool
	log    *slog.Logger
}

// Option changes how a client is made.
type Option func(*Client)

// New returns a client for the account that key belongs to. Without WithLedger it
// keeps its call times in memory, which is right for one process only.
func New(key Secret, opts ...Option) *Client {
	c := &Client{
		key:    key,
		origin: official(),
		pacer:  &pacer{},
		agent:  "onefm",
		log:    slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	for _, o := range opts {
		o(c)
	}
	if c.pacer.ledger == nil {
		c.pacer.ledger = NewMemoryLedger()
	}
	if c.api == nil {
		c.api, c.data, c.upload = newAPITransport(), newDataTransport(), newUploadTransport()
	}
	return c
}

// WithAPI makes the client speak to another address than [API]: https, or plain http
// on a loopback host. Upload nodes and download hosts then follow its scheme; with a
// loopback address they must be loopback too.
func WithAPI(address string) (Option, error) {
	o, err := parseOrigin(address)
	if err != nil {
		return nil, err
	}
	return func(c *Client) { c.origin = o }, nil
}

// WithTransport replaces all HTTP transports, that of the API and those of the data
// hosts. It should speak HTTP/1.1 and support net/http/httptrace.
func WithTransport(rt http.RoundTripper) Option {
	return func(c *Client) { c.api, c.data, c.upload = rt, rt, rt }
}

// WithLedger makes the client share its call budget through l.
func WithLedger(l Ledger) Option { return func(c *Client) { c.pacer.ledger = l } }

// WithUserAgent replaces the User-Agent header.
func WithUserAgent(agent string) Option { return func(c *Client) { c.agent = agent } }

// WithCDN makes downloads spend CDN credits unless told otherwise.
func WithCDN(on bool) Option { return func(c *Client) { c.cdn = on } }

// WithLog makes the client log each call – operation, status, time taken – at debug
// level, and locks at warning level. Nothing secret is logged.
func WithLog(l *slog.Logger) Option { return func(c *Client) { c.log = l } }

// Format prints where the client leads, for every verb: what it holds inside, down to
// the requests of its transport, is nobody's business.
func (c *Client) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "1fichier client of "+c.origin.base.Host) // as Fprint does
}

// Close drops idle connections. The client can still be used.
func (c *Client) Close() {
	for _, rt := range []http.RoundTripper{c.api, c.data, c.upload} {
		if t, ok := rt.(interface{ CloseIdleConnections() }); ok {
			t.CloseIdleConnections()
		}
	}
}
