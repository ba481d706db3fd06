package simulator

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// upload is one request to a node, from the call that names the node to the report.
type upload struct {
	id, xid  string
	issued   time.Time
	used     bool      // bytes were sent under this id
	received time.Time // when all bytes were in
	files    []*file   // not in the tree before they are stored
	dir      *folder
	incoming bool
	stored   bool
	polls    int
}

// drop frees the bytes of an upload that was never stored.
func (u *upload) drop() {
	for _, f := range u.files {
		if !u.stored && f.blob.drop != nil {
			f.blob.drop()
		}
	}
}

// uploadServer names a node and an id for one upload (1fichier-api §4.2).
func (s *Service) uploadServer(q *request) (object, error) {
	for id, u := range s.uploads {
		if q.now().Sub(u.issued) > maxNodeAge {
			delete(s.uploads, id)
		}
	}
	u := &upload{id: s.random(10, nodeLetters), issued: q.now()}
	s.uploads[u.id] = u
	host := node(q.Request, "up"+strconv.Itoa(2+s.rng.IntN(8)))
	return object{{"url", host}, {"id", u.id}}, nil
}

// rejection is why a node takes nothing, in French as it says it.
type rejectionError string

func (r rejectionError) Error() string { return string(r) }

const (
	errRejectNoFile    rejectionError = "Pas de fichier trouvé dans l'envoi"
	errRejectTrouble   rejectionError = "Ne peut ouvrir le fichier destination"
	errRejectEmpty     rejectionError = "Le fichier est vide"
	errRejectTooBig    rejectionError = "Le fichier est trop volumineux"
	errRejectTooMany   rejectionError = "Trop de fichiers dans l'envoi (500 au maximum)"
	errRejectQuota     rejectionError = "Votre espace de stockage est plein"
	errRejectForbidden rejectionError = "L'envoi de fichiers vous est interdit"
	errRejectName      rejectionError = "Nom de fichier invalide"
	errRejectField     rejectionError = "Paramètre invalide"
	errRejectKey       rejectionError = "Authentification invalide"
)

// serveUpload takes the bytes (1fichier-api §5).
func (s *Service) serveUpload(w http.ResponseWriter, r *http.Request) {
	rec, fault := s.enterPlain(r, "upload")
	body := io.Reader(r.Body)
	if fault != nil {
		if s.refuseByFault(w, r, rec, fault) {
			return
		}
		body = fault.upload(s, r, body)
	}
	boundary, err := s.acceptable(w, r, rec)
	if boundary == "" && err == nil {
		return
	}
	var u *upload
	if err == nil {
		u, err = s.claim(r, rec)
	}
	if err == nil {
		err = s.receive(u, newParts(body, boundary), r, rec)
	}
	var refused rejectionError
	switch {
	case errors.Is(err, errMalformed):
		refused = errRejectNoFile
	case errors.As(err, &refused), err == nil:
	default: // the client went away
		return
	}
	_, _ = io.Copy(io.Discard, body) // a CGI reads all before it answers
	if refused != "" {
		s.reject(w, r, rec, fault, refused)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Location", "/end.pl?xid="+u.xid)
	s.deliver(w, r, rec, fault, http.StatusFound, []byte("redirect\n"))
}

// acceptable looks at the head of the request and returns the boundary of the form. It
// answers by itself when nginx would, and returns neither a boundary nor an error.
func (s *Service) acceptable(w http.ResponseWriter, r *http.Request, rec *Call) (string, error) {
	status := 0
	switch {
	case r.Method != http.MethodPost:
		status = http.StatusMethodNotAllowed
	case r.ContentLength < 0:
		status = http.StatusLengthRequired
	case r.ContentLength > maxUpload:
		status = http.StatusRequestEntityTooLarge
	}
	if status != 0 {
		s.page(w, r, rec, nil, status, statusText(status))
		return "", nil
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	b := params["boundary"]
	quoted := strings.Contains(r.Header.Get("Content-Type"), `"`)
	if err != nil || kind != "multipart/form-data" || b == "" || len(b) > 200 || quoted {
		return "", errRejectNoFile
	}
	return b, nil
}

// claim takes the upload id of the request, once.
func (s *Service) claim(r *http.Request, rec *Call) (*upload, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.uploads[r.URL.Query().Get("id")]
	switch {
	case u == nil || rec.Time.Sub(u.issued) > maxNodeAge:
		return nil, errRejectTrouble
	case u.used:
		if !s.conf.relaxed {
			s.violate("an upload id used twice", rec)
		}
		return nil, errRejectTrouble
	}
	u.used = true
	return u, nil
}

// receive reads the form and accepts the upload, or leaves nothing behind.
func (s *Service) receive(u *upload, form *parts, r *http.Request, rec *Call) error {
	fields := map[string]string{}
	var files []*file
	accepted := false
	defer func() { // a fault may end this by a panic
		if !accepted {
			(&upload{files: files}).drop()
		}
	}()
	for {
		pt, err := form.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if !pt.isFile {
			if err := pt.text(fields); err != nil {
				return err
			}
			continue
		}
		if pt.name != "file[]" {
			continue
		}
		f, err := s.receiveFile(pt)
		if err != nil {
			return err
		}
		if files = append(files, f); len(files) > maxFiles && !s.conf.relaxed {
			s.mu.Lock()
			s.violate("more than 500 files in an upload", rec)
			s.mu.Unlock()
			return errRejectTooMany
		}
	}
	err := s.acceptUpload(u, files, fields, r)
	accepted = err == nil
	return err
}

// text reads a text field, which is short.
func (pt *part) text(fields map[string]string) error {
	var b strings.Builder
	if err := pt.writeTo(&b); err != nil {
		return err
	}
	if b.Len() > maxHeader || !utf8.ValidString(b.String()) {
		return errRejectField
	}
	fields[pt.name] = b.String()
	return nil
}

// receiveFile stores the bytes of one part.
func (s *Service) receiveFile(pt *part) (*file, error) {
	name := pt.filename[strings.LastIndexByte(pt.filename, '/')+1:]
	name, ok := fitName(name, s.conf.uploadNames)
	if !ok {
		return nil, errRejectName
	}
	k, err := s.newSink()
	if err != nil {
		return nil, errRejectTrouble
	}
	complete := false
	defer func() {
		if !complete {
			k.drop()
		}
	}()
	if err := pt.writeTo(k); err != nil {
		return nil, err
	}
	if k.size == 0 {
		return nil, errRejectEmpty
	}
	complete = true
	b := k.blob(name, s.conf.sums)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newFile(name, b), nil
}
