package mirror

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// List implements [model.Tree]: one call to the service at most, and none for
// rows that are young enough or may not be asked for yet. Next tells when asking
// is allowed again; that asking was too soon is an error only when nothing is
// known. A folder of more than 5,000 files is Cut at first; each further call
// that is allowed learns more of it.
func (m *Mirror) List(ctx context.Context, dir model.Path, f model.Freshness) (model.Listing, error) {
	row, err := m.folder(ctx, dir, f)
	if err != nil {
		return model.Listing{Dir: dir}, pathError("list", dir, err)
	}
	switch ask, err := m.due(ctx, row, f); {
	case err != nil:
		return model.Listing{Dir: dir}, err
	case !ask:
		return m.known(ctx, dir, row.id)
	}
	start := time.Now()
	failed := m.refresh(ctx, row.id)
	if failed != nil && row.asOf == 0 && errors.Is(failed, fichier.ErrTooSoon) {
		failed = m.await(ctx, row.id, failed)
	}
	if errors.Is(failed, fs.ErrNotExist) || ctx.Err() != nil {
		return model.Listing{Dir: dir}, pathError("list", dir, failed)
	}
	l, err := m.known(ctx, dir, row.id)
	switch {
	case failed == nil, err == nil && errors.Is(failed, fichier.ErrTooSoon):
		return l, err
	case err == nil && m.closed(ctx, row.id, failed, start, &l):
		return l, nil
	case errors.Is(err, model.ErrUnknown):
		return l, failed
	}
	return l, errors.Join(failed, err)
}

// closed reports whether a listing failed without a call, because another account
// on this line got it locked, and says so in the listing: what is known is then as
// good as when the lock is of this account.
func (m *Mirror) closed(ctx context.Context, id fichier.FolderID, failed error, start time.Time, l *model.Listing) bool {
	var e *fichier.Error
	if !errors.Is(failed, fichier.ErrFlood) || !errors.As(failed, &e) || e.RetryAfter <= 0 {
		return false
	}
	asked, err := m.ledger.last(ctx, fichier.ListRule(id).Key)
	if err != nil || !asked.Before(start) {
		return false // the answer to our own call was the lock
	}
	if next := time.Now().Add(e.RetryAfter); next.After(l.Next) {
		l.Next = next
	}
	return true
}

// pathError names the place in an error about it.
func pathError(op string, p model.Path, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", op, p, err)
}

// due reports whether a listing of f should ask the service.
func (m *Mirror) due(ctx context.Context, row folderRow, f model.Freshness) (bool, error) {
	known := row.asOf != 0
	switch {
	case f == model.Cached:
		return false, nil
	case !known:
		return true, nil
	}
	now := time.Now()
	age := now.Sub(time.Unix(0, row.asOf)) // negative when the clock was set back: nobody knows
	young := age >= 0 && age < m.young && row.stale < row.asOf && row.cut != cutYet
	if f == model.Auto && young {
		return false, nil
	}
	next, err := m.next(ctx, row)
	return !next.After(now), err
}

// next returns when the folder may be asked for again; zero or past is now.
func (m *Mirror) next(ctx context.Context, row folderRow) (time.Time, error) {
	now := time.Now()
	next, err := m.ledger.next(ctx, now, fichier.ListRule(row.id))
	if err != nil {
		return next, err
	}
	locked, _, err := m.ledger.Locked(ctx)
	if locked.After(next) {
		next = locked
	}
	if at := time.Unix(0, row.next); at.After(next) && at.Sub(now) < time.Hour {
		next = at
	}
	if !next.After(now) {
		next = time.Time{}
	}
	return next, err
}

// known returns what the mirror holds of a folder, ErrUnknown when it was never
// listed.
func (m *Mirror) known(ctx context.Context, dir model.Path, id fichier.FolderID) (model.Listing, error) {
	l := model.Listing{Dir: dir}
	var row folderRow
	var entries []model.Entry
	err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		pending, err := readPending(ctx, tx, id)
		if err != nil {
			return err
		}
		row, entries, err = readEntries(ctx, newWriter(tx), id, pending)
		return err
	})
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return l, pathError("list", dir, fs.ErrNotExist)
	case err != nil:
		return l, err
	}
	if l.Next, err = m.next(ctx, row); err != nil {
		return l, err
	}
	if row.asOf == 0 {
		return l, pathError("list", dir, model.ErrUnknown)
	}
	l.Entries = entries
	l.AsOf = time.Unix(0, row.asOf).UTC()
	l.Cut = row.cut != cutNo
	return l, nil
}

// row returns what is known of a folder itself.
func (m *Mirror) row(ctx context.Context, id fichier.FolderID) (row folderRow, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		row, err = folderByID(ctx, tx, id)
		return err
	})
	return row, notExist(err)
}

// notExist turns a missing row into fs.ErrNotExist.
func notExist(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fs.ErrNotExist
	}
	return err
}
