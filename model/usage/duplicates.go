package usage

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
)

// Reason says why a copy is kept or may go.
type Reason uint8

// The reasons. A copy that others may reach is never proposed for deletion.
const (
	Extra     Reason = iota // the same bytes are kept elsewhere
	Oldest                  // the first one that was there
	Protected               // it has a password or limited access
	Public                  // it lies in a folder that is shared
	Unsure                  // nobody knows whether the bytes are the same
)

// Copy is one of several files with the same bytes.
type Copy struct {
	Item model.Item
	Keep bool
	Why  Reason
}

// Group is files with the same bytes.
type Group struct {
	Sum    string // Whirlpool; empty when the group is not sure
	Size   int64  // of one of them
	Sure   bool   // the sums are equal; else only the sizes are, and some sum is not known
	Copies []Copy // the ones to keep first, then the oldest first
	More   int    // copies beyond those listed
	Free   int64  // bytes that deleting the others would free, if they are the same
}

// DuplicateOptions say which groups are wanted.
type DuplicateOptions struct {
	MinSize int64 // bytes; at least 1
	Limit   int   // how many groups; 0: all
	Unsure  bool  // groups that are not sure too, after the others
}

// Found sums up what was looked through.
type Found struct {
	Files     int64 // looked at
	Groups    int   // sure ones
	Free      int64 // bytes, of the sure groups
	Unsure    int   // other groups
	UnsureMay int64 // bytes they might free
	Know      Knowledge
}

// The bounds of memory: keys of all files, 16 bytes each, and the rows of so many
// copies at a time.
const (
	atOnce    = 100_000
	maxCopies = 50_000
)

// Duplicates passes every group of equal files below from to yield, the one first
// that frees the most. It deletes nothing. Files in the trash are left out.
//
// It walks once to find the groups, and once more for every 100,000 copies.
func Duplicates(ctx context.Context, src Source, from model.Path, o DuplicateOptions, yield func(Group) error) (Found, error) {
	s := scan{ctx: ctx, src: src, from: from, o: o}
	s.o.MinSize = max(s.o.MinSize, 1)
	if err := s.first(); err != nil {
		return s.found, err
	}
	s.group()
	list := s.groups
	if o.Limit > 0 {
		list = list[:min(o.Limit, len(list))]
	}
	for len(list) > 0 {
		n, copies := 0, 0
		for n < len(list) && (n == 0 || copies+list[n].count <= atOnce) {
			copies += min(list[n].count, maxCopies)
			n++
		}
		if err := s.collect(list[:n], yield); err != nil {
			return s.found, err
		}
		list = list[n:]
	}
	return s.found, nil
}

// key is what tells files apart: size and the start of the sum, 0 when that is not
// known.
type key struct {
	size int64
	sum  uint64
}

func keyOf(e *model.Entry) key {
	k := key{size: e.Size}
	var b [8]byte
	if len(e.Sum) >= 16 {
		if _, err := hex.Decode(b[:], []byte(e.Sum[:16])); err == nil {
			k.sum = max(binary.BigEndian.Uint64(b[:]), 1)
		}
	}
	return k
}

// sketch is a group before its rows are known.
type sketch struct {
	key   key // sum is 0 when it is not sure
	count int
	free  int64
}

// scan is one search for duplicates.
type scan struct {
	ctx   context.Context
	src   Source
	from  model.Path
	o     DuplicateOptions
	keys  []key
	seen  map[fichier.FolderID]bool // folders; true when they are shared
	found Found

	groups []sketch
}

// walk shows all files that count, and whether their folder is shared.
func (s *scan) walk(visit func(dir model.Path, e *model.Entry, shared bool)) error {
	trash := model.AccountPath("/").Child(mirror.TrashDir)
	s.seen = map[fichier.FolderID]bool{}
	return s.src.WalkDirs(s.ctx, s.from, func(d mirror.Dir, entries []model.Entry) error {
		shared := s.seen[d.ID]
		s.seen[d.ID] = shared
		if trash.Contains(d.Path) && !trash.Contains(s.from) {
			return nil
		}
		for i := range entries {
			e := &entries[i]
			if id, ok := folderID(e); ok {
				s.seen[id] = shared || e.Has(model.Shared)
			} else if e.Kind == model.File && e.Size >= s.o.MinSize {
				visit(d.Path, e, shared)
			}
		}
		return s.ctx.Err()
	})
}

// first takes the keys of all files.
func (s *scan) first() error {
	err := s.walk(func(_ model.Path, e *model.Entry, _ bool) {
		s.found.Files++
		s.keys = append(s.keys, keyOf(e))
	})
	if err != nil {
		return err
	}
	s.found.Know, err = Know(s.ctx, s.src, func(id fichier.FolderID) bool { _, ok := s.seen[id]; return ok })
	return err
}

// group finds the keys that come more than once.
func (s *scan) group() {
	slices.SortFunc(s.keys, func(a, b key) int { return cmp.Or(cmp.Compare(a.size, b.size), cmp.Compare(a.sum, b.sum)) })
	for i := 0; i < len(s.keys); {
		n := i
		for n < len(s.keys) && s.keys[n].size == s.keys[i].size {
			n++
		}
		s.groupSize(s.keys[i:n])
		i = n
	}
	s.keys = nil
	slices.SortStableFunc(s.groups, func(a, b sketch) int {
		return cmp.Or(boolCompare(a.key.sum == 0, b.key.sum == 0), cmp.Compare(b.free, a.free))
	})
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// groupSize groups files of one size, sorted by their sums.
func (s *scan) groupSize(keys []key) {
	if free := keys[0].size * int64(len(keys)-1); len(keys) > 1 && keys[0].sum == 0 {
		s.found.Unsure++
		s.found.UnsureMay += free
		if s.o.Unsure {
			s.groups = append(s.groups, sketch{key{size: keys[0].size}, len(keys), free})
		}
	}
	for i := 0; i < len(keys); {
		n := i
		for n < len(keys) && keys[n].sum == keys[i].sum {
			n++
		}
		if n-i > 1 && keys[i].sum != 0 {
			free := keys[i].size * int64(n-i-1)
			s.found.Groups++
			s.found.Free += free
			s.groups = append(s.groups, sketch{keys[i], n - i, free})
		}
		i = n
	}
}

// collect walks for the rows of some groups and passes them on.
func (s *scan) collect(part []sketch, yield func(Group) error) error {
	groups := make([]Group, len(part))
	at := make(map[key]int, len(part))
	for i, g := range part {
		at[g.key] = i
		groups[i] = Group{Size: g.key.size, Sure: g.key.sum != 0}
	}
	err := s.walk(func(dir model.Path, e *model.Entry, shared bool) {
		k := keyOf(e)
		if i, ok := at[k]; ok && k.sum != 0 {
			groups[i].add(dir, *e, shared)
		}
		if i, ok := at[key{size: k.size}]; ok {
			groups[i].add(dir, *e, shared)
		}
	})
	if err != nil {
		return err
	}
	for i := range groups {
		if len(groups[i].Copies) < 2 {
			continue // something changed meanwhile
		}
		groups[i].choose()
		if err := yield(groups[i]); err != nil {
			return err
		}
	}
	return nil
}

func (g *Group) add(dir model.Path, e model.Entry, shared bool) {
	switch {
	case len(g.Copies) == maxCopies:
		g.More++
		return
	case g.Sure && g.Sum == "":
		g.Sum = strings.Clone(e.Sum)
	case g.Sure && g.Sum != e.Sum: // only the start is the same
		return
	}
	// The strings of a row may be parts of a page of rows, which would stay with them.
	e.Name, e.ID, e.Sum = strings.Clone(e.Name), strings.Clone(e.ID), strings.Clone(e.Sum)
	if g.Sure {
		e.Sum = g.Sum
	}
	c := Copy{Item: model.Item{Dir: dir, Entry: e}}
	switch {
	case !g.Sure:
		c.Keep, c.Why = true, Unsure
	case e.Flags&(model.Password|model.Limited) != 0:
		c.Keep, c.Why = true, Protected
	case shared:
		c.Keep, c.Why = true, Public
	}
	g.Copies = append(g.Copies, c)
}

// choose decides which copies are kept: all that others may reach, else the oldest.
func (g *Group) choose() {
	slices.SortStableFunc(g.Copies, func(a, b Copy) int {
		return cmp.Or(boolCompare(!a.Keep, !b.Keep), a.Item.Entry.Time.Compare(b.Item.Entry.Time),
			cmp.Compare(a.Item.Path().Name(), b.Item.Path().Name()))
	})
	if g.Sure && !g.Copies[0].Keep {
		g.Copies[0].Keep, g.Copies[0].Why = true, Oldest
	}
	for _, c := range g.Copies {
		if !c.Keep {
			g.Free += g.Size
		}
	}
	if !g.Sure {
		g.Free = g.Size * int64(len(g.Copies)-1+g.More)
	}
}
