package simulator

import (
	"regexp"
	"slices"
	"strings"
)

var (
	linkForm = regexp.MustCompile(`^https?://(?:www\.)?([a-z0-9.]+)/\?([a-z0-9]{5,20})(?:&.*)?$`)
	oldForm  = regexp.MustCompile(`^https?://([a-z0-9]{5,20})\.1fichier\.com/?$`)
)

// linkID returns the id in a download link, or "" when it is none.
func linkID(link string) string {
	if m := linkForm.FindStringSubmatch(link); m != nil && slices.Contains(domains(), m[1]) {
		return m[2]
	}
	if m := oldForm.FindStringSubmatch(link); m != nil && m[1] != "console" {
		return m[1]
	}
	return ""
}

// find returns the file of a link.
func (s *Service) find(link string) (*file, error) {
	f := s.tree.files[linkID(strings.TrimSpace(link))]
	if f == nil {
		return nil, errNotFound
	}
	return f, nil
}

// mine reports whether the account owns f.
func (s *Service) mine(f *file) bool { return f.folder.owner == s.tree.root.owner }

// writable reports whether the account may change what dir holds.
func (s *Service) writable(dir *folder) bool {
	return dir.owner == s.tree.root.owner || s.shareOf(dir).rw
}

// shareOf returns the access that the account has to another user's folder, from the
// folder itself or one above; its email is empty when there is none.
func (s *Service) shareOf(dir *folder) share {
	for ; dir != nil; dir = dir.parent {
		for _, sh := range dir.shares {
			if sh.email == s.tree.root.owner {
				return sh
			}
		}
	}
	return share{}
}

// ownFile returns a file that the account may change.
func (s *Service) ownFile(link string) (*file, error) {
	f, err := s.find(link)
	if err != nil {
		return nil, err
	}
	if !s.writable(f.folder) {
		return nil, errNotAllowed
	}
	return f, nil
}

// dir returns the folder of a call: an id, or the root of the user's own folders, or
// of another user's who shares it.
func (s *Service) dir(id int64, user string) (*folder, error) {
	switch {
	case id == 0 && user != "" && user != s.tree.root.owner:
		root := s.tree.roots[user]
		if root == nil {
			return nil, errNoUser
		}
		if s.shareOf(root).email == "" {
			return nil, errNotAllowed
		}
		return root, nil
	case id == 0:
		return s.tree.root, nil
	}
	f := s.tree.folders[id]
	if f == nil {
		return nil, errNoFolder
	}
	if f.owner != s.tree.root.owner && s.shareOf(f).email == "" {
		return nil, errNotAllowed
	}
	return f, nil
}

// access decides whether the account may read f with the given password.
func (s *Service) access(f *file, pass string) error {
	if f.banned {
		return errOwner
	}
	if s.conf.ownerPasses && s.mine(f) || s.shareOf(f.folder).email != "" {
		return nil
	}
	switch {
	case f.pass != "" && pass == "":
		return errNoPass
	case f.pass != "" && pass != f.pass:
		return errWrongPass
	case !s.admits(f.limits):
		return errNotAllowed
	}
	return nil
}

// Where the account's calls come from, as far as access lists are concerned.
const (
	ourAddress = "203.0.113.7"
	ourCountry = "FR"
)

func (s *Service) admits(a acl) bool {
	switch {
	case len(a.Email) > 0 && !slices.Contains(a.Email, s.tree.root.owner):
		return false
	case len(a.Country) > 0 && !slices.Contains(a.Country, ourCountry):
		return false
	case len(a.IP) > 0 && !slices.ContainsFunc(a.IP, coversUs):
		return false
	}
	return !a.Premium || s.conf.tier != Free
}
