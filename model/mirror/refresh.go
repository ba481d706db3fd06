package mirror

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"time"

	"onefm/fichier"
	"onefm/model"
)

const (
	// elsewhere is how long a folder that nobody knows may be awaited from another
	// process that asked for it a moment ago.
	elsewhere = 5 * time.Second
	// glance is how often that is looked for.
	glance = 50 * time.Millisecond
)

// errandKey is one listing that callers of one priority may share: a person does not
// wait with those who sit out a lock.
type errandKey struct {
	id       fichier.FolderID
	priority fichier.Priority
}

// refresh asks the service for a folder and merges the answer; everybody who wants
// the same folder shares the call.
func (m *Mirror) refresh(ctx context.Context, id fichier.FolderID) error {
	_, err := m.refreshed(ctx, id)
	return err
}

// refreshed is refresh that tells whether rows changed.
func (m *Mirror) refreshed(ctx context.Context, id fichier.FolderID) (bool, error) {
	key := errandKey{id, fichier.PriorityOf(ctx)}
	changed, err := m.listing.do(ctx, key, func(ctx context.Context) (bool, error) {
		return m.fetch(ctx, id)
	})
	if !errors.Is(err, fichier.ErrTooSoon) {
		return changed, err
	}
	// Perhaps somebody less or more urgent has asked a moment ago.
	for p := range fichier.Prefetch + 1 {
		if p == key.priority {
			continue
		}
		if changed, ok, other := m.listing.landed(ctx, errandKey{id, p}); ok && !errors.Is(other, context.Canceled) {
			return changed, other
		}
	}
	return changed, err
}

// fetch makes the one call of a refresh and returns whether rows changed.
func (m *Mirror) fetch(ctx context.Context, id fichier.FolderID) (bool, error) {
	var row folderRow
	var dir model.Path
	err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		if row, err = folderByID(ctx, tx, id); err != nil {
			return err
		}
		dir, err = pathOf(ctx, tx, id)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return false, fs.ErrNotExist
	}
	if err != nil {
		return false, err
	}
	if row.asOf != 0 {
		if err := m.down(); err != nil {
			return false, err
		}
	}
	m.note(func(l *live) { l.now.Asking = dir })
	defer m.note(func(l *live) {
		if l.now.Asking == dir {
			l.now.Asking = model.Path{}
		}
	})
	var changed bool
	if row.cut == cutYet {
		changed, err = m.fetchWindow(ctx, row)
	} else {
		changed, err = m.fetchFolder(ctx, row)
	}
	m.heard(err)
	if err == nil {
		m.paced(id, changed)
	}
	return changed, err
}

// fetchFolder asks for a folder and all of its files that one answer can tell.
func (m *Mirror) fetchFolder(ctx context.Context, row folderRow) (bool, error) {
	f, asked, err := m.listFolder(ctx, row.id)
	if err != nil {
		return false, m.refused(ctx, row, err)
	}
	a := answer{folder: row.id, asked: asked, subs: f.Folders, files: f.Files, allSubs: true}
	a.allFiles = len(f.Files) < m.full
	changed, others, err := m.merge(ctx, a)
	if err != nil {
		return changed, err
	}
	if err := m.listed(ctx, row, f, a); err != nil {
		return changed, err
	}
	if row.asOf == 0 {
		folders, listed, err := m.countFolders(ctx)
		if err != nil {
			return changed, err
		}
		m.note(func(l *live) {
			l.now.Folders, l.now.Listed = folders, listed
			l.now.Files += int64(len(f.Files))
		})
	}
	if changed {
		others = append(others, row.id)
	}
	m.changed(ctx, others...)
	return changed, nil
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
	return m.s.edit(ctx, func(ctx context.Context, w *writer) error {
		if row.asOf == 0 || cut != row.cut {
			w.touch(row.id)
		}
		held, err := w.isHeld(ctx, folderKey(row.id), a.asked)
		if err != nil {
			return err
		}
		flags := flags
		if held { // we shared it a moment ago, maybe
			now, err := folderByID(ctx, w, row.id)
			if err != nil {
				return notExist(err)
			}
			flags = now.flags
		}
		if flags != row.flags {
			w.touch(row.parent)
		}
		return w.exec(ctx, `UPDATE folders SET as_of = ?, next = 0, flags = ?, total = ?, cut = ?, scan = 0, step = 0, scanned = ?,
			stale = CASE WHEN stale < ? THEN 0 ELSE stale END WHERE id = ?`,
			asked, flags, f.Count, cut, scanned, asked, row.id)
	})
}

// refused notes what a refused listing tells of the folder and returns the error.
func (m *Mirror) refused(ctx context.Context, row folderRow, cause error) error {
	var e *fichier.Error
	switch {
	case errors.Is(cause, fichier.ErrNotFound) && row.id != fichier.Root:
		err := m.s.edit(ctx, func(ctx context.Context, w *writer) error {
			return w.dropFolder(ctx, row.parent, row.id, source{at: time.Now()})
		})
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
