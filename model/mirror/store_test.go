package mirror

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// dbPath returns where a test keeps its database: a folder that is to be made, with
// characters that a careless URI would trip over.
func dbPath(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "state #1 100%?", "onefm", "m.sqlite")
}

// openAt opens a mirror of s at path; the caller closes it.
func openAt(t *testing.T, path string, s service, o Options) *Mirror {
	t.Helper()
	m, err := open(t.Context(), path, s, o)
	if err != nil {
		t.Fatalf("open = %v", err)
	}
	return m
}

func closed(t *testing.T, m *Mirror) {
	t.Helper()
	if err := m.Close(); err != nil {
		t.Errorf("Close = %v", err)
	}
}

// filled makes a database with one known folder and closes it.
func filled(t *testing.T, path, account string) {
	t.Helper()
	s := newFake()
	s.addFile(fichier.Root, "kept.txt", link(1))
	m := openAt(t, path, s, Options{Account: account})
	if got := names(t, m, "/", model.Auto); len(got) != 1 {
		t.Fatalf("names = %v", got)
	}
	closed(t, m)
}

func TestDatabaseIsReadableByItsOwnerOnly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	path := dbPath(t)
	s := newFake()
	s.addFile(fichier.Root, "a", link(1))
	m := openAt(t, path, s, Options{})
	defer closed(t, m)
	names(t, m, "/", model.Auto)
	for name, want := range map[string]fs.FileMode{
		filepath.Dir(path): fs.ModeDir | 0o700,
		path:               0o600,
		path + walSuffix:   0o600,
		path + shmSuffix:   0o600,
	} {
		info, err := os.Stat(name)
		if err != nil {
			t.Errorf("Stat = %v", err)
			continue
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", filepath.Base(name), info.Mode(), want)
		}
	}
}

func TestRowsOutliveTheProcess(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	filled(t, path, "me")
	m := openAt(t, path, keyless{}, Options{Account: "me"})
	defer closed(t, m)
	if got := names(t, m, "/", model.Cached); len(got) != 1 || got[0] != "kept.txt" {
		t.Errorf("names = %v", got)
	}
	if n := m.Notices(); len(n) != 0 {
		t.Errorf("notices = %+v", n)
	}
}

func TestUnusableDatabaseIsSetAside(t *testing.T) {
	t.Parallel()
	run := func(t *testing.T, path, statement string) {
		t.Helper()
		db, err := sql.Open("sqlite", fileURI(path, ""))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	spoilt := map[string]func(t *testing.T, path string){
		"garbage": func(t *testing.T, path string) {
			t.Helper()
			write(t, path, bytes.Repeat([]byte("no database "), 1000))
		},
		"short": func(t *testing.T, path string) { t.Helper(); write(t, path, []byte("SQLite format 3\x00")) },
		"torn": func(t *testing.T, path string) {
			t.Helper()
			filled(t, path, "me")
			if err := os.Truncate(path, 4096); err != nil {
				t.Fatal(err)
			}
		},
		"of another program": func(t *testing.T, path string) { t.Helper(); run(t, path, "CREATE TABLE theirs(x)") },
		"of another account": func(t *testing.T, path string) { t.Helper(); filled(t, path, "somebody else") },
		"of a newer version": func(t *testing.T, path string) {
			t.Helper()
			filled(t, path, "me")
			run(t, path, "PRAGMA user_version = 99")
		},
		"without a table": func(t *testing.T, path string) {
			t.Helper()
			filled(t, path, "me")
			run(t, path, "DROP TABLE holds")
		},
	}
	for name, spoil := range spoilt {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := dbPath(t)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			spoil(t, path)
			s := newFake()
			s.addFile(fichier.Root, "new.txt", link(2))
			m := openAt(t, path, s, Options{Account: "me"})
			defer closed(t, m)
			forceFresh(t, m)
			if got := names(t, m, "/", model.Auto); len(got) != 1 || got[0] != "new.txt" {
				t.Errorf("names = %v", got)
			}
			notes := m.Notices()
			if len(notes) != 1 || notes[0].Kind != SetAside || notes[0].Err == nil {
				t.Fatalf("notices = %+v", notes)
			}
			if _, err := os.Stat(notes[0].Path); err != nil || !strings.HasPrefix(notes[0].Path, path+".aside-") {
				t.Errorf("set aside at %s: %v", notes[0].Path, err)
			}
		})
	}
}

// A log that stays behind would be played into the next database.
func TestLogGoesWithItsDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "m.sqlite")
	for range 2 { // twice within a second
		all := []string{"", walSuffix, shmSuffix}
		for _, suffix := range all {
			write(t, path+suffix, []byte("content of "+suffix))
		}
		s := &store{path: path, log: discard()}
		if _, err := s.setAside(errForeign); err != nil {
			t.Fatal(err)
		}
		for _, suffix := range all {
			b, err := os.ReadFile(s.notes[0].Path + suffix)
			if err != nil || string(b) != "content of "+suffix || exists(path+suffix) {
				t.Errorf("%q is %q, %v", suffix, b, err)
			}
		}
	}
}

// forceFresh forgets the floor that a database set aside a moment ago left behind.
func forceFresh(t *testing.T, m *Mirror) {
	t.Helper()
	err := m.s.write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return newWriter(tx).exec(ctx, "DELETE FROM meta WHERE key = ?", floorKey)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestCallsOfALostLedgerStillCount(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	filled(t, path, "somebody else")
	l, err := OpenLedger(t.Context(), path, "me", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	now := time.Now()
	rule := []fichier.Rule{{Key: "k", Every: time.Minute}}
	next, ok, err := l.Take(t.Context(), now, rule)
	if ok || err != nil || next.Sub(now) < 30*time.Second || next.Sub(now) > time.Minute {
		t.Errorf("Take = %v from now, %v, %v; want refused for nearly a minute", next.Sub(now), ok, err)
	}
	if _, ok, err := l.Take(t.Context(), now.Add(2*time.Minute), rule); !ok || err != nil {
		t.Errorf("Take two minutes later = %v, %v", ok, err)
	}
}

func TestDamageFoundLaterIsSetAside(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := newFake()
	for i := range 600 {
		s.addFile(fichier.Root, fmt.Sprint("file ", i), link(i))
	}
	m := openAt(t, path, s, Options{})
	names(t, m, "/", model.Auto)
	closed(t, m)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 10 * 4096; i < len(b); i += 4096 { // the first pages hold the schema
		copy(b[i:], bytes.Repeat([]byte{0xff}, 64))
	}
	write(t, path, b)

	m = openAt(t, path, s, Options{})
	defer closed(t, m)
	_, err = m.List(t.Context(), at("/"), model.Cached)
	if err == nil {
		t.Fatal("List of a damaged database succeeded")
	}
	if notes := m.Notices(); len(notes) != 1 || notes[0].Kind != SetAside {
		t.Fatalf("notices = %+v, List = %v", notes, err)
	}
	forceFresh(t, m)
	if got := names(t, m, "/", model.Auto); len(got) != 600 {
		t.Errorf("%d names after the rebuild, want 600", len(got))
	}
}

func TestMemoryServesWhereNoFileCanBe(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, nil)
	for name, path := range map[string]string{
		"below a file":    filepath.Join(file, "onefm", "m.sqlite"),
		"a folder itself": t.TempDir(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.addFile(fichier.Root, "a", link(1))
			m := openAt(t, path, s, Options{})
			defer closed(t, m)
			if got := names(t, m, "/", model.Auto); len(got) != 1 {
				t.Errorf("names = %v", got)
			}
			if n := m.Notices(); len(n) != 1 || n[0].Kind != InMemory || n[0].Path != path {
				t.Errorf("notices = %+v", n)
			}
		})
	}
}

func TestFullDiskKeepsWhatIsKnown(t *testing.T) {
	t.Parallel()
	s := newFake()
	s.addFile(fichier.Root, "before", link(1))
	big := s.addFolder(fichier.Root, "big")
	for i := range 3000 {
		s.addFile(big, fmt.Sprint("file ", i), link(10+i))
	}
	m := openAt(t, dbPath(t), s, Options{})
	defer closed(t, m)
	names(t, m, "/", model.Auto)
	if _, err := m.s.w.ExecContext(t.Context(), "PRAGMA max_page_count = 40"); err != nil {
		t.Fatal(err)
	}
	if got := names(t, m, "/big", model.Auto); len(got) != 3000 {
		t.Errorf("%d names, want 3000", len(got))
	}
	if got := names(t, m, "/", model.Cached); len(got) != 2 {
		t.Errorf("the root has %v, want what was known before", got)
	}
	if n := m.Notices(); len(n) != 1 || n[0].Kind != InMemory {
		t.Errorf("notices = %+v", n)
	}
}

func TestDeletedDatabaseIsMadeAnew(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not delete open files")
	}
	path := dbPath(t)
	s := newFake()
	s.addFile(fichier.Root, "a", link(1))
	m := openAt(t, path, s, Options{})
	defer closed(t, m)
	names(t, m, "/", model.Auto)
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	if err := m.Uploaded(t.Context(), at("/"), []model.Entry{{Name: "b", ID: string(link(2))}}); err != nil {
		t.Fatalf("Uploaded = %v", err)
	}
	if _, err := os.Stat(path); err != nil && len(m.Notices()) == 0 {
		t.Errorf("nothing is stored and nobody says so: %v", err)
	}
}

func TestStuckProcessDoesNotStopThisOne(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	synctest.Test(t, func(t *testing.T) { // fake time, or it would take seconds
		filled(t, path, "")
		other, err := openStore(t.Context(), path, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		tx, err := other.w.BeginTx(t.Context(), nil) // and now it stops, the lock in its hand
		if err != nil {
			t.Fatal(err)
		}
		s := newFake()
		m := openAt2(t, path, s)
		start := time.Now()
		if err := m.Uploaded(t.Context(), at("/"), []model.Entry{{Name: "b", ID: string(link(2))}}); err != nil {
			t.Fatalf("Uploaded = %v", err)
		}
		if d := time.Since(start); d > 2*busyLimit {
			t.Errorf("waited %v", d)
		}
		if got := names(t, m, "/", model.Cached); len(got) != 2 {
			t.Errorf("names = %v", got)
		}
		if n := m.Notices(); len(n) != 1 || n[0].Kind != InMemory {
			t.Errorf("notices = %+v", n)
		}
		closed(t, m)
		if err := tx.Rollback(); err != nil {
			t.Error(err)
		}
		if err := other.close(); err != nil {
			t.Error(err)
		}
	})
}

// openAt2 opens a mirror without the writes that opening makes.
func openAt2(t *testing.T, path string, s *fake) *Mirror {
	t.Helper()
	st := &store{path: path, log: discard()}
	if err := st.connect(); err != nil {
		t.Fatal(err)
	}
	return &Mirror{s: st, ledger: &Ledger{s: st, lent: true}, api: s, young: defaultYoung, grace: defaultGrace, log: st.log}
}

// A wrong key leaves no file behind; a key that learnt something, or made a call
// that counts, does.
func TestNothingLearntLeavesNothing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		do   func(t *testing.T, m *Mirror)
		want bool
	}{
		"nothing": {func(*testing.T, *Mirror) {}, false},
		"a refused call": {func(t *testing.T, m *Mirror) {
			t.Helper()
			_, _, err := m.ledger.Take(t.Context(), time.Now(), []fichier.Rule{fichier.CallRule(), fichier.RateRule()})
			must(t, err)
		}, false},
		"a call that counts": {func(t *testing.T, m *Mirror) {
			t.Helper()
			_, _, err := m.ledger.Take(t.Context(), time.Now(), []fichier.Rule{fichier.ListRule(0)})
			must(t, err)
		}, true},
		"a lock":    {func(t *testing.T, m *Mirror) { t.Helper(); must(t, m.ledger.Lock(t.Context(), time.Now(), "flood")) }, true},
		"a listing": {func(t *testing.T, m *Mirror) { t.Helper(); names(t, m, "/", model.Auto) }, true},
		"an account": {func(t *testing.T, m *Mirror) {
			t.Helper()
			_, err := m.Account(t.Context())
			must(t, err)
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := dbPath(t)
			m := openAt(t, path, newFake(), Options{Account: "me"})
			tt.do(t, m)
			closed(t, m)
			for _, suffix := range []string{"", walSuffix, shmSuffix} {
				if exists(path+suffix) != (tt.want && suffix == "") {
					t.Errorf("m.sqlite%s is there: %v", suffix, exists(path+suffix))
				}
			}
			if tt.want {
				closed(t, openAt(t, path, newFake(), Options{Account: "me"}))
				if !exists(path) {
					t.Error("the next one took it away")
				}
			}
		})
	}
}
