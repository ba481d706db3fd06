package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// applicationID marks a database as ours (SQLite's application_id), "1fjr".
const applicationID = 0x31666a72

// version of the tables.
const version = 1

var (
	errForeign = errors.New("it is a database of another program")
	errNewer   = errors.New("it was made by a newer version")
	errDamaged = errors.New("it is damaged")
)

// schema makes the tables. Times are nanoseconds since 1970, 0 is never. Steps are
// pages as package plan writes them; outcomes have one byte for each step.
const schema = `
CREATE TABLE jobs(
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	state    INTEGER NOT NULL,
	place    REAL    NOT NULL, -- order in the queue
	priority INTEGER NOT NULL,
	op       INTEGER NOT NULL,
	policy   INTEGER NOT NULL,
	flags    INTEGER NOT NULL, -- 1: no dedup
	side     INTEGER NOT NULL, -- of the target folder
	target   TEXT    NOT NULL,
	title    TEXT    NOT NULL,
	first    BLOB,             -- the first source
	sources  INTEGER NOT NULL,
	steps    INTEGER NOT NULL,
	total    INTEGER NOT NULL, -- bytes
	made     INTEGER NOT NULL,
	started  INTEGER NOT NULL DEFAULT 0,
	ended    INTEGER NOT NULL DEFAULT 0,
	bytes    INTEGER NOT NULL DEFAULT 0,
	items    INTEGER NOT NULL DEFAULT 0,
	skipped  INTEGER NOT NULL DEFAULT 0,
	why      BLOB              -- why it ended early
);
CREATE TABLE pages(
	job      INTEGER NOT NULL,
	page     INTEGER NOT NULL,
	steps    BLOB    NOT NULL,
	outcomes BLOB,             -- NULL: nothing was begun
	PRIMARY KEY(job, page)
);
CREATE TABLE failures(
	job  INTEGER NOT NULL,
	step INTEGER NOT NULL,
	why  BLOB    NOT NULL,
	PRIMARY KEY(job, step)
) WITHOUT ROWID;
CREATE TABLE doubts(
	job  INTEGER NOT NULL,
	step INTEGER NOT NULL,
	host TEXT    NOT NULL, -- of the receipt; empty: a copy in the account
	xid  TEXT    NOT NULL,
	size INTEGER NOT NULL,
	time INTEGER NOT NULL, -- of the source
	sum  TEXT    NOT NULL,
	at   INTEGER NOT NULL, -- when it was begun
	PRIMARY KEY(job, step)
) WITHOUT ROWID;
CREATE TABLE claims(
	dir  TEXT    NOT NULL,
	name TEXT    NOT NULL,
	job  INTEGER NOT NULL,
	step INTEGER NOT NULL,
	PRIMARY KEY(dir, name)
) WITHOUT ROWID;
CREATE INDEX claims_job ON claims(job, step);
CREATE TABLE parts(
	job  INTEGER NOT NULL,
	step INTEGER NOT NULL,
	tag  TEXT    NOT NULL,
	PRIMARY KEY(job, step)
) WITHOUT ROWID;
`

// migrate makes the tables of a new database and looks whose an old one is.
func migrate(ctx context.Context, tx *sql.Tx) error {
	var id, v, tables int
	if err := tx.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
		return err
	}
	switch {
	case id == 0 && v == 0 && tables == 0:
	case id != applicationID:
		return errForeign
	case v > version:
		return errNewer
	default:
		return nil
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf("%s; PRAGMA application_id=%d; PRAGMA user_version=%d", schema, applicationID, version))
	return err
}

// broken reports whether err says that the file is no journal, or a damaged one.
func broken(err error) bool {
	if errors.Is(err, errForeign) || errors.Is(err, errNewer) || errors.Is(err, errDamaged) {
		return true
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return false
	}
	switch e.Code() & 0xff { // the rest of the bits is detail
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR: // ERROR: tables of ours are missing
		return true
	}
	return false
}

// setAside gives the file another name, and what SQLite keeps beside it: a log left
// behind would be played into the new journal.
func (j *Journal) setAside(cause error) error {
	stamp := time.Now().Format("20060102-150405")
	to := j.path + ".aside-" + stamp
	for n := 2; ; n++ {
		if _, err := os.Lstat(to); errors.Is(err, os.ErrNotExist) {
			break
		}
		to = fmt.Sprintf("%s.aside-%s-%d", j.path, stamp, n)
	}
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(j.path+suffix, to+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	j.aside, j.cause = to, cause
	j.log.Warn("the journal of the queue was set aside", "path", to, "cause", cause)
	return nil
}
