package fichier

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// arrival is a download on its way: the body of a [Download].
type arrival struct {
	client *Client
	op     string
	caller context.Context // whose end is the caller's wish
	ctx    context.Context // a reader is given none
	cancel context.CancelCauseFunc
	watch  *time.Timer
	body   io.ReadCloser
	at     int64 // in the file
	end    int64 // of what is promised, or UnknownSize
}

func newArrival(ctx context.Context, c *Client, op string) *arrival {
	a := &arrival{client: c, op: op, caller: ctx}
	a.ctx, a.cancel = context.WithCancelCause(ctx)
	a.watch = time.AfterFunc(silence, func() { a.cancel(errSilent) })
	return a
}

func (a *arrival) open(address string, offset, length int64) (*Download, error) {
	req, err := http.NewRequestWithContext(a.ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, &Error{Op: a.op, Err: err}
	}
	req.Header.Set("User-Agent", a.client.agent)
	req.Header.Set("Accept-Encoding", "identity")
	asked := offset > 0 || length > 0
	if asked {
		req.Header.Set("Range", byteRange(offset, length))
	}
	resp, err := a.client.data.RoundTrip(req)
	a.watch.Stop()
	if err != nil {
		return nil, a.broken(err)
	}
	a.body = resp.Body
	if isPage(resp) {
		defer resp.Body.Close()
		return nil, a.failure(resp)
	}
	d, err := a.begin(resp, asked, offset, length)
	if err != nil {
		_ = resp.Body.Close() // nothing was read from it
		return nil, err
	}
	return d, nil
}

func byteRange(offset, length int64) string {
	if length < 0 {
		return fmt.Sprintf("bytes=%d-", offset)
	}
	return fmt.Sprintf("bytes=%d-%d", offset, offset+length-1)
}

// begin checks that the answer is the part that was asked for.
func (a *arrival) begin(resp *http.Response, asked bool, offset, length int64) (*Download, error) {
	d := &Download{
		Body:   a,
		Offset: offset,
		Length: resp.ContentLength, // -1 is UnknownSize
		Size:   resp.ContentLength,
		Name:   fileName(resp.Header.Get("Content-Disposition")),
		Ranged: resp.StatusCode == http.StatusPartialContent || resp.Header.Get("Accept-Ranges") == "bytes",

		Version: cmp.Or(resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")),
	}
	if resp.StatusCode == http.StatusPartialContent {
		part, ok := parseRange(resp.Header.Get("Content-Range"))
		wrong := !ok || part.first != offset || length > 0 && part.last >= offset+length ||
			resp.ContentLength >= 0 && resp.ContentLength != part.last-part.first+1
		if wrong {
			return nil, &Error{Op: a.op, Kind: ErrNoRange, HTTPStatus: resp.StatusCode, Message: clean(resp.Header.Get("Content-Range"))}
		}
		d.Length, d.Size = part.last-part.first+1, part.size
	} else if asked && offset > 0 {
		return nil, &Error{Op: a.op, Kind: ErrNoRange, HTTPStatus: resp.StatusCode}
	}
	if length > 0 && (d.Length < 0 || d.Length > length) {
		d.Length = length
	}
	a.at, a.end = offset, UnknownSize
	if d.Length >= 0 {
		a.end = offset + d.Length
	}
	return d, nil
}

// Read gives the next bytes. The time between two reads does not count as silence.
func (a *arrival) Read(p []byte) (int, error) {
	if a.end >= 0 {
		if a.at == a.end {
			return 0, io.EOF
		}
		p = p[:min(int64(len(p)), a.end-a.at)]
	}
	a.watch.Reset(silence)
	n, err := a.body.Read(p)
	a.watch.Stop()
	a.at += int64(n)
	if errors.Is(err, io.EOF) && (a.end < 0 || a.at == a.end) {
		return n, io.EOF
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return n, a.broken(err)
	}
	return n, nil
}

// Close ends the download.
func (a *arrival) Close() error {
	a.watch.Stop()
	a.cancel(nil)
	return a.body.Close()
}

// broken is the error of a connection that ended too early.
func (a *arrival) broken(err error) error {
	return a.client.broken(a.caller, a.op, reason(a.ctx, err))
}

// failure reads the page that came in place of the file.
func (a *arrival) failure(resp *http.Response) error {
	page, _ := readAll(io.LimitReader(resp.Body, pageLimit), pageLimit, a.watch) // half a page may tell enough
	a.watch.Stop()
	res := &response{status: resp.StatusCode, header: resp.Header, body: page}
	words := pageText(page)
	e := explain(a.op, resp.StatusCode, words)
	switch resp.StatusCode {
	case http.StatusRequestedRangeNotSatisfiable:
		e.Kind = ErrNoRange
	case http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		// A ticket that ran out looks the same; a new one tells.
		if errors.Is(e.Kind, ErrForbidden) || errors.Is(e.Kind, ErrNotFound) && !tellsGone(words) {
			e.Kind = ErrExpired
		}
	}
	if errors.Is(e.Kind, ErrAuth) || res.status >= 300 && res.status < 400 {
		e.Kind = ErrExpired // no key was sent, so only the ticket can be meant
	}
	if errors.Is(e.Kind, ErrRefused) && res.status < 300 {
		e.Kind = ErrBadAnswer
	}
	if d := res.retryAfter(); d > 0 {
		e.RetryAfter = d
	}
	return a.client.fail(e)
}

// isPage reports whether an answer is a page about the file and not the file, which
// always comes with its name.
func isPage(resp *http.Response) bool {
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusPartialContent {
		return true
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return kind == "text/html" && resp.Header.Get("Content-Disposition") == ""
}

// tellsGone reports whether a page says that the file itself is no more.
func tellsGone(words string) bool {
	return saying(strings.ToLower(words)).any("removed", "deleted", "could not be found", "file not found", "resource not found", "n'existe", "supprimé")
}

// contentRange is "bytes first-last/size".
type contentRange struct{ first, last, size int64 }

func parseRange(s string) (contentRange, bool) {
	span, ok := strings.CutPrefix(strings.TrimSpace(s), "bytes ")
	span, total, ok2 := strings.Cut(span, "/")
	first, last, ok3 := strings.Cut(span, "-")
	if !ok || !ok2 || !ok3 {
		return contentRange{}, false
	}
	r := contentRange{size: UnknownSize}
	var err, err2, err3 error
	r.first, err = strconv.ParseInt(strings.TrimSpace(first), 10, 64)
	r.last, err2 = strconv.ParseInt(strings.TrimSpace(last), 10, 64)
	if total = strings.TrimSpace(total); total != "*" {
		r.size, err3 = strconv.ParseInt(total, 10, 64)
	}
	ok = errors.Join(err, err2, err3) == nil && r.first >= 0 && r.last >= r.first
	return r, ok && (r.size == UnknownSize || r.last < r.size)
}

// fileName reads the name in a Content-Disposition header. The service writes raw
// UTF-8 between quotes.
func fileName(header string) string {
	if _, params, err := mime.ParseMediaType(header); err == nil && params["filename"] != "" {
		return DecodeName(params["filename"])
	}
	_, rest, ok := strings.Cut(header, `filename="`)
	name, _, closed := strings.Cut(rest, `"`)
	if !ok || !closed {
		return ""
	}
	return DecodeName(name)
}
