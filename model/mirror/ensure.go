package mirror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// EnsureFolder is [Mirror.FolderID] that makes the folder and its parents where
// they are missing. Callers that ask for one path at the same time, in this
// process or another, get one folder. It waits, at most for half a minute at a
// time, where it must list a folder that may not be listed yet.
func (m *Mirror) EnsureFolder(ctx context.Context, p model.Path) (fichier.FolderID, error) {
	row, err := m.ensure(ctx, p)
	return row.id, pathError("make folder", p, err)
}

// Mkdir implements [model.Tree].
func (m *Mirror) Mkdir(ctx context.Context, p model.Path) (model.Entry, error) {
	row, err := m.ensure(ctx, p)
	if err != nil {
		return model.Entry{}, pathError("make folder", p, err)
	}
	if row.id == fichier.Root {
		return m.Stat(ctx, p)
	}
	c, err := m.knownNamed(ctx, row.parent, row.name)
	for _, e := range c.entries() {
		if e.ID == row.entry().ID {
			return e, nil
		}
	}
	return row.entry(), err
}

func (m *Mirror) ensure(ctx context.Context, p model.Path) (folderRow, error) {
	if p.Side() != model.Account || p.IsZero() {
		return folderRow{}, fs.ErrInvalid
	}
	if p.IsRoot() {
		return m.folder(ctx, p, model.Cached)
	}
	parent, err := m.ensure(ctx, p.Parent())
	if err != nil {
		return folderRow{}, err
	}
	c, err := m.knownNamed(ctx, parent.id, p.Base())
	if err != nil || len(c.folders) > 0 {
		return first(c.folders), err
	}
	key := fmt.Sprintf("mkdir %d/%s", parent.id, p.Base())
	return m.making.do(ctx, key, func(ctx context.Context) (folderRow, error) {
		return m.make(ctx, parent, p.Base(), key)
	})
}

func first(rows []folderRow) folderRow {
	if len(rows) == 0 {
		return folderRow{}
	}
	return rows[0]
}

// claim is how long other processes leave a folder to the one that is making it.
const claim = 10 * time.Second

// make makes the folder name in parent, unless a listing or another process shows
// that it is there.
func (m *Mirror) make(ctx context.Context, parent folderRow, name, key string) (folderRow, error) {
	row, err := m.patiently(ctx, func() (folderRow, error) { return m.child(ctx, parent, name, model.Auto) })
	if err == nil || !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, model.ErrNotFolder) {
		return row, err
	}
	ours := []fichier.Rule{{Key: key, Every: claim}}
	at := time.Now()
	for {
		_, ok, err := m.ledger.Take(ctx, at, ours)
		if err != nil {
			return row, err
		}
		if ok {
			break
		}
		if err := sleep(ctx, glance); err != nil {
			return row, err
		}
		c, err := m.knownNamed(ctx, parent.id, name)
		if err != nil || len(c.folders) > 0 {
			return first(c.folders), err
		}
		at = time.Now()
	}
	row, err = m.mkdir(ctx, parent, name)
	if err != nil {
		return row, errors.Join(err, m.ledger.Refund(ctx, at, ours))
	}
	return row, nil
}

// mkdir makes the one call, or a second one when the answer to the first was lost
// and a listing does not show the folder.
func (m *Mirror) mkdir(ctx context.Context, parent folderRow, name string) (folderRow, error) {
	const tries = 3 // looks for a folder that is said to exist: listings lag
	for n := 1; ; n++ {
		id, got, err := m.api.Mkdir(ctx, parent.id, name)
		if err == nil {
			return m.made(ctx, parent, id, safeName(got, name))
		}
		if n == tries || !errors.Is(err, fichier.ErrExists) && !errors.Is(err, fichier.ErrInDoubt) {
			return folderRow{}, err
		}
		row, looked := m.lookFor(ctx, parent, name)
		if looked == nil || !errors.Is(looked, fs.ErrNotExist) {
			return row, looked
		}
	}
}

// lookFor asks for a folder as soon as that is allowed and returns the folder of a
// name in it.
func (m *Mirror) lookFor(ctx context.Context, parent folderRow, name string) (folderRow, error) {
	if _, err := m.patiently(ctx, func() (folderRow, error) { return parent, m.refresh(ctx, parent.id) }); err != nil {
		return folderRow{}, err
	}
	return m.child(ctx, parent, name, model.Cached)
}

// patiently repeats f while a rule of the service forbids its call.
func (m *Mirror) patiently(ctx context.Context, f func() (folderRow, error)) (folderRow, error) {
	for {
		row, err := f()
		var e *fichier.Error
		if !errors.Is(err, fichier.ErrTooSoon) || !errors.As(err, &e) {
			return row, err
		}
		if err := sleep(ctx, max(e.RetryAfter, glance)); err != nil {
			return row, err
		}
	}
}

// made writes a new folder into the mirror. It is known to be empty.
func (m *Mirror) made(ctx context.Context, parent folderRow, id fichier.FolderID, name string) (row folderRow, err error) {
	now := time.Now()
	err = m.s.edit(ctx, func(ctx context.Context, w *writer) error {
		row = folderRow{id: id, parent: parent.id, name: name, created: now.Unix()}
		if _, err := w.storeFolder(ctx, row, own()); err != nil {
			return err
		}
		if err := w.exec(ctx, "UPDATE folders SET as_of = ? WHERE id = ? AND as_of = 0", now.UnixNano(), id); err != nil {
			return err
		}
		if err := w.hold(ctx, folderKey(id), parent.id, true, now.Add(m.grace)); err != nil {
			return err
		}
		row, err = folderByID(ctx, w, id)
		return err
	})
	m.changed(ctx, parent.id)
	return row, err
}
