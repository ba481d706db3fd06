package simulator

import (
	"unicode/utf8"
)

// folderLs lists the sub-folders, and the files when asked (1fichier-api §4.13).
func (s *Service) folderLs(q *request) (object, error) {
	dir, err := s.dir(q.params.int("folder_id"), q.params.string("sharing_user"))
	if err != nil {
		return nil, err
	}
	files := dir.seen(q.now())
	var size any // null for the root and where there is nothing to add up
	if dir.parent != nil && len(files) > 0 {
		var sum int64
		for _, f := range files {
			sum += f.blob.size
		}
		size = sum
	}
	out := object{
		{"status", "OK"},
		{"folder_id", dir.id},
		{"name", dir.name},
		{"create_date", s.date(dir.created)},
		{"pass", bit(dir.pass != "")},
		{"files", len(files)},
		{"size", size},
	}
	if dir.slug != "" {
		out = append(out, field{"shared", publicURL(dir)})
	}
	if dir.owner != s.tree.root.owner {
		sh := s.shareOf(dir)
		out = append(out, field{"user", dir.owner}, field{"rw", bit(sh.rw)}, field{"hide_links", bit(sh.hideLinks)})
	} else if len(dir.shares) > 0 {
		out = append(out, field{"shares", shareList(dir)})
	}
	out = s.addList(out, "sub_folders", s.subFolders(dir))
	if q.params.flag("files") && !s.conf.noItems {
		s.shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		out = s.addList(out, "items", s.items(files[:min(len(files), maxResults)]))
	}
	return out, nil
}

// subFolders describes the children; their number is called "id" here.
func (s *Service) subFolders(dir *folder) []object {
	list := make([]object, 0, len(dir.folders))
	for _, sub := range dir.folders {
		o := object{
			{"id", sub.id},
			{"name", sub.name},
			{"create_date", s.date(sub.created)},
			{"pass", bit(sub.pass != "")},
		}
		if sub.slug != "" {
			o = append(o, field{"shared", publicURL(sub)})
		}
		list = append(list, o)
	}
	s.shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func shareList(dir *folder) []object {
	list := make([]object, 0, len(dir.shares))
	for _, sh := range dir.shares {
		list = append(list, object{
			{"email", sh.email}, {"rw", bit(sh.rw)}, {"hide_links", bit(sh.hideLinks)},
		})
	}
	return list
}

// folderMkdir makes a folder (1fichier-api §4.14).
func (s *Service) folderMkdir(q *request) (object, error) {
	parent, err := s.dir(q.params.int("folder_id"), q.params.string("sharing_user"))
	if err != nil {
		return nil, err
	}
	name, ok := s.folderName(q.params.string("name"))
	switch {
	case !s.writable(parent):
		return nil, errNotAllowed
	case !ok:
		return nil, errName
	case !s.conf.twinFolders && parent.child(name) != nil:
		return nil, errFolderExists
	}
	f := s.tree.mkdir(parent, name, q.now())
	return object{
		{"status", "OK"}, {"folder_id", f.id}, {"name", f.name}, {"message", "Folder created"},
	}, nil
}

func (s *Service) folderName(name string) (string, bool) {
	name, ok := fitName(name, s.conf.names)
	return name, ok && utf8.RuneCountInString(name) <= maxFolderName
}

// ownFolder returns a folder of the account that isn't the root.
func (s *Service) ownFolder(p params) (*folder, error) {
	f, err := s.dir(p.int("folder_id"), "")
	switch {
	case err != nil:
		return nil, err
	case f.parent == nil:
		return nil, errRoot
	case !s.writable(f):
		return nil, errNotAllowed
	}
	return f, nil
}

// folderShare opens and closes the public page and sets the shares to other users,
// as a whole (1fichier-api §4.15).
func (s *Service) folderShare(q *request) (object, error) {
	f, err := s.ownFolder(q.params)
	if err != nil {
		return nil, err
	}
	pass := q.params.string("pass")
	if n := utf8.RuneCountInString(pass); n > 0 && n < minPass {
		return nil, errShortPass
	}
	if _, given := q.params["shares"]; given {
		shares := []share{}
		for _, p := range q.params.objects("shares") {
			if p.string("email") == "" || p.string("email") == s.tree.root.owner {
				return nil, errNoShareUser
			}
			hide := p.flag("hide_links")
			shares = append(shares, share{p.string("email"), p.flag("rw") && !hide, hide})
		}
		f.shares = shares
	}
	if q.params.has("share") {
		if q.params.flag("share") {
			s.publish(f)
		} else {
			delete(s.tree.slugs, f.slug)
			f.slug, f.pass = "", ""
		}
	}
	if q.params.has("pass") {
		f.pass = pass
	}
	out := object{{"status", "OK"}, {"message", "Shares updated"}}
	if f.slug != "" {
		out = append(out, field{"url", publicURL(f)})
	}
	return out, nil
}

func (s *Service) publish(f *folder) {
	if f.slug == "" {
		f.slug = s.random(8, nodeLetters)
		s.tree.slugs[f.slug] = f
	}
}

func publicURL(f *folder) string { return "https://1fichier.com/dir/" + f.slug }

// folderMv moves and renames a folder (1fichier-api §4.16).
func (s *Service) folderMv(q *request) (object, error) {
	f, err := s.ownFolder(q.params)
	if err != nil {
		return nil, err
	}
	to, name := f.parent, f.name
	renames := q.params.string("rename") != ""
	if renames {
		var ok bool
		if name, ok = s.folderName(q.params.string("rename")); !ok {
			return nil, errName
		}
	}
	if !renames || !s.conf.documentedMove {
		// A missing destination is the root.
		to, err = s.dir(q.params.int("destination_folder_id"), q.params.string("destination_user"))
		if err != nil {
			return nil, err
		}
	}
	twin := to.child(name)
	switch {
	case !s.writable(to) || to.owner != f.owner:
		return nil, errNotAllowed
	case to.within(f):
		return nil, errIntoItself
	case to == f.parent && name == f.name:
		return nil, errNoChanges
	case twin != nil && twin != f && !s.conf.twinFolders:
		return nil, errFolderExists
	}
	out := object{{"status", "OK"}, {"message", "Folder updated"}, {"old_name", f.name}, {"new_name", name}}
	f.parent.folders = without(f.parent.folders, f)
	to.folders = append(to.folders, f)
	f.parent, f.name = to, name
	return out, nil
}

// folderRm removes an empty folder (1fichier-api §4.17). With a lag, files that were
// removed a moment ago still fill it.
func (s *Service) folderRm(q *request) (object, error) {
	f, err := s.ownFolder(q.params)
	switch {
	case err != nil:
		return nil, err
	case len(f.folders) > 0 || len(f.seen(q.now())) > 0 || len(f.files) > 0:
		return nil, errNotEmpty
	}
	f.parent.folders = without(f.parent.folders, f)
	delete(s.tree.folders, f.id)
	delete(s.tree.slugs, f.slug)
	return object{{"status", "OK"}, {"message", "Folder removed"}}, nil
}
