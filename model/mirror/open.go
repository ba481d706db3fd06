package mirror

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
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite", pure Go
)

// openStore opens or makes the database. What is wrong with a file ends in a
// notice; an error means that not even memory works.
func openStore(ctx context.Context, path, account string, log *slog.Logger) (*store, error) {
	if log == nil {
		log = discard()
	}
	s := &store{path: path, account: account, log: log}
	if path == "" {
		return s, s.openMemory(ctx)
	}
	var floor time.Time
	for range maxResets + 1 {
		err := s.openFile(ctx, floor)
		if err == nil {
			return s, nil
		}
		s.closeHandles() //nolint:errcheck // it was not opened
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if faultOf(err) != faultBroken {
			return s, s.fallBack(ctx, err)
		}
		if floor, err = s.setAside(err); err != nil {
			return s, s.fallBack(ctx, err)
		}
	}
	return s, s.fallBack(ctx, errors.New("it can't be rebuilt"))
}

// fallBack goes on in memory and says why.
func (s *store) fallBack(ctx context.Context, cause error) error {
	s.note(Notice{Kind: InMemory, Path: s.path, Err: cause})
	s.path = ""
	return s.openMemory(ctx)
}

func (s *store) openMemory(ctx context.Context) error {
	db, err := sql.Open("sqlite", "file::memory:?_txlock=immediate")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1) // a second connection would be another database
	s.w, s.r = db, db
	return s.prepare(ctx, time.Time{})
}

func (s *store) openFile(ctx context.Context, floor time.Time) error {
	if err := s.connect(); err != nil {
		return err
	}
	return retry(ctx, func() error { return s.prepare(ctx, floor) })
}

// connect opens the file at path without looking at what is in it.
func (s *store) connect() error {
	made, err := secureFile(s.path)
	if err != nil {
		return err
	}
	s.made = s.made || made
	abs, err := filepath.Abs(s.path)
	if err != nil {
		return err
	}
	if s.file, err = os.Stat(abs); err != nil {
		return err
	}
	if s.w, err = sql.Open("sqlite", dsn(abs, "immediate", writerCache)); err != nil {
		return err
	}
	s.w.SetMaxOpenConns(1)
	if s.r, err = sql.Open("sqlite", dsn(abs, "deferred", readerCache)); err != nil {
		return err
	}
	s.r.SetMaxOpenConns(readers)
	s.r.SetMaxIdleConns(readers)
	return nil
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// dsn names a database file for the driver. cache is in KiB.
func dsn(path, lock string, cache int) string {
	q := url.Values{
		"_txlock":       {lock},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"NORMAL"},
		"_defensive":    {"1"},
		"_pragma": {
			fmt.Sprintf("cache_size(-%d)", cache),
			fmt.Sprintf("wal_autocheckpoint(%d)", veryLongLog),
		},
	}
	return fileURI(path, q.Encode())
}

// fileURI names an absolute path so that no character of it is misread.
func fileURI(path, query string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query}
	if !strings.HasPrefix(u.Path, "/") { // C:/…
		u.Path = "/" + u.Path
	}
	return u.String()
}

// prepare brings the tables up to date. Calls that a lost database may have held
// count as made at floor.
func (s *store) prepare(ctx context.Context, floor time.Time) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	if err := migrate(ctx, tx, s.account); err != nil {
		return err
	}
	if !floor.IsZero() {
		if err := setFloor(ctx, tx, floor); err != nil {
			return err
		}
	}
	return tx.Commit()
}
