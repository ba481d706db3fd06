package mirror

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// The service removes what was in a folder some time after it said so, and the
// folder itself only then (1fichier-api §4.8).
const (
	firstLag = time.Second
	maxLag   = 30 * time.Second
)

// Remove implements [model.Tree]. Folders are emptied first; what the service
// takes for not empty yet is tried again, for minutes if it must.
func (m *Mirror) Remove(ctx context.Context, items []model.Item) error {
	ts, err := m.find(ctx, items)
	if err != nil {
		return err
	}
	files, folders := split(ts)
	m.removeFiles(ctx, files)
	for i, t := range folders {
		if t.err = m.removeTree(ctx, t.folder); t.err != nil && hopeless(ctx, t.err) {
			fail(folders[i+1:], t.err)
			break
		}
	}
	return outcome(ts)
}

// RemoveEmpty removes the folder p, which must be empty: [fichier.ErrNotEmpty]
// otherwise. What we removed from it ourselves does not count: then it waits for
// the service to notice.
func (m *Mirror) RemoveEmpty(ctx context.Context, p model.Path) error {
	row, err := m.folder(ctx, p, model.Auto)
	if err == nil {
		err = m.removeFolder(ctx, row, func(ctx context.Context) (bool, error) { return false, m.checkEmpty(ctx, row.id) })
	}
	return pathError("remove folder", p, err)
}

// checkEmpty fails when the mirror knows something in a folder.
func (m *Mirror) checkEmpty(ctx context.Context, id fichier.FolderID) error {
	c, err := m.content(ctx, id)
	if err == nil && len(c.folders)+len(c.files) > 0 {
		err = fichier.ErrNotEmpty
	}
	return err
}

func (m *Mirror) content(ctx context.Context, id fichier.FolderID) (c content, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		c, err = readContent(ctx, tx, id)
		return err
	})
	return c, err
}

func (m *Mirror) removeFiles(ctx context.Context, files []*target) {
	inBatches(ctx, files, func(ctx context.Context, ts []*target) error {
		// Removing twice is harmless, so a lost answer needs no look.
		back, err := m.api.Remove(ctx, links(ts))
		if errors.Is(err, fichier.ErrInDoubt) {
			if _, err = m.api.Remove(ctx, links(ts)); err == nil {
				back = links(ts) // what the second answer lacks the first one did
			}
		}
		if errors.Is(err, fichier.ErrNotFound) && len(ts) == 1 {
			back, err = links(ts), nil
		}
		if err != nil {
			return err
		}
		return m.removed(ctx, ts, matchLinks(links(ts), back))
	})
}

// removed writes down which files are gone.
func (m *Mirror) removed(ctx context.Context, ts []*target, gone map[fichier.Link]fichier.Link) error {
	var dirs []fichier.FolderID
	err := m.s.edit(ctx, func(ctx context.Context, w *writer) error {
		dirs = nil
		until := time.Now().Add(m.grace)
		for _, t := range ts {
			if _, ok := gone[t.link()]; !ok {
				continue
			}
			dirs = append(dirs, t.dir.id)
			if err := w.gone(ctx, t.file.link, until); err != nil {
				return err
			}
		}
		return nil
	})
	for _, t := range ts {
		_, t.done = gone[t.link()]
	}
	m.changed(ctx, dirs...)
	return err
}

// removeTree removes a folder with all that it holds.
func (m *Mirror) removeTree(ctx context.Context, top folderRow) error {
	if top.id == fichier.Root {
		return errors.New("the root can't be removed")
	}
	tree, files, err := m.walk(ctx, top)
	if err != nil {
		return err
	}
	m.removeFiles(ctx, files)
	if err := outcome(files); err != nil {
		return err
	}
	for _, row := range tree {
		if err := m.removeFolder(ctx, row, func(ctx context.Context) (bool, error) { return m.empty(ctx, row) }); err != nil {
			return fmt.Errorf("remove folder %q: %w", row.name, err)
		}
	}
	return nil
}

// empty removes what is known in a folder and reports whether that was anything.
func (m *Mirror) empty(ctx context.Context, row folderRow) (bool, error) {
	c, err := m.content(ctx, row.id)
	if err != nil {
		return false, err
	}
	files := m.targets(ctx, row, c.files)
	m.removeFiles(ctx, files)
	if err := outcome(files); err != nil {
		return false, err
	}
	for _, sub := range c.folders {
		if err := m.removeTree(ctx, sub); err != nil {
			return false, err
		}
	}
	return len(c.files)+len(c.folders) > 0, nil
}

func (m *Mirror) targets(ctx context.Context, dir folderRow, rows []fileRow) []*target {
	var path model.Path
	if paths := m.pathsOf(ctx, dir.id); len(paths) > 0 {
		path = paths[0]
	}
	ts := make([]*target, len(rows))
	for i, r := range rows {
		ts[i] = &target{item: model.Item{Dir: path, Entry: r.entry()}, dir: dir, file: r}
	}
	return ts
}

// walk returns the folders of a tree, the deepest first, and all its files. Folders
// that were never listed, or not lately, are, as soon as that is allowed.
func (m *Mirror) walk(ctx context.Context, top folderRow) (tree []folderRow, files []*target, err error) {
	todo := []folderRow{top}
	seen := map[fichier.FolderID]bool{}
	for len(todo) > 0 {
		row := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[row.id] {
			continue
		}
		seen[row.id] = true
		tree = append(tree, row)
		if err := m.learn(ctx, row.id); err != nil {
			return nil, nil, err
		}
		c, err := m.content(ctx, row.id)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, m.targets(ctx, row, c.files)...)
		todo = append(todo, c.folders...)
	}
	for i, j := 0, len(tree)-1; i < j; i, j = i+1, j-1 {
		tree[i], tree[j] = tree[j], tree[i] // a parent was met before its children
	}
	return tree, files, nil
}

// learn brings a folder up to date when it is due, and waits for that when nothing
// is known of it.
func (m *Mirror) learn(ctx context.Context, id fichier.FolderID) error {
	_, err := m.patiently(ctx, func() (folderRow, error) {
		row, err := m.row(ctx, id)
		if err != nil {
			return row, err
		}
		ask, err := m.due(ctx, row, model.Auto)
		if err != nil || !ask {
			return row, err
		}
		return row, m.refreshOr(ctx, row)
	})
	return err
}

// removeFolder removes a folder that should be empty. Should the service think
// otherwise, clear is called with a new listing, and the removal is tried again
// until what we removed last has long lost the right to linger. clear reports
// whether it removed something more.
func (m *Mirror) removeFolder(ctx context.Context, row folderRow, clear func(context.Context) (bool, error)) error {
	if _, err := clear(ctx); err != nil {
		return err
	}
	start, wait := time.Now(), firstLag
	for {
		err := m.api.RemoveFolder(ctx, row.id)
		switch {
		case err == nil, errors.Is(err, fichier.ErrNotFound):
			return m.removedFolder(ctx, row)
		case errors.Is(err, fichier.ErrInDoubt) && time.Since(start) < m.grace:
		case !errors.Is(err, fichier.ErrNotEmpty), time.Since(start) > m.grace:
			return err
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
		wait = min(2*wait, maxLag)
		if err := m.refresh(ctx, row.id); err != nil && !errors.Is(err, fichier.ErrTooSoon) && !errors.Is(err, fichier.ErrNotFound) {
			return err
		}
		more, err := clear(ctx)
		if err != nil {
			return err
		}
		if more {
			start, wait = time.Now(), firstLag
		}
	}
}

// removedFolder writes down that a folder is gone.
func (m *Mirror) removedFolder(ctx context.Context, row folderRow) error {
	err := m.s.edit(ctx, func(ctx context.Context, w *writer) error {
		if err := w.dropFolder(ctx, row.parent, row.id, own()); err != nil {
			return err
		}
		return w.hold(ctx, folderKey(row.id), noParent, false, time.Now().Add(m.grace))
	})
	m.changed(ctx, row.parent)
	return err
}
