package fichier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// PublicFile is one file of a public folder page (1fichier-api §12).
type PublicFile struct {
	Link     Link
	Name     string // decoded
	Size     int64  // bytes, or UnknownSize
	Password bool
	Limited  bool
}

// LinkStatus says what a link leads to.
type LinkStatus uint8

// The states of a link.
const (
	LinkUnknown  LinkStatus = iota // the service gave no line for it
	LinkAlive                      // Name and Size are set
	LinkNotFound                   // gone
	LinkBad                        // no link of the service
	LinkPrivate                    // alive, but not for everybody
)

// LinkState is what the service says about one link.
type LinkState struct {
	Link   Link
	Status LinkStatus
	Name   string
	Size   int64 // bytes, or UnknownSize
}

// MaxCheckLinks is how many links one check takes.
const MaxCheckLinks = 100

type wirePublicFile struct {
	Name     text   `json:"filename"`
	Size     number `json:"size"`
	Link     text   `json:"link"`
	Password flag   `json:"password"`
	ACL      flag   `json:"acl"`
}

// PublicFolder lists a public folder page. It needs no key and is not paced: callers
// space it themselves. The page tells files only, no sub-folders (1fichier-api §12).
func (c *Client) PublicFolder(ctx context.Context, f FolderLink, pass string) ([]PublicFile, error) {
	const op = "list a public folder"
	address, err := c.publicAddress(f)
	if err != nil {
		return nil, err
	}
	form := url.Values{"json": {"1"}}
	if pass != "" {
		form.Set("pass", pass)
	} else {
		address.RawQuery = form.Encode()
		form = nil
	}
	res, err := c.visit(ctx, op, address, form)
	if err != nil {
		return nil, err
	}
	if firstByte(res.body) != '[' {
		return nil, c.fail(publicFailure(op, res))
	}
	var list list[wirePublicFile]
	if err := decodeJSON(res.body, &list); err != nil {
		return nil, c.fail(&Error{Op: op, Kind: ErrBadAnswer, HTTPStatus: res.status, Err: err})
	}
	var files []PublicFile
	for _, w := range list {
		p := PublicFile{
			Link: wireLink(string(w.Link)), Name: DecodeName(string(w.Name)), Size: w.Size.size(),
			Password: bool(w.Password), Limited: bool(w.ACL),
		}
		if p.Name == "" {
			p.Name = p.Link.ID()
		}
		if p.Link != "" {
			files = append(files, p)
		}
	}
	return files, nil
}

// publicAddress returns where a public page is. Only a loopback service may give its
// pages a host that is none of the service's: it serves them itself.
func (c *Client) publicAddress(f FolderLink) (*url.URL, error) {
	if l, err := ParseFolderLink(publicPage(text(f))); err == nil {
		host, _, _ := strings.Cut(strings.TrimPrefix(string(l), "https://"), "/")
		return c.origin.page(host, "/dir/"+l.Slug()), nil
	}
	if page := publicPage(text(f)); page != "" && c.origin.loopback {
		return c.origin.page("", "/dir/"+FolderLink(page).Slug()), nil
	}
	return nil, &Error{Op: "list a public folder", Kind: ErrLink, Message: clean(string(f))}
}

// publicFailure makes an error of an answer that is no list.
func publicFailure(op string, res *response) *Error {
	words := pageText(res.body)
	if firstByte(res.body) == '{' {
		var e envelope
		if decodeJSON(res.body, &e) == nil {
			words = string(e.Message)
		}
	}
	e := explain(op, res.status, words)
	if errors.Is(e.Kind, ErrRefused) && res.status < 300 {
		e.Kind = ErrBadAnswer
	}
	return e
}

// CheckLinks tells what links lead to, [MaxCheckLinks] at most, in the order asked.
// It is the safe way to look at many of them: asking the API for each has got
// accounts locked (1fichier-api §2). It needs no key and is not paced.
func (c *Client) CheckLinks(ctx context.Context, links []Link) ([]LinkState, error) {
	const op = "check links"
	if len(links) > MaxCheckLinks {
		return nil, &Error{Op: op, Kind: ErrLimit, Message: fmt.Sprintf("%d links, %d go into one request", len(links), MaxCheckLinks)}
	}
	if err := checkLinks(op, links...); err != nil {
		return nil, err
	}
	if len(links) == 0 {
		return nil, nil
	}
	form := url.Values{}
	for _, l := range links {
		form.Add("links[]", string(l))
	}
	res, err := c.visit(ctx, op, c.origin.page(domain, "/check_links.pl"), form)
	if err != nil {
		return nil, err
	}
	if b := firstByte(res.body); b == '<' || b == '{' || res.status >= 300 {
		return nil, c.fail(publicFailure(op, res))
	}
	found := map[Link]LinkState{}
	for line := range strings.Lines(string(res.body)) {
		if s, ok := parseState(line); ok {
			found[s.Link] = s
		}
	}
	var states []LinkState
	for _, l := range links {
		s, ok := found[wireLink(string(l))]
		if !ok {
			s = LinkState{Size: UnknownSize}
		}
		s.Link = l
		states = append(states, s)
	}
	return states, nil
}

// parseState reads one line: url;name;size, or url;;;NOT FOUND. A name may hold
// semicolons itself.
func parseState(line string) (LinkState, bool) {
	address, rest, ok := strings.Cut(strings.TrimSpace(line), ";")
	link := wireLink(address)
	i := strings.LastIndexByte(rest, ';')
	if !ok || link == "" || i < 0 {
		return LinkState{}, false
	}
	s := LinkState{Link: link, Size: UnknownSize}
	switch last := strings.TrimSpace(rest[i+1:]); last {
	case "NOT FOUND":
		s.Status = LinkNotFound
	case "BAD LINK":
		s.Status = LinkBad
	case "PRIVATE":
		s.Status = LinkPrivate
	default:
		n, err := strconv.ParseInt(last, 10, 64)
		if err != nil || n < 0 {
			return LinkState{}, false
		}
		s.Status, s.Name, s.Size = LinkAlive, DecodeName(rest[:i]), n
	}
	return s, true
}

// visit asks for a page of the website, with a form when there is one, and maps
// errors of the connection and of the server.
func (c *Client) visit(ctx context.Context, op string, address *url.URL, form url.Values) (*response, error) {
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, bytes.NewReader([]byte(form.Encode()))
	}
	req, err := http.NewRequestWithContext(ctx, method, address.String(), body)
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	req.Header.Set("User-Agent", c.agent)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, _, err := c.do(c.api, req, listingLimit, nil)
	if err != nil {
		return nil, c.broken(ctx, op, err)
	}
	if res.status >= 400 {
		return nil, c.fail(publicFailure(op, res))
	}
	return res, nil
}
