package mirror

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"onefm/fichier"
	"onefm/model"
)

// HasSize reports whether the mirror knows a file of exactly size bytes whose
// checksum it knows. Files in the trash don't count. It takes microseconds.
func (m *Mirror) HasSize(ctx context.Context, size int64) (found bool, err error) {
	err = m.sameBytes(ctx, size, nil, func(model.Item) bool {
		found = true
		return false
	})
	return found, err
}

// BySum returns the known files of exactly these bytes, the newest first, without
// those in the trash. sum is a Whirlpool, 128 hex digits; anything else finds
// nothing.
func (m *Mirror) BySum(ctx context.Context, size int64, sum string) (items []model.Item, err error) {
	d := parseDigest(sum)
	if d == (digest{}) {
		return nil, nil
	}
	err = m.sameBytes(ctx, size, d[:], func(it model.Item) bool {
		items = append(items, it)
		return true
	})
	slices.SortStableFunc(items, func(a, b model.Item) int { return b.Entry.Time.Compare(a.Entry.Time) })
	return items, err
}

// The questions that the index files_bytes answers.
const (
	sameSize = "SELECT folder, link, name, rec FROM files WHERE length(rec) > 64 AND substr(rec, 4, 8) = ?"
	sameSum  = " AND substr(rec, 17, 4) = ?"
)

// sumStart is how many bytes of a checksum are in the index files_bytes.
const sumStart = 4

// sameBytes calls f for the known files of a size, and of a checksum unless that is
// nil, until it returns false.
func (m *Mirror) sameBytes(ctx context.Context, size int64, sum []byte, f func(model.Item) bool) error {
	q := sameSize
	args := []any{binary.BigEndian.AppendUint64(nil, uint64(size))}
	if sum != nil {
		q += sameSum
		args = append(args, sum[:sumStart])
	}
	want := hex.EncodeToString(sum)
	var found []model.Item
	err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		found = nil
		rows, err := tx.QueryContext(ctx, q+" LIMIT ?", append(args, maxSame)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		var dirs []fichier.FolderID
		for rows.Next() {
			var r fileRow
			var dir fichier.FolderID
			var rec string
			if err := rows.Scan(&dir, &r.link, &r.name, &rec); err != nil {
				return err
			}
			if _, err := r.unpack(rec); err != nil {
				return err
			}
			if e := r.entry(); sum == nil || e.Sum == want {
				found, dirs = append(found, model.Item{Entry: e}), append(dirs, dir)
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
		w := newWriter(tx)
		for i, dir := range dirs {
			if found[i].Dir, err = w.pathOf(ctx, dir); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	trash := model.AccountPath(TrashDir)
	for _, it := range found {
		if !it.Dir.IsZero() && !trash.Contains(it.Dir) && !f(it) {
			break
		}
	}
	return nil
}

// maxSame bounds how many files of one size are looked at.
const maxSame = 1_000
