package mirror

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"

	"onefm/fichier"
	"onefm/model"
)

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
	err := m.s.edit(ctx, func(ctx context.Context, w *writer) error {
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
