package mirror

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"strconv"

	"onefm/fichier"
	"onefm/model"
)

// target is an item that something is to be done to, with what the mirror holds of
// it and what came of it.
type target struct {
	item   model.Item
	dir    folderRow
	folder folderRow // a folder's row
	file   fileRow   // a file's row
	isDir  bool
	err    error // why nothing can be, or was, done to it
	done   bool
}

func (t *target) link() fichier.Link { return unpackLink(t.file.link) }

// open reports whether something is still to be done to the target.
func (t *target) open() bool { return t.err == nil && !t.done }

// find looks up items. One that is not where the caller saw it has an error.
func (m *Mirror) find(ctx context.Context, items []model.Item) ([]*target, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	all := make([]*target, len(items))
	byDir := map[model.Path][]*target{}
	var dirs []model.Path
	for i, it := range items {
		all[i] = &target{item: it, isDir: it.Entry.Kind == model.Folder}
		if byDir[it.Dir] == nil {
			dirs = append(dirs, it.Dir)
		}
		byDir[it.Dir] = append(byDir[it.Dir], all[i])
	}
	for _, dir := range dirs {
		m.findIn(ctx, dir, byDir[dir])
	}
	return all, ctx.Err()
}

// findIn looks up items of one folder, which it lists when an item is not known
// and the folder is due.
func (m *Mirror) findIn(ctx context.Context, dir model.Path, ts []*target) {
	row, err := m.folder(ctx, dir, model.Auto)
	if err == nil {
		err = m.lookUp(ctx, row, ts)
	}
	missing := errors.Is(err, fs.ErrNotExist) && row.id >= 0
	if missing {
		ask, dueErr := m.due(ctx, row, model.Auto)
		switch {
		case dueErr != nil:
			err = dueErr
		case ask:
			if err = m.refreshOr(ctx, row); err == nil {
				err = m.lookUp(ctx, row, ts)
			}
		}
	}
	for _, t := range ts {
		if t.done {
			t.done = false // found
			continue
		}
		t.err = err
	}
}

// lookUp fills targets of one folder; those that are found are done. It returns
// fs.ErrNotExist when one is not.
func (m *Mirror) lookUp(ctx context.Context, dir folderRow, ts []*target) error {
	var missing error
	err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		missing = nil
		for _, t := range ts {
			t.dir = dir
			found, err := t.lookUp(ctx, tx)
			if err != nil {
				return err
			}
			if t.done = found; !found {
				missing = fs.ErrNotExist
			}
		}
		return nil
	})
	return errors.Join(err, missing)
}

// lookUp finds the row of the item where the caller saw it: by its ID, or by its
// name when it has none.
func (t *target) lookUp(ctx context.Context, tx *sql.Tx) (bool, error) {
	e := t.item.Entry
	if e.ID == "" {
		c, err := readNamed(ctx, tx, t.dir.id, e.Name)
		switch {
		case err != nil || t.isDir && len(c.folders) == 0 || !t.isDir && len(c.files) == 0:
			return false, err
		case t.isDir:
			t.folder = c.folders[0]
		default:
			t.file = c.files[0]
		}
		return true, nil
	}
	var in fichier.FolderID
	var name string
	var err error
	if t.isDir {
		id, ok := folderID(e)
		if !ok {
			return false, nil // an id of something else: it is not here
		}
		t.folder, err = folderByID(ctx, tx, id)
		in, name = t.folder.parent, t.folder.name
	} else {
		t.file, in, err = fileByLink(ctx, tx, packLink(fichier.Link(e.ID)))
		name = t.file.name
	}
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return in == t.dir.id && name == e.Name, err
}

// folderID returns the id of a folder's entry.
func folderID(e model.Entry) (fichier.FolderID, bool) {
	id, err := strconv.ParseInt(e.ID, 10, 64)
	return fichier.FolderID(id), err == nil
}

// outcome returns what failed, in the order of the items.
func outcome(ts []*target) error {
	var failed *model.ItemsError
	for _, t := range ts {
		if t.err != nil {
			failed = model.Fail(failed, t.item, t.err)
		}
	}
	return failed.OrNil()
}

// split returns the targets to which something is to be done, files and folders
// apart.
func split(ts []*target) (files, folders []*target) {
	for _, t := range ts {
		switch {
		case !t.open():
		case t.isDir:
			folders = append(folders, t)
		default:
			files = append(files, t)
		}
	}
	return files, folders
}
