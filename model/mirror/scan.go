package mirror

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"onefm/fichier"
)

// How much of a folder's files is known (folders.cut).
const (
	cutNo     = iota // all
	cutYet           // not all; windows of time are being asked for
	cutAlways        // not all, and windows can't tell the rest
)

// rescan is how long the end of a walk through all windows counts.
const rescan = 10 * time.Minute

// completeness judges a listing that holds as many files as one answer can. The
// service does not say whether there are more; what it says of the folder's number
// of files may tell, or a walk through windows of time a moment ago.
func (m *Mirror) completeness(ctx context.Context, row folderRow, f fichier.Folder, a answer) (int, error) {
	var have int64
	err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "SELECT count(*) FROM files WHERE folder = ?", row.id).Scan(&have)
	})
	told := f.Count > int64(m.full)
	walked := a.asked.Sub(time.Unix(0, row.scanned))
	switch {
	case err != nil:
		return cutYet, err
	case told && have == f.Count:
		return cutNo, nil
	case told && have != f.Count && row.total == f.Count && row.cut == cutAlways,
		!told && row.scanned != 0 && walked >= 0 && walked < rescan:
		return row.cut, nil
	}
	return cutYet, nil
}

// window is a span of upload times, in seconds since 1970; 0 is no bound.
type window struct{ from, to int64 }

// span returns the window to ask for next: what a guess says, but not more than
// row.step after a window was too wide.
func span(row folderRow, g guess, full int) window {
	w := g.window(row.scan, full)
	if end := row.scan + row.step - 1; row.step > 0 && (w.to == 0 || w.to > end) {
		w.to = end
	}
	return w
}

// narrower returns a step for a part of a window whose answer was full, 0 when there
// is none. dates are those of the files that are known in it. The part ends where
// three quarters of these are passed, the second time at half of them, should the
// service tell the latest ones or the like and not just any.
func narrower(w window, dates []int64, g guess, again bool, full int) int64 {
	if w.to != 0 && w.to <= w.from || len(dates) == 0 {
		return 0
	}
	at := len(dates) * 3 / 4
	if again {
		at = len(dates) / 2
	}
	end := dates[at] - 1
	if w.to != 0 {
		end = min(end, w.to-1)
	}
	if next := g.window(w.from, full); next.to != 0 {
		end = min(end, next.to)
	}
	return max(end, w.from) - w.from + 1
}

// within returns those of ascending dates that lie in a window.
func (w window) within(dates []int64) []int64 {
	first, _ := slices.BinarySearch(dates, w.from)
	last := len(dates)
	if w.to != 0 {
		last, _ = slices.BinarySearch(dates, w.to+1)
	}
	return dates[first:max(first, last)]
}

// options asks for the files of a window. Whether the bounds belong to it is not
// documented, so a second more is asked for at each end: the bounds themselves are
// then told in any case.
func (w window) options() (o fichier.FilesOptions) {
	if w.from != 0 {
		o.SentAfter = time.Unix(w.from-1, 0)
	}
	if w.to != 0 {
		o.SentBefore = time.Unix(w.to+1, 0)
	}
	return o
}

// fetchWindow asks for the files of the next window of a folder that holds more
// than one answer tells.
func (m *Mirror) fetchWindow(ctx context.Context, row folderRow) (bool, error) {
	before, err := m.dates(ctx, row.id)
	if err != nil {
		return false, err
	}
	g, err := m.guess(ctx, row, before)
	if err != nil {
		return false, err
	}
	w := span(row, g, m.full)
	start := time.Now()
	files, err := m.window(ctx, row.id, w.options())
	if err != nil {
		return false, m.refused(ctx, row, err)
	}
	full := len(files) >= m.full
	a := answer{
		folder: row.id, asked: start, files: files,
		allFiles: !full, from: w.from, to: w.to,
	}
	changed, others, err := m.merge(ctx, a)
	if err != nil {
		return changed, err
	}
	if changed {
		others = append(others, row.id)
	}
	defer m.changed(ctx, others...)
	after, err := m.dates(ctx, row.id)
	if err != nil {
		return changed, err
	}
	if full {
		told := w.within(datesOf(files))
		g = g.learnFull(w, w.within(before), w.within(after), told, m.told(row) > 0)
		if step := narrower(w, w.within(after), g, row.step > 0, m.full); step > 0 {
			return changed, m.scanAt(ctx, row, row.scan, step, g)
		}
		row.scanned = -1 // more files in one second than an answer can tell
	} else {
		g.learn(w, after, m.told(row), m.full)
	}
	return changed, m.windowDone(ctx, row, w, a, g)
}

// window makes the call for one window. The service lets a folder be listed once in
// 30 s by either endpoint, so it counts under both rules.
func (m *Mirror) window(ctx context.Context, id fichier.FolderID, o fichier.FilesOptions) ([]fichier.File, error) {
	rules := []fichier.Rule{fichier.ListRule(id)}
	at := time.Now()
	next, ok, err := m.ledger.Take(ctx, at, rules)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, tooSoon(id, next.Sub(at))
	}
	files, err := m.api.Files(ctx, id, o)
	if errors.Is(err, fichier.ErrTooSoon) {
		err = errors.Join(err, m.ledger.Refund(ctx, at, rules))
	}
	return files, err
}

func tooSoon(id fichier.FolderID, wait time.Duration) error {
	return &fichier.Error{Op: fmt.Sprintf("list folder %d", id), Kind: fichier.ErrTooSoon, RetryAfter: wait}
}

// windowDone notes that the walk has passed a window.
func (m *Mirror) windowDone(ctx context.Context, row folderRow, w window, a answer, g guess) error {
	if w.to != 0 {
		return m.scanAt(ctx, row, w.to+1, 0, g)
	}
	cut, scanned := cutNo, a.asked.UnixNano()
	if row.scanned < 0 {
		cut = cutAlways
	}
	return m.s.edit(ctx, func(ctx context.Context, w *writer) error {
		w.touch(row.id)
		if err := w.exec(ctx, "DELETE FROM meta WHERE key = ?", guessKey(row.id)); err != nil {
			return err
		}
		return w.exec(ctx, "UPDATE folders SET cut = ?, scan = 0, step = 0, scanned = ? WHERE id = ?",
			cut, scanned, row.id)
	})
}

// scanAt notes how far the walk is. A negative scanned remembers that a window
// could not be told whole.
func (m *Mirror) scanAt(ctx context.Context, row folderRow, at, step int64, g guess) error {
	return m.s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := setMeta(ctx, tx, guessKey(row.id), g[g.from(at):].pack()); err != nil {
			return err
		}
		const q = "UPDATE folders SET scan = ?, step = ?, scanned = ? WHERE id = ?"
		_, err := tx.ExecContext(ctx, q, at, step, row.scanned, row.id)
		return err
	})
}

func guessKey(id fichier.FolderID) string { return fmt.Sprintf("walk/%d", id) }

// guess returns what is believed of a folder, at first from the files that are known.
func (m *Mirror) guess(ctx context.Context, row folderRow, dates []int64) (guess, error) {
	var b []byte
	if row.scan != 0 || row.step != 0 {
		err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
			return tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", guessKey(row.id)).Scan(&b)
		})
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
	}
	if g := unpackGuess(b); g != nil {
		return g, nil
	}
	total := float64(m.told(row))
	if total == 0 {
		total = 2 * float64(len(dates)) // assume as many unknown ones
	}
	return newGuess(dates, max(total, float64(len(dates)))), nil
}

// told returns how many files a folder holds as the service told, 0 when it did not:
// then it gives the number of those in its answer.
func (m *Mirror) told(row folderRow) int64 {
	if row.total <= int64(m.full) {
		return 0
	}
	return row.total
}

// datesOf returns when files were sent, in ascending order.
func datesOf(files []fichier.File) []int64 {
	dates := make([]int64, 0, len(files))
	for _, f := range files {
		dates = append(dates, f.Date.Unix())
	}
	slices.Sort(dates)
	return dates
}

// dates returns when the known files of a folder were sent, in ascending order.
func (m *Mirror) dates(ctx context.Context, id fichier.FolderID) (dates []int64, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		rows, err := files(ctx, tx, "folder = ?", id)
		dates = make([]int64, 0, len(rows))
		for _, r := range rows {
			dates = append(dates, r.date)
		}
		return err
	})
	slices.Sort(dates)
	return dates, err
}
