package mirror

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// walkRows is about how many rows one transaction of a walk reads: some
// milliseconds, so that a walk through a million rows never keeps the log of the
// database from being folded back.
const walkRows = 5_000

// Dir names one folder of the mirror. Two folders of one parent may bear one name,
// so only the ID is its identity.
type Dir struct {
	ID   fichier.FolderID
	Path model.Path
}

// Walk shows all that is known below from, itself included, folder by folder and
// parents before what they hold. It makes no call to the service: folders that
// were never listed are left out unless rows in them are known all the same. Rows
// of one folder are true together, those of two folders may be of two moments. The
// entries are the visitor's to keep, but their strings share memory: who keeps a few
// of many clones those. An error of the visitor ends the walk.
func (m *Mirror) Walk(ctx context.Context, from model.Path, visit func(dir model.Path, entries []model.Entry) error) error {
	return m.WalkDirs(ctx, from, func(d Dir, entries []model.Entry) error { return visit(d.Path, entries) })
}

// WalkDirs is [Mirror.Walk] that tells the folders' identities too.
func (m *Mirror) WalkDirs(ctx context.Context, from model.Path, visit func(d Dir, entries []model.Entry) error) error {
	top, err := m.folder(ctx, from, model.Cached)
	if err != nil {
		return pathError("walk", from, err)
	}
	w := walk{m: m, todo: []Dir{{top.id, from}}, seen: map[fichier.FolderID]bool{}}
	for len(w.todo) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		pages, err := w.next(ctx)
		if err != nil {
			return err
		}
		for _, p := range pages {
			if err := visit(p.dir, p.entries); err != nil {
				return err
			}
		}
	}
	return nil
}

// walk is the state of a walk: the folders still to be read, the next one last.
type walk struct {
	m    *Mirror
	todo []Dir
	seen map[fichier.FolderID]bool
}

// page is one folder that was read.
type page struct {
	dir     Dir
	entries []model.Entry
}

// next reads some folders in one transaction.
func (w *walk) next(ctx context.Context) (pages []page, err error) {
	todo, seen := w.todo, w.seen
	err = w.m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		pages, w.todo, w.seen = nil, slices.Clone(todo), seen
		pending, err := allPending(ctx, tx)
		if err != nil {
			return err
		}
		met := map[fichier.FolderID]bool{}
		r := newWriter(tx)
		for n := 0; n < walkRows && len(w.todo) > 0; {
			d := w.todo[len(w.todo)-1]
			w.todo = w.todo[:len(w.todo)-1]
			if seen[d.ID] || met[d.ID] {
				continue // it was moved meanwhile
			}
			met[d.ID] = true
			row, entries, err := readEntries(ctx, r, d.ID, pending)
			if err != nil {
				return err
			}
			if row.asOf != 0 || len(entries) > 0 {
				pages = append(pages, page{d, entries})
			}
			w.push(d, entries)
			n += len(entries) + 1
		}
		w.seen = met
		return nil
	})
	if err != nil {
		return nil, err
	}
	for id := range w.seen {
		seen[id] = true
	}
	w.seen = seen
	return pages, nil
}

// push adds the folders of a page to those that are to be read, so that the first
// one is read first.
func (w *walk) push(d Dir, entries []model.Entry) {
	at := len(w.todo)
	for _, e := range entries {
		if e.Kind != model.Folder {
			break // folders come first
		}
		if id, ok := folderID(e); ok {
			w.todo = append(w.todo, Dir{id, d.Path.Child(e.Name)})
		}
	}
	slices.Reverse(w.todo[at:])
}

// Rows returns what is known in one folder, as [Mirror.Walk] does: for an index
// that follows [Mirror.Changed]. A folder that is gone is fs.ErrNotExist.
func (m *Mirror) Rows(ctx context.Context, id fichier.FolderID) (entries []model.Entry, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		pending, err := readPending(ctx, tx, id)
		if err != nil {
			return err
		}
		_, entries, err = readEntries(ctx, newWriter(tx), id, pending)
		return err
	})
	return entries, notExist(err)
}

// allPending returns the keys of all that we did and no listing has shown yet.
func allPending(ctx context.Context, tx *sql.Tx) (map[string]bool, error) {
	var key string
	pending := map[string]bool{}
	const q = "SELECT key FROM holds WHERE pending AND until > ?"
	err := each(ctx, tx, q, []any{time.Now().UnixNano()}, []any{&key}, func() error {
		pending[key] = true
		return nil
	})
	return pending, err
}
