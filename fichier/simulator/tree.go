package simulator

import (
	"slices"
	"strings"
	"time"
)

// folder is a folder of the account or of somebody else.
type folder struct {
	id      int64
	name    string
	parent  *folder // nil for a root
	owner   string  // e-mail
	created time.Time
	folders []*folder
	files   []*file
	slug    string // of the public page; empty when there is none
	pass    string
	shares  []share
}

// share is a folder's access for another user.
type share struct {
	email         string
	rw, hideLinks bool
}

// file is one link.
type file struct {
	id          string // the part of the link behind /?
	domain      string
	name        string
	folder      *folder
	date        time.Time
	used        time.Time // last download or upload
	blob        *blob
	description string
	pass        string
	code        string // removes the file without a key; anonymous uploads only
	noSSL       bool
	inline      bool
	cdn         bool
	banned      bool // its owner is
	limits      acl

	listed time.Time // from when on listings show it
	gone   time.Time // until when listings still show it; zero while it exists
}

// acl is who may have a file.
type acl struct {
	IP, Country, Email []string
	Premium            bool
}

func (a acl) empty() bool {
	return len(a.IP) == 0 && len(a.Country) == 0 && len(a.Email) == 0 && !a.Premium
}

func (f *file) link() string { return "https://" + f.domain + "/?" + f.id }

func (f *folder) path() string {
	if f.parent == nil {
		return "/"
	}
	return strings.TrimSuffix(f.parent.path(), "/") + "/" + f.name
}

// within reports whether f is dir or lies below it.
func (f *folder) within(dir *folder) bool {
	for ; f != nil; f = f.parent {
		if f == dir {
			return true
		}
	}
	return false
}

func (f *folder) child(name string) *folder {
	for _, sub := range f.folders {
		if sub.name == name {
			return sub
		}
	}
	return nil
}

// seen returns the files that a listing at now shows: with a lag, not yet the new
// ones, and still the removed ones.
func (f *folder) seen(now time.Time) []*file {
	f.files = slices.DeleteFunc(f.files, func(x *file) bool {
		return !x.gone.IsZero() && !now.Before(x.gone)
	})
	seen := make([]*file, 0, len(f.files))
	for _, x := range f.files {
		if !now.Before(x.listed) {
			seen = append(seen, x)
		}
	}
	return seen
}

// tree is everything that is stored, of every owner. The service guards it.
type tree struct {
	root    *folder
	roots   map[string]*folder // of the other users, by e-mail
	folders map[int64]*folder  // all but the roots
	files   map[string]*file   // by id
	slugs   map[string]*folder
	nextID  int64
}

func newTree(owner string, now time.Time) *tree {
	return &tree{
		root:    &folder{name: "Root", owner: owner, created: now},
		roots:   map[string]*folder{},
		folders: map[int64]*folder{},
		files:   map[string]*file{},
		slugs:   map[string]*folder{},
		nextID:  22_700_000, // the order of ids made in 2026
	}
}

// rootOf returns the root of a user's folders, made when needed.
func (t *tree) rootOf(owner string, now time.Time) *folder {
	if owner == t.root.owner {
		return t.root
	}
	r := t.roots[owner]
	if r == nil {
		r = &folder{name: "Root", owner: owner, created: now}
		t.roots[owner] = r
	}
	return r
}

// mkdir adds a folder, whatever else bears its name.
func (t *tree) mkdir(parent *folder, name string, now time.Time) *folder {
	t.nextID += 7
	f := &folder{id: t.nextID, name: name, parent: parent, owner: parent.owner, created: now}
	t.folders[f.id] = f
	parent.folders = append(parent.folders, f)
	return f
}

func (t *tree) add(f *file, dir *folder) {
	f.folder = dir
	f.blob.links++
	dir.files = append(dir.files, f)
	t.files[f.id] = f
}

// remove takes a file away. Listings go on showing it until gone.
func (t *tree) remove(f *file, now, gone time.Time) {
	delete(t.files, f.id)
	f.gone = gone
	if !now.Before(gone) {
		f.folder.files = without(f.folder.files, f)
	}
	f.blob.links--
	if f.blob.links == 0 && f.blob.drop != nil {
		f.blob.drop()
	}
}

func (t *tree) move(f *file, to *folder) {
	f.folder.files = without(f.folder.files, f)
	f.folder = to
	to.files = append(to.files, f)
}

func without[T comparable](list []T, x T) []T {
	if i := slices.Index(list, x); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}
