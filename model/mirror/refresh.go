package mirror

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"time"

	"onefm/fichier"
)

const (
	// elsewhere is how long a folder that nobody knows may be awaited from another
	// process that asked for it a moment ago.
	elsewhere = 5 * time.Second
	// glance is how often that is looked for.
	glance = 50 * time.Millisecond
)

// refresh asks the service for a folder and merges the answer; everybody who wants
// the same folder shares the call.
func (m *Mirror) refresh(ctx context.Context, id fichier.FolderID) error {
	_, err := m.listing.do(ctx, id, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, m.fetch(ctx, id)
	})
	return err
}

// fetch makes the one call of a refresh.
func (m *Mirror) fetch(ctx context.Context, id fichier.FolderID) error {
	var row folderRow
	err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		row, err = folderByID(ctx, tx, id)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return fs.ErrNotExist
	}
	if err != nil {
		return err
	}
	if row.cut == cutYet {
		return m.fetchWindow(ctx, row)
	}
	f, asked, err := m.listFolder(ctx, id)
	if err != nil {
		return m.refused(ctx, row, err)
	}
	a := answer{folder: id, asked: asked, subs: f.Folders, files: f.Files, allSubs: true}
	a.allFiles = len(f.Files) < m.full
	changed, others, err := m.merge(ctx, a)
	if err != nil {
		return err
	}
	if err := m.listed(ctx, row, f, a); err != nil {
		return err
	}
	if changed {
		others = append(others, id)
	}
	m.changed(ctx, others...)
	return nil
}

// sent returns when a listing of a folder was sent that was asked for at start. The
// ledger knows best: a call may wait for its turn.
func (m *Mirror) sent(ctx context.Context, id fichier.FolderID, start time.Time) time.Time {
	at, err := m.ledger.last(ctx, fichier.ListRule(id).Key)
	if err != nil || at.Before(start) || at.After(time.Now()) {
		return start
	}
	return at
}

// listed notes the end of a listing: only now its rows count as known.
func (m *Mirror) listed(ctx context.Context, row folderRow, f fichier.Folder, a answer) error {
	flags := row.flags &^ sharedToUsers
	if len(f.Grants) > 0 {
		flags |= sharedToUsers
	}
	cut, scanned := cutNo, row.scanned
	if !a.allFiles {
		var err error
		if cut, err = m.completeness(ctx, row, f, a); err != nil {
			return err
		}
	}
	if cut == cutYet {
		scanned = 0 // a walk through all windows begins
	}
	asked := a.asked.UnixNano()
	return m.s.exec(ctx, `UPDATE folders SET as_of = ?, next = 0, flags = ?, total = ?, cut = ?, scan = 0, step = 0, scanned = ?,
			stale = CASE WHEN stale < ? THEN 0 ELSE stale END WHERE id = ?`,
		asked, flags, f.Count, cut, scanned, asked, row.id)
}

// refused notes what a refused listing tells of the folder and returns the error.
func (m *Mirror) refused(ctx context.Context, row folderRow, cause error) error {
	var e *fichier.Error
	switch {
	case errors.Is(cause, fichier.ErrNotFound) && row.id != fichier.Root:
		err := m.s.exec(ctx, "UPDATE folders SET parent = ? WHERE id = ?", limbo, row.id)
		m.changed(ctx, row.parent)
		return errors.Join(cause, err)
	case errors.As(cause, &e) && errors.Is(cause, fichier.ErrTooSoon) && e.RetryAfter > 0:
		next := time.Now().Add(e.RetryAfter).UnixNano()
		err := m.s.exec(ctx, "UPDATE folders SET next = ? WHERE id = ?", next, row.id)
		if err != nil {
			return errors.Join(cause, err)
		}
	}
	return cause
}

// await waits for the answer that another process is about to write: it asked for
// the folder a moment ago, or cause would promise to pass sooner.
func (m *Mirror) await(ctx context.Context, id fichier.FolderID, cause error) error {
	rule := fichier.ListRule(id)
	for {
		asked, err := m.ledger.last(ctx, rule.Key)
		if err != nil {
			return err
		}
		if asked.IsZero() || time.Since(asked) > elsewhere {
			return cause
		}
		if err := sleep(ctx, glance); err != nil {
			return err
		}
		row, err := m.row(ctx, id)
		if err != nil || row.asOf != 0 {
			return err
		}
	}
}
