package fichier

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"time"
)

const (
	// idleLimit is how long the service may be silent before and within an answer.
	idleLimit = time.Minute
	// wholeLimit is how long an answer may take in all, so that one that trickles
	// for ever ends.
	wholeLimit = 5 * time.Minute
)

// Why a request is given up.
var (
	errSilent  = errors.New("the service went silent")
	errSlow    = errors.New("the answer does not end")
	errTooLong = errors.New("the answer is too long")
)

// response is an answer that was read to its end.
type response struct {
	status int
	header http.Header
	body   []byte
}

// retryAfter reads the header in both its forms, seconds and date.
func (r *response) retryAfter() time.Duration {
	s := strings.TrimSpace(r.header.Get("Retry-After"))
	if n, err := strconv.Atoi(s); err == nil {
		return min(max(0, time.Duration(min(n, 1<<20))*time.Second), maxRetryAfter)
	}
	at, err := http.ParseTime(s)
	if err != nil {
		return 0
	}
	now := time.Now()
	if date, err := http.ParseTime(r.header.Get("Date")); err == nil {
		now = date // the service's clock, not ours
	}
	return min(max(0, at.Sub(now)), maxRetryAfter)
}

// do sends req and reads the answer, at most limit bytes of it. Redirects are not
// followed. An API call has an admission, which is asked again when the connection is
// ready. sent is false when the request certainly did not leave.
func (c *Client) do(rt http.RoundTripper, req *http.Request, limit int64, a *admission) (res *response, sent bool, err error) {
	ctx, cancel := context.WithCancelCause(req.Context())
	defer cancel(nil)
	watch := time.AfterFunc(idleLimit, func() { cancel(errSilent) })
	defer watch.Stop()

	traced := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { traced = true },
		GotConn: func(info httptrace.GotConnInfo) {
			sent = false // a second connection means that nothing went through the first
			watch.Stop() // waiting for our turn is not the service's silence
			if err := a.ready(); err != nil {
				cancel(err)
				_ = info.Conn.Close() // so that nothing is written
				return
			}
			watch.Reset(idleLimit)
			sent = true
		},
		WroteRequest: func(httptrace.WroteRequestInfo) { a.wrote() },
	})
	resp, err := rt.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return nil, sent || !traced, reason(ctx, err)
	}
	defer resp.Body.Close()
	a.answered()
	whole := time.AfterFunc(wholeLimit, func() { cancel(errSlow) })
	defer whole.Stop()
	body, err := readAll(unpacked(resp), limit, watch)
	if err != nil {
		return nil, true, reason(ctx, err)
	}
	return &response{status: resp.StatusCode, header: resp.Header, body: body}, true, nil
}

// reason prefers the cause of a cancelled context over the error it led to.
func reason(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// unpacked is the body of an answer, out of the gzip in which some servers and
// proxies send it whether it was asked for or not.
func unpacked(resp *http.Response) io.Reader {
	if resp.Uncompressed || !strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		return resp.Body
	}
	return &gunzip{packed: resp.Body}
}

// gunzip begins to unpack with the first Read.
type gunzip struct {
	packed io.Reader
	plain  *gzip.Reader
}

func (g *gunzip) Read(p []byte) (int, error) {
	if g.plain == nil {
		plain, err := gzip.NewReader(g.packed)
		if err != nil {
			return 0, err // io.EOF: no body at all
		}
		g.plain = plain
	}
	return g.plain.Read(p)
}

// readAll reads r to its end; the watch is set back with every piece.
func readAll(r io.Reader, limit int64, watch *time.Timer) ([]byte, error) {
	var buf bytes.Buffer
	piece := make([]byte, 32<<10)
	for {
		watch.Reset(idleLimit)
		n, err := r.Read(piece)
		buf.Write(piece[:n])
		switch {
		case int64(buf.Len()) > limit:
			return nil, errTooLong
		case errors.Is(err, io.EOF):
			return buf.Bytes(), nil
		case err != nil:
			return nil, err
		}
	}
}
