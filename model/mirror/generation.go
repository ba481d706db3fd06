package mirror

import (
	"context"
	"database/sql"
	"time"

	"onefm/fichier"
)

// Generation returns a number that grows whenever rows of the mirror change, by
// whichever process. Two databases never count the same ones.
func (m *Mirror) Generation(ctx context.Context) (now uint64, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "SELECT now FROM generation").Scan(&now)
	})
	return now, err
}

// Changed returns the folders whose rows changed after the generation since, each
// once, and the generation up to which that holds. A folder that was moved or
// renamed counts as a change of its old and its new parent, and so does one that
// vanished; what they hold did not change. With all, an index has to start anew:
// since is of another database, or zero.
func (m *Mirror) Changed(ctx context.Context, since uint64) (dirs []Dir, all bool, now uint64, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		dirs = nil
		var first uint64
		if err := tx.QueryRowContext(ctx, "SELECT first, now FROM generation").Scan(&first, &now); err != nil {
			return err
		}
		if all = since < first || since > now; all || since == now {
			return nil
		}
		var ids []fichier.FolderID
		var id fichier.FolderID
		err := each(ctx, tx, "SELECT id FROM folders WHERE gen > ?", []any{int64(since)}, []any{&id}, func() error {
			ids = append(ids, id)
			return nil
		})
		if err != nil {
			return err
		}
		w := newWriter(tx)
		for _, id := range ids {
			p, err := pathOf(ctx, w, id)
			if err != nil {
				return err
			}
			if !p.IsZero() {
				dirs = append(dirs, Dir{ID: id, Path: p})
			}
		}
		return nil
	})
	return dirs, all, now, err
}

// touch remembers that rows in a folder changed.
func (w *writer) touch(ids ...fichier.FolderID) {
	for _, id := range ids {
		if id >= fichier.Root {
			w.touched[id] = true
		}
	}
}

// finish ends a transaction that changed rows.
func (w *writer) finish(ctx context.Context) error {
	if w.logged > 0 {
		if err := w.trim(ctx, time.Now()); err != nil {
			return err
		}
	}
	if len(w.touched) == 0 {
		return nil
	}
	var now int64
	if err := w.QueryRowContext(ctx, "UPDATE generation SET now = now + 1 RETURNING now").Scan(&now); err != nil {
		return err
	}
	for id := range w.touched {
		if err := w.exec(ctx, "UPDATE folders SET gen = ? WHERE id = ?", now, id); err != nil {
			return err
		}
	}
	return nil
}

// edit runs f in a writing transaction that changes rows. It may run more than
// once, as with write.
func (s *store) edit(ctx context.Context, f func(context.Context, *writer) error) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		w := newWriter(tx)
		if err := f(ctx, w); err != nil {
			return err
		}
		return w.finish(ctx)
	})
}
