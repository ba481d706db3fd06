package simulator

import (
	"unicode/utf8"
)

// fileRm removes files; those that can't be are left out of the answer
// (1fichier-api §4.8).
func (s *Service) fileRm(q *request) (object, error) {
	files := q.params.objects("files")
	if len(files) == 0 {
		return nil, errNoFiles
	}
	var removed []string
	last := errNotFound
	for _, p := range files {
		f, err := s.find(p.string("url"))
		if err == nil && !s.writable(f.folder) && (f.code == "" || p.string("code") != f.code) {
			err = errNotAllowed
		}
		if err != nil {
			last = err
			continue
		}
		s.tree.remove(f, q.now(), q.now().Add(s.lag(q.fault)))
		removed = append(removed, f.link())
	}
	if len(removed) == 0 {
		return nil, last
	}
	return object{{"status", "OK"}, {"removed", len(removed)}, {"urls", removed}}, nil
}

// fileMv moves files, and may rename one (1fichier-api §4.9).
func (s *Service) fileMv(q *request) (object, error) {
	if !q.params.has("destination_folder_id") {
		return nil, errNoTarget
	}
	to, err := s.dir(q.params.int("destination_folder_id"), q.params.string("destination_user"))
	if err != nil {
		return nil, err
	}
	if !s.writable(to) {
		return nil, errNotAllowed
	}
	urls := q.params.strings("urls")
	name, err := s.newName(q.params, urls)
	if err != nil {
		return nil, err
	}
	var moved []string
	last := errNoFiles
	for _, u := range urls {
		f, err := s.ownFile(u)
		switch {
		case err != nil:
			last = err
		case name != "" && f.name == name:
			last = errNotRenamed
		case name == "" && f.folder == to:
			last = errNotMoved
		default:
			s.tree.move(f, to)
			if name != "" {
				f.name = name
			}
			moved = append(moved, f.link())
		}
	}
	if len(moved) == 0 {
		return nil, last
	}
	out := object{{"status", "OK"}, {"moved", len(moved)}, {"urls", moved}}
	if name != "" {
		out = append(out, field{"filename", name})
	}
	return out, nil
}

// newName returns the "rename" of a call, "" when it has none.
func (s *Service) newName(p params, urls []string) (string, error) {
	if !p.has("rename") || p.string("rename") == "" {
		return "", nil
	}
	if len(urls) != 1 {
		return "", errOneOnly
	}
	name, ok := fitName(p.string("rename"), s.conf.names)
	if !ok {
		return "", errName
	}
	return name, nil
}

// fileRename renames own files (1fichier-api §4.10).
func (s *Service) fileRename(q *request) (object, error) {
	var renamed []object
	last := errNotRenamed
	for _, p := range q.params.objects("urls") {
		f, err := s.find(p.string("url"))
		name, ok := fitName(p.string("filename"), s.conf.names)
		switch {
		case err != nil:
			last = err
		case !s.mine(f):
			last = errNotAllowed
		case !ok:
			last = errName
		case name == f.name:
			last = errNotRenamed
		default:
			renamed = append(renamed, object{
				{"url", f.link()}, {"old_filename", f.name}, {"new_filename", name},
			})
			f.name = name
		}
	}
	if len(renamed) == 0 {
		return nil, last
	}
	return object{{"status", "OK"}, {"renamed", len(renamed)}, {"urls", renamed}}, nil
}

// fileCp copies anybody's files that the account may have. The destination is
// "folder_id"; a "destination_folder_id" is not looked at (1fichier-api §4.11).
func (s *Service) fileCp(q *request) (object, error) {
	to, err := s.dir(q.params.int("folder_id"), q.params.string("sharing_user"))
	if err != nil {
		return nil, err
	}
	if !s.writable(to) {
		return nil, errNotAllowed
	}
	urls := q.params.strings("urls")
	name, err := s.newName(q.params, urls)
	if err != nil {
		return nil, err
	}
	var copied []object
	last := errNoFiles
	for _, u := range urls {
		f, err := s.find(u)
		if err == nil {
			err = s.access(f, q.params.string("pass"))
		}
		if err != nil {
			last = err
			continue
		}
		twin := s.newFile(f.name, f.blob)
		if name != "" {
			twin.name = name
		}
		twin.listed = q.now().Add(s.lag(q.fault))
		s.tree.add(twin, to)
		copied = append(copied, object{{"from_url", f.link()}, {"to_url", twin.link()}})
	}
	if len(copied) == 0 {
		return nil, last
	}
	out := object{{"status", "OK"}, {"copied", len(copied)}, {"urls", copied}}
	if name != "" {
		out = append(out, field{"filename", name})
	}
	return out, nil
}

// fileChattr changes attributes (1fichier-api §4.12).
func (s *Service) fileChattr(q *request) (object, error) {
	urls := q.params.strings("urls")
	p := q.params
	if p.has("filename") && len(urls) != 1 {
		return nil, errOneOnly
	}
	if n := utf8.RuneCountInString(p.string("pass")); n > 0 && n < minPass {
		return nil, errShortPass
	}
	if _, ok := fitName(p.string("filename"), s.conf.names); p.has("filename") && !ok {
		return nil, errName
	}
	var updated []string
	last := errNoFiles
	for _, u := range urls {
		f, err := s.find(u)
		switch {
		case err != nil:
			last = err
		case !s.mine(f):
			last = errNotAllowed
		case !s.change(f, p):
			last = errNoChanges
		default:
			updated = append(updated, f.link())
		}
	}
	if len(updated) == 0 {
		return nil, last
	}
	return object{{"status", "OK"}, {"updated", len(updated)}, {"urls", updated}}, nil
}

// change sets the attributes that a chattr call names and reports whether any differs.
func (s *Service) change(f *file, p params) bool {
	changed := false
	if name, ok := fitName(p.string("filename"), s.conf.names); ok && p.has("filename") {
		changed = name != f.name
		f.name = name
	}
	for key, to := range map[string]*string{"description": &f.description, "pass": &f.pass} {
		if v, given := p[key]; given && scalar(v) != *to {
			*to, changed = scalar(v), true
		}
	}
	for key, to := range map[string]*bool{"no_ssl": &f.noSSL, "inline": &f.inline, "cdn": &f.cdn} {
		if p.has(key) && p.flag(key) != *to {
			*to, changed = p.flag(key), true
		}
	}
	if _, given := p["acl"]; given {
		if a := readACL(p.object("acl")); !a.equal(f.limits) {
			f.limits, changed = a, true
		}
	}
	return changed
}
