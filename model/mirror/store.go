package mirror

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite", pure Go
)

const (
	// busyWait is the mean pause before trying again while another process writes;
	// that takes a few milliseconds. SQLite itself does not wait.
	busyWait = time.Millisecond
	// busyLimit is when a database that stays locked is given up: a stopped process
	// must not stop this one.
	busyLimit = 3 * time.Second
	// longLog is when a merge folds the log of the database, and veryLongLog, in
	// pages of 4 KiB, when any writer does.
	longLog     = 4 << 20
	veryLongLog = 8_000
	// writerCache and readerCache are what a connection keeps of the database, in KiB.
	writerCache = 16 << 10
	readerCache = 4 << 10
	// readers is how many goroutines of this process read at once.
	readers = 4
	// maxResets is how often a database is rebuilt before memory is used instead.
	maxResets = 2
)

// store is the database. It hands out transactions, tries again while another
// process writes, and replaces a database that turns out to be unusable.
type store struct {
	path    string // empty: in memory
	account string
	log     *slog.Logger

	mu     sync.RWMutex // held for writing while the handles are replaced
	w, r   *sql.DB      // the same in memory
	file   os.FileInfo  // what was opened at path
	era    int          // counts replacements
	resets int
	made   bool // the file was not there before
	notes  []Notice
}

// write runs f in a transaction that locks out other writers, so f must be quick.
// It may run more than once. A context that ends does not break it off: what the
// service did is written down.
func (s *store) write(ctx context.Context, f func(context.Context, *sql.Tx) error) error {
	return s.do(context.WithoutCancel(ctx), true, f)
}

// exec runs one writing statement.
func (s *store) exec(ctx context.Context, q string, args ...any) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, q, args...)
		return err
	})
}

// read runs f in a transaction that sees one state of the database. It may run
// more than once.
func (s *store) read(ctx context.Context, f func(context.Context, *sql.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.do(context.WithoutCancel(ctx), false, f)
}

func (s *store) do(ctx context.Context, write bool, f func(context.Context, *sql.Tx) error) error {
	for {
		var era int
		err := retry(ctx, func() (err error) {
			era, err = s.try(ctx, write, f)
			return err
		})
		fault := faultOf(err)
		if fault == faultNone {
			return err
		}
		if err := s.replace(ctx, era, fault, err); err != nil {
			return err
		}
	}
}

// try runs f once and tells on which database.
func (s *store) try(ctx context.Context, write bool, f func(context.Context, *sql.Tx) error) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	db := s.r
	if write {
		db = s.w
	}
	if db == nil {
		return s.era, sql.ErrConnDone
	}
	if write && s.path != "" && s.replaced() {
		return s.era, errMoved
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return s.era, err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	if err := f(ctx, tx); err != nil {
		return s.era, err
	}
	return s.era, tx.Commit()
}

// retry repeats f while other processes keep the database locked.
func retry(ctx context.Context, f func() error) error {
	for deadline := time.Now().Add(busyLimit); ; {
		err := f()
		if faultOf(err) != faultBusy || time.Now().After(deadline) {
			return err
		}
		if err := sleep(ctx, busyWait/2+rand.N(busyWait)); err != nil {
			return err
		}
	}
}

// fold moves what the log of the database holds into the database when it has grown
// long, without keeping anybody from reading or writing. Without it whoever writes
// next has to, and that may be a person's act.
func (s *store) fold(ctx context.Context) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.path == "" || s.r == nil {
		return
	}
	if info, err := os.Stat(s.path + walSuffix); err != nil || info.Size() < longLog {
		return
	}
	if _, err := s.r.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
		s.log.Debug("mirror log not folded", "err", err)
	}
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *store) note(n Notice) {
	s.log.Warn("mirror database", "kind", n.Kind, "path", n.Path, "err", n.Err)
	s.notes = append(s.notes, n)
}

// notices returns what happened so far.
func (s *store) notices() []Notice {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return append([]Notice(nil), s.notes...)
}

func (s *store) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closeHandles()
}

// leaveNothing is close that takes a database away which this process made and in
// which nothing was learnt: the key was wrong, or there was no net.
func (s *store) leaveNothing(ctx context.Context) error {
	if !s.made || s.path == "" {
		return s.close()
	}
	var something bool
	err := s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		// Calls under the rules of folders and of the account have a slash in their
		// key; all others are counted where the accounts of this machine share them.
		const q = `SELECT EXISTS(SELECT 1 FROM folders WHERE id != 0 OR as_of != 0) OR EXISTS(SELECT 1 FROM files)
			OR EXISTS(SELECT 1 FROM meta WHERE key != 'account') OR EXISTS(SELECT 1 FROM lock)
			OR EXISTS(SELECT 1 FROM ledger WHERE key LIKE '%/%')`
		return tx.QueryRowContext(ctx, q).Scan(&something)
	})
	path := s.path // empty by now when it is lost
	if closed := s.close(); closed != nil || err != nil || something || path == "" {
		return closed
	}
	for _, suffix := range []string{walSuffix, shmSuffix, ""} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (s *store) closeHandles() error {
	var errs []error
	if s.r != nil && s.r != s.w {
		errs = append(errs, s.r.Close())
	}
	if s.w != nil {
		errs = append(errs, s.w.Close())
	}
	s.w, s.r = nil, nil
	return errors.Join(errs...)
}
