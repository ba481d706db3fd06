package mirror

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"onefm/model"
)

const (
	// keepChanges is how long a change is remembered.
	keepChanges = 100 * 24 * time.Hour
	// maxChanges is how many are: 100,000 take about 30 MB.
	maxChanges = 100_000
)

// ChangeKind says what happened to an entry of the account.
type ChangeKind uint8

// The kinds of changes.
const (
	Added    ChangeKind = iota
	Changed             // its size, checksum, protection or sharing
	Vanished            // removed, or expired
	Moved               // to another folder, renamed, or both

	changeKinds = iota
)

// Change is one thing that the mirror noticed about the account. A folder's change
// stands for all that it holds.
type Change struct {
	At    time.Time // when it was noticed, UTC: the service does not tell when it happened
	Kind  ChangeKind
	Path  model.Path  // where the entry is, or was when it vanished
	Was   model.Path  // Moved: where it was before; else no place
	Entry model.Entry // as it was noticed; as last known when it vanished
	Own   bool        // done by onefm on this machine, not found in a listing
}

// Changes returns what was noticed since a time, the newest first, limit changes
// at most (0: all). It goes back 100 days and 100,000 changes.
//
// What is known for the first time is no change, so the first listing of a folder
// adds nothing. What vanishes from one folder and is found in another was moved;
// what vanishes and is found where it was did neither: listings lag.
func (m *Mirror) Changes(ctx context.Context, since time.Time, limit int) (all []Change, err error) {
	if limit <= 0 {
		limit = -1
	}
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		all = nil
		const q = "SELECT at, kind, own, key, dir, name, was, rec FROM changes WHERE at >= ? ORDER BY at DESC, id DESC LIMIT ?"
		var c Change
		var at int64
		var key, dir, was, rec string
		return each(ctx, tx, q, []any{since.UnixNano(), limit}, []any{&at, &c.Kind, &c.Own, &key, &dir, &c.Entry.Name, &was, &rec}, func() error {
			var r record
			if _, err := r.unpack(rec); err != nil {
				return err
			}
			c.At = time.Unix(0, at).UTC()
			c.Entry = changedEntry(key, c.Entry.Name, r)
			c.Path, c.Was = model.AccountPath(dir).Child(c.Entry.Name), model.Path{}
			if was != "" {
				c.Was = model.AccountPath(was)
			}
			all = append(all, c)
			return nil
		})
	})
	return all, err
}

// changedEntry returns the entry of a change.
func changedEntry(key, name string, r record) model.Entry {
	if id, ok := strings.CutPrefix(key, "#"); ok {
		row := folderRow{name: name, flags: r.flags, created: r.date}
		e := row.entry()
		e.ID = id
		return e
	}
	row := fileRow{link: key, name: name, record: r}
	return row.entry()
}

// ChangeCounts sums up changes.
type ChangeCounts struct {
	Own, Others [changeKinds]int // by ChangeKind
	// Dropped is how many changes were forgotten for want of room, and Until when
	// the youngest of them was noticed: the counts lack what came before.
	Dropped int64
	Until   time.Time
}

// ChangeCounts counts what [Mirror.Changes] would return.
func (m *Mirror) ChangeCounts(ctx context.Context, since time.Time) (c ChangeCounts, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		c = ChangeCounts{}
		var kind, n int
		var own bool
		const q = "SELECT kind, own, count(*) FROM changes WHERE at >= ? GROUP BY kind, own"
		err := each(ctx, tx, q, []any{since.UnixNano()}, []any{&kind, &own, &n}, func() error {
			switch {
			case kind < 0 || kind >= changeKinds:
				return errRecord
			case own:
				c.Own[kind] = n
			default:
				c.Others[kind] = n
			}
			return nil
		})
		if err != nil {
			return err
		}
		n64, until, err := readDropped(ctx, tx)
		if until >= since.UnixNano() {
			c.Dropped, c.Until = n64, time.Unix(0, until).UTC()
		}
		return err
	})
	return c, err
}

// droppedKey is where it is kept how many changes were forgotten for want of room,
// and when the youngest of them was noticed.
const droppedKey = "dropped"

func readDropped(ctx context.Context, tx rower) (n, until int64, err error) {
	var b []byte
	err = tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", droppedKey).Scan(&b)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	n, used := binary.Varint(b)
	if err == nil && used > 0 {
		until, _ = binary.Varint(b[used:])
	}
	return n, until, err
}

// trim drops changes that are too old or too many.
func (w *writer) trim(ctx context.Context, now time.Time) error {
	if err := w.exec(ctx, "DELETE FROM changes WHERE at < ?", now.Add(-keepChanges).UnixNano()); err != nil {
		return err
	}
	var first, last int64
	const span = "SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM changes"
	if err := w.QueryRowContext(ctx, span).Scan(&first, &last); err != nil || last-first < maxChanges {
		return err
	}
	n, until, err := readDropped(ctx, w)
	if err != nil {
		return err
	}
	var more, youngest int64
	const old = "SELECT count(*), coalesce(max(at), 0) FROM changes WHERE id <= ?"
	if err := w.QueryRowContext(ctx, old, last-maxChanges).Scan(&more, &youngest); err != nil {
		return err
	}
	if err := w.exec(ctx, "DELETE FROM changes WHERE id <= ?", last-maxChanges); err != nil {
		return err
	}
	b := binary.AppendVarint(binary.AppendVarint(nil, n+more), max(until, youngest))
	return setMeta(ctx, w.tx, droppedKey, b)
}

// folderChangeRecord is what a change remembers of a folder.
func folderChangeRecord(r folderRow) record {
	return record{flags: r.flags, size: model.UnknownSize, date: r.created}
}
