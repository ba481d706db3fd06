package search

import (
	"onefm/fichier"
)

// nowhere is the parent of the root, and of folders that are gone.
const nowhere = ^uint32(0)

// folders is the tree of folders, by numbers that stay theirs.
type folders struct {
	byID   map[fichier.FolderID]uint32
	id     []fichier.FolderID
	parent []uint32
	name   []string // folded
	gone   []bool
}

func newFolders() *folders {
	f := &folders{byID: map[fichier.FolderID]uint32{}}
	f.put(fichier.Root, nowhere, "")
	return f
}

// put gives a folder its parent and name, and tells whether it is new.
func (f *folders) put(id fichier.FolderID, parent uint32, name string) (n uint32, isNew bool) {
	text := string(appendFold(nil, name))
	n, ok := f.byID[id]
	if !ok {
		n = uint32(len(f.id))
		f.byID[id] = n
		f.id = append(f.id, id)
		f.parent = append(f.parent, parent)
		f.name = append(f.name, text)
		f.gone = append(f.gone, false)
		return n, true
	}
	isNew = f.gone[n]
	f.parent[n], f.name[n], f.gone[n] = parent, text, false
	return n, isNew
}

// maxDepth ends the way up where parents run in a circle.
const maxDepth = 1000

// appendPath appends the folded path of folder n, with a slash at its end.
func (f *folders) appendPath(dst []byte, n uint32, depth int) []byte {
	if p := f.parent[n]; p != nowhere && depth < maxDepth {
		dst = f.appendPath(dst, p, depth+1)
		dst = append(dst, f.name[n]...)
	}
	return append(dst, '/')
}

// drop marks folders and all that lies below them as gone.
func (f *folders) drop(lost func(n uint32) bool) {
	const (
		unknown = iota
		here
		away
	)
	state := make([]uint8, len(f.id))
	var look func(n uint32, depth int) uint8
	look = func(n uint32, depth int) uint8 {
		switch p := f.parent[n]; {
		case state[n] != unknown:
		case f.gone[n] || lost(n) || depth > maxDepth:
			state[n] = away
		case p == nowhere:
			state[n] = here
		default:
			state[n] = look(p, depth+1)
		}
		return state[n]
	}
	for n := range f.id {
		f.gone[n] = look(uint32(n), 0) == away
	}
}
