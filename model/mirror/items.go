package mirror

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onefm/fichier"
)

// Whether listings of folders hold their files, as learnt from answers. Nothing is
// stored before one told.
const (
	itemsKey      = "items"
	itemsTogether = "together"
	itemsApart    = "apart"
)

// listFolder asks for a folder and its files: in one call, unless the service is
// one that tells the files apart. asked is when the first call was sent.
func (m *Mirror) listFolder(ctx context.Context, id fichier.FolderID) (f fichier.Folder, asked time.Time, err error) {
	learnt, err := m.items(ctx)
	if err != nil {
		return f, asked, err
	}
	start := time.Now()
	f, err = m.api.Folder(ctx, id, learnt != itemsApart)
	asked = m.sent(ctx, id, start)
	if err != nil {
		return f, asked, err
	}
	if f.ID != id {
		return f, asked, &fichier.Error{
			Op: fmt.Sprintf("list folder %d", id), Kind: fichier.ErrBadAnswer,
			Err: fmt.Errorf("it is about folder %d", f.ID),
		}
	}
	if learnt != itemsApart {
		if len(f.Files) > 0 {
			return f, asked, m.learnItems(ctx, learnt, itemsTogether)
		}
		if learnt == itemsTogether || f.Count == 0 || f.Count < 0 && f.Files != nil {
			return f, asked, nil // there are none
		}
	}
	if f.Files, err = m.api.Files(ctx, id, fichier.FilesOptions{}); err != nil || len(f.Files) == 0 {
		return f, asked, err
	}
	return f, asked, m.learnItems(ctx, learnt, itemsApart)
}

func (m *Mirror) items(ctx context.Context) (string, error) {
	var b []byte
	err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", itemsKey).Scan(&b)
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return string(b), err
}

func (m *Mirror) learnItems(ctx context.Context, have, now string) error {
	if have == now {
		return nil
	}
	return m.s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return setMeta(ctx, tx, itemsKey, []byte(now))
	})
}
