package mirror

import (
	"context"
	"database/sql"
	"time"
)

// recount is how often the rows are counted at most: with a million of them that
// takes a tenth of a second.
const recount = 5 * time.Minute

// count notes how much is known.
func (m *Mirror) count(ctx context.Context) error {
	var folders, listed, files int64
	err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		const q = `SELECT (SELECT count(*) FROM folders WHERE parent >= 0 OR id = 0),
			(SELECT count(*) FROM folders WHERE (parent >= 0 OR id = 0) AND as_of != 0),
			(SELECT count(*) FROM files)`
		return tx.QueryRowContext(ctx, q).Scan(&folders, &listed, &files)
	})
	if err != nil {
		return err
	}
	m.note(func(l *live) { l.now.Folders, l.now.Listed, l.now.Files = folders, listed, files })
	return nil
}

// countFolders is count without the files, which is a matter of microseconds a
// folder.
func (m *Mirror) countFolders(ctx context.Context) (folders, listed int64, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		const q = "SELECT count(*), coalesce(sum(as_of != 0), 0) FROM folders WHERE parent >= 0 OR id = 0"
		return tx.QueryRowContext(ctx, q).Scan(&folders, &listed)
	})
	return folders, listed, err
}
