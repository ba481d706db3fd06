package mirror

import (
	"strconv"
	"strings"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// fileRow is one file as it is stored.
type fileRow struct {
	link string // packed
	name string
	record
}

// storedFlags are the flags of a listing that a file's record keeps.
const storedFlags = model.Verified | model.Password | model.Limited

// newFileRow returns the row of a file that the service told.
func newFileRow(f fichier.File) fileRow {
	r := fileRow{link: packLink(f.Link), record: record{size: f.Size, date: f.Date.Unix(), sum: parseDigest(f.Sum)}}
	r.name = safeName(f.Name, strings.TrimLeft(r.link, "?"))
	if f.Password {
		r.flags |= model.Password
	}
	if f.Limited {
		r.flags |= model.Limited
	}
	if r.size < 0 {
		r.size = model.UnknownSize
	}
	return r
}

func (r *fileRow) entry() model.Entry {
	return model.Entry{
		Name:  r.name,
		Kind:  model.File,
		ID:    string(unpackLink(r.link)),
		Size:  r.size,
		Time:  time.Unix(r.date, 0).UTC(),
		Sum:   r.sum.String(),
		Flags: r.flags,
	}
}

// rowOf returns the row of an entry that we made ourselves.
func rowOf(e model.Entry) fileRow {
	return fileRow{
		link:   packLink(fichier.Link(e.ID)),
		name:   safeName(e.Name, e.ID),
		record: record{flags: e.Flags & storedFlags, size: e.Size, date: e.Time.Unix(), sum: parseDigest(e.Sum)},
	}
}

// sharedToUsers is stored among a folder's flags. Only the folder's own listing
// tells it, so its parent's must not take it away; panes see model.Shared.
const sharedToUsers model.Flags = 1 << 15

// folderRow is one folder as it is stored.
type folderRow struct {
	id      fichier.FolderID
	parent  fichier.FolderID
	name    string
	flags   model.Flags // Shared, Password
	created int64       // seconds since 1970
	public  string

	asOf, next, stale, scanned int64 // nanoseconds since 1970
	total, scan, step          int64
	cut                        int
}

func newFolderRow(parent fichier.FolderID, s fichier.SubFolder) folderRow {
	r := folderRow{id: s.ID, parent: parent, created: s.Created.Unix(), public: s.Public}
	r.name = safeName(s.Name, strconv.FormatInt(int64(s.ID), 10))
	if s.Public != "" {
		r.flags |= model.Shared
	}
	if s.Password {
		r.flags |= model.Password
	}
	return r
}

// same reports whether a listing would show both alike.
func (r folderRow) same(o folderRow) bool {
	return r.id == o.id && r.parent == o.parent && r.name == o.name && r.flags == o.flags &&
		r.created == o.created && r.public == o.public
}

func (r folderRow) entry() model.Entry {
	if r.flags&sharedToUsers != 0 {
		r.flags = r.flags&^sharedToUsers | model.Shared
	}
	return model.Entry{
		Name:  r.name,
		Kind:  model.Folder,
		ID:    strconv.FormatInt(int64(r.id), 10),
		Size:  model.UnknownSize,
		Time:  time.Unix(r.created, 0).UTC(),
		Flags: r.flags,
	}
}

// safeName returns name, or a stand-in for a name that can't be an element of a
// path: names come from outside, and nothing above may have to doubt them.
func safeName(name, id string) string {
	if model.IsElement(name) {
		return name
	}
	name = strings.Map(func(r rune) rune {
		if r == '/' || r == 0 {
			return '_'
		}
		return r
	}, name)
	if model.IsElement(name) {
		return name
	}
	return "unnamed-" + strings.ReplaceAll(id, "/", "_")
}

// The longest common parts of links; they are not worth storing a million times.
const (
	scheme     = "https://"
	mainDomain = "1fichier.com/"
)

// packLink shortens a link: https://1fichier.com/?abc is ?abc, and
// https://cjoint.net/?abc is cjoint.net/?abc. What is no such link gets a mark and
// stays as it is.
func packLink(l fichier.Link) string {
	rest, ok := strings.CutPrefix(string(l), scheme)
	if ok {
		if id, ok := strings.CutPrefix(rest, mainDomain); ok && strings.HasPrefix(id, "?") {
			return id
		}
	}
	if !ok || rest == "" || strings.ContainsRune("?#!", rune(rest[0])) {
		return "!" + string(l)
	}
	return rest
}

// unpackLink is the inverse of packLink.
func unpackLink(s string) fichier.Link {
	parts := linkParts(s)
	return fichier.Link(parts[0] + parts[1] + parts[2])
}

// linkParts returns what makes up the link that is packed in s.
func linkParts(s string) [3]string {
	switch {
	case strings.HasPrefix(s, "?"):
		return [3]string{scheme, mainDomain, s}
	case strings.HasPrefix(s, "!"):
		return [3]string{"", "", s[1:]}
	}
	return [3]string{scheme, "", s}
}

// linkLength is the length of the link that is packed in s.
func linkLength(s string) (n int) {
	for _, part := range linkParts(s) {
		n += len(part)
	}
	return n
}

// folderKey is how a folder is named among the holds.
func folderKey(id fichier.FolderID) string { return "#" + strconv.FormatInt(int64(id), 10) }
