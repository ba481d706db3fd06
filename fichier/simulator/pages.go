package simulator

import (
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
)

// enterPlain logs a request outside the API, which no rate is counted for.
func (s *Service) enterPlain(r *http.Request, endpoint string) (*Call, *Rule) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rec := &Call{Time: s.conf.clock(), Endpoint: endpoint, Method: r.Method, Host: r.Host}
	s.record(rec, false)
	s.settle(rec.Time)
	return rec, s.match(rec)
}

// page answers with HTML that says text in the block where the real pages say it.
func (s *Service) page(w http.ResponseWriter, r *http.Request, rec *Call, fault *Rule, status int, text string) {
	s.rawPage(w, r, rec, fault, status, html.EscapeString(text))
}

func (s *Service) rawPage(w http.ResponseWriter, r *http.Request, rec *Call, fault *Rule, status int, content string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	s.deliver(w, r, rec, fault, status, htmlPage(content))
}

func htmlPage(content string) []byte {
	return []byte(`<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>1fichier.com (simulated)</title></head>
<body><div id="header">Cloud Storage</div>
<div class="bloc2">` + content + `</div>
</body></html>
`)
}

// reject refuses an upload in the way of the nodes: with 200 and a page.
func (s *Service) reject(w http.ResponseWriter, r *http.Request, rec *Call, fault *Rule, why rejectionError) {
	status := s.conf.rejectStatus
	if why == errRejectKey {
		status = http.StatusUnauthorized
	}
	s.page(w, r, rec, fault, status, why.Error())
}

// servePublicFolder answers /dir/<slug> (1fichier-api §12).
func (s *Service) servePublicFolder(w http.ResponseWriter, r *http.Request) {
	rec, fault := s.enterPlain(r, "dir")
	if fault != nil && s.refuseByFault(w, r, rec, fault) {
		return
	}
	slug := strings.TrimPrefix(r.URL.Path, "/dir/")
	pass, asJSON := r.FormValue("pass"), r.FormValue("json") != ""
	export := r.FormValue("e") != ""

	s.mu.Lock()
	dir := s.tree.slugs[slug]
	var files []*file
	open := false
	if dir != nil {
		rec.FolderID = dir.id
		files, open = dir.seen(rec.Time), dir.pass == "" || dir.pass == pass
	}
	var list []object
	var text strings.Builder
	for _, f := range files {
		list = append(list, object{
			{"filename", f.name},
			{"size", f.blob.size},
			{"link", f.link()},
			{"password", bit(f.pass != "")},
			{"acl", bit(!f.limits.empty())},
		})
		fmt.Fprintf(&text, "%s;%s;%d\n", f.link(), f.name, f.blob.size)
	}
	s.mu.Unlock()

	switch {
	case dir == nil:
		s.page(w, r, rec, fault, http.StatusNotFound, "Le dossier demandé n'existe pas")
	case !open:
		s.page(w, r, rec, fault, http.StatusOK, "Ce dossier est protégé par mot de passe")
	case asJSON:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if list == nil {
			list = []object{}
		}
		s.deliver(w, r, rec, fault, http.StatusOK, s.encode(list))
	case export:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		s.deliver(w, r, rec, fault, http.StatusOK, []byte(text.String()))
	default:
		s.page(w, r, rec, fault, http.StatusOK, dir.name)
	}
}

// serveCheckLinks answers a line for each link (1fichier-api §12).
func (s *Service) serveCheckLinks(w http.ResponseWriter, r *http.Request) {
	rec, fault := s.enterPlain(r, "check_links")
	if fault != nil && s.refuseByFault(w, r, rec, fault) {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil || r.Method != http.MethodPost {
		s.page(w, r, rec, fault, http.StatusBadRequest, "links[]")
		return
	}
	var b strings.Builder
	s.mu.Lock()
	for _, link := range r.PostForm["links[]"] {
		b.WriteString(s.checkLink(link) + "\n")
	}
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	s.deliver(w, r, rec, fault, http.StatusOK, []byte(b.String()))
}

func (s *Service) checkLink(link string) string {
	f, err := s.find(link)
	switch {
	case linkID(link) == "":
		return link + ";;;BAD LINK"
	case err != nil || f.banned:
		return link + ";;;NOT FOUND"
	case !f.limits.empty():
		return link + ";;;PRIVATE"
	}
	return link + ";" + f.name + ";" + strconv.FormatInt(f.blob.size, 10)
}

// serveRemove removes an anonymous upload by its code.
func (s *Service) serveRemove(w http.ResponseWriter, r *http.Request) {
	rec, fault := s.enterPlain(r, "page")
	id, code, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/remove/"), "/")
	s.mu.Lock()
	f := s.tree.files[id]
	ok := f != nil && f.code != "" && f.code == code
	if ok {
		s.tree.remove(f, rec.Time, rec.Time)
	}
	s.mu.Unlock()
	if !ok {
		s.page(w, r, rec, fault, http.StatusNotFound, "Fichier introuvable")
		return
	}
	s.page(w, r, rec, fault, http.StatusOK, "Fichier supprimé")
}

// servePage answers the page behind a link, and everything else with 404.
func (s *Service) servePage(w http.ResponseWriter, r *http.Request) {
	rec, fault := s.enterPlain(r, "page")
	if fault != nil && s.refuseByFault(w, r, rec, fault) {
		return
	}
	id, _, _ := strings.Cut(r.URL.RawQuery, "&")
	s.mu.Lock()
	f := s.tree.files[id]
	text := ""
	if f != nil {
		text = f.name + " " + strconv.FormatInt(f.blob.size, 10)
	}
	s.mu.Unlock()
	switch {
	case r.URL.Path == "/" && f != nil:
		s.page(w, r, rec, fault, http.StatusOK, text)
	case r.URL.Path == "/" && id == "":
		s.page(w, r, rec, fault, http.StatusOK, "A simulated 1fichier: nothing here is real")
	default:
		s.page(w, r, rec, fault, http.StatusNotFound, "Le fichier demandé n'existe pas")
	}
}
