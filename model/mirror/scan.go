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

// nextWindow returns the files to ask for next: those sent after row.scan, up to
// where three fifths of a full answer are expected, so that a wrong guess may still
// fit. dates are those of the known files in ascending order, total is how many
// there are, 0 when not told.
func nextWindow(row folderRow, dates []int64, total int64, full int) window {
	w := window{from: row.scan}
	known := int64(len(dates))
	if total <= known {
		total = 2 * known // nobody told; assume as many unknown ones
	}
	first, _ := slices.BinarySearch(dates, w.from)
	n := max(int(int64(full)*3/5*known/max(total, 1)), 1)
	if last := first + n; last < len(dates) {
		w.to = max(dates[last], w.from+1)
	}
	if row.step > 0 && (w.to == 0 || w.to > w.from+row.step) {
		w.to = w.from + row.step
	}
	return w
}

// narrower returns a step that halves the files of a window whose answer was full,
// 0 when no window can be narrower. What was asked for reaches a second beyond both
// ends, so a window that shall leave out a moment ends two seconds before it.
func narrower(w window, dates []int64) int64 {
	width := w.to - w.from
	if w.to != 0 && width <= 3 {
		return 0
	}
	first, _ := slices.BinarySearch(dates, w.from-1)
	last := len(dates)
	if w.to != 0 {
		last, _ = slices.BinarySearch(dates, w.to+2)
	}
	step := int64(1)
	if first < last {
		step = max(dates[(first+last)/2]-2-w.from, 1)
	}
	if w.to != 0 && step >= width {
		step = width - 1
	}
	return step
}

// fetchWindow asks for the files of the next window of a folder that holds more
// than one answer tells.
func (m *Mirror) fetchWindow(ctx context.Context, row folderRow) (bool, error) {
	dates, err := m.dates(ctx, row.id)
	if err != nil {
		return false, err
	}
	w := nextWindow(row, dates, row.total, m.full)
	// Whether the bounds belong to the window is not documented, so a second more
	// is asked for at each end: the bounds themselves are then told in any case.
	var o fichier.FilesOptions
	if w.from != 0 {
		o.SentAfter = time.Unix(w.from-1, 0)
	}
	if w.to != 0 {
		o.SentBefore = time.Unix(w.to+1, 0)
	}
	start := time.Now()
	files, err := m.window(ctx, row.id, o)
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
	if full {
		if dates, err = m.dates(ctx, row.id); err != nil {
			return changed, err
		}
		if step := narrower(w, dates); step > 0 {
			return changed, m.scanAt(ctx, row, row.scan, step)
		}
		row.scanned = -1 // more files in one second than an answer can tell
	}
	return changed, m.windowDone(ctx, row, w, a)
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
func (m *Mirror) windowDone(ctx context.Context, row folderRow, w window, a answer) error {
	if w.to != 0 {
		return m.scanAt(ctx, row, w.to, 0)
	}
	cut, scanned := cutNo, a.asked.UnixNano()
	if row.scanned < 0 {
		cut = cutAlways
	}
	return m.s.exec(ctx, "UPDATE folders SET cut = ?, scan = 0, step = 0, scanned = ? WHERE id = ?",
		cut, scanned, row.id)
}

// scanAt notes how far the walk is. A negative scanned remembers that a window
// could not be told whole.
func (m *Mirror) scanAt(ctx context.Context, row folderRow, at, step int64) error {
	return m.s.exec(ctx, "UPDATE folders SET scan = ?, step = ?, scanned = ? WHERE id = ?",
		at, step, row.scanned, row.id)
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
