// Package journal remembers the jobs of one account's queue: what was asked for,
// every step, what became of it, and what is in doubt. It is a SQLite database in
// the state folder that only its owner can read.
//
// What is written tells the truth at any moment at which the process or the machine
// may stop:
//
//   - What can't be repeated is written down before it is begun, and is on the disk
//     before it is: the receipt of an upload before its first byte is sent, a
//     server-side copy before it is asked for, the checked copy of a move before its
//     source is removed ([Change.Durable]).
//   - Outcomes that can be found out again are written a little later, many at once.
//     The steps of outcomes that were lost are done again, and find their work done.
//
// Several processes may have the journal open: each adds jobs, one carries them
// out.
package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite", pure Go
)

// busyWait is how long a write waits for one of another process.
const busyWait = 10 * time.Second

// Journal is an open journal. Its methods may be used by many goroutines.
type Journal struct {
	path string
	log  *slog.Logger

	writing sync.Mutex
	w       *sql.DB // commits may be lost with the power, in order, never with the process
	d       *sql.DB // commits are on the disk
	r       *sql.DB

	aside string
	cause error
}

// Open opens the journal at path or makes one. A file that is damaged, or no journal,
// is renamed and a new one made: see [Journal.Aside]. Log may be nil.
func Open(ctx context.Context, path string, log *slog.Logger) (*Journal, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	j := &Journal{path: abs, log: log}
	err = j.open(ctx)
	if err == nil || !broken(err) {
		if err != nil {
			return nil, fmt.Errorf("open the journal: %w", errors.Join(err, j.Close()))
		}
		return j, nil
	}
	if err := errors.Join(j.Close(), j.setAside(err)); err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	if err := j.open(ctx); err != nil {
		return nil, fmt.Errorf("open the journal: %w", errors.Join(err, j.Close()))
	}
	return j, nil
}

// Aside tells under which name a damaged journal was put and what was wrong with
// it; the name is empty when it was sound.
func (j *Journal) Aside() (path string, cause error) { return j.aside, j.cause }

// Path is where the journal lies.
func (j *Journal) Path() string { return j.path }

// Close closes the journal.
func (j *Journal) Close() error {
	var err error
	for _, db := range []*sql.DB{j.w, j.d, j.r} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	j.w, j.d, j.r = nil, nil, nil
	return err
}

func (j *Journal) open(ctx context.Context) (err error) {
	if err := secureFile(j.path); err != nil {
		return err
	}
	if j.w, err = handle(j.path, "NORMAL", "immediate"); err != nil {
		return err
	}
	if j.d, err = handle(j.path, "FULL", "immediate"); err != nil {
		return err
	}
	if j.r, err = handle(j.path, "NORMAL", "deferred"); err != nil {
		return err
	}
	if err := j.write(ctx, true, migrate); err != nil {
		return err
	}
	return j.check(ctx)
}

// checkedBytes bounds what is looked through at every start: a few hundred
// milliseconds.
const checkedBytes = 32 << 20

// check looks for damage.
func (j *Journal) check(ctx context.Context) error {
	info, err := os.Stat(j.path)
	if err != nil || info.Size() > checkedBytes {
		return err
	}
	var found string
	if err := j.r.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", errDamaged, found)
	}
	return nil
}

// handle opens one connection.
func handle(path, sync, lock string) (*sql.DB, error) {
	q := url.Values{
		"_txlock": {lock},
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", busyWait.Milliseconds()), "auto_vacuum(INCREMENTAL)", "journal_mode(WAL)", "synchronous(" + sync + ")",
			"cache_size(-1024)", // KiB
		},
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	if !strings.HasPrefix(u.Path, "/") { // C:/…
		u.Path = "/" + u.Path
	}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// write runs f in a transaction. A context that ends does not break it off: what
// has happened is written down.
func (j *Journal) write(ctx context.Context, durable bool, f func(context.Context, *sql.Tx) error) error {
	ctx = context.WithoutCancel(ctx)
	j.writing.Lock()
	defer j.writing.Unlock()
	db := j.w
	if durable {
		db = j.d
	}
	if db == nil {
		return sql.ErrConnDone
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	if err := f(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// secureFile makes the file at path, readable by its owner only. SQLite never gets
// to make it, so there is no moment at which others could open it.
func secureFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, os.ErrExist) {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return &os.PathError{Op: "open", Path: path, Err: errors.New("it is not a file")}
	case info.Mode().Perm()&0o077 != 0:
		return os.Chmod(path, 0o600)
	}
	return nil
}
