package fichier

import (
	"context"
	"errors"
	"net/url"
	"strings"
)

// receipt reads the answer of a node: 302 to the report is success, a page is a
// refusal (1fichier-api §5).
func (c *Client) receipt(ctx context.Context, op string, n Node, form *form, res *response) (Receipt, error) {
	if res.status >= 300 && res.status < 400 {
		if r, ok := c.receiptFrom(n, res.header.Get("Location")); ok {
			return r, nil
		}
		e := &Error{Op: op, Kind: ErrBadAnswer, HTTPStatus: res.status, Message: clean("redirected to " + res.header.Get("Location"))}
		return Receipt{}, inDoubt(op, c.fail(e))
	}
	whole, failed := form.state()
	if failed != nil {
		return Receipt{}, c.fail(&Error{Op: op, Kind: ErrSource, Err: failed})
	}
	e := explainUpload(res)
	if d := res.retryAfter(); d > 0 {
		e.RetryAfter = d
	}
	err := c.fail(e)
	switch {
	case errors.Is(err, ErrAuth):
		c.pacer.refuse(e)
	case errors.Is(err, ErrFlood):
		c.lock(ctx, err)
	case errors.Is(err, ErrServer) && res.status >= 500 && whole:
		return Receipt{}, inDoubt(op, err)
	}
	return Receipt{}, &Error{Op: op, Kind: ErrRejected, HTTPStatus: res.status, RetryAfter: e.RetryAfter, Err: err}
}

// receiptFrom reads the way to the report. It usually names the node and the id that
// are known already, but it need not.
func (c *Client) receiptFrom(n Node, location string) (Receipt, bool) {
	u, err := url.Parse(location)
	if err != nil {
		return Receipt{}, false
	}
	r := Receipt{Host: n.Host, XID: u.Query().Get("xid")}
	if !isToken(r.XID) {
		r.XID = n.ID
		if !strings.HasSuffix(u.Path, "/end.pl") {
			return Receipt{}, false
		}
	}
	if u.Host != "" {
		if _, err := c.origin.node(u.Host, "/"); err == nil {
			r.Host = strings.ToLower(u.Host)
		}
	}
	return r, true
}

// explainUpload reads why an upload was refused. The node says it in French, and of
// what it says beyond §5 of the specification there is no list.
func explainUpload(res *response) *Error {
	words := pageText(res.body)
	if firstByte(res.body) == '{' {
		var e envelope
		if decodeJSON(res.body, &e) == nil {
			words = string(e.Message)
		}
	}
	e := explain("", res.status, words)
	switch say := saying(strings.ToLower(words)); {
	case say.any("ne peut ouvrir le fichier destination"):
		e.Kind = ErrServer // trouble of this node, another one takes it
	case say.any("trop gros", "trop volumineux", "trop grand", "taille maximale", "too big", "too large"):
		e.Kind = ErrLimit
	case say.any("est plein", "plus de place", "espace de stockage", "espace disque", "envoi", "upload") && say.any("plein", "place", "insuffisant", "interdit", "forbidden"):
		e.Kind = ErrQuota
	case say.any("fichier vide", "fichiers vides", "empty file"):
		e.Kind = ErrInvalid
	}
	return e
}
