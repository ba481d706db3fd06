package fichier

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Limits of one upload request (1fichier-api §11), in bytes and files.
const (
	MaxFile           int64 = 300e9
	MaxUpload         int64 = 500e9
	MaxFilesPerUpload       = 500
)

// Node is an upload server and the id of one upload on it.
type Node struct {
	Host string
	ID   string
}

// UploadFile is one file to be sent. Open is called once, when its turn comes; the
// reader must give exactly Size bytes.
type UploadFile struct {
	Name string
	Size int64
	Open func() (io.ReadCloser, error)
}

// UploadRequest is one request to an upload server: files that go to one folder.
type UploadRequest struct {
	Folder   FolderID
	Files    []UploadFile
	Domain   int    // index into Domains for the links
	Password string // for the links, at least 6 characters
	// Progress is called from the sending goroutine with the index of the file and
	// the bytes of it that were handed to the connection so far.
	Progress func(file int, n int64)
}

// Receipt names an upload whose bytes the service has; [Client.Report] tells what
// became of them, for two hours.
type Receipt struct {
	Host string
	XID  string
}

const (
	// stallLimit is how long an upload may make no progress.
	stallLimit = 2 * time.Minute
	// answerWait is how long the service may take for its answer once it has all
	// bytes; what lies in buffers counts in.
	answerWait = 10 * time.Minute
	// pageLimit bounds what is read of a page.
	pageLimit = 1 << 20
)

type nodeResponse struct {
	URL text `json:"url"`
	ID  text `json:"id"`
}

// UploadNode asks where the next upload goes. The answer serves for one upload.
func (c *Client) UploadNode(ctx context.Context) (Node, error) {
	const op = "ask for an upload server"
	r := route{path: "upload/get_upload_server.cgi", get: true, safe: true}
	w, err := call[struct{}, nodeResponse](ctx, c, op, r, struct{}{})
	if err != nil {
		return Node{}, err
	}
	n := Node{Host: bareHost(string(w.URL)), ID: strings.TrimSpace(string(w.ID))}
	if !isToken(n.ID) {
		return Node{}, &Error{Op: op, Kind: ErrBadAnswer, Message: "no upload id in it"}
	}
	if _, err := c.origin.node(n.Host, "/"); err != nil {
		return Node{}, &Error{Op: op, Kind: ErrHost, Message: clean(n.Host)}
	}
	return n, nil
}

// bareHost takes off what should not be there: a scheme and a path.
func bareHost(s string) string {
	s = strings.TrimSpace(s)
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	s, _, _ = strings.Cut(s, "/")
	return s
}

// isToken reports whether s can be an upload id.
func isToken(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isLower(c|0x20) && !isDigit(c) && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// Upload sends files to a node in one request and returns the receipt for it. It
// never tries twice. What the error tells:
//
//   - ErrInDoubt: all bytes went out, but no answer came. Ask [Client.Report] with
//     the node's host and id, and look into the folder, before sending them again.
//   - ErrRejected: the service has refused them, the cause is wrapped. Nothing was
//     stored.
//   - ErrSource: a file could not be read or has changed its size; its name is in the
//     error. Nothing was stored.
//   - anything else: the request was cut short, so nothing was stored.
func (c *Client) Upload(ctx context.Context, n Node, req UploadRequest) (Receipt, error) {
	op := "upload " + describe(req.Files)
	if err := checkUpload(op, req); err != nil {
		return Receipt{}, err
	}
	address, err := c.origin.node(n.Host, "/upload.cgi")
	if err != nil {
		return Receipt{}, &Error{Op: op, Kind: ErrHost, Message: clean(n.Host)}
	}
	address.RawQuery = url.Values{"id": {n.ID}}.Encode()

	sending, cancel := context.WithCancelCause(ctx)
	watch := time.AfterFunc(stallLimit, func() { cancel(errSilent) })
	defer watch.Stop()
	form := newForm(req, watch)
	defer form.wait()
	defer cancel(nil)

	r, err := http.NewRequestWithContext(sending, http.MethodPost, address.String(), form)
	if err != nil {
		_ = form.Close() // never fails
		return Receipt{}, &Error{Op: op, Err: err}
	}
	r.ContentLength = form.length
	r.Header.Set("Content-Type", "multipart/form-data; boundary="+form.boundary)
	r.Header.Set("User-Agent", c.agent)
	if !c.key.IsZero() {
		r.Header.Set("Authorization", "Bearer "+c.key.Reveal())
	}
	start := time.Now()
	resp, err := c.upload.RoundTrip(r)
	if err != nil {
		return Receipt{}, c.interrupted(ctx, op, form, reason(sending, err))
	}
	defer resp.Body.Close()
	c.log.DebugContext(ctx, "upload", "files", len(req.Files), "bytes", form.length, "status", resp.StatusCode, "took", time.Since(start))
	page, _ := readAll(io.LimitReader(resp.Body, pageLimit), pageLimit, watch)
	return c.receipt(ctx, op, n, form, &response{status: resp.StatusCode, header: resp.Header, body: page})
}

// interrupted is the error of an upload that got no answer.
func (c *Client) interrupted(ctx context.Context, op string, form *form, err error) error {
	whole, failed := form.state()
	if failed != nil {
		return c.fail(&Error{Op: op, Kind: ErrSource, Err: failed})
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	} else {
		err = c.fail(&Error{Op: op, Kind: ErrNetwork, Err: err})
	}
	if whole {
		return inDoubt(op, err)
	}
	return err
}

// checkUpload keeps what the service does not take from being sent at all.
func checkUpload(op string, req UploadRequest) error {
	refuse := func(kind error, format string, args ...any) error {
		return &Error{Op: op, Kind: kind, Message: clean(fmt.Sprintf(format, args...))}
	}
	if len(req.Files) == 0 {
		return refuse(ErrInvalid, "there is no file to send")
	}
	if len(req.Files) > MaxFilesPerUpload {
		return refuse(ErrLimit, "%d files, %d go into one request", len(req.Files), MaxFilesPerUpload)
	}
	var total int64
	for _, f := range req.Files {
		if err := checkName(op, f.Name); err != nil {
			return err
		}
		switch {
		case f.Open == nil || f.Size < 0:
			return refuse(ErrInvalid, "the size of %s is not known", f.Name)
		case f.Size == 0:
			return refuse(ErrInvalid, "%s is empty, empty files can't be stored", f.Name)
		case f.Size > MaxFile:
			return refuse(ErrLimit, "%s has %d bytes, %d are allowed", f.Name, f.Size, MaxFile)
		}
		total += f.Size
	}
	if total > MaxUpload {
		return refuse(ErrLimit, "%d bytes, %d go into one request", total, MaxUpload)
	}
	if err := checkPassword(op, req.Password); err != nil {
		return err
	}
	if req.Domain < 0 || req.Domain >= len(Domains()) {
		return refuse(ErrInvalid, "there is no domain %d", req.Domain)
	}
	return checkFolder(op, req.Folder, true)
}

// describe names what is uploaded.
func describe(files []UploadFile) string {
	if len(files) == 1 {
		return fmt.Sprintf("%q", clean(files[0].Name))
	}
	return fmt.Sprintf("%d files", len(files))
}
