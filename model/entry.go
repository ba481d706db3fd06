package model

import (
	"fmt"
	"io/fs"
	"time"
)

// Kind says what an entry is.
type Kind uint8

// The kinds of entries. Other is what can't be copied as bytes: devices, FIFOs
// and sockets.
const (
	File Kind = iota
	Folder
	Symlink
	Other
)

// Flags are facts about an entry that a pane shows as marks.
type Flags uint16

// The flags.
const (
	Verified      Flags = 1 << iota // its Whirlpool was compared after a transfer
	Shared                          // a folder with a public page or shared to users
	Password                        // protected by a password
	Limited                         // access is limited by IP, country, e-mail or tier
	Duplicate                       // another entry of the folder bears the same name
	ReadOnly                        // can't be changed by us
	Pending                         // our own change that the service does not list yet
	LinksToFolder                   // a symlink whose target is a folder
)

// UnknownSize is the size of an entry that nobody has measured, such as a folder.
const UnknownSize int64 = -1

// Entry is one row of a folder.
//
// In the account the identity of a file is its link, not its name: one folder
// may hold two files of one name (1fichier-api §8).
type Entry struct {
	Name   string // one path element, may hold any byte but '/' and NUL
	Kind   Kind
	ID     string    // account: the file's link or the folder's decimal id; local: empty
	Size   int64     // bytes, or UnknownSize
	Time   time.Time // UTC; account: date of the upload; local: modification
	Sum    string    // Whirlpool, 128 lower-case hex digits; empty when unknown
	Flags  Flags
	Mode   fs.FileMode // local only
	Target string      // where a symlink points
}

// Key is the identity of an entry in its folder.
type Key struct{ Name, ID string }

// Key returns what tells e apart from every other entry of its folder.
func (e Entry) Key() Key { return Key{Name: e.Name, ID: e.ID} }

// Has reports whether all of f are set.
func (e Entry) Has(f Flags) bool { return e.Flags&f == f }

// IsDir reports whether e can be entered: a folder, or a link to one.
func (e Entry) IsDir() bool { return e.Kind == Folder || e.Has(LinksToFolder) }

// Item is an entry together with the folder that holds it.
type Item struct {
	Dir   Path
	Entry Entry
}

// Path returns the full path of the item. For a link of the web it is the link.
func (it Item) Path() Path {
	if it.Dir.Side() == Web {
		return it.Dir
	}
	return it.Dir.Child(it.Entry.Name)
}

// String names the item as a person types it, even when its name can't be part of
// a path.
func (it Item) String() string {
	if p := it.Path(); !p.IsZero() {
		return p.String()
	}
	return fmt.Sprintf("%s %q", it.Dir, it.Entry.Name)
}
