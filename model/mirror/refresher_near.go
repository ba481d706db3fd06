package mirror

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// nearby returns the folders that people are likely to look at next: the one at
// the cursor, those above, those recently visited, and the latest ones in and
// beside the open ones that were never listed.
func (m *Mirror) nearby(ctx context.Context, d mood) ([]folderRow, error) {
	if d.idle >= lingers {
		return nil, nil
	}
	near := slices.Clone(d.likely)
	for _, p := range d.wanted {
		for !p.IsRoot() {
			p = p.Parent()
			near = append(near, p)
		}
	}
	near = append(near, d.recent...)
	places, err := m.locate(ctx, append(near, d.wanted...))
	if err != nil {
		return nil, err
	}
	var rows []folderRow
	for i, p := range places {
		switch {
		case !p.whole && p.row.asOf != 0: // there is no such folder
		case i < len(near):
			rows = append(rows, p.row)
		case p.whole:
			kin, err := m.kin(ctx, p.row)
			if err != nil {
				return nil, err
			}
			rows = append(rows, kin...)
		}
	}
	return rows, nil
}

// place is what is known of a path.
type place struct {
	row   folderRow // of the folder, or the last one on the way that is known
	whole bool      // it is the folder itself
}

// locate finds folders, all in one look.
func (m *Mirror) locate(ctx context.Context, paths []model.Path) (found []place, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		r := newWriter(tx)
		root, err := folderByID(ctx, r, fichier.Root)
		if err != nil {
			return err
		}
		found = found[:0]
		for _, p := range paths {
			at := place{row: root, whole: true}
			for name := range strings.SplitSeq(strings.Trim(p.Name(), "/"), "/") {
				if name == "" {
					break
				}
				var sub folderRow
				err := r.QueryRowContext(ctx, namedFolder, at.row.id, name).Scan(sub.columns()...)
				if errors.Is(err, sql.ErrNoRows) {
					at.whole = false
					break
				}
				if err != nil {
					return err
				}
				at.row = sub
			}
			found = append(found, at)
		}
		return nil
	})
	return found, err
}

// worth reports whether a neighbour may be asked for and is old enough.
func (m *Mirror) worth(ctx context.Context, row folderRow, d mood) (bool, error) {
	p := m.paceOf(row.id)
	age := d.now.Sub(time.Unix(0, row.asOf))
	if p.notYet.After(d.now) || row.asOf != 0 && age >= 0 && age < max(nearAge, 4*p.every) && row.cut != cutYet {
		return false, nil
	}
	next, err := m.next(ctx, row)
	return !next.After(d.now), err
}

// kin returns the latest folders in a folder and beside it that were never listed.
func (m *Mirror) kin(ctx context.Context, of folderRow) (rows []folderRow, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		const latest = "parent = ? AND as_of = 0 ORDER BY created DESC, id DESC LIMIT ?"
		rows, err = folders(ctx, tx, latest, of.id, kin)
		if err != nil || of.id == fichier.Root {
			return err
		}
		more, err := folders(ctx, tx, latest, of.parent, kin)
		rows = append(rows, more...)
		return err
	})
	return rows, err
}

// beyond returns folders that were never listed, so that in time the whole account
// can be searched.
func (m *Mirror) beyond(ctx context.Context, d mood) ([]folderRow, error) {
	if d.idle >= strolls || d.walks > 0 {
		return nil, m.syncing(ctx, false)
	}
	rows, err := m.unlisted(ctx, frontier)
	if err != nil {
		return nil, err
	}
	return rows, m.syncing(ctx, len(rows) > 0)
}
