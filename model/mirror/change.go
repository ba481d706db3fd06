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
	err := m.s.edit(ctx, func(ctx context.Context, w *writer) error {
		return m.placed(ctx, w, t.file.link, row, to)
	})
	t.file, t.done = row, true
	m.changed(ctx, t.dir.id, to)
	return err
}

// placed writes the row of a file, known as old before, into a folder.
func (m *Mirror) placed(ctx context.Context, w *writer, link string, row fileRow, to fichier.FolderID) error {
	until := time.Now().Add(m.grace)
	old, was, err := fileByLink(ctx, w, link)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		_, err = w.storeFile(ctx, to, row, own())
	case err == nil:
		err = w.replaceFile(ctx, was, old, to, row, own())
	}
	if err == nil && row.link != link {
		err = w.hold(ctx, link, noParent, false, until)
	}
	if err != nil {
		return err
	}
	return w.hold(ctx, row.link, to, true, until)
}

// gone writes down that we removed a file.
func (w *writer) gone(ctx context.Context, link string, until time.Time) error {
	_, in, err := fileByLink(ctx, w, link)
	if err == nil {
		err = w.dropFile(ctx, in, link, own())
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return w.hold(ctx, link, noParent, false, until)
}

// placeFolder writes down that we gave a folder a parent and a name.
func (m *Mirror) placeFolder(ctx context.Context, t *target, to fichier.FolderID, name string) error {
	err := m.s.edit(ctx, func(ctx context.Context, w *writer) error {
		row, err := folderByID(ctx, w, t.folder.id)
		if errors.Is(err, sql.ErrNoRows) {
			row, err = t.folder, nil
		}
		if err != nil {
			return err
		}
		row.parent, row.name = to, name
		if _, err := w.storeFolder(ctx, row, own()); err != nil {
			return err
		}
		return w.hold(ctx, folderKey(row.id), to, true, time.Now().Add(m.grace))
	})
	t.folder.parent, t.folder.name, t.done = to, name, true
	m.changed(ctx, t.dir.id, to)
	return err
}
