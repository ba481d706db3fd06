package fichier

import (
	"context"
	"io"
	"net/url"
	"strings"
	"time"
)

// TokenOptions say what kind of download ticket is asked for.
type TokenOptions struct {
	Password   string
	CDN        bool // spend CDN credits, also when the client does not by default
	Single     bool // forbid further requests on the ticket: no resume, no segments
	Inline     bool // to be shown rather than saved
	RestrictIP int  // CDN only: 0 none, 1 no change of address, 2 no further request
	Place      Place
}

// Ticket is a direct address. It must be used within [TicketStart] and serves to
// resume for [TicketLife]. Whoever knows it can download the file.
type Ticket struct {
	URL    string
	Issued time.Time
}

// How long a ticket serves after it was issued (1fichier-api §4.1).
const (
	TicketStart = 5 * time.Minute
	TicketLife  = 30 * time.Minute
)

// Download is a file, or a part of it, that is arriving.
type Download struct {
	Body   io.ReadCloser
	Offset int64  // of the first byte of Body in the file
	Length int64  // bytes that Body will give, or UnknownSize
	Size   int64  // of the whole file, or UnknownSize
	Name   string // decoded; empty when not told
	Ranged bool   // the service can resume
	// Version is what the host calls these very bytes, its ETag or else the date of
	// the last change; empty when it tells neither. Hosts may differ in it.
	Version string
}

// silence is how long a download may go without a byte.
const silence = time.Minute

type tokenRequest struct {
	URL        Link      `json:"url,omitempty"`
	Folder     *FolderID `json:"folder_id,omitempty"`
	Name       string    `json:"filename,omitempty"`
	Owner      string    `json:"sharing_user,omitempty"`
	Pass       string    `json:"pass,omitempty"`
	CDN        int       `json:"cdn,omitempty"`
	RestrictIP int       `json:"restrict_ip,omitempty"`
	Single     int       `json:"single,omitempty"`
	Inline     int       `json:"inline,omitempty"`
}

type tokenResponse struct {
	URL text `json:"url"`
}

// Token asks for a download ticket. For a file of a share whose links are hidden,
// link is empty and opt.Place names it.
func (c *Client) Token(ctx context.Context, link Link, opt TokenOptions) (Ticket, error) {
	const op = "ask for a download"
	req := tokenRequest{
		URL: link, Pass: opt.Password, CDN: bit(opt.CDN || c.cdn), Single: bit(opt.Single), Inline: bit(opt.Inline),
		RestrictIP: opt.RestrictIP,
	}
	if link == "" && opt.Place.Name != "" {
		req.Folder, req.Name, req.Owner = &opt.Place.Folder, EncodeName(opt.Place.Name), opt.Place.Owner
	} else if err := checkLinks(op, link); err != nil {
		return Ticket{}, err
	}
	issued := time.Now()
	w, err := call[tokenRequest, tokenResponse](ctx, c, op, route{path: "download/get_token.cgi", safe: true}, req)
	if err != nil {
		return Ticket{}, err
	}
	address, err := c.ticketAddress(string(w.URL))
	if err != nil {
		return Ticket{}, &Error{Op: op, Kind: ErrHost, Message: clean(hostOf(string(w.URL)))}
	}
	return Ticket{URL: address, Issued: issued}, nil
}

// ticketAddress checks where a ticket leads and gives it the scheme of the API: an
// account may be set to plain http, but a file needs no audience.
func (c *Client) ticketAddress(s string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return "", err
	}
	if u.User != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", &Error{Kind: ErrHost}
	}
	host := u.Host
	if u.Scheme != c.origin.base.Scheme {
		host = strings.TrimSuffix(host, ":80")
	}
	safe, err := c.origin.node(host, u.Path)
	if err != nil {
		return "", err
	}
	safe.RawPath, safe.RawQuery = u.RawPath, u.RawQuery
	return safe.String(), nil
}

func hostOf(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return "no address"
	}
	return u.Host
}

// Open starts a download at offset; length is how many bytes are wanted, negative
// for all. The key is not sent. The caller must close Body; a read fails when the
// service is silent for a minute, and with ErrNetwork when the connection breaks
// before the promised end.
//
// ErrExpired: take a new ticket, once. ErrNoRange: the service can't start at offset.
// Other failures are those that the download hosts tell in their pages.
func (c *Client) Open(ctx context.Context, t Ticket, offset, length int64) (*Download, error) {
	const op = "download"
	if offset < 0 || length == 0 {
		return nil, &Error{Op: op, Kind: ErrInvalid, Message: "nothing to download"}
	}
	address, err := c.ticketAddress(t.URL)
	if err != nil {
		return nil, &Error{Op: op, Kind: ErrHost, Message: clean(hostOf(t.URL))}
	}
	a := newArrival(ctx, c, op)
	d, err := a.open(address, offset, length)
	if err != nil {
		a.cancel(nil)
		return nil, err
	}
	return d, nil
}
