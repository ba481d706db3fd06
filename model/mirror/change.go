package mirror

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// Rename implements [model.Tree].
func (m *Mirror) Rename(ctx context.Context, it model.Item, name string) (model.Entry, error) {
	e, err := m.rename(ctx, it, name)
	return e, pathError("rename", it.Path(), err)
}

func (m *Mirror) rename(ctx context.Context, it model.Item, name string) (model.Entry, error) {
	if !model.IsElement(name) {
		return model.Entry{}, fs.ErrInvalid
	}
	ts, err := m.find(ctx, []model.Item{it})
	if err != nil {
		return model.Entry{}, err
	}
	t := ts[0]
	switch {
	case t.err != nil:
		return model.Entry{}, t.err
	case it.Entry.Name == name:
		return m.entryOf(ctx, t.dir.id, name, t.item.Entry)
	}
	c, err := m.knownNamed(ctx, t.dir.id, name)
	switch {
	case err != nil:
		return model.Entry{}, err
	case len(c.folders) > 0, t.isDir && len(c.files) > 0:
		return model.Entry{}, fs.ErrExist
	case t.isDir:
		err = m.renameFolder(ctx, t, name)
	default:
		err = m.renameFile(ctx, t, name)
	}
	if err != nil {
		return model.Entry{}, err
	}
	it.Entry.Name = name
	if t.isDir {
		it.Entry.Name, it.Entry.ID = t.folder.name, t.folder.entry().ID
	} else {
		it.Entry.Name, it.Entry.ID = t.file.name, string(t.link())
	}
	return m.entryOf(ctx, t.dir.id, it.Entry.Name, it.Entry)
}

// entryOf returns the row of an entry as panes show it.
func (m *Mirror) entryOf(ctx context.Context, dir fichier.FolderID, name string, e model.Entry) (model.Entry, error) {
	c, err := m.knownNamed(ctx, dir, name)
	if err != nil {
		return e, err
	}
	for _, row := range c.entries() {
		if row.Kind == e.Kind && (row.ID == e.ID || e.ID == "") {
			return row, nil
		}
	}
	return e, nil
}

func (m *Mirror) renameFile(ctx context.Context, t *target, name string) error {
	link, kept := t.link(), name
	err := m.lost(ctx, t.dir.id, func(ctx context.Context) (bool, error) {
		c, err := m.knownNamed(ctx, t.dir.id, name)
		for _, r := range c.files {
			if r.link == t.file.link {
				return true, err
			}
		}
		return false, err
	}, func() error {
		done, err := m.api.Rename(ctx, []fichier.Renaming{{Link: link, Name: name}})
		switch {
		case err != nil:
			return err
		case len(done) == 0:
			return errLeft
		}
		kept = safeName(done[0].New, name)
		if done[0].Link != "" {
			link = done[0].Link
		}
		return nil
	})
	if err != nil {
		return err
	}
	return m.placeFile(ctx, t, t.dir.id, link, kept)
}

func (m *Mirror) renameFolder(ctx context.Context, t *target, name string) error {
	err := m.lost(ctx, t.dir.id, func(ctx context.Context) (bool, error) {
		row, err := m.row(ctx, t.folder.id)
		return row.name == name, err
	}, func() error { return m.api.RenameFolder(ctx, t.folder.id, t.dir.id, name) })
	if err != nil {
		return err
	}
	return m.placeFolder(ctx, t, t.dir.id, name)
}

// placeFile writes down that we gave a file a folder, a name and maybe a link.
func (m *Mirror) placeFile(ctx context.Context, t *target, to fichier.FolderID, link fichier.Link, name string) error {
	row := t.file
	row.link, row.name = packLink(link), name
	err := m.s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return m.placed(ctx, newWriter(tx), t.file.link, row, to)
	})
	t.file, t.done = row, true
	m.changed(ctx, t.dir.id, to)
	return err
}

// placed writes the row of a file, known as old before, into a folder.
func (m *Mirror) placed(ctx context.Context, w *writer, old string, row fileRow, to fichier.FolderID) error {
	until := time.Now().Add(m.grace)
	if row.link != old {
		if err := w.gone(ctx, old, until); err != nil {
			return err
		}
	}
	if err := w.putFile(ctx, to, row); err != nil {
		return err
	}
	return w.hold(ctx, row.link, to, true, until)
}

// gone writes down that we removed a file.
func (w *writer) gone(ctx context.Context, link string, until time.Time) error {
	if err := w.exec(ctx, "DELETE FROM files WHERE link = ?", link); err != nil {
		return err
	}
	return w.hold(ctx, link, noParent, false, until)
}

// placeFolder writes down that we gave a folder a parent and a name.
func (m *Mirror) placeFolder(ctx context.Context, t *target, to fichier.FolderID, name string) error {
	err := m.s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		w := newWriter(tx)
		const q = "UPDATE folders SET parent = ?, name = ? WHERE id = ?"
		if err := w.exec(ctx, q, to, name, t.folder.id); err != nil {
			return err
		}
		return w.hold(ctx, folderKey(t.folder.id), to, true, time.Now().Add(m.grace))
	})
	t.folder.parent, t.folder.name, t.done = to, name, true
	m.changed(ctx, t.dir.id, to)
	return err
}

// Move implements [model.Tree]. A folder whose name exists in to is refused with
// fs.ErrExist; an item that is there already is left alone.
func (m *Mirror) Move(ctx context.Context, items []model.Item, to model.Path) error {
	dest, err := m.folder(ctx, to, model.Auto)
	if err != nil {
		return pathError("move to", to, err)
	}
	ts, err := m.find(ctx, items)
	if err != nil {
		return err
	}
	for _, t := range ts {
		t.done = t.err == nil && t.dir.id == dest.id
	}
	files, folders := split(ts)
	m.moveFiles(ctx, files, dest.id)
	for i, t := range folders {
		if t.err = m.moveFolder(ctx, t, dest); t.err != nil && hopeless(ctx, t.err) {
			fail(folders[i+1:], t.err)
			break
		}
	}
	return outcome(ts)
}

func (m *Mirror) moveFiles(ctx context.Context, files []*target, to fichier.FolderID) {
	inBatches(ctx, files, func(ctx context.Context, ts []*target) error {
		return m.lost(ctx, to, func(ctx context.Context) (bool, error) { return m.arrived(ctx, ts, to) }, func() error {
			ts := stillOpen(ts)
			sent := links(ts)
			back, err := m.api.Move(ctx, sent, to)
			if errors.Is(err, fichier.ErrNoChange) {
				back, err = sent, nil
			}
			if err != nil {
				return err
			}
			return m.moved(ctx, ts, matchLinks(sent, back), to)
		})
	})
}

func links(ts []*target) []fichier.Link {
	all := make([]fichier.Link, len(ts))
	for i, t := range ts {
		all[i] = t.link()
	}
	return all
}

// moved writes down which files are in another folder now.
func (m *Mirror) moved(ctx context.Context, ts []*target, now map[fichier.Link]fichier.Link, to fichier.FolderID) error {
	dirs := []fichier.FolderID{to}
	rows := make(map[*target]fileRow, len(ts))
	for _, t := range ts {
		if link, ok := now[t.link()]; ok {
			row := t.file
			row.link = packLink(link)
			rows[t] = row
			dirs = append(dirs, t.dir.id)
		}
	}
	err := m.s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		w := newWriter(tx)
		for t, row := range rows {
			if err := m.placed(ctx, w, t.file.link, row, to); err != nil {
				return err
			}
		}
		return nil
	})
	for t, row := range rows {
		t.file, t.done = row, true
	}
	m.changed(ctx, dirs...)
	return err
}

// arrived marks those targets as done that a listing shows in the folder to, and
// reports whether all are.
func (m *Mirror) arrived(ctx context.Context, ts []*target, to fichier.FolderID) (bool, error) {
	all := true
	err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		all = true
		for _, t := range ts {
			_, in, err := fileByLink(ctx, tx, t.file.link)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			t.done = err == nil && in == to
			all = all && t.done
		}
		return nil
	})
	return all, err
}

func (m *Mirror) moveFolder(ctx context.Context, t *target, dest folderRow) error {
	var up []folderRow
	err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		up, err = chain(ctx, tx, dest.id)
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range up {
		if r.id == t.folder.id {
			return model.ErrInto
		}
	}
	c, err := m.named(ctx, dest, t.folder.name, model.Auto)
	if err != nil {
		return err
	}
	if len(c.folders) > 0 {
		return fs.ErrExist
	}
	err = m.lost(ctx, dest.id, func(ctx context.Context) (bool, error) {
		row, err := m.row(ctx, t.folder.id)
		return row.parent == dest.id, err
	}, func() error { return m.api.MoveFolder(ctx, t.folder.id, dest.id) })
	if err != nil {
		return err
	}
	return m.placeFolder(ctx, t, dest.id, t.folder.name)
}
