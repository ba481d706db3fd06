package simulator

import (
	"strings"
	"time"
)

// ACL says who may have a file: all lists empty and no flag means everybody.
type ACL struct {
	IP      []string // addresses or networks in CIDR form
	Country []string // two-letter codes
	Email   []string // registered users
	Premium bool     // customers only
}

// FileOption describes a file that is added by the test or the demo.
type FileOption func(*file)

// Dated sets the date of the upload; by default it is now.
func Dated(t time.Time) FileOption { return func(f *file) { f.date, f.used = t, t } }

// Protected sets the password of the file.
func Protected(pass string) FileOption { return func(f *file) { f.pass = pass } }

// Limited sets who may have the file.
func Limited(a ACL) FileOption { return func(f *file) { f.limits = acl(a) } }

// Described sets the description.
func Described(text string) FileOption { return func(f *file) { f.description = text } }

// Banned marks the file as one whose owner is locked: nobody gets it.
func Banned() FileOption { return func(f *file) { f.banned = true } }

// AddFolder makes a folder of the account, its parents too, and returns its id. A
// folder that is there already is kept. Names are taken as they are.
func (s *Service) AddFolder(path string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.makeFolder(s.tree.root, path, time.Time{}).id
}

// AddFile puts a file into the account, with the folders above it, and returns its
// link. A second file of one path is added beside the first. The name is taken as it
// is, though the service would refuse it.
func (s *Service) AddFile(path string, c Content, opts ...FileOption) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addFile(s.tree.root, path, c, opts)
}

// AddForeign puts a file into the account of another user, and returns its link.
func (s *Service) AddForeign(owner, path string, c Content, opts ...FileOption) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addFile(s.tree.rootOf(owner, s.conf.clock()), path, c, opts)
}

// ShareWithAccount shares a folder of another user with the account and returns its
// id, which is 0 for the path "/": that one is reached by its owner's address.
func (s *Service) ShareWithAccount(owner, path string, write, hideLinks bool) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.makeFolder(s.tree.rootOf(owner, s.conf.clock()), path, time.Time{})
	f.shares = append(f.shares, share{email: s.tree.root.owner, rw: write && !hideLinks, hideLinks: hideLinks})
	return f.id
}

// Publish gives a folder a public page, with a password unless it is empty, and
// returns the address. The owner is the account when it is empty.
func (s *Service) Publish(owner, path, pass string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	root := s.tree.root
	if owner != "" {
		root = s.tree.rootOf(owner, s.conf.clock())
	}
	f := s.makeFolder(root, path, time.Time{})
	s.publish(f)
	f.pass = pass
	return publicURL(f)
}

func (s *Service) makeFolder(dir *folder, path string, made time.Time) *folder {
	if made.IsZero() {
		made = s.conf.clock()
	}
	for name := range strings.SplitSeq(path, "/") {
		if name == "" {
			continue
		}
		sub := dir.child(name)
		if sub == nil {
			sub = s.tree.mkdir(dir, name, made)
		}
		dir = sub
	}
	return dir
}

func (s *Service) addFile(root *folder, path string, c Content, opts []FileOption) string {
	dir, name := root, path
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		dir, name = s.makeFolder(root, path[:i], time.Time{}), path[i+1:]
	}
	f := s.newFile(name, c.blob)
	for _, opt := range opts {
		opt(f)
	}
	s.tree.add(f, dir)
	return f.link()
}

// newFile makes a link with an id of its own, dated now.
func (s *Service) newFile(name string, b *blob) *file {
	now := s.conf.clock().Truncate(time.Second) // dates have no more
	return &file{id: s.random(20, linkLetters), domain: domain(0), name: name, date: now, used: now, blob: b}
}
