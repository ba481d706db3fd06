package mirror

import (
	"context"
	"database/sql"
	"log/slog"
	"slices"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// ErrNoKey is what every call to the service fails with while there is no API
// key.
var ErrNoKey = model.ErrNoKey

// TrashDir is the folder in the account's root that [Mirror.Trash] moves to.
const TrashDir = ".onefm-trash"

const (
	defaultYoung = time.Minute
	defaultGrace = 5 * time.Minute
)

// Options are what [Open] may be told. The zero value is usual.
type Options struct {
	// Ledger is one that [OpenLedger] opened before the client was made. The mirror
	// then uses the same database and closes it with itself; path and Account are
	// ignored.
	Ledger *Ledger
	// Account is the fingerprint of the account the database must belong to; empty
	// accepts any. See [OpenLedger].
	Account string
	// Young is the age up to which Auto takes a listing as it is; default 1 min.
	Young time.Duration
	// Grace is how long our own changes outrank listings; default 5 min.
	Grace time.Duration
	// Log receives what is of interest to a developer only; nil: nothing.
	Log *slog.Logger
}

// service is what the mirror asks of the API client.
type service interface {
	Account(ctx context.Context) (fichier.Account, error)
	Folder(ctx context.Context, id fichier.FolderID, withFiles bool) (fichier.Folder, error)
	Files(ctx context.Context, id fichier.FolderID, o fichier.FilesOptions) ([]fichier.File, error)
	FileInfo(ctx context.Context, link fichier.Link, pass string) (fichier.FileInfo, error)
	Remove(ctx context.Context, links []fichier.Link) ([]fichier.Link, error)
	Move(ctx context.Context, links []fichier.Link, to fichier.FolderID) ([]fichier.Link, error)
	Rename(ctx context.Context, r []fichier.Renaming) ([]fichier.Renamed, error)
	Copy(ctx context.Context, links []fichier.Link, o fichier.CopyOptions) ([]fichier.Copied, error)
	SetAttributes(ctx context.Context, links []fichier.Link, a fichier.Attributes) ([]fichier.Link, error)
	Share(ctx context.Context, id fichier.FolderID, o fichier.ShareOptions) (string, error)
	Mkdir(ctx context.Context, parent fichier.FolderID, name string) (fichier.FolderID, string, error)
	MoveFolder(ctx context.Context, id, to fichier.FolderID) error
	RenameFolder(ctx context.Context, id, parent fichier.FolderID, name string) error
	RemoveFolder(ctx context.Context, id fichier.FolderID) error
}

// Mirror is the account as a tree. It may be used by many goroutines, and its
// database by many processes.
type Mirror struct {
	s            *store
	ledger       *Ledger
	api          service
	young, grace time.Duration
	full         int // files of an answer that may be cut; tests make it small
	log          *slog.Logger

	listing flights[errandKey, bool]
	making  flights[string, folderRow]
	watches watches
	live    live
}

var _ model.Tree = (*Mirror)(nil)

// Open opens the mirror in the database at path, which is made when missing, its
// folder too. An empty path keeps everything in memory. c may be nil: the mirror
// then shows what it knows and every call to the service fails with [ErrNoKey].
//
// A database that can't be used is no error but a [Notice]. Close the mirror when
// done.
func Open(ctx context.Context, path string, c *fichier.Client, o Options) (*Mirror, error) {
	if c == nil {
		return open(ctx, path, keyless{}, o)
	}
	return open(ctx, path, c, o)
}

func open(ctx context.Context, path string, api service, o Options) (*Mirror, error) {
	l := o.Ledger
	if l == nil {
		var err error
		if l, err = OpenLedger(ctx, path, o.Account, o.Log); err != nil {
			return nil, err
		}
	}
	l.lent = true
	m := &Mirror{
		s: l.s, ledger: l, api: api,
		young: o.Young, grace: o.Grace, full: fichier.MaxListing, log: l.s.log,
	}
	if m.young == 0 {
		m.young = defaultYoung
	}
	if m.grace == 0 {
		m.grace = defaultGrace
	}
	return m, m.purge(ctx)
}

// Close closes the database. One that was made for this mirror and in which nothing
// was learnt, not even that a call was made, is gone afterwards.
func (m *Mirror) Close() error { return m.s.leaveNothing(context.Background()) }

// Side returns model.Account.
func (m *Mirror) Side() model.Side { return model.Account }

// Notices returns what a person should know about the database: one was set
// aside, or nothing can be stored. More may come while the mirror is open.
func (m *Mirror) Notices() []Notice { return m.s.notices() }

// purge drops what no longer counts: expired holds, and some of what lies in
// folders that were nowhere when the mirror was last used. No more than one
// transaction may take: a person waits for the first rows.
func (m *Mirror) purge(ctx context.Context) error {
	var lost []fichier.FolderID
	err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		lost = nil
		const q = `WITH RECURSIVE lost(id) AS (
				SELECT id FROM folders WHERE parent = ? UNION
				SELECT f.id FROM folders f JOIN lost ON f.parent = lost.id LIMIT ?)
			SELECT id FROM lost`
		var id fichier.FolderID
		return each(ctx, tx, q, []any{limbo, chunk}, []any{&id}, func() error {
			lost = append(lost, id)
			return nil
		})
	})
	if err != nil {
		return err
	}
	return m.s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		w := newWriter(tx)
		left := int64(chunk)
		for _, id := range slices.Backward(lost) { // the deepest first, or it would hang on nothing for ever
			if left <= 0 {
				break
			}
			const q = `DELETE FROM files WHERE folder = ?1 AND link IN
				(SELECT link FROM files WHERE folder = ?1 LIMIT ?2)`
			res, err := tx.ExecContext(ctx, q, id, left)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			if left -= n + 1; left < 0 {
				break // perhaps not all of its files
			}
			if err := w.exec(ctx, "DELETE FROM folders WHERE id = ?1 AND NOT EXISTS(SELECT 1 FROM folders WHERE parent = ?1)", id); err != nil {
				return err
			}
		}
		return w.exec(ctx, "DELETE FROM holds WHERE until < ?", time.Now().UnixNano())
	})
}

// pathsOf returns the paths of folders, without those that hang on nothing.
func (m *Mirror) pathsOf(ctx context.Context, ids ...fichier.FolderID) (paths []model.Path) {
	err := m.s.read(context.WithoutCancel(ctx), func(ctx context.Context, tx *sql.Tx) error {
		paths = nil
		for _, id := range ids {
			p, err := pathOf(ctx, tx, id)
			if err != nil {
				return err
			}
			if !p.IsZero() {
				paths = append(paths, p)
			}
		}
		return nil
	})
	if err != nil {
		m.log.Warn("mirror paths", "err", err)
	}
	return paths
}

// changed tells the watches that rows of folders changed.
func (m *Mirror) changed(ctx context.Context, ids ...fichier.FolderID) {
	m.watches.tell(m.pathsOf(ctx, ids...)...)
}
