package usage

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
)

// Sum is what lies in a folder and below it.
type Sum struct {
	Bytes    int64     // of files whose size is known
	Files    int64     // and whatever else is no folder
	Folders  int64     // below it
	Unlisted int64     // folders, itself included, that were never listed or only in part
	Newest   time.Time // of a file; zero: there is none
}

// Complete reports whether nothing is missing from the sum: else it is "at least".
func (s Sum) Complete() bool { return s.Unlisted == 0 }

// Row is one entry of a folder with all that lies below it.
type Row struct {
	Item model.Item
	Sum
}

// Tree is the sums of all folders below one. It takes about 120 bytes a folder,
// whatever is in it.
type Tree struct {
	src  Source
	from model.Path
	know Knowledge

	nodes []node // parents before their children
	byID  map[fichier.FolderID]int32
}

const none = int32(-1)

// node is one folder.
type node struct {
	parent, first, next int32 // its folder, its first child, the next child of its folder
	id                  fichier.FolderID
	name                string
	flags               model.Flags
	created             int64
	newest              int64 // seconds since 1970
	sum                 Sum
}

// Progress tells how far counting is.
type Progress struct {
	Files, Folders int64
	Bytes          int64
}

// Count adds up what src knows below from. It asks for no listing. progress may be
// nil; it is told after each folder.
func Count(ctx context.Context, src Source, from model.Path, progress func(Progress)) (*Tree, error) {
	t := &Tree{src: src, from: from, byID: map[fichier.FolderID]int32{}}
	var p Progress
	err := src.WalkDirs(ctx, from, func(d mirror.Dir, entries []model.Entry) error {
		t.visit(d, entries, &p)
		if progress != nil {
			progress(p)
		}
		return ctx.Err()
	})
	if err != nil && (len(t.nodes) > 0 || !errors.Is(err, model.ErrUnknown)) {
		return nil, err
	}
	if len(t.nodes) == 0 {
		t.put(fichier.Root, none, "", nil)
	}
	if err := t.age(ctx); err != nil {
		return nil, err
	}
	t.sumUp()
	return t, nil
}

func (t *Tree) put(id fichier.FolderID, parent int32, name string, e *model.Entry) int32 {
	n := int32(len(t.nodes))
	nd := node{parent: parent, first: none, next: none, id: id, name: strings.Clone(name)} // the name may be a part of a page of rows
	if e != nil {
		nd.flags = e.Flags
		if !e.Time.IsZero() {
			nd.created = e.Time.Unix()
		}
	}
	if parent != none {
		nd.next, t.nodes[parent].first = t.nodes[parent].first, n
	}
	t.nodes = append(t.nodes, nd)
	t.byID[id] = n
	return n
}

func (t *Tree) visit(d mirror.Dir, entries []model.Entry, p *Progress) {
	n, ok := t.byID[d.ID]
	switch {
	case len(t.nodes) == 0:
		n = t.put(d.ID, none, d.Path.Base(), nil)
	case !ok: // it came between: the next count has it in its place
		n = t.put(d.ID, 0, d.Path.Base(), nil)
	}
	p.Folders++
	for i := range entries {
		e := &entries[i]
		if id, ok := folderID(e); ok {
			if _, known := t.byID[id]; !known {
				t.put(id, n, e.Name, e)
			}
			continue
		}
		s := &t.nodes[n].sum
		s.Files++
		p.Files++
		if e.Size > 0 {
			s.Bytes += e.Size
			p.Bytes += e.Size
		}
		if at := e.Time.Unix(); !e.Time.IsZero() && at > t.nodes[n].newest {
			t.nodes[n].newest = at
		}
	}
}

// age finds out how true the rows of each folder are.
func (t *Tree) age(ctx context.Context) error {
	return t.src.Ages(ctx, func(id fichier.FolderID, asOf time.Time, cut bool) error {
		n, ok := t.byID[id]
		if !ok {
			return nil
		}
		t.know.add(asOf, cut)
		if asOf.IsZero() || cut {
			t.nodes[n].sum.Unlisted++
		}
		return nil
	})
}

// sumUp adds every folder to the one that holds it, the last ones first.
func (t *Tree) sumUp() {
	for n := len(t.nodes) - 1; n >= 0; n-- {
		nd := &t.nodes[n]
		if nd.newest != 0 {
			nd.sum.Newest = time.Unix(nd.newest, 0).UTC()
		}
		if nd.parent == none {
			continue
		}
		up := &t.nodes[nd.parent]
		up.sum.Bytes += nd.sum.Bytes
		up.sum.Files += nd.sum.Files
		up.sum.Folders += nd.sum.Folders + 1
		up.sum.Unlisted += nd.sum.Unlisted
		up.newest = max(up.newest, nd.newest)
	}
	t.byID = nil
}

// Known tells how old and how complete what was counted is.
func (t *Tree) Known() Knowledge { return t.know }

// From returns the folder that was counted.
func (t *Tree) From() model.Path { return t.from }

// Total returns the sum of the folder that was counted.
func (t *Tree) Total() Sum { return t.nodes[0].sum }

// Folder returns the sum of a folder, and false for one that was not counted.
func (t *Tree) Folder(dir model.Path) (Sum, bool) {
	n, ok := t.find(dir)
	if !ok {
		return Sum{}, false
	}
	return t.nodes[n].sum, true
}

func (t *Tree) find(dir model.Path) (int32, bool) {
	var names []string
	for at := dir; at != t.from; at = at.Parent() {
		if at.IsRoot() || at.IsZero() {
			return 0, false
		}
		names = append(names, at.Base())
	}
	n := int32(0)
	for _, name := range slices.Backward(names) {
		n = t.nodes[n].first
		for n != none && t.nodes[n].name != name {
			n = t.nodes[n].next
		}
		if n == none {
			return 0, false
		}
	}
	return n, true
}

// Folders returns the folders in dir, the largest first. It asks nobody.
func (t *Tree) Folders(dir model.Path) []Row {
	n, ok := t.find(dir)
	if !ok {
		return nil
	}
	var rows []Row
	for c := t.nodes[n].first; c != none; c = t.nodes[c].next {
		nd := &t.nodes[c]
		e := model.Entry{
			Name: nd.name, Kind: model.Folder, Size: model.UnknownSize, Flags: nd.flags,
			ID: idText(dir, nd.id), Time: seconds(nd.created),
		}
		rows = append(rows, Row{Item: model.Item{Dir: dir, Entry: e}, Sum: nd.sum})
	}
	Largest.Sort(rows)
	return rows
}

// Rows returns the folders and files in dir as they were counted and as the source
// knows them now, in an order.
func (t *Tree) Rows(ctx context.Context, dir model.Path, by Order) ([]Row, error) {
	rows := t.Folders(dir)
	l, err := t.src.List(ctx, dir, model.Cached)
	if err != nil && !errors.Is(err, model.ErrUnknown) {
		return nil, err
	}
	for _, e := range l.Entries {
		if e.Kind == model.Folder {
			continue
		}
		rows = append(rows, Row{
			Item: model.Item{Dir: dir, Entry: e},
			Sum:  Sum{Bytes: max(e.Size, 0), Files: 1, Newest: e.Time},
		})
	}
	by.Sort(rows)
	return rows, nil
}
