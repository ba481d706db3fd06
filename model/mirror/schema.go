package mirror

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onefm/fichier"
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

` + filesTable + `
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

// schema2 is what the second version adds to the first. A file's record has fixed
// places since then (see record), so that files of the same bytes can be found by
// an index.
const schema2 = `
CREATE INDEX files_bytes ON files(substr(rec, 4, 8), substr(rec, 17, 4)) WHERE length(rec) > 64;

ALTER TABLE folders ADD COLUMN gen INTEGER NOT NULL DEFAULT 0; -- the generation that changed rows in it last
CREATE INDEX folders_gen ON folders(gen);
CREATE INDEX folders_unlisted ON folders(id) WHERE as_of = 0;

CREATE TABLE generation(
	id    INTEGER PRIMARY KEY CHECK(id = 1),
	first INTEGER NOT NULL, -- what this database began with
	now   INTEGER NOT NULL
);

CREATE TABLE changes(
	id   INTEGER PRIMARY KEY,
	at   INTEGER NOT NULL,
	kind INTEGER NOT NULL, -- a ChangeKind
	own  INTEGER NOT NULL,
	key  TEXT    NOT NULL, -- as among the holds
	dir  TEXT    NOT NULL, -- path of its folder
	name TEXT    NOT NULL,
	was  TEXT    NOT NULL, -- path before a move
	rec  BLOB    NOT NULL
);
CREATE INDEX changes_at ON changes(at);
CREATE INDEX changes_key ON changes(key);
`

// filesTable has been the same in all versions.
const filesTable = `
CREATE TABLE files(
	folder INTEGER NOT NULL,
	link   TEXT    NOT NULL, -- packed, see packLink
	name   TEXT    NOT NULL,
	rec    BLOB    NOT NULL,
	PRIMARY KEY(folder, link)
) WITHOUT ROWID;
CREATE UNIQUE INDEX files_link ON files(link);
`

// migration leads from one version of the tables to the next.
type migration func(ctx context.Context, tx *sql.Tx) error

// migrations are all of them; the first makes version 1 of an empty database.
func migrations() []migration { return []migration{statements(schema1), toVersion2} }

func statements(text string) migration {
	return func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, text)
		return err
	}
}

// toVersion2 gives all files a record of the new kind, and the tables what they
// lack.
func toVersion2(ctx context.Context, tx *sql.Tx) error {
	const rename = `ALTER TABLE files RENAME TO old_files;
		DROP INDEX files_link;` + filesTable
	if err := statements(rename)(ctx, tx); err != nil {
		return err
	}
	if err := copyFiles(ctx, tx); err != nil {
		return err
	}
	if err := statements("DROP TABLE old_files;"+schema2)(ctx, tx); err != nil {
		return err
	}
	// Two databases never count the same generations: one begins where the other's
	// clock was when it was made.
	_, err := tx.ExecContext(ctx, "INSERT INTO generation(id, first, now) VALUES(1, ?1, ?1)", time.Now().UnixNano())
	return err
}

// copyFiles copies the files of version 1.
func copyFiles(ctx context.Context, tx *sql.Tx) error {
	type row struct {
		folder fichier.FolderID
		fileRow
	}
	last := row{folder: noParent}
	w := newWriter(tx)
	for {
		var part []row
		var r row
		var rec []byte
		const q = `SELECT folder, link, name, rec FROM old_files WHERE (folder, link) > (?, ?) ORDER BY folder, link LIMIT 1000`
		err := each(ctx, w, q, []any{last.folder, last.link}, []any{&r.folder, &r.link, &r.name, &rec}, func() (err error) {
			r.record, err = unpackV1(rec)
			part = append(part, r)
			return err
		})
		if err != nil || len(part) == 0 {
			return err
		}
		for _, r := range part {
			if err := w.putFile(ctx, r.folder, r.fileRow); err != nil {
				return err
			}
		}
		last = part[len(part)-1]
	}
}

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
		if err := s(ctx, tx); err != nil {
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
