package mirror

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// Items returns rows by their entries' IDs, links of files and numbers of folders,
// in the order given and without those that are gone. It makes no call.
func (m *Mirror) Items(ctx context.Context, ids []string) (items []model.Item, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		l := lookup{r: newWriter(tx), folders: map[fichier.FolderID]folderRow{}}
		items, err = l.items(ctx, ids)
		return err
	})
	return items, err
}

// lookup finds many rows in one transaction. A statement for each would take longer
// than all else, so rows are asked for by the hundred.
type lookup struct {
	r       *writer
	folders map[fichier.FolderID]folderRow // and those above them
}

// inOne is how many rows one statement asks for.
const inOne = 100

func (l *lookup) items(ctx context.Context, ids []string) ([]model.Item, error) {
	type place struct {
		folder fichier.FolderID
		entry  model.Entry
	}
	places := make(map[string]place, len(ids))
	var links []any
	var numbers, above []fichier.FolderID
	for _, id := range ids {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			numbers = append(numbers, fichier.FolderID(n))
		} else {
			links = append(links, packLink(fichier.Link(id)))
		}
	}
	err := inParts("SELECT folder, link, name, rec FROM files WHERE link", links, func(q string, args []any) error {
		var r fileRow
		var rec string
		var folder fichier.FolderID
		return each(ctx, l.r, q, args, []any{&folder, &r.link, &r.name, &rec}, func() error {
			_, err := r.unpack(rec)
			e := r.entry()
			places[e.ID] = place{folder, e}
			above = append(above, folder)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	if err := l.climb(ctx, append(above, numbers...)); err != nil {
		return nil, err
	}
	for _, n := range numbers {
		if r, ok := l.folders[n]; ok {
			e := r.entry()
			places[e.ID] = place{r.parent, e}
		}
	}
	items := make([]model.Item, 0, len(ids))
	for _, id := range ids {
		p, ok := places[id]
		if dir := l.path(p.folder, 0); ok && !dir.IsZero() {
			items = append(items, model.Item{Dir: dir, Entry: p.entry})
		}
	}
	return items, nil
}

// inParts calls f with a query for some keys after the others.
func inParts(q string, keys []any, f func(q string, args []any) error) error {
	for len(keys) > 0 {
		part := keys[:min(inOne, len(keys))]
		keys = keys[len(part):]
		if err := f(q+" IN (?"+strings.Repeat(",?", len(part)-1)+")", part); err != nil {
			return err
		}
	}
	return nil
}

// climb learns folders and all above them, a level at a time.
func (l *lookup) climb(ctx context.Context, ids []fichier.FolderID) error {
	for len(ids) > 0 {
		slices.Sort(ids)
		var keys []any
		for _, id := range slices.Compact(ids) {
			keys = append(keys, id)
		}
		ids = nil
		err := inParts("SELECT "+folderColumns+" FROM folders WHERE id", keys, func(q string, args []any) error {
			var r folderRow
			return each(ctx, l.r, q, args, r.columns(), func() error {
				l.folders[r.id] = r
				ids = append(ids, r.parent)
				return nil
			})
		})
		if err != nil {
			return err
		}
		ids = slices.DeleteFunc(ids, func(id fichier.FolderID) bool {
			_, known := l.folders[id]
			return known || id < fichier.Root
		})
	}
	return nil
}

// path returns the path of a folder that was learned; none when it hangs on nothing.
func (l *lookup) path(id fichier.FolderID, depth int) model.Path {
	if id == fichier.Root {
		return model.AccountPath("/")
	}
	r, ok := l.folders[id]
	if !ok || depth > len(l.folders) {
		return model.Path{}
	}
	return l.path(r.parent, depth+1).Child(r.name)
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
