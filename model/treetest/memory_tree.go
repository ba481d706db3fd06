package treetest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"onefm/model"
)

// Side returns the side that m was made for.
func (m *Memory) Side() model.Side { return m.side }

// List returns the entries of dir.
func (m *Memory) List(ctx context.Context, dir model.Path, fresh model.Freshness) (model.Listing, error) {
	fault, err := m.enter(ctx, Call{Op: OpList, Path: dir, Freshness: fresh})
	if err != nil && !fault.Stale {
		return model.Listing{Dir: dir}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	f, ferr := m.folder(dir)
	if ferr != nil {
		return model.Listing{Dir: dir}, ferr
	}
	if f.unknown && fresh == model.Cached {
		return model.Listing{Dir: dir}, fmt.Errorf("list %s: %w", dir, model.ErrUnknown)
	}
	if err == nil {
		f.unknown = false
	}
	return f.listing(dir, m), err
}

// listing returns the rows of f, those that share a name marked.
func (f *folder) listing(dir model.Path, m *Memory) model.Listing {
	names := make(map[string]int, len(f.rows))
	for _, r := range f.rows {
		names[r.entry.Name]++
	}
	l := model.Listing{Dir: dir, AsOf: f.asOf, Next: f.next, Cut: f.cut}
	if l.AsOf.IsZero() {
		l.AsOf = m.now()
	}
	for _, r := range f.rows {
		e := r.entry
		if names[e.Name] > 1 {
			e.Flags |= model.Duplicate
		}
		l.Entries = append(l.Entries, e)
	}
	return l
}

// Stat returns the entry at p, the newest when there are several.
func (m *Memory) Stat(ctx context.Context, p model.Path) (model.Entry, error) {
	if _, err := m.enter(ctx, Call{Op: OpStat, Path: p}); err != nil {
		return model.Entry{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if p.Side() != m.side || p.IsZero() {
		return model.Entry{}, fmt.Errorf("stat %s: %w", p, fs.ErrInvalid)
	}
	if p.IsRoot() {
		return model.Entry{Name: p.Base(), Kind: model.Folder, Size: model.UnknownSize}, nil
	}
	f, err := m.folder(p.Parent())
	if err != nil {
		return model.Entry{}, err
	}
	if r := f.find(p.Base()); r != nil {
		return r.entry, nil
	}
	return model.Entry{}, notFound("stat", p)
}

// Mkdir makes the folder p and its parents.
func (m *Memory) Mkdir(ctx context.Context, p model.Path) (model.Entry, error) {
	if _, err := m.enter(ctx, Call{Op: OpMkdir, Path: p}); err != nil {
		return model.Entry{}, err
	}
	m.mu.Lock()
	err := m.mkdirAll(p)
	m.mu.Unlock()
	if err != nil {
		return model.Entry{}, err
	}
	return m.folderEntry(p), nil
}

func (m *Memory) folderEntry(p model.Path) model.Entry {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !p.IsRoot() {
		for _, r := range m.folders[p.Parent()].rows {
			if r.entry.Name == p.Base() && r.entry.Kind == model.Folder {
				return r.entry
			}
		}
	}
	return model.Entry{Name: p.Base(), Kind: model.Folder, Size: model.UnknownSize}
}

// Rename gives it another name in its folder.
func (m *Memory) Rename(ctx context.Context, it model.Item, name string) (model.Entry, error) {
	if _, err := m.enter(ctx, Call{Op: OpRename, Path: it.Path(), Items: []model.Item{it}, Name: name}); err != nil {
		return model.Entry{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if it.Dir.Child(name).IsZero() {
		return model.Entry{}, fmt.Errorf("rename %s to %q: %w", it.Path(), name, fs.ErrInvalid)
	}
	r, err := m.lookup(it)
	if err != nil || name == it.Entry.Name {
		return entryOf(r), err
	}
	renamed := r.entry
	renamed.Name = name
	if err := m.free(it.Dir, renamed); err != nil {
		return model.Entry{}, err
	}
	r.entry = renamed
	if renamed.Kind == model.Folder {
		m.rekey(it.Path(), it.Dir.Child(name))
	}
	return renamed, nil
}

func entryOf(r *row) model.Entry {
	if r == nil {
		return model.Entry{}
	}
	return r.entry
}

// Move puts items into the folder to.
func (m *Memory) Move(ctx context.Context, items []model.Item, to model.Path) error {
	if _, err := m.enter(ctx, Call{Op: OpMove, Path: to, Items: slices.Clone(items)}); err != nil {
		return err
	}
	m.mu.Lock()
	_, err := m.folder(to)
	m.mu.Unlock()
	if err != nil {
		return err
	}
	return m.each(ctx, OpMove, items, func(it model.Item, r *row) error {
		if it.Dir == to {
			return nil
		}
		if r.entry.Kind == model.Folder && it.Path().Contains(to) {
			return model.ErrInto
		}
		if err := m.free(to, r.entry); err != nil {
			return err
		}
		m.take(it.Dir, r)
		m.folders[to].rows = append(m.folders[to].rows, r)
		if r.entry.Kind == model.Folder {
			m.rekey(it.Path(), to.Child(r.entry.Name))
		}
		return nil
	})
}

// Trash puts items into the trash; see Trashed.
func (m *Memory) Trash(ctx context.Context, items []model.Item) error {
	if _, err := m.enter(ctx, Call{Op: OpTrash, Items: slices.Clone(items)}); err != nil {
		return err
	}
	return m.each(ctx, OpTrash, items, func(it model.Item, r *row) error {
		m.erase(it, r)
		m.trash = append(m.trash, it)
		return nil
	})
}

// Remove erases items with all that they hold.
func (m *Memory) Remove(ctx context.Context, items []model.Item) error {
	if _, err := m.enter(ctx, Call{Op: OpRemove, Items: slices.Clone(items)}); err != nil {
		return err
	}
	return m.each(ctx, OpRemove, items, func(it model.Item, r *row) error {
		m.erase(it, r)
		return nil
	})
}

// each does one thing to every item, under the lock, and lists those that fail.
func (m *Memory) each(ctx context.Context, op Op, items []model.Item, do func(model.Item, *row) error) error {
	var failed *model.ItemsError
	for _, it := range items {
		_, err := m.meet(ctx, op, it.Path())
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = m.locked(it, do)
		}
		if err != nil {
			failed = model.Fail(failed, it, err)
		}
	}
	return failed.OrNil()
}

func (m *Memory) locked(it model.Item, do func(model.Item, *row) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, err := m.lookup(it)
	if err != nil {
		return err
	}
	return do(it, r)
}

// folder returns the folder p, or why there is none.
func (m *Memory) folder(p model.Path) (*folder, error) {
	if p.Side() != m.side || p.IsZero() {
		return nil, fmt.Errorf("folder %s: %w", p, fs.ErrInvalid)
	}
	if p.IsRoot() && m.folders[p] == nil {
		m.folders[p] = &folder{}
	}
	if f := m.folders[p]; f != nil {
		return f, nil
	}
	parent, err := m.folder(p.Parent())
	if err != nil {
		return nil, err
	}
	if parent.find(p.Base()) != nil {
		return nil, fmt.Errorf("folder %s: %w", p, model.ErrNotFolder)
	}
	return nil, notFound("folder", p)
}

func notFound(what string, p model.Path) error {
	return fmt.Errorf("%s %s: %w", what, p, fs.ErrNotExist)
}

// find returns the newest row of a name.
func (f *folder) find(name string) *row {
	var found *row
	for _, r := range f.rows {
		if r.entry.Name == name && (found == nil || !r.entry.Time.Before(found.entry.Time)) {
			found = r
		}
	}
	return found
}

// lookup finds an item by its name and, where it has one, its ID.
func (m *Memory) lookup(it model.Item) (*row, error) {
	f, err := m.folder(it.Dir)
	if err != nil {
		return nil, err
	}
	for _, r := range f.rows {
		if r.entry.Name == it.Entry.Name && (it.Entry.ID == "" || r.entry.ID == it.Entry.ID) {
			return r, nil
		}
	}
	return nil, notFound("find", it.Path())
}

// free reports whether e may be put into dir.
func (m *Memory) free(dir model.Path, e model.Entry) error {
	for _, r := range m.folders[dir].rows {
		twins := m.side == model.Account && e.Kind == model.File && r.entry.Kind == model.File
		if r.entry.Name == e.Name && !twins {
			return fmt.Errorf("%s: %w", dir.Child(e.Name), fs.ErrExist)
		}
	}
	return nil
}

func (m *Memory) mkdirAll(p model.Path) error {
	_, err := m.folder(p)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := m.mkdirAll(p.Parent()); err != nil {
		return err
	}
	e := model.Entry{Name: p.Base(), Kind: model.Folder, Size: model.UnknownSize}
	if m.side == model.Local {
		e.Mode = fs.ModeDir | 0o755
	}
	m.identify(&e)
	m.folders[p.Parent()].rows = append(m.folders[p.Parent()].rows, &row{entry: e})
	m.folders[p] = &folder{}
	return nil
}

func (m *Memory) take(dir model.Path, r *row) {
	f := m.folders[dir]
	f.rows = slices.DeleteFunc(f.rows, func(x *row) bool { return x == r })
}

func (m *Memory) erase(it model.Item, r *row) {
	m.take(it.Dir, r)
	if r.entry.Kind != model.Folder {
		return
	}
	for p := range m.folders {
		if it.Path().Contains(p) {
			delete(m.folders, p)
		}
	}
}

// rekey gives the folder from and all below it their new paths.
func (m *Memory) rekey(from, to model.Path) {
	moved := make(map[model.Path]*folder)
	for p, f := range m.folders {
		rel, ok := from.Rel(p)
		if !ok {
			continue
		}
		delete(m.folders, p)
		at := to
		if rel != "." {
			for name := range strings.SplitSeq(rel, "/") {
				at = at.Child(name)
			}
		}
		moved[at] = f
	}
	maps.Copy(m.folders, moved)
}
