package mirror

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"onefm/fichier"
	"onefm/model"
)

// rower reads one row: a transaction or a [writer].
type rower interface {
	QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row
}

// rowsReader reads rows: a transaction or a [writer].
type rowsReader interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

// folderColumns are what is read of a folder.
const folderColumns = "id, parent, name, flags, created, public, as_of, next, stale, total, cut, scan, step, scanned"

// namedFolder finds the folder of a name. Should there be several it is always the
// same one: the oldest.
const namedFolder = "SELECT " + folderColumns + " FROM folders WHERE parent = ? AND name = ? ORDER BY id LIMIT 1"

// columns returns where folderColumns go.
func (r *folderRow) columns() []any {
	return []any{
		&r.id, &r.parent, &r.name, &r.flags, &r.created, &r.public,
		&r.asOf, &r.next, &r.stale, &r.total, &r.cut, &r.scan, &r.step, &r.scanned,
	}
}

// folderByID returns a folder's row, or sql.ErrNoRows.
func folderByID(ctx context.Context, tx rower, id fichier.FolderID) (r folderRow, err error) {
	const q = "SELECT " + folderColumns + " FROM folders WHERE id = ?"
	err = tx.QueryRowContext(ctx, q, id).Scan(r.columns()...)
	return r, err
}

// folders reads the rows for which a condition holds.
func folders(ctx context.Context, tx rowsReader, where string, args ...any) (rows []folderRow, err error) {
	var r folderRow
	q := "SELECT " + folderColumns + " FROM folders WHERE " + where
	err = each(ctx, tx, q, args, r.columns(), func() error {
		rows = append(rows, r)
		return nil
	})
	return rows, err
}

// files reads the rows for which a condition holds.
func files(ctx context.Context, tx rowsReader, where string, args ...any) (rows []fileRow, err error) {
	var r fileRow
	var rec sql.RawBytes
	q := "SELECT link, name, rec FROM files WHERE " + where
	err = each(ctx, tx, q, args, []any{&r.link, &r.name, &rec}, func() (err error) {
		_, err = r.unpack(string(rec))
		rows = append(rows, r)
		return err
	})
	return rows, err
}

// fileByLink returns a file's row and its folder, or sql.ErrNoRows.
func fileByLink(ctx context.Context, tx rower, link string) (r fileRow, folder fichier.FolderID, err error) {
	var rec string
	const q = "SELECT folder, link, name, rec FROM files WHERE link = ?"
	if err = tx.QueryRowContext(ctx, q, link).Scan(&folder, &r.link, &r.name, &rec); err != nil {
		return r, 0, err
	}
	_, err = r.unpack(rec)
	return r, folder, err
}

// each runs a query and calls f for every row, when its columns are in dest.
func each(ctx context.Context, tx rowsReader, q string, args, dest []any, f func() error) error {
	rows, err := tx.QueryContext(ctx, q, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if err := f(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// chain returns the ids from a folder up to the root, itself first. Parents that
// run in a circle end it.
func chain(ctx context.Context, tx rower, id fichier.FolderID) ([]folderRow, error) {
	var up []folderRow
	for id >= 0 {
		if slices.ContainsFunc(up, func(r folderRow) bool { return r.id == id }) {
			break
		}
		r, err := folderByID(ctx, tx, id)
		if errors.Is(err, sql.ErrNoRows) {
			break
		}
		if err != nil {
			return nil, err
		}
		up = append(up, r)
		id = r.parent
	}
	return up, nil
}

// pathOf returns the path of a folder; the zero path when it hangs on nothing.
func pathOf(ctx context.Context, tx rower, id fichier.FolderID) (model.Path, error) {
	up, err := chain(ctx, tx, id)
	if err != nil || len(up) == 0 || up[len(up)-1].id != fichier.Root {
		return model.Path{}, err
	}
	p := model.AccountPath("/")
	for _, r := range slices.Backward(up[:len(up)-1]) {
		p = p.Child(r.name)
	}
	return p, nil
}
