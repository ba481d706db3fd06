package mirror

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"strings"

	"onefm/fichier"
	"onefm/model"
)

// folder returns the row of the folder p. Unknown folders on the way are listed,
// one call each; with Cached they are ErrUnknown. A name that a known folder lacks
// costs a call too when that folder is due.
func (m *Mirror) folder(ctx context.Context, p model.Path, f model.Freshness) (folderRow, error) {
	if err := ctx.Err(); err != nil {
		return folderRow{}, err
	}
	if p.Side() != model.Account || p.IsZero() {
		return folderRow{}, fs.ErrInvalid
	}
	row, rest, err := m.descend(ctx, p)
	for _, name := range rest {
		if err != nil {
			break
		}
		row, err = m.child(ctx, row, name, f)
	}
	return row, err
}

// descend follows p from the root as far as folders are known, and returns the
// last one with the names that are left.
func (m *Mirror) descend(ctx context.Context, p model.Path) (row folderRow, rest []string, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		rest = nil
		if !p.IsRoot() {
			rest = strings.Split(strings.Trim(p.Name(), "/"), "/")
		}
		if row, err = folderByID(ctx, tx, fichier.Root); err != nil {
			return err
		}
		r := newWriter(tx)
		for len(rest) > 0 {
			var sub folderRow
			err := r.QueryRowContext(ctx, namedFolder, row.id, rest[0]).Scan(sub.columns()...)
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			if err != nil {
				return err
			}
			row, rest = sub, rest[1:]
		}
		return nil
	})
	return row, rest, err
}

// child returns the folder of a name in parent: fs.ErrNotExist when there is none,
// ErrNotFolder when there is a file.
func (m *Mirror) child(ctx context.Context, parent folderRow, name string, f model.Freshness) (folderRow, error) {
	c, err := m.named(ctx, parent, name, f)
	switch {
	case err != nil:
		return folderRow{}, err
	case len(c.folders) > 0:
		return c.folders[0], nil
	case len(c.files) > 0:
		return folderRow{}, model.ErrNotFolder
	}
	return folderRow{}, fs.ErrNotExist
}

// named returns what bears a name in parent, which may be nothing. It asks the
// service when nothing is known of the name and the folder is due.
func (m *Mirror) named(ctx context.Context, parent folderRow, name string, f model.Freshness) (content, error) {
	c, err := m.knownNamed(ctx, parent.id, name)
	if err != nil || len(c.folders)+len(c.files) > 0 {
		return c, err
	}
	if f == model.Cached && c.folder.asOf == 0 {
		return c, model.ErrUnknown
	}
	ask, err := m.due(ctx, c.folder, min(f, model.Auto))
	if err != nil || !ask {
		return c, err
	}
	if err := m.refreshOr(ctx, c.folder); err != nil {
		return c, err
	}
	return m.knownNamed(ctx, parent.id, name)
}

// refreshOr asks for a folder. That it was too soon is no error when its rows are
// known, or are about to be by the doing of another process.
func (m *Mirror) refreshOr(ctx context.Context, row folderRow) error {
	err := m.refresh(ctx, row.id)
	if !errors.Is(err, fichier.ErrTooSoon) {
		return err
	}
	if row.asOf != 0 {
		return nil
	}
	return m.await(ctx, row.id, err)
}

// knownNamed returns what the mirror holds of a name in a folder.
func (m *Mirror) knownNamed(ctx context.Context, id fichier.FolderID, name string) (c content, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		c, err = readNamed(ctx, tx, id, name)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = fs.ErrNotExist
	}
	return c, err
}

// Stat implements [model.Tree]. Of a folder and files of one name it returns the
// folder.
func (m *Mirror) Stat(ctx context.Context, p model.Path) (model.Entry, error) {
	if !p.IsZero() && p.IsRoot() {
		row, err := m.folder(ctx, p, model.Cached)
		e := row.entry()
		e.Name = p.Base()
		return e, pathError("stat", p, err)
	}
	dir, err := m.folder(ctx, p.Parent(), model.Auto)
	if err != nil {
		return model.Entry{}, pathError("stat", p, err)
	}
	c, err := m.named(ctx, dir, p.Base(), model.Auto)
	if err != nil {
		return model.Entry{}, pathError("stat", p, err)
	}
	entries := c.entries()
	if len(entries) == 0 {
		return model.Entry{}, pathError("stat", p, fs.ErrNotExist)
	}
	best := entries[0]
	for _, e := range entries {
		if best.Kind != model.Folder && e.Time.After(best.Time) {
			best = e
		}
	}
	return best, nil
}

// FolderID returns the id of the folder p, or fs.ErrNotExist. Folders on the way
// that were never listed are, one call each.
func (m *Mirror) FolderID(ctx context.Context, p model.Path) (fichier.FolderID, error) {
	row, err := m.folder(ctx, p, model.Auto)
	return row.id, pathError("find folder", p, err)
}
