package fichier

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Report is what became of an upload.
type Report struct {
	Links    []ReportLink
	Incoming bool // the files went to the incoming folder
}

// ReportLink is one stored file.
type ReportLink struct {
	Link   Link
	Name   string // decoded, as the service keeps it
	Size   int64  // bytes, or UnknownSize
	Sum    string // Whirlpool, lower-case hex
	Remove string // removal page; empty for files of an account
}

const (
	// reportLife is how long the service keeps a report (1fichier-api §11).
	reportLife = 2 * time.Hour
	// longestPoll lies between two questions for a report in the end.
	longestPoll = 30 * time.Second
	// emptyPatience is how long a report without links is taken for one to come.
	emptyPatience = 2 * time.Minute
	// reportFailures is how many failed questions in a row WaitReport puts up with.
	reportFailures = 6
)

type reportResponse struct {
	Incoming flag `json:"incoming"`
	Links    list[struct {
		Download  text   `json:"download"`
		Name      text   `json:"filename"`
		Remove    text   `json:"remove"`
		Size      number `json:"size"`
		Whirlpool text   `json:"whirlpool"`
	}] `json:"links"`
}

// Report asks once what became of an upload; the service stores nothing before it is
// asked (1fichier-api §5). While it works on the files it is ErrPending; a receipt
// that it does not know, or no longer, is ErrNotFound. A report without links occurs:
// the files may still come.
func (c *Client) Report(ctx context.Context, r Receipt) (Report, error) {
	const op = "ask for an upload's report"
	address, err := c.origin.node(r.Host, "/end.pl")
	if err != nil {
		return Report{}, &Error{Op: op, Kind: ErrHost, Message: clean(r.Host)}
	}
	address.RawQuery = url.Values{"xid": {r.XID}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return Report{}, &Error{Op: op, Err: err}
	}
	req.Header.Set("JSON", "1")
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept-Encoding", "identity")
	res, _, err := c.do(c.data, req, answerLimit, nil)
	if err != nil {
		return Report{}, c.broken(ctx, op, err)
	}
	return c.readReport(op, res)
}

func (c *Client) readReport(op string, res *response) (Report, error) {
	if first := firstByte(res.body); first != '{' || res.status >= 300 {
		e := explain(op, res.status, pageText(res.body))
		if res.status < 300 && !errors.Is(e.Kind, ErrFlood) {
			e.Kind = ErrPending // whatever a page says while the files are worked on
		}
		if d := res.retryAfter(); d > 0 {
			e.RetryAfter = d
		}
		return Report{}, c.fail(e)
	}
	var w reportResponse
	if err := decodeJSON(res.body, &w); err != nil {
		return Report{}, c.fail(&Error{Op: op, Kind: ErrBadAnswer, HTTPStatus: res.status, Err: err})
	}
	r := Report{Incoming: bool(w.Incoming)}
	for _, l := range w.Links {
		link := wireLink(string(l.Download))
		if link == "" {
			continue
		}
		r.Links = append(r.Links, ReportLink{
			Link: link, Name: DecodeName(string(l.Name)), Size: l.Size.size(), Sum: sum(l.Whirlpool), Remove: removalPage(l.Remove),
		})
	}
	return r, nil
}

// removalPage reads the address under which an anonymous upload can be removed.
func removalPage(s text) string {
	u, err := url.Parse(strings.TrimSpace(string(s)))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !strings.Contains(u.Path, "/remove/") {
		return ""
	}
	return u.String()
}

// WaitReport asks for a report until there is one: soon at first, every 30 s in the
// end, for two hours at most. It sits out a few failures in a row.
func (c *Client) WaitReport(ctx context.Context, r Receipt) (Report, error) {
	begin := time.Now()
	failures := 0
	for delay := time.Second; ; delay = min(2*delay, longestPoll) {
		report, err := c.Report(ctx, r)
		pause := delay
		switch waited := time.Since(begin); {
		case err == nil && (len(report.Links) > 0 || waited >= emptyPatience):
			return report, nil
		case err == nil, errors.Is(err, ErrPending):
			failures = 0
		case errors.Is(err, ErrNetwork), errors.Is(err, ErrServer), errors.Is(err, ErrFlood):
			failures++
			pause = max(pause, retryAfter(err))
		default:
			return report, err
		}
		if failures >= reportFailures || time.Since(begin)+pause > reportLife {
			return report, err
		}
		if _, err := sleep(ctx, time.Now().Add(pause), nil); err != nil {
			return Report{}, err
		}
	}
}

// retryAfter returns how long an error asks to wait.
func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.RetryAfter
	}
	return 0
}
