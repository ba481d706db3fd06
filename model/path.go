package model

import (
	"errors"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Side tells which tree a path belongs to.
type Side uint8

// The sides. Web is no tree: it holds links that somebody pasted or typed.
const (
	Local Side = iota
	Account
	Web
)

// String returns the word people see for the side.
func (s Side) String() string {
	switch s {
	case Account:
		return "account"
	case Web:
		return "web"
	case Local:
	}
	return "local"
}

// AccountPrefix starts every account path that a person types or reads, in the
// manner of scp and rclone: 1f:/Films/2024.
const AccountPrefix = "1f:"

// ErrEmptyPath is returned for a path without any text.
var ErrEmptyPath = errors.New("empty path")

// Path names a place on one side. The zero value is no place. Paths are
// comparable; a local path is absolute and clean, an account path starts with a
// slash, a web path is the link as given.
type Path struct {
	side Side
	s    string
}

// LocalPath returns the path of an absolute or cwd-relative name on the disk.
func LocalPath(name string) (Path, error) {
	if name == "" {
		return Path{}, ErrEmptyPath
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return Path{}, err
	}
	return Path{side: Local, s: abs}, nil
}

// AccountPath returns the path of a folder or file of the account, such as
// /Films/2024. It can't leave the root.
func AccountPath(name string) Path {
	return Path{side: Account, s: path.Clean("/" + name)}
}

// WebPath returns a path for a link.
func WebPath(link string) Path { return Path{side: Web, s: link} }

// ParsePath reads what a person types: 1f:/… is the account, a link is the web,
// anything else the local disk. A local name that looks like one of these can be
// written ./1f:x.
func ParsePath(s string) (Path, error) {
	switch {
	case s == "":
		return Path{}, ErrEmptyPath
	case strings.HasPrefix(s, AccountPrefix):
		return AccountPath(strings.TrimPrefix(s, AccountPrefix)), nil
	case IsLink(s):
		return WebPath(s), nil
	}
	return LocalPath(s)
}

// IsLink reports whether s starts like an http, https or ftp link.
func IsLink(s string) bool {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || rest == "" {
		return false
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "ftp":
		return true
	}
	return false
}

// Side returns the side of p.
func (p Path) Side() Side { return p.side }

// IsZero reports whether p is no place.
func (p Path) IsZero() bool { return p.s == "" }

// Name returns the path without its side: the name for the operating system, the
// slash path in the account, or the link.
func (p Path) Name() string { return p.s }

// String returns p as a person types it, with 1f: before an account path.
func (p Path) String() string {
	if p.side == Account {
		return AccountPrefix + p.s
	}
	return p.s
}

// IsRoot reports whether p has no parent.
func (p Path) IsRoot() bool { return p.Parent() == p }

// Base returns the last element; for a root the root itself, for no place nothing.
func (p Path) Base() string {
	if p.IsZero() {
		return ""
	}
	switch p.side {
	case Account:
		return path.Base(p.s)
	case Local:
		return filepath.Base(p.s)
	case Web:
	}
	return p.s
}

// Parent returns the folder of p; a root, a link and no place are their own
// parents.
func (p Path) Parent() Path {
	if p.IsZero() {
		return p
	}
	switch p.side {
	case Account:
		return Path{side: Account, s: path.Dir(p.s)}
	case Local:
		return Path{side: Local, s: filepath.Dir(p.s)}
	case Web:
	}
	return p
}

// Child returns the path of the entry name in the folder p. The name is one
// element: one that would lead elsewhere (empty, ".", "..", or with a separator)
// gives the zero path, so a hostile name can't point outside its folder.
func (p Path) Child(name string) Path {
	if !IsElement(name) || p.IsZero() || p.side == Web {
		return Path{}
	}
	if p.side == Account {
		return Path{side: Account, s: path.Join(p.s, name)}
	}
	// On Windows \ and : lead elsewhere, and NUL or COM1 are no files.
	if strings.ContainsRune(name, filepath.Separator) || !filepath.IsLocal(name) {
		return Path{}
	}
	return Path{side: Local, s: filepath.Join(p.s, name)}
}

// IsElement reports whether name can be one element of a path on any side.
func IsElement(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.ContainsAny(name, "/\x00")
}

// Contains reports whether q is p or lies below it.
func (p Path) Contains(q Path) bool {
	_, ok := p.rel(q)
	return ok
}

// Rel returns the slash-separated way from the folder p down to q, "." when they
// are the same, and false when q does not lie below p.
func (p Path) Rel(q Path) (string, bool) {
	rel, ok := p.rel(q)
	if !ok {
		return "", false
	}
	if rel == "" {
		return ".", true
	}
	if p.side == Local {
		rel = filepath.ToSlash(rel)
	}
	return rel, true
}

func (p Path) rel(q Path) (string, bool) {
	if p.side != q.side || p.IsZero() {
		return "", false
	}
	if p == q {
		return "", true
	}
	if p.side == Web {
		return "", false
	}
	sep := "/"
	if p.side == Local {
		sep = string(filepath.Separator)
	}
	rel, ok := strings.CutPrefix(q.s, strings.TrimSuffix(p.s, sep)+sep)
	if !ok {
		return "", false
	}
	return rel, true
}

// Segment is one clickable step of a path.
type Segment struct {
	Name string // what is shown: "1f:", "/", "C:\" or a folder's name
	Path Path
}

// Segments returns the steps from the root down to p, the root first; no place
// has none.
func (p Path) Segments() []Segment {
	var up []Segment
	for at := p; !at.IsZero(); at = at.Parent() {
		if at.IsRoot() {
			name := at.s
			if at.side == Account {
				name = AccountPrefix
			}
			up = append(up, Segment{Name: name, Path: at})
			break
		}
		up = append(up, Segment{Name: at.Base(), Path: at})
	}
	slices.Reverse(up)
	return up
}

// RestorePath returns the path that had this side and this Name. It is for what
// was written down: nothing is made clean or checked.
func RestorePath(side Side, name string) Path { return Path{side: side, s: name} }
