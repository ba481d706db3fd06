package plan

import (
	"cmp"
	"errors"
	"io/fs"
	"slices"
	"sort"

	"onefm/model"
	"onefm/model/disk"
)

// all adds the steps of sources that go to one folder: files first, then folders,
// each in the order of their names.
func (b *builder) all(found []*source, to *place, in int32, depth int) error {
	for _, s := range found {
		if s.err == nil {
			s.name, s.err = b.held(s)
		}
		if s.err == nil {
			s.err = b.refuse(s, to, depth)
		}
	}
	slices.SortFunc(found, byKindAndName)
	b.tellApart(found, to)
	for _, s := range found[:files(found)] {
		if err := b.one(s, to, in, depth); err != nil {
			return err
		}
	}
	folders := slices.Clone(found[files(found):])
	clear(found) // the files need not stay in memory while the folders are looked through
	for i, s := range folders {
		folders[i] = nil
		if err := b.one(s, to, in, depth); err != nil {
			return err
		}
	}
	to.looked()
	return nil
}

// files is how many of the sorted sources are no folders.
func files(found []*source) int {
	return sort.Search(len(found), func(i int) bool { return found[i].isFolder() })
}

func byKindAndName(x, y *source) int {
	if x.isFolder() != y.isFolder() {
		if x.isFolder() {
			return 1
		}
		return -1
	}
	if c := model.CompareNatural(x.name, y.name); c != 0 {
		return c
	}
	return cmp.Or(newestFirst(x.item.Entry, y.item.Entry), cmp.Compare(x.item.Dir.Name(), y.item.Dir.Name()))
}

// tellApart gives every source but the first of a name another one, where the
// target has no two of one name. It looks at the sources only and not at what is
// there, so that the same copy done again finds its files under the same names.
func (b *builder) tellApart(found []*source, to *place) {
	names := make(map[string]bool, len(found))
	var again []*source
	for _, s := range found {
		if s.err != nil {
			continue
		}
		if k := to.key(s.name); names[k] && !b.twins(s) {
			again = append(again, s)
		} else {
			names[k] = true
		}
	}
	for _, s := range again {
		s.name = disk.FreeName(s.name, func(n string) bool { return names[to.key(n)] })
		names[to.key(s.name)] = true
	}
}

// twins reports whether the source may stand beside another of its name: a file in
// the account that comes from the account or the web.
func (b *builder) twins(s *source) bool {
	return b.r.To.Side() == model.Account && s.item.Dir.Side() != model.Local && !s.isFolder()
}

func (b *builder) one(s *source, to *place, in int32, depth int) error {
	if s.err != nil {
		b.problem(s.item, to.dir.Child(s.name), in, s.err)
		return nil //nolint:nilerr // the step tells it, and the rest goes on
	}
	if s.item.Entry.Kind == model.Folder || s.isFolder() && b.r.To.Side() == model.Account {
		return b.folder(s, to, in, depth)
	}
	return b.file(s, to, in)
}

// folder adds the steps of a folder and of all that it holds.
func (b *builder) folder(s *source, to *place, in int32, depth int) error {
	there := others(s.item, to, to.there[to.key(s.name)])
	old, merge := folderOf(there)
	step := Step{Source: s.item, Target: to.dir.Child(s.name), want: Mkdir, folder: in}
	if merge {
		step.Target = to.dir.Child(old.Name)
	} else if len(there) > 0 {
		step.Conflict = &Conflict{Existing: there, Kinds: true, natural: step.Target, place: to}
	}
	to.take(s.name)
	if b.inTree(s.item) && !merge {
		step.want = MoveOnly
		b.add(step)
		return nil
	}
	found, err := b.children(s)
	if err != nil && b.hopeless(err, s.item.Dir.Side()) {
		return err
	}
	inside, cut := empty(step.Target, to.blind), errors.Is(err, model.ErrCut)
	if merge && (err == nil || cut) {
		var failed error
		if inside, failed = b.open(step.Target, to.blind); failed != nil {
			err, cut = failed, false
		}
		if failed != nil && b.hopeless(failed, to.dir.Side()) {
			return failed
		}
	}
	if err != nil && !cut {
		b.problem(s.item, step.Target, in, err)
		return nil
	}
	if !merge {
		step.holds = int32(len(b.p.folders)) + 1
		b.add(step)
	}
	return b.expanded(s, step, found, inside, depth, err)
}

// expanded adds the steps of what a folder holds, and in a move its removal. The
// error, if any, says that not all is known of what it holds.
func (b *builder) expanded(s *source, step Step, found []*source, inside *place, depth int, cut error) error {
	me := int32(len(b.p.folders))
	b.p.folders = append(b.p.folders, folder{parent: step.folder, first: int32(b.p.Len())})
	if cut != nil {
		b.problem(s.item, step.Target, me, cut)
	}
	if err := b.all(found, inside, me, depth+1); err != nil {
		return err
	}
	if b.r.Op == Move && s.item.Entry.Kind == model.Folder && s.load == nil {
		b.add(Step{Source: s.item, want: RemoveFolder, folder: me})
	}
	b.p.folders[me].end = int32(b.p.Len())
	return nil
}

// children returns what a source folder holds, with model.ErrCut when there is more
// than that.
func (b *builder) children(s *source) ([]*source, error) {
	if err := b.ctx.Err(); err != nil {
		return nil, err
	}
	if s.load != nil {
		entries, err := s.load()
		return b.linked(entries, func(name string) string { return name }), err
	}
	dir := s.item.Path()
	l, err := b.list(dir)
	if err != nil {
		return nil, err
	}
	found := make([]*source, len(l.Entries))
	for i, e := range l.Entries {
		found[i] = &source{item: model.Item{Dir: dir, Entry: e}, name: e.Name}
	}
	if l.Cut {
		return found, model.ErrCut
	}
	return found, nil
}

// hopeless reports whether an error tells of the tree rather than of the folder
// that was listed: when the service does not answer, the next call would fail
// likewise. A disk is not known to do so.
func (b *builder) hopeless(err error, side model.Side) bool {
	if b.ctx.Err() != nil {
		return true
	}
	for _, of := range []error{fs.ErrNotExist, fs.ErrPermission, model.ErrNotFolder, model.ErrReadOnly, model.ErrCut} {
		if errors.Is(err, of) {
			return false
		}
	}
	return side == model.Account
}
