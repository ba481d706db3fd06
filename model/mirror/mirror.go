package mirror

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// ErrNoKey is what every call to the service fails with while there is no API
// key. It wraps [fichier.ErrAuth].
var ErrNoKey = fmt.Errorf("no API key is known: %w", fichier.ErrAuth)

// TrashDir is the folder in the account's root that [Mirror.Trash] moves to.
const TrashDir = ".onefm-trash"

// Options are what [Open] may be told. The zero value is usual.
type Options struct {
	// Ledger is one that [OpenLedger] opened before the client was made. The mirror
	// then uses the same database and closes it with itself; path is ignored.
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

// Mirror is the account as a tree. It may be used by many goroutines, and its
// database by many processes.
type Mirror struct{}

var errStub = errors.New("stub")

// Open opens the mirror in the database at path, which is made when missing, its
// folder too. An empty path keeps everything in memory. c may be nil: the mirror
// then shows what it knows and every call to the service fails with [ErrNoKey].
//
// A database that can't be used is no error but a [Notice]. Close it when done.
func Open(ctx context.Context, path string, c *fichier.Client, o Options) (*Mirror, error) {
	return nil, errStub
}

// Close closes the database.
func (m *Mirror) Close() error { return errStub }

// Side returns model.Account.
func (m *Mirror) Side() model.Side { return model.Account }

// Notices returns what a person should know about the database: one was set
// aside, or nothing can be stored. More may come while the mirror is open.
func (m *Mirror) Notices() []Notice { return nil }

// List implements [model.Tree]: one call to the service at most, and none for
// rows that are young enough or may not be asked for yet. Next tells when asking
// is allowed again; that asking was too soon is an error only when nothing is
// known.
func (m *Mirror) List(ctx context.Context, dir model.Path, f model.Freshness) (model.Listing, error) {
	return model.Listing{}, errStub
}

// Stat implements [model.Tree]. Of a folder and files of one name it returns the
// folder.
func (m *Mirror) Stat(ctx context.Context, p model.Path) (model.Entry, error) {
	return model.Entry{}, errStub
}

// Mkdir implements [model.Tree].
func (m *Mirror) Mkdir(ctx context.Context, p model.Path) (model.Entry, error) {
	return model.Entry{}, errStub
}

// Rename implements [model.Tree].
func (m *Mirror) Rename(ctx context.Context, it model.Item, name string) (model.Entry, error) {
	return model.Entry{}, errStub
}

// Move implements [model.Tree]. A folder whose name exists in to is refused with
// fs.ErrExist; an item that is there already is left alone.
func (m *Mirror) Move(ctx context.Context, items []model.Item, to model.Path) error { return errStub }

// Trash implements [model.Tree]: items go to a folder of their own in
// /.onefm-trash, named after the time.
func (m *Mirror) Trash(ctx context.Context, items []model.Item) error { return errStub }

// Remove implements [model.Tree]. The service removes only empty folders, and
// what was in them is gone with a delay; Remove waits for that, for minutes if it
// must.
func (m *Mirror) Remove(ctx context.Context, items []model.Item) error { return errStub }

// RemoveEmpty removes the folder p, which must be empty: [fichier.ErrNotEmpty]
// otherwise. What we removed from it ourselves does not count: then it waits for
// the service to notice.
func (m *Mirror) RemoveEmpty(ctx context.Context, p model.Path) error { return errStub }

// FolderID returns the id of the folder p, or fs.ErrNotExist. Folders on the way
// that were never listed are, one call each.
func (m *Mirror) FolderID(ctx context.Context, p model.Path) (fichier.FolderID, error) {
	return 0, errStub
}

// EnsureFolder is [Mirror.FolderID] that makes the folder and its parents where
// they are missing. Callers that ask for one path at the same time, in this
// process or another, get one folder.
func (m *Mirror) EnsureFolder(ctx context.Context, p model.Path) (fichier.FolderID, error) {
	return 0, errStub
}

// CopyOptions go with [Mirror.Copy].
type CopyOptions struct {
	Password string // of protected sources
	Name     string // another name, for a single source
}

// Copy copies files of the account, and links of the web, into the folder to
// without moving a byte through this machine. Entries come in the order of the
// items that succeeded; the others are named by the *[model.ItemsError]. A copy of
// a web link whose item has no name and size shows up with the next listing.
func (m *Mirror) Copy(ctx context.Context, items []model.Item, to model.Path, o CopyOptions) ([]model.Entry, error) {
	return nil, errStub
}

// Uploaded writes files into the mirror that were just stored in the folder dir;
// their ID is the link from the upload's report.
func (m *Mirror) Uploaded(ctx context.Context, dir model.Path, files []model.Entry) error {
	return errStub
}

// Verified notes that the Whirlpool of the file behind link was compared and is
// sum (128 hex digits).
func (m *Mirror) Verified(ctx context.Context, link fichier.Link, sum string) error { return errStub }

// Info is the state of the account as the service told it at AsOf.
type Info struct {
	fichier.Account

	AsOf time.Time
}

// Account returns the state of the account, from the mirror within five minutes
// of the last call. When asking failed and an older state is known, both are
// returned.
func (m *Mirror) Account(ctx context.Context) (Info, error) { return Info{}, errStub }

// Watch reports changed folders to one reader. Reading too slowly loses nothing:
// changes are gathered until they are taken.
type Watch struct{}

// Watch returns a new watch of the whole mirror. Close it when done.
func (m *Mirror) Watch() *Watch { return nil }

// C receives when there is something to take. It is never closed.
func (w *Watch) C() <-chan struct{} { return nil }

// Take returns the folders whose rows changed since the last call, each once.
func (w *Watch) Take() []model.Path { return nil }

// Close ends the watch.
func (w *Watch) Close() {}

// NoticeKind says what a [Notice] is about.
type NoticeKind uint8

// The kinds of notices.
const (
	// SetAside: the database was unusable and is kept at Path; a new one was made.
	SetAside NoticeKind = iota
	// InMemory: nothing can be stored; what is learnt is lost at the end.
	InMemory
)

// Notice is something about the database that a person should know.
type Notice struct {
	Kind NoticeKind
	Path string // SetAside: where the old database is now
	Err  error  // why
}
