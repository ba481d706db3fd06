package mirror

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// Items returns rows by their entries' IDs, links of files and numbers of folders,
// in the order given and without those that are gone. It makes no call.
func (m *Mirror) Items(ctx context.Context, ids []string) (items []model.Item, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		items = nil
		l := lookup{tx: tx, r: newWriter(tx), paths: map[fichier.FolderID]model.Path{}}
		for _, id := range ids {
			it, err := l.item(ctx, id)
			switch {
			case errors.Is(err, sql.ErrNoRows):
				continue
			case err != nil:
				return err
			case !it.Dir.IsZero():
				items = append(items, it)
			}
		}
		return nil
	})
	return items, err
}

// lookup finds rows in one transaction.
type lookup struct {
	tx    *sql.Tx
	r     *writer
	paths map[fichier.FolderID]model.Path
}

func (l *lookup) item(ctx context.Context, id string) (model.Item, error) {
	if n, err := strconv.ParseInt(id, 10, 64); err == nil {
		row, err := folderByID(ctx, l.r, fichier.FolderID(n))
		if err != nil || row.parent < fichier.Root {
			return model.Item{}, err
		}
		dir, err := l.path(ctx, row.parent)
		return model.Item{Dir: dir, Entry: row.entry()}, err
	}
	row, folder, err := fileByLink(ctx, l.r, packLink(fichier.Link(id)))
	if err != nil {
		return model.Item{}, err
	}
	dir, err := l.path(ctx, folder)
	return model.Item{Dir: dir, Entry: row.entry()}, err
}

func (l *lookup) path(ctx context.Context, id fichier.FolderID) (p model.Path, err error) {
	p, ok := l.paths[id]
	if !ok {
		p, err = pathOf(ctx, l.tx, id)
		l.paths[id] = p
	}
	return p, err
}

// Count tells how many files and folders are known.
func (m *Mirror) Count(ctx context.Context) (n int, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		const q = "SELECT (SELECT count(*) FROM files) + (SELECT count(*) FROM folders WHERE parent >= 0)"
		return tx.QueryRowContext(ctx, q).Scan(&n)
	})
	return n, err
}

// Ages shows when the rows of every known folder were true, zero for one that was
// never listed, and whether the service holds more than it told. It makes no call.
func (m *Mirror) Ages(ctx context.Context, visit func(id fichier.FolderID, asOf time.Time, cut bool) error) error {
	return m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var id fichier.FolderID
		var asOf int64
		var cut int
		const q = "SELECT id, as_of, cut FROM folders WHERE parent <> ?"
		return each(ctx, tx, q, []any{limbo}, []any{&id, &asOf, &cut}, func() error {
			at := time.Time{}
			if asOf != 0 {
				at = time.Unix(0, asOf).UTC()
			}
			return visit(id, at, cut != cutNo)
		})
	})
}
