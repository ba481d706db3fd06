package mirror

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// sumBytes is the length of a Whirlpool digest.
const sumBytes = 64

// recordV1 starts a record and leaves room for other layouts.
const recordV1 = 1

var errRecord = errors.New("unreadable record")

// record is what a file's row holds besides its folder, link and name. Packed it
// takes about 10 bytes and the 64 of the checksum.
type record struct {
	flags model.Flags // those that are stored: Verified, Password, Limited
	size  int64
	date  int64 // seconds since 1970
	sum   digest
}

// digest is a Whirlpool; all zeros stand for none.
type digest [sumBytes]byte

// parseDigest returns a Whirlpool given in hex, none for anything else.
func parseDigest(s string) (d digest) {
	if len(s) == 2*sumBytes {
		if _, err := hex.Decode(d[:], []byte(s)); err != nil {
			return digest{}
		}
	}
	return d
}

// String returns d in hex; none is empty.
func (d *digest) String() string {
	if *d == (digest{}) {
		return ""
	}
	var b [2 * sumBytes]byte
	hex.Encode(b[:], d[:])
	return string(b[:])
}

func (r record) pack() []byte {
	b := make([]byte, 0, 1+3+2*binary.MaxVarintLen64+sumBytes)
	b = append(b, recordV1)
	b = binary.AppendUvarint(b, uint64(r.flags))
	b = binary.AppendVarint(b, r.size)
	b = binary.AppendVarint(b, r.date)
	if r.sum != (digest{}) {
		b = append(b, r.sum[:]...)
	}
	return b
}

func unpack(b []byte) (record, error) {
	if len(b) == 0 || b[0] != recordV1 {
		return record{}, errRecord
	}
	b = b[1:]
	flags, n := binary.Uvarint(b)
	if n <= 0 || flags > 1<<16-1 {
		return record{}, errRecord
	}
	b = b[n:]
	size, n := binary.Varint(b)
	if n <= 0 {
		return record{}, errRecord
	}
	b = b[n:]
	date, n := binary.Varint(b)
	if n <= 0 {
		return record{}, errRecord
	}
	if b = b[n:]; len(b) != 0 && len(b) != sumBytes {
		return record{}, errRecord
	}
	r := record{flags: model.Flags(flags), size: size, date: date}
	copy(r.sum[:], b)
	return r, nil
}

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
	if strings.HasPrefix(s, "?") {
		return fichier.Link(scheme + mainDomain + s)
	}
	if l, ok := strings.CutPrefix(s, "!"); ok {
		return fichier.Link(l)
	}
	return fichier.Link(scheme + s)
}

// folderKey is how a folder is named among the holds.
func folderKey(id fichier.FolderID) string { return "#" + strconv.FormatInt(int64(id), 10) }
