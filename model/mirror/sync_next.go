package mirror

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"time"

	"onefm/fichier"
)

// frontier is how many folders are looked up at once that are to be listed.
const frontier = 256

// next returns a folder to list now; or how long to wait before there may be one:
// -1 for ever, unless a listing that is under way brings some.
func (w *accountWalk) next(ctx context.Context) (fichier.FolderID, time.Duration, error) {
	if wait := w.m.probeIn(); wait > 0 {
		return 0, wait, nil
	}
	for again := true; ; again = false {
		for len(w.todo) > 0 {
			id := w.todo[0]
			w.todo = w.todo[1:]
			s := w.state[id]
			if s != nil && (s.busy || s.err != nil || time.Until(s.until) > 0) {
				continue
			}
			row, err := w.m.row(ctx, id)
			if errors.Is(err, fs.ErrNotExist) || err == nil && !w.wants(row) {
				continue // it is gone, or somebody else was quicker
			}
			if err != nil {
				return 0, 0, err
			}
			next, err := w.m.next(ctx, row)
			if err != nil {
				return 0, 0, err
			}
			if time.Until(next) <= 0 {
				return id, 0, nil
			}
			w.state[id] = &walkState{until: next, tries: w.tries(id)}
		}
		if !again {
			break
		}
		if err := w.refill(ctx); err != nil {
			return 0, 0, err
		}
	}
	wait := time.Duration(-1)
	for _, s := range w.state {
		if d := time.Until(s.until); s.err == nil && !s.busy && (wait < 0 || d < wait) {
			wait = max(d, glance)
		}
	}
	return 0, wait, nil
}

// wants reports whether a folder is to be listed.
func (w *accountWalk) wants(row folderRow) bool {
	return row.asOf == 0 || row.cut == cutYet || row.asOf < w.older()
}

// older returns the age of rows that are too old; 0 when none are.
func (w *accountWalk) older() int64 {
	if w.o.Older <= 0 {
		return 0
	}
	return w.began.Add(-w.o.Older).UnixNano()
}

// refill looks for folders that are to be listed, those first that nobody knows.
func (w *accountWalk) refill(ctx context.Context) error {
	rows, err := w.m.unlisted(ctx, frontier+len(w.state))
	if err != nil {
		return err
	}
	for _, r := range rows {
		w.todo = append(w.todo, r.id)
	}
	if len(rows) >= frontier {
		return nil
	}
	if err := w.refillKnown(ctx); err != nil {
		return err
	}
	left := map[fichier.FolderID]bool{}
	for _, id := range w.todo {
		left[id] = true
	}
	for id, s := range w.state {
		if !s.busy && s.err == nil && !left[id] {
			delete(w.state, id) // listed by somebody else
		}
	}
	return nil
}

// refillKnown looks for folders whose rows are too old or not all.
func (w *accountWalk) refillKnown(ctx context.Context) error {
	return w.m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		const q = "(parent >= 0 OR id = 0) AND as_of != 0 AND (cut = ? OR as_of < ?) ORDER BY as_of LIMIT ?"
		rows, err := folders(ctx, tx, q, cutYet, w.older(), frontier+len(w.state))
		if err != nil {
			return err
		}
		for _, r := range rows {
			if p, err := pathOf(ctx, tx, r.id); err != nil {
				return err
			} else if !p.IsZero() {
				w.todo = append(w.todo, r.id)
			}
		}
		return nil
	})
}

// unlisted returns some of the folders that were never listed, the root first.
func (m *Mirror) unlisted(ctx context.Context, limit int) (found []folderRow, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		found = nil
		rows, err := folders(ctx, tx, "as_of = 0 AND (parent >= 0 OR id = 0) ORDER BY id LIMIT ?", limit)
		for _, r := range rows {
			p, err := pathOf(ctx, tx, r.id)
			if err != nil {
				return err
			}
			if !p.IsZero() { // else it hangs on something that is gone
				found = append(found, r)
			}
		}
		return err
	})
	return found, err
}

// probeIn returns how long to leave a line alone that does not work; 0 when it
// does, or may by now.
func (m *Mirror) probeIn() time.Duration {
	d := m.live.mood()
	if d.probe.IsZero() {
		return 0
	}
	return max(d.probe.Sub(d.now), 0)
}
