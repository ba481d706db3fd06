package mirror

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
	"onefm/model"
)

// packV1 is a record as version 1 wrote it.
func packV1(r record) []byte {
	b := binary.AppendUvarint([]byte{1}, uint64(r.flags))
	b = binary.AppendVarint(binary.AppendVarint(b, r.size), r.date)
	if r.sum != (digest{}) {
		b = append(b, r.sum[:]...)
	}
	return b
}

// oldDatabase makes a database of version 1 with files in two folders, a hold, a
// call and a lock.
func oldDatabase(t *testing.T, path string, files map[fichier.FolderID][]fileRow) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	db, err := sql.Open("sqlite", fileURI(path, ""))
	must(t, err)
	defer db.Close()
	run := func(q string, args ...any) {
		t.Helper()
		_, err := db.ExecContext(t.Context(), q, args...)
		must(t, err)
	}
	run(schema1)
	run(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = 1", applicationID))
	run("INSERT INTO meta VALUES('account', 'me'), ('items', 'apart')")
	run("UPDATE folders SET as_of = 1000000000000000000, total = 3")
	run("INSERT INTO folders(id, parent, name, flags, created, public, as_of) VALUES(7, 0, 'dir', 2, 5, 'https://x', 99)")
	run("INSERT INTO holds VALUES('?b', 7, 1, ?)", time.Now().Add(time.Hour).UnixNano())
	run("INSERT INTO ledger VALUES('folder/7', ?)", time.Now().UnixNano())
	run("INSERT INTO lock VALUES(1, 77, 'flood', 3)")
	tx, err := db.BeginTx(t.Context(), nil)
	must(t, err)
	for dir, rows := range files {
		for _, r := range rows {
			_, err := tx.ExecContext(t.Context(), "INSERT INTO files VALUES(?, ?, ?, ?)", dir, r.link, r.name, packV1(r.record))
			must(t, err)
		}
	}
	must(t, tx.Commit())
}

func TestDatabaseOfTheFirstVersionLosesNothing(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	sum := parseDigest(strings.Repeat("0f", sumBytes))
	files := map[fichier.FolderID][]fileRow{
		0: {
			{link: "?a", name: "no sum", record: record{size: 1 << 40, date: -5}},
			{link: "!odd link", name: "é\xff", record: record{flags: model.Verified | model.Limited, size: model.UnknownSize, date: 7, sum: sum}},
		},
		7: {{link: "?b", name: "b", record: record{flags: model.Password, size: 3, date: 1_700_000_000, sum: sum}}},
	}
	for i := range 2_500 { // more than are copied at once
		files[7] = append(files[7], fileRow{link: fmt.Sprintf("cjoint.net/?%05d", i), name: fmt.Sprint("file ", i), record: record{size: int64(i), sum: sum}})
	}
	oldDatabase(t, path, files)
	m := openAt(t, path, keyless{}, Options{Account: "me"})
	defer closed(t, m)
	if n := m.Notices(); len(n) != 0 {
		t.Fatalf("notices = %+v", n)
	}
	must(t, m.s.read(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		for dir, rows := range files {
			got, err := allFiles(ctx, tx, dir)
			must(t, err)
			have := map[string]fileRow{}
			for _, r := range got {
				have[r.link] = r
			}
			for _, r := range rows {
				if have[r.link] != r {
					t.Errorf("row %+v became %+v", r, have[r.link])
				}
			}
			if len(got) != len(rows) {
				t.Errorf("folder %d has %d files, want %d", dir, len(got), len(rows))
			}
		}
		return nil
	}))
	row, err := m.row(t.Context(), 7)
	want := folderRow{id: 7, parent: 0, name: "dir", flags: 2, created: 5, public: "https://x", asOf: 99}
	if row != want || err != nil {
		t.Errorf("folder %+v, %v, want %+v", row, err, want)
	}
	if e := item(t, m, "/dir", "b").Entry; !e.Has(model.Pending | model.Password) {
		t.Errorf("the held file is %+v", e)
	}
	if kind, err := m.items(t.Context()); kind != "apart" || err != nil {
		t.Errorf("what was learnt about listings is %q, %v", kind, err)
	}
	if next, err := m.ledger.next(t.Context(), time.Now(), fichier.ListRule(7)); err != nil || time.Until(next) < 20*time.Second {
		t.Errorf("the ledger allows a call at %v, %v", next, err)
	}
	if until, why, err := m.ledger.Locked(t.Context()); err != nil || why != "flood" || until.UnixNano() != 77 {
		t.Errorf("locked until %v for %q, %v", until, why, err)
	}
	if ok, err := m.HasSize(t.Context(), 3); !ok || err != nil {
		t.Errorf("HasSize = %v, %v", ok, err)
	}
	checkTree(t, m)
	var tables []string
	var name string
	must(t, m.s.read(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return each(ctx, tx, "SELECT name FROM sqlite_schema ORDER BY name", nil, []any{&name}, func() error {
			tables = append(tables, name)
			return nil
		})
	}))
	fresh := openAt(t, "", keyless{}, Options{})
	defer closed(t, fresh)
	var anew []string
	must(t, fresh.s.read(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return each(ctx, tx, "SELECT name FROM sqlite_schema ORDER BY name", nil, []any{&name}, func() error {
			anew = append(anew, name)
			return nil
		})
	}))
	if diff := cmp.Diff(anew, tables); diff != "" {
		t.Errorf("tables of an old database (-new +old):\n%s", diff)
	}
}

func TestBrokenDatabaseOfTheFirstVersionIsSetAside(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	oldDatabase(t, path, nil)
	db, err := sql.Open("sqlite", fileURI(path, ""))
	must(t, err)
	_, err = db.ExecContext(t.Context(), "INSERT INTO files VALUES(0, '?a', 'a', x'ff')")
	must(t, err)
	must(t, db.Close())
	m := openAt(t, path, keyless{}, Options{Account: "me"})
	defer closed(t, m)
	if n := m.Notices(); len(n) != 1 || n[0].Kind != SetAside {
		t.Errorf("notices = %+v", n)
	}
}

// A log that was torn at any place holds what was committed before it.
func TestTornLogLosesTheEndOnly(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := newFake()
	m := openAt(t, path, s, Options{})
	for i := range 40 {
		s.addFile(fichier.Root, fmt.Sprint("file ", i), link(i))
		must(t, m.Uploaded(t.Context(), at("/"), []model.Entry{{Name: fmt.Sprint("file ", i), ID: string(link(i))}}))
	}
	log, err := os.ReadFile(path + walSuffix)
	must(t, err)
	base, err := os.ReadFile(path)
	must(t, err)
	closed(t, m)
	most := 0
	for cut := 0; cut <= len(log); cut += 1 + len(log)/25 {
		torn := filepath.Join(t.TempDir(), "m.sqlite")
		write(t, torn, base)
		write(t, torn+walSuffix, log[:cut])
		m := openAt(t, torn, keyless{}, Options{})
		n := 0
		must(t, m.s.read(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return tx.QueryRowContext(ctx, "SELECT count(*) FROM files").Scan(&n)
		}))
		if n < most {
			t.Errorf("%d files with %d bytes of the log, %d with fewer", n, cut, most)
		}
		most = n
		checkTree(t, m)
		closed(t, m)
	}
	if most < 30 {
		t.Errorf("%d files with nearly all of the log", most)
	}
}
