package mirror

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// applicationID marks a database as ours (SQLite's application_id), "1fmr".
const applicationID = 0x31666d72

// The parents of folders that are nowhere: the root has none, and a folder that
// no listing shows any more keeps what is known of it until it turns up elsewhere
// or the database is opened the next time.
const (
	noParent = -1
	limbo    = -2
)

// schema1 is the first version of the tables.
//
// A listing of 100,000 files must be quick, so a file's row has three columns to
// read and lies beside those of its folder; what is small and of fixed kind is
// packed in rec (see record). Times are nanoseconds since 1970, 0 is never.
const schema1 = `
CREATE TABLE meta(
	key   TEXT PRIMARY KEY,
	value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE folders(
	id      INTEGER PRIMARY KEY,
	parent  INTEGER NOT NULL,
	name    TEXT    NOT NULL,
	flags   INTEGER NOT NULL DEFAULT 0,
	created INTEGER NOT NULL DEFAULT 0, -- seconds since 1970
	public  TEXT    NOT NULL DEFAULT '',-- address of the public page
	as_of   INTEGER NOT NULL DEFAULT 0, -- when its rows were true, 0: never listed
	next    INTEGER NOT NULL DEFAULT 0, -- asking before this was refused
	stale   INTEGER NOT NULL DEFAULT 0, -- when something changed that its rows lack
	total   INTEGER NOT NULL DEFAULT 0, -- files it holds as the service told, 0: not told
	cut     INTEGER NOT NULL DEFAULT 0, -- its rows are not all
	scan    INTEGER NOT NULL DEFAULT 0, -- seconds: files sent before this are complete
	step    INTEGER NOT NULL DEFAULT 0, -- seconds: length of the next window of time
	scanned INTEGER NOT NULL DEFAULT 0  -- when all windows had been asked for
);
CREATE INDEX folders_parent ON folders(parent, name);
INSERT INTO folders(id, parent, name) VALUES(0, -1, '');

CREATE TABLE files(
	folder INTEGER NOT NULL,
	link   TEXT    NOT NULL, -- packed, see packLink
	name   TEXT    NOT NULL,
	rec    BLOB    NOT NULL,
	PRIMARY KEY(folder, link)
) WITHOUT ROWID;
CREATE UNIQUE INDEX files_link ON files(link);

CREATE TABLE holds(
	key     TEXT PRIMARY KEY,  -- a packed link, or # and a folder's id
	parent  INTEGER NOT NULL,  -- where we put it; -1: we removed it
	pending INTEGER NOT NULL,  -- no listing has shown it there yet
	until   INTEGER NOT NULL   -- listings that say otherwise count from then on
) WITHOUT ROWID;

CREATE TABLE ledger(
	key  TEXT PRIMARY KEY,
	last INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE lock(
	id     INTEGER PRIMARY KEY CHECK(id = 1),
	until  INTEGER NOT NULL,
	reason TEXT    NOT NULL,
	level  INTEGER NOT NULL -- how many locks followed each other closely
);
`

// migrations lead from one version of the tables to the next; the first makes
// version 1 of an empty database.
func migrations() []string { return []string{schema1} }

// errForeign and errNewer are reasons to set a database aside.
var (
	errForeign = errors.New("it belongs to another program or account")
	errNewer   = errors.New("it was written by a newer version of onefm")
)

// migrate brings the tables to the present version and checks that the database
// is ours and the account's.
func migrate(ctx context.Context, tx *sql.Tx, account string) error {
	var app, version, tables int
	for _, q := range []struct {
		sql string
		dst *int
	}{
		{"PRAGMA application_id", &app},
		{"PRAGMA user_version", &version},
		{"SELECT count(*) FROM sqlite_schema", &tables},
	} {
		if err := tx.QueryRowContext(ctx, q.sql).Scan(q.dst); err != nil {
			return err
		}
	}
	steps := migrations()
	switch {
	case tables == 0 && app == 0 && version == 0: // new
	case app != applicationID || version == 0:
		return errForeign
	case version > len(steps):
		return errNewer
	case version == len(steps):
		return checkAccount(ctx, tx, account)
	}
	for _, s := range steps[version:] {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("migrate database: %w", err)
		}
	}
	mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(steps))
	if _, err := tx.ExecContext(ctx, mark); err != nil {
		return err
	}
	return checkAccount(ctx, tx, account)
}

// checkAccount refuses the database of another account and notes ours in a new
// one.
func checkAccount(ctx context.Context, tx *sql.Tx, account string) error {
	if account == "" {
		return nil
	}
	var have []byte
	err := tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'account'").Scan(&have)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return setMeta(ctx, tx, "account", []byte(account))
	case err != nil:
		return err
	case string(have) != account:
		return errForeign
	}
	return nil
}

func setMeta(ctx context.Context, tx *sql.Tx, key string, value []byte) error {
	_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", key, value)
	return err
}
