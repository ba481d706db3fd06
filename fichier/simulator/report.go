package simulator

import (
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// serveReport answers what became of an upload, and files it (1fichier-api §5).
func (s *Service) serveReport(w http.ResponseWriter, r *http.Request) {
	rec, fault := s.enterPlain(r, "end")
	if fault != nil && s.refuseByFault(w, r, rec, fault) {
		return
	}
	s.mu.Lock()
	s.prune(rec.Time)
	u := s.reports[r.URL.Query().Get("xid")]
	wait := false
	if u != nil {
		u.polls++
		wait = u.polls <= s.conf.pleaseWait || fault.is(FaultPleaseWait) && int64(u.polls) <= max(fault.Size, 1)
		if !wait {
			s.store(u, s.lag(fault))
		}
	}
	s.mu.Unlock()
	switch mode := r.Header.Get("JSON"); {
	case u == nil:
		s.page(w, r, rec, fault, http.StatusNotFound, "Envoi inconnu")
	case wait:
		s.page(w, r, rec, fault, http.StatusOK, "Veuillez patienter, votre envoi est en cours de traitement")
	case mode == "1" || mode == "2":
		s.jsonReport(w, r, rec, fault, u)
	case r.Header.Get("EXPORT") != "":
		s.csvReport(w, r, rec, fault, u)
	default:
		s.htmlReport(w, r, rec, fault, u)
	}
}

func (s *Service) htmlReport(w http.ResponseWriter, r *http.Request, rec *Call, fault *Rule, u *upload) {
	var b strings.Builder
	s.mu.Lock()
	for _, f := range u.files {
		fmt.Fprintf(&b, `<a href="%s">%s</a> `, f.link(), html.EscapeString(f.name))
	}
	s.mu.Unlock()
	s.rawPage(w, r, rec, fault, http.StatusOK, b.String())
}

// prune forgets reports after their two hours; the files stay where they are.
func (s *Service) prune(now time.Time) {
	for id, u := range s.reports {
		if now.Sub(u.received) > reportAge {
			u.drop()
			delete(s.reports, id)
		}
	}
}

func (s *Service) jsonReport(w http.ResponseWriter, r *http.Request, rec *Call, fault *Rule, u *upload) {
	links := []object{}
	s.mu.Lock()
	if !fault.is(FaultEmptyLinks) {
		for _, f := range u.files {
			links = append(links, reportLink(f, fault))
		}
	}
	s.mu.Unlock()
	body := s.encode(object{{"incoming", bit(u.incoming)}, {"links", links}})
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	s.deliver(w, r, rec, fault, http.StatusOK, body)
}

func reportLink(f *file, fault *Rule) object {
	var sum any = f.blob
	if fault.is(FaultWrongSum) {
		sum = strings.Repeat("0", 128)
	}
	return object{
		{"download", f.link()},
		{"filename", f.name},
		{"remove", removeURL(f)},
		{"size", strconv.FormatInt(f.blob.size, 10)}, // a string, here only
		{"whirlpool", sum},
	}
}

// removeURL is empty for files that belong to an account.
func removeURL(f *file) string {
	if f.code == "" {
		return ""
	}
	return "https://" + f.domain + "/remove/" + f.id + "/" + f.code
}

func (s *Service) csvReport(w http.ResponseWriter, r *http.Request, rec *Call, fault *Rule, u *upload) {
	var b strings.Builder
	s.mu.Lock()
	for _, f := range u.files {
		fmt.Fprintf(&b, "%s;%d;%s;%s;%s\n", f.name, f.blob.size, f.id, f.code, f.domain)
	}
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	s.deliver(w, r, rec, fault, http.StatusOK, []byte(b.String()))
}
