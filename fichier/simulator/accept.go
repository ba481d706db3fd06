package simulator

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// anonymous is the owner of uploads that nobody is named for.
const anonymous = "anonymous"

// sender is who an upload is from.
type sender struct {
	root     *folder
	limit    int64 // bytes of a file
	incoming bool  // sent to the account by somebody else
	mine     bool
}

// identify finds out who sends: the key, a password, the receiver's address, or nobody
// (1fichier-api §5).
func (s *Service) identify(r *http.Request, fields map[string]string) (sender, error) {
	me := sender{root: s.tree.root, limit: maxCustomer, mine: true}
	if s.conf.tier == Free {
		me.limit = maxFree
	}
	if auth := r.Header.Get("Authorization"); auth != "" {
		user, pass, basic := r.BasicAuth()
		if s.knows(r) || basic && user == s.conf.email && pass == s.conf.password {
			return me, nil
		}
		return sender{}, errRejectKey
	}
	guest := sender{root: s.tree.rootOf(anonymous, s.conf.clock()), limit: maxGuest}
	switch user, pass := fields["user"], fields["pass"]; {
	case user == "":
		return guest, nil
	case user != s.conf.email, pass != "" && pass != s.conf.password:
		return sender{}, errRejectKey
	case pass != "":
		return me, nil
	}
	return sender{root: s.tree.root, limit: maxGuest, incoming: true}, nil
}

// checkFields holds the texts of the form to their limits.
func checkFields(fields map[string]string) error {
	if n := utf8.RuneCountInString(fields["dpass"]); n > 0 && n < minPass {
		return errRejectField
	}
	if utf8.RuneCountInString(fields["message"]) > 2000 {
		return errRejectField
	}
	mails := strings.FieldsFunc(fields["mails"], func(r rune) bool { return strings.ContainsRune(",; \r\n", r) })
	if len(mails) > 20 {
		return errRejectField
	}
	for _, m := range mails {
		if utf8.RuneCountInString(m) > 250 {
			return errRejectField
		}
	}
	return nil
}

// acceptUpload decides over a form that is complete.
func (s *Service) acceptUpload(u *upload, files []*file, fields map[string]string, r *http.Request) error {
	if len(files) == 0 {
		return errRejectNoFile
	}
	if err := checkFields(fields); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from, err := s.identify(r, fields)
	if err != nil {
		return err
	}
	var size int64
	for _, f := range files {
		if size += f.blob.size; f.blob.size > from.limit {
			return errRejectTooBig
		}
	}
	switch {
	case from.root != s.tree.root:
	case s.conf.forbidden:
		return errRejectForbidden
	case s.used()+size > s.conf.quota:
		return errRejectQuota
	}
	now := s.conf.clock()
	u.dir = s.place(from, fields["did"])
	u.incoming, u.received, u.files = from.incoming, now, files
	dom, _ := strconv.ParseInt(fields["domain"], 10, 64)
	if fields["domain"] == "" && from.mine {
		dom = s.account.domain
	}
	for _, f := range files {
		f.date, f.used = now.Truncate(time.Second), now
		f.pass, f.domain = fields["dpass"], domain(dom)
		if !from.mine && !from.incoming {
			f.code = s.random(5, nodeLetters)
		}
	}
	u.xid = u.id
	if s.conf.otherXID {
		u.xid = s.random(10, nodeLetters)
	}
	s.reports[u.xid] = u
	if s.conf.storedAtOnce {
		s.store(u, s.conf.lag)
	}
	return nil
}

// place returns the folder for an upload. A folder that isn't there means the root, and
// nobody says so (1fichier-api §13).
func (s *Service) place(from sender, did string) *folder {
	switch {
	case from.incoming:
		return s.makeFolder(from.root, "/Incoming", s.conf.clock())
	case !from.mine:
		return from.root
	}
	id, _ := strconv.ParseInt(strings.TrimSpace(did), 10, 64)
	dir, err := s.dir(id, "")
	if err != nil || !s.writable(dir) {
		return from.root
	}
	return dir
}

// store files an upload in its folder; listings show it after lag.
func (s *Service) store(u *upload, lag time.Duration) {
	if u.stored {
		return
	}
	u.stored = true
	if u.dir.parent != nil && s.tree.folders[u.dir.id] == nil {
		u.dir = s.tree.root // the folder was removed meanwhile
	}
	for _, f := range u.files {
		f.listed = s.conf.clock().Add(lag)
		s.tree.add(f, u.dir)
	}
}
