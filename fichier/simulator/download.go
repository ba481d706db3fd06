package simulator

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// token is a direct address.
type token struct {
	file    *file
	issued  time.Time
	started bool
	single  bool
	inline  bool
}

// getToken gives a direct address for a link (1fichier-api §4.1).
func (s *Service) getToken(q *request) (object, error) {
	f, err := s.named(q.params)
	if err != nil {
		return nil, err
	}
	cdn := q.params.flag("cdn") || s.account.useCDN || f.cdn || s.conf.professional
	price := float64(f.blob.size) / 1e9
	cdn = cdn && s.account.credits > 0 && s.account.credits >= price
	switch {
	case s.conf.tier == Free && !cdn:
		return nil, errTier
	case s.conf.professional && s.conf.tier != Gold && !cdn:
		return nil, errLine
	}
	if err := s.access(f, q.params.string("pass")); err != nil {
		return nil, err
	}
	if cdn {
		s.account.credits -= price
	}
	for id, t := range s.tokens {
		if q.now().Sub(t.issued) > 2*tokenAge {
			delete(s.tokens, id)
		}
	}
	id := s.random(10, digits)
	s.tokens[id] = &token{
		file: f, issued: q.now(),
		single: q.params.flag("single") || q.params.int("restrict_ip") == 2,
		inline: q.params.flag("inline") || f.inline,
	}
	proto := scheme(q.Request)
	if genuine(q.Request) {
		proto = "https"
	}
	if q.params.flag("no_ssl") || f.noSSL {
		proto = "http"
	}
	host := node(q.Request, string(linkLetters[s.rng.IntN(26)])+"-"+strconv.Itoa(1+s.rng.IntN(20)))
	return object{{"status", "OK"}, {"message", "OK"}, {"url", proto + "://" + host + "/p" + id}}, nil
}

// isDirect reports whether a path is that of a direct address, with or without options.
func isDirect(path string) bool {
	id, ok := strings.CutPrefix(path, "/p")
	id, _, _ = strings.Cut(id, "&")
	return ok && id != "" && strings.Trim(id, digits) == ""
}

// serveDownload sends the bytes behind a direct address (1fichier-api §6).
func (s *Service) serveDownload(w http.ResponseWriter, r *http.Request) {
	rec, fault := s.enterPlain(r, "download")
	if fault != nil && s.refuseByFault(w, r, rec, fault) {
		return
	}
	id, extra, _ := strings.Cut(r.URL.Path[2:], "&")
	t, status, text := s.start(id, rec)
	if t == nil {
		s.page(w, r, rec, fault, status, text)
		return
	}
	defer s.finish()
	body, err := t.file.blob.open()
	if err != nil {
		s.page(w, r, rec, fault, http.StatusServiceUnavailable, "Erreur logicielle")
		return
	}
	defer body.Close()
	inline := t.inline || strings.Contains(extra, "inline=1")
	s.sendFile(w, r, rec, fault, body, t.file, inline)
}

// start takes a place for a download, or says why there is none.
func (s *Service) start(id string, rec *Call) (t *token, status int, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t = s.tokens[id]
	switch {
	case t == nil:
		status, text = http.StatusNotFound, "Le fichier demandé n'existe pas"
	case !t.file.gone.IsZero():
		status, text = http.StatusNotFound, "Le fichier demandé a été supprimé"
	case !t.started && rec.Time.Sub(t.issued) > tokenStart, rec.Time.Sub(t.issued) > tokenAge:
		status, text = http.StatusGone, "Le lien de téléchargement a expiré"
	case t.started && t.single:
		status, text = http.StatusForbidden, "Ce lien de téléchargement a déjà été utilisé"
	case s.limits.streams >= maxStreams && !s.conf.relaxed:
		s.violate("more than 30 downloads at once", rec)
		status, text = http.StatusForbidden, "Vous téléchargez déjà trop de fichiers"
	default:
		s.limits.streams++
		t.started = true
		t.file.used = rec.Time
		return t, 0, ""
	}
	s.failed(status, rec)
	return nil, status, text
}

func (s *Service) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits.streams--
}

// span is a range of bytes, both ends included.
type span struct{ from, to int64 }

// readRange reads a Range header. ok is false when there is none that we heed; then the
// whole file is sent. A range that lies behind the end has from > to.
func readRange(header string, size int64) (sp span, ok bool) {
	text, found := strings.CutPrefix(header, "bytes=")
	first, last, cut := strings.Cut(text, "-")
	if !found || !cut || strings.Contains(text, ",") {
		return span{}, false
	}
	if first == "" { // the last n bytes
		n, err := strconv.ParseInt(last, 10, 64)
		return span{max(size-n, 0), size - 1}, err == nil && n > 0
	}
	from, err := strconv.ParseInt(first, 10, 64)
	if err != nil || from < 0 {
		return span{}, false
	}
	sp = span{from, size - 1}
	if last != "" {
		to, err := strconv.ParseInt(last, 10, 64)
		if err != nil || to < from {
			return span{}, false
		}
		sp.to = min(sp.to, to)
	}
	return sp, true
}

func (s *Service) sendFile(
	w http.ResponseWriter, r *http.Request, rec *Call, fault *Rule, body io.ReadSeeker, f *file, inline bool,
) {
	s.mu.Lock()
	size, name := f.blob.size, f.name
	s.mu.Unlock()
	sp, partial := readRange(r.Header.Get("Range"), size)
	if !partial || fault.is(FaultNoRange) {
		sp, partial = span{0, size - 1}, false
	}
	h := w.Header()
	if partial && sp.from > sp.to {
		h.Set("Content-Range", "bytes */"+strconv.FormatInt(size, 10))
		s.page(w, r, rec, fault, http.StatusRequestedRangeNotSatisfiable, "Range")
		return
	}
	if _, err := body.Seek(sp.from, io.SeekStart); err != nil {
		s.page(w, r, rec, fault, http.StatusServiceUnavailable, "Erreur logicielle")
		return
	}
	length := sp.to - sp.from + 1
	h.Set("Content-Type", contentType(name))
	h.Set("Content-Disposition", disposition(name, inline))
	h.Set("Accept-Ranges", "bytes")
	h.Set("Content-Length", strconv.FormatInt(length, 10))
	status := http.StatusOK
	if partial {
		status = http.StatusPartialContent
		shown := sp
		if fault.is(FaultWrongRange) {
			shown = span{sp.from + 1, sp.to + 1}
		}
		h.Set("Content-Range", "bytes "+strconv.FormatInt(shown.from, 10)+"-"+
			strconv.FormatInt(shown.to, 10)+"/"+strconv.FormatInt(size, 10))
	}
	s.mu.Lock()
	rec.Status = status
	s.mu.Unlock()
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	if fault.shapesDownload() {
		s.sendShaped(w, r, fault, body, sp)
		return
	}
	sendPlain(w, body, length)
}

// sendPlain sends n bytes at full speed. The client may leave at any time.
func sendPlain(w http.ResponseWriter, body io.Reader, n int64) {
	if _, onDisk := body.(interface{ Fd() uintptr }); onDisk {
		_, _ = io.CopyN(w, body, n) // the kernel sends it
		return
	}
	buf := make([]byte, min(copyBuffer, max(n, 1)))
	_, _ = io.CopyBuffer(onlyWriter{w}, io.LimitReader(body, n), buf)
}

// onlyWriter hides every other method, so that io.CopyBuffer uses its buffer.
type onlyWriter struct{ io.Writer }

// disposition is a Content-Disposition. Control bytes of a name don't pass here.
func disposition(name string, inline bool) string {
	name = strings.Map(func(r rune) rune {
		if hostile(r) {
			return '_'
		}
		return r
	}, name)
	kind := "attachment"
	if inline {
		kind = "inline"
	}
	return kind + `; filename="` + name + `"`
}
