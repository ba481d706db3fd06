package fichier

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

const (
	// answerLimit bounds an ordinary answer, listingLimit that of a listing: the
	// 5,000 entries of a folder take some 2 MB, a whole account more.
	answerLimit  = 4 << 20
	listingLimit = 64 << 20
	// repeats is how often a call that is safe to repeat is tried again.
	repeats = 2
	// floodRepeats is how many locks a call of low priority sits out.
	floodRepeats = 5
	firstBackoff = 500 * time.Millisecond
)

// route is an endpoint and what may be done with it.
type route struct {
	path  string
	get   bool   // GET without a body
	safe  bool   // may be repeated after a lost answer
	rules []Rule // besides the spacing of all calls
	limit int64  // bytes of an answer, 0: answerLimit
}

// call is the one way of every API request: wait for the pacer, send, bound the
// answer, read it leniently, map the error.
func call[Req, Resp any](ctx context.Context, c *Client, op string, r route, req Req) (Resp, error) {
	var resp Resp
	body, err := json.Marshal(req)
	if err != nil {
		return resp, &Error{Op: op, Kind: ErrInvalid, Err: err}
	}
	answer, err := c.exchange(ctx, op, r, body)
	if err != nil {
		return resp, err
	}
	if err := decodeJSON(answer, &resp); err != nil {
		return resp, r.lost(op, c.fail(&Error{Op: op, Kind: ErrBadAnswer, Err: err}))
	}
	return resp, nil
}

// lost marks the error of a request that may have been done: what is safe to repeat
// just failed, all else is in doubt.
func (r route) lost(op string, err error) error {
	if r.safe {
		return err
	}
	return inDoubt(op, err)
}

func inDoubt(op string, err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		inner := *e
		inner.Op = ""
		err = &inner
	}
	return &Error{Op: op, Kind: ErrInDoubt, Err: err}
}

// exchange sends body until there is an answer worth having, and returns the JSON of
// a successful one.
func (c *Client) exchange(ctx context.Context, op string, r route, body []byte) ([]byte, error) {
	if c.key.IsZero() {
		return nil, &Error{Op: op, Kind: ErrAuth, Message: "no API key was given"}
	}
	backoff := firstBackoff
	for tries, floods := 0, 0; ; {
		a, err := c.pacer.request(ctx, op, r.rules)
		if err != nil {
			return nil, err
		}
		answer, sent, err := c.attempt(ctx, op, r, body, a)
		if err == nil {
			return answer, nil
		}
		again, delay := false, time.Duration(0)
		switch {
		case !sent && errors.Is(err, ErrNetwork):
			a.refund()
			again, delay = tries < repeats, backoff
		case !sent:
			return nil, err // not admitted after all
		case errors.Is(err, ErrFlood):
			// The call was refused, so even a write may be sent again.
			c.lock(ctx, err)
			floods++
			again = priorityOf(ctx) != Interactive && floods <= floodRepeats
		case errors.Is(err, ErrAuth):
			a.refund() // nobody's call, and the right key may come next
		case r.safe && len(r.rules) == 0 && passing(err):
			again, delay = tries < repeats, backoff
		}
		if !again || ctx.Err() != nil {
			return nil, err
		}
		if delay > 0 {
			tries++
			backoff *= 2
			if _, err := sleep(ctx, time.Now().Add(delay), nil); err != nil {
				return nil, err
			}
		}
	}
}

// lock closes the client because of the flood error err and writes into it for how
// long.
func (c *Client) lock(ctx context.Context, err error) {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return
	}
	e.RetryAfter = c.pacer.flooded(ctx, e.RetryAfter, e.Message)
	c.log.WarnContext(ctx, "locked by the service", "op", e.Op, "reason", e.Message, "for", e.RetryAfter)
}

// passing reports whether err may be gone a moment later.
func passing(err error) bool {
	return errors.Is(err, ErrNetwork) || errors.Is(err, ErrServer) || errors.Is(err, io.ErrUnexpectedEOF)
}

// attempt sends one request. sent is false when it certainly never left.
func (c *Client) attempt(ctx context.Context, op string, r route, body []byte, a *admission) (answer []byte, sent bool, err error) {
	start := time.Now()
	var res *response
	defer func() {
		status := 0
		if res != nil {
			status = res.status
		}
		c.log.DebugContext(ctx, "call", "op", op, "path", r.path, "status", status, "took", time.Since(start), "err", err)
	}()
	req, err := c.request(ctx, r, body)
	if err != nil {
		return nil, false, &Error{Op: op, Err: err}
	}
	limit := r.limit
	if limit == 0 {
		limit = answerLimit
	}
	res, sent, err = c.do(c.api, req, limit, a)
	if err != nil {
		err = c.broken(ctx, op, err)
		if sent {
			err = r.lost(op, err)
		}
		return nil, sent, err
	}
	c.pacer.reached()
	answer, err = c.judge(op, r, res)
	return answer, true, err
}

func (c *Client) request(ctx context.Context, r route, body []byte) (*http.Request, error) {
	method, content := http.MethodPost, io.Reader(bytes.NewReader(body))
	if r.get {
		// An empty body that can't be read twice: net/http repeats a GET without a
		// body by itself when a kept connection breaks, and past the pacer.
		method, content = http.MethodGet, io.NopCloser(strings.NewReader(""))
	}
	req, err := http.NewRequestWithContext(ctx, method, c.origin.call(r.path).String(), content)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Authorization", "Bearer "+c.key.Reveal())
	return req, nil
}

// judge reads an answer: success needs 2xx, JSON, and no KO.
func (c *Client) judge(op string, r route, res *response) ([]byte, error) {
	ok := res.status >= 200 && res.status < 300
	first := firstByte(res.body)
	if first != '{' {
		return nil, c.foreign(op, r, res, ok)
	}
	if ok && len(res.body) > 64<<10 && !bytes.Contains(res.body, []byte(`"KO"`)) {
		return res.body, nil // a listing; no need to read it twice
	}
	var e envelope
	err := decodeJSON(res.body, &e)
	switch {
	case err != nil && ok:
		return nil, r.lost(op, c.fail(&Error{Op: op, Kind: ErrBadAnswer, HTTPStatus: res.status, Err: err}))
	case ok && !e.failed():
		return res.body, nil
	}
	return nil, c.refusal(op, r, res, string(e.Message))
}

// foreign makes an error of an answer that is no JSON object.
func (c *Client) foreign(op string, r route, res *response, ok bool) error {
	words := pageText(res.body)
	switch {
	case errors.Is(kindOfText(words).kind, ErrFlood), !ok && res.status >= 400:
		return c.refusal(op, r, res, words)
	case !ok:
		host := res.header.Get("Location")
		return c.fail(&Error{Op: op, Kind: ErrBadAnswer, HTTPStatus: res.status, Message: clean("redirected to " + host)})
	}
	return r.lost(op, c.fail(&Error{Op: op, Kind: ErrBadAnswer, HTTPStatus: res.status, Message: clean(words)}))
}

// refusal makes an error of the service's words and acts on those that concern every
// call.
func (c *Client) refusal(op string, r route, res *response, words string) error {
	e := explain(op, res.status, words)
	if d := res.retryAfter(); d > 0 {
		e.RetryAfter = max(e.RetryAfter, d)
	}
	err := c.fail(e)
	switch {
	case errors.Is(e.Kind, ErrAuth):
		c.pacer.refuse(e)
	case errors.Is(e.Kind, ErrServer):
		return r.lost(op, err)
	}
	return err
}

// fail takes the key out of an error. A service that echoes it must not get it into
// a log.
func (c *Client) fail(e *Error) error {
	e.Message = c.key.redact(e.Message)
	if e.Err != nil && strings.Contains(e.Err.Error(), c.key.Reveal()) && !c.key.IsZero() {
		e.Err = errors.New(c.key.redact(e.Err.Error()))
	}
	return e
}

// broken is the error of a request without an answer; a cancelled context comes back
// as it is.
func (c *Client) broken(ctx context.Context, op string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	kind := ErrNetwork
	if errors.Is(err, errTooLong) {
		kind = ErrBadAnswer
	}
	return c.fail(&Error{Op: op, Kind: kind, Err: err})
}
