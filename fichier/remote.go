package fichier

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// RemoteRequest asks the service to fetch addresses by itself (1fichier-api §4.19).
type RemoteRequest struct {
	URLs    []string
	Folder  FolderID
	Headers map[string]string // sent to the source
}

// RemoteJob is such a request and what became of it. Results are empty until it
// has run; [Client.RemoteJobs] leaves them and URLs out.
type RemoteJob struct {
	ID       int64
	Asked    time.Time
	Executed time.Time // zero while waiting or running
	URLs     []string
	Results  []RemoteResult
}

// RemoteResult is what became of one address.
type RemoteResult struct {
	URL     string
	Link    Link // empty when it failed
	OK      bool
	Message string // the service's words, sanitised
}

type remoteRequest struct {
	URLs    []string          `json:"urls"`
	Folder  FolderID          `json:"folder_id"`
	Headers map[string]string `json:"headers,omitempty"`
}

type remoteResponse struct {
	ID   number `json:"id"`
	Date moment `json:"date"`
}

type remoteJobs struct {
	Data list[wireJob] `json:"data"`
}

type remoteJobRequest struct {
	ID int64 `json:"id"`
}

type wireJob struct {
	ID       number     `json:"id"`
	Asked    moment     `json:"request_date"`
	Executed moment     `json:"execution_date"`
	Links    list[text] `json:"links"`
	Result   list[struct {
		Status  text `json:"status"`
		URL     text `json:"url"`
		Link    text `json:"download_link"`
		Message text `json:"message"`
	}] `json:"result"`
}

// RequestRemote asks the service to fetch addresses into a folder. It can't be
// called off.
func (c *Client) RequestRemote(ctx context.Context, r RemoteRequest) (RemoteJob, error) {
	const op = "ask for a remote upload"
	if err := checkRemote(op, r); err != nil {
		return RemoteJob{}, err
	}
	w, err := call[remoteRequest, remoteResponse](ctx, c, op, route{path: "remote/request.cgi"}, remoteRequest(r))
	if err != nil {
		return RemoteJob{}, err
	}
	return RemoteJob{ID: w.ID.value, Asked: w.Date.Time, URLs: r.URLs}, nil
}

// RemoteJobs returns all remote uploads, without what became of them.
func (c *Client) RemoteJobs(ctx context.Context) ([]RemoteJob, error) {
	r := route{path: "remote/ls.cgi", safe: true, limit: listingLimit}
	w, err := call[struct{}, remoteJobs](ctx, c, "list remote uploads", r, struct{}{})
	if err != nil {
		return nil, err
	}
	var jobs []RemoteJob
	for _, j := range w.Data {
		jobs = append(jobs, j.job())
	}
	return jobs, nil
}

// RemoteJob returns one remote upload with what became of it.
func (c *Client) RemoteJob(ctx context.Context, id int64) (RemoteJob, error) {
	op := fmt.Sprintf("ask for remote upload %d", id)
	r := route{path: "remote/info.cgi", safe: true, limit: listingLimit}
	w, err := call[remoteJobRequest, wireJob](ctx, c, op, r, remoteJobRequest{ID: id})
	if err != nil {
		return RemoteJob{}, err
	}
	j := w.job()
	j.ID = id
	return j, nil
}

func (w wireJob) job() RemoteJob {
	j := RemoteJob{ID: w.ID.value, Asked: w.Asked.Time, Executed: w.Executed.Time, URLs: texts(w.Links)}
	for _, r := range w.Result {
		j.Results = append(j.Results, RemoteResult{
			URL: clean(string(r.URL)), Link: wireLink(string(r.Link)), OK: strings.EqualFold(string(r.Status), "OK"),
			Message: clean(string(r.Message)),
		})
	}
	return j
}

func checkRemote(op string, r RemoteRequest) error {
	why := ""
	if len(r.URLs) == 0 {
		why = "there is no address to fetch"
	}
	for _, u := range r.URLs {
		scheme, rest, ok := strings.Cut(u, "://")
		switch strings.ToLower(scheme) {
		case "http", "https", "ftp":
			ok = ok && rest != "" && !strings.ContainsAny(u, " \t\r\n\x00")
		default:
			ok = false
		}
		if !ok {
			why = "no http, https or ftp address: " + u
		}
	}
	for name, value := range r.Headers {
		if !isHeader(name, value) {
			why = "the service does not take the header " + name
		}
	}
	if why != "" {
		return &Error{Op: op, Kind: ErrInvalid, Message: clean(why)}
	}
	return checkFolder(op, r.Folder, true)
}

// isHeader reports whether the service passes a header on (1fichier-api §4.19).
func isHeader(name, value string) bool {
	if name == "" || value == "" || value != strings.Trim(value, " \t") {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !isLower(c|0x20) && !isDigit(c) && c != '-' {
			return false
		}
	}
	for i := range len(value) {
		if c := value[i]; !isLower(c|0x20) && !isDigit(c) && !strings.ContainsRune(" \t-_+=%?,'\"/", rune(c)) {
			return false
		}
	}
	return true
}
