package mirror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// fault is what an error says about the database itself.
type fault uint8

const (
	faultNone       fault = iota // the database is sound
	faultBusy                    // another process writes; for longer: it is stuck
	faultBroken                  // it must be rebuilt
	faultMoved                   // the file at the path is another one now
	faultUnwritable              // nothing can be stored there
)

// errMoved: somebody deleted or replaced the database that is open.
var errMoved = errors.New("the database was moved away")

func faultOf(err error) fault {
	switch {
	case err == nil:
		return faultNone
	case errors.Is(err, errMoved):
		return faultMoved
	case errors.Is(err, errForeign), errors.Is(err, errNewer), errors.Is(err, errRecord):
		return faultBroken
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return faultUnwritable
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return faultNone
	}
	if e.Code() == sqlite3.SQLITE_READONLY_DBMOVED {
		return faultMoved
	}
	switch e.Code() & 0xff { // the rest of the bits is detail
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return faultBusy
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR:
		return faultBroken // SQLITE_ERROR: tables of ours are missing
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
		sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOLFS, sqlite3.SQLITE_PROTOCOL:
		return faultUnwritable
	}
	return faultNone
}

// secureFile makes the file at path, readable by its owner only, where it is
// missing. SQLite never gets to make it, so there is no moment at which others
// could open it. The file is not opened when it exists: closing it again would
// drop the locks that this process holds on it.
func secureFile(path string) (made bool, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err == nil {
		return true, f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return false, err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return false, err
	case !info.Mode().IsRegular():
		return false, &fs.PathError{Op: "open", Path: path, Err: errors.New("it is not a file")}
	case info.Mode().Perm()&0o077 != 0:
		return false, os.Chmod(path, 0o600)
	}
	return false, nil
}

// The files that SQLite keeps beside a database, to be moved before it: a log left
// behind would be played into the new database.
const (
	walSuffix = "-wal"
	shmSuffix = "-shm"
)

// setAside renames the database and returns when it was last written: no call to
// the service that it recorded is younger. The handles must be closed.
func (s *store) setAside(cause error) (time.Time, error) {
	now := time.Now()
	var last time.Time
	to := s.path + ".aside-" + now.Format("20060102-150405")
	for n := 2; exists(to); n++ {
		to = fmt.Sprintf("%s.aside-%s-%d", s.path, now.Format("20060102-150405"), n)
	}
	for _, suffix := range []string{walSuffix, shmSuffix, ""} {
		info, err := os.Stat(s.path + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return time.Time{}, err
		}
		if t := info.ModTime(); t.After(last) {
			last = t
		}
		if err := os.Rename(s.path+suffix, to+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return time.Time{}, err
		}
	}
	if last.After(now) {
		last = now
	}
	s.note(Notice{Kind: SetAside, Path: to, Err: cause})
	return last, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// replace puts another database in the place of one that gave a fault, unless
// another goroutine did so already since era. The error is what the caller gets
// to see: there is nothing better than memory.
func (s *store) replace(ctx context.Context, era int, f fault, cause error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.era != era:
		return nil
	case s.path == "" || s.w == nil:
		return cause
	}
	s.era++
	if f == faultBroken || f == faultMoved {
		if s.resets++; s.resets <= maxResets && s.rebuild(ctx, f, cause) == nil {
			return nil
		}
		return s.fallBack(ctx, cause)
	}
	return s.leaveDisk(ctx, cause)
}

// rebuild opens a new database at the path. One that another process put there
// meanwhile is taken as it is.
func (s *store) rebuild(ctx context.Context, f fault, cause error) error {
	s.closeHandles() //nolint:errcheck // it is broken
	var floor time.Time
	if f == faultBroken && !s.replaced() {
		var err error
		if floor, err = s.setAside(cause); err != nil {
			return err
		}
	}
	if err := s.openFile(ctx, floor); err != nil {
		s.closeHandles() //nolint:errcheck // it was not opened
		return err
	}
	return nil
}

// replaced reports whether another database lies at the path than the one that
// was opened.
func (s *store) replaced() bool {
	info, err := os.Stat(s.path)
	return err != nil || s.file == nil || !os.SameFile(info, s.file)
}

// leaveDisk goes on in memory with what can still be read of the database.
func (s *store) leaveDisk(ctx context.Context, cause error) error {
	old := s.path
	w, r := s.w, s.r
	if err := s.fallBack(ctx, cause); err != nil {
		return err
	}
	if err := s.copyFrom(ctx, old); err != nil {
		s.log.Warn("mirror database not copied to memory", "err", err)
	}
	return errors.Join(r.Close(), w.Close())
}

// copyFrom fills the database in memory with the tables of a file.
func (s *store) copyFrom(ctx context.Context, path string) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if _, err := s.w.ExecContext(ctx, "ATTACH ? AS old", fileURI(abs, "mode=ro")); err != nil {
		return err
	}
	for _, table := range []string{"meta", "ledger", "lock", "holds", "folders", "files", "generation", "changes"} {
		q := "INSERT OR REPLACE INTO main." + table + " SELECT * FROM old." + table
		if _, err := s.w.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	_, err = s.w.ExecContext(ctx, "DETACH old")
	return err
}
