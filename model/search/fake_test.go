package search

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"sync"
	"testing"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
)

// fakeMirror is an account in memory that tells what changed.
type fakeMirror struct {
	mu      sync.Mutex
	rows    map[fichier.FolderID][]model.Entry
	changed []fichier.FolderID // since the last Changed
	gen     uint64
	all     bool
	visit   func() // called for each folder of a walk
}

func newFakeMirror() *fakeMirror {
	return &fakeMirror{rows: map[fichier.FolderID][]model.Entry{fichier.Root: nil}, gen: 1}
}

func (f *fakeMirror) put(dir fichier.FolderID, entries ...model.Entry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rows[dir] = append(slices.Clone(f.rows[dir]), entries...)
	f.touch(dir)
}

func (f *fakeMirror) set(dir fichier.FolderID, entries ...model.Entry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rows[dir] = entries
	f.touch(dir)
}

func (f *fakeMirror) touch(dir fichier.FolderID) {
	f.changed = append(f.changed, dir)
	f.gen++
}

func (f *fakeMirror) Count(context.Context) (n int, err error) {
	for _, r := range f.rows {
		n += len(r)
	}
	return n, nil
}

func (f *fakeMirror) WalkDirs(ctx context.Context, from model.Path, visit func(mirror.Dir, []model.Entry) error) error {
	return f.walk(from, func(d mirror.Dir, entries []model.Entry) error {
		if f.visit != nil {
			f.visit()
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return visit(d, entries)
	})
}

func (f *fakeMirror) walk(from model.Path, visit func(mirror.Dir, []model.Entry) error) error {
	todo := []mirror.Dir{{ID: fichier.Root, Path: from}}
	for len(todo) > 0 {
		d := todo[0]
		todo = todo[1:]
		rows, ok := f.rows[d.ID]
		if !ok {
			continue
		}
		if err := visit(d, rows); err != nil {
			return err
		}
		for _, e := range rows {
			if id, ok := folderID(&e); ok {
				todo = append(todo, mirror.Dir{ID: id, Path: d.Path.Child(e.Name)})
			}
		}
	}
	return nil
}

func (f *fakeMirror) Rows(_ context.Context, id fichier.FolderID) ([]model.Entry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows, ok := f.rows[id]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return rows, nil
}

func (f *fakeMirror) Changed(_ context.Context, since uint64) ([]mirror.Dir, bool, uint64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var dirs []mirror.Dir
	for _, id := range f.changed {
		dirs = append(dirs, mirror.Dir{ID: id})
	}
	all := f.all || since == 0
	f.changed, f.all = nil, false
	return dirs, all, f.gen, nil
}

// paths returns where all reachable entries are.
func (f *fakeMirror) paths() map[string]model.Item {
	out := map[string]model.Item{}
	_ = f.walk(model.AccountPath("/"), func(d mirror.Dir, entries []model.Entry) error {
		for _, e := range entries {
			out[e.ID] = model.Item{Dir: d.Path, Entry: e}
		}
		return nil
	})
	return out
}

func (f *fakeMirror) Items(_ context.Context, ids []string) (items []model.Item, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := f.paths()
	for _, id := range ids {
		if it, ok := at[id]; ok {
			it.Entry.Flags &^= model.Duplicate | model.Pending
			items = append(items, it)
		}
	}
	return items, nil
}

// file returns a file whose link follows from n.
func file(n int, name string) model.Entry {
	return model.Entry{Name: name, ID: fmt.Sprintf("%s%020d", linkStart, n), Size: int64(n)}
}

func folder(id fichier.FolderID, name string) model.Entry {
	return model.Entry{Name: name, Kind: model.Folder, ID: strconv.FormatInt(int64(id), 10), Size: model.UnknownSize}
}

func mustParse(t testing.TB, text string) Query {
	t.Helper()
	q, err := Parse(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// search returns the paths of the hits, sorted.
func search(t *testing.T, x *Index, text string) []string {
	t.Helper()
	res, err := x.Find(t.Context(), mustParse(t, text), FindOptions{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for _, h := range res.Hits {
		list = append(list, h.Item.Path().Name())
	}
	if len(list) != res.Total {
		t.Errorf("%q: %d hits, told are %d", text, len(list), res.Total)
	}
	slices.SortFunc(list, cmp.Compare[string])
	return list
}

func updated(t testing.TB, f Source) *Index {
	t.Helper()
	x := New(f)
	if err := x.Update(t.Context()); err != nil {
		t.Fatal(err)
	}
	return x
}
