package mirror

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// checkTree checks what must hold whatever a service says: the root leads to every
// folder once at most, nothing lies in a circle, no file is there twice, counts
// agree, every name can be one.
func checkTree(t *testing.T, m *Mirror) {
	t.Helper()
	must(t, m.s.read(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		var verdict string
		if err := tx.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
			return fmt.Errorf("integrity: %s, %w", verdict, err)
		}
		all, err := folders(ctx, tx, "true")
		if err != nil {
			return err
		}
		for _, r := range all {
			up, err := chain(ctx, tx, r.id)
			if err != nil {
				return err
			}
			if top := up[len(up)-1]; top.id != fichier.Root && top.parent != limbo {
				return fmt.Errorf("folder %d hangs on %d, which lies in %d", r.id, top.id, top.parent)
			}
		}
		return nil
	}))
	dirs, links, rows := map[fichier.FolderID]bool{}, map[string]bool{}, 0
	must(t, m.WalkDirs(t.Context(), at("/"), func(d Dir, entries []model.Entry) error {
		if dirs[d.ID] || d.Path.IsZero() {
			t.Errorf("folder %d at %q was met before", d.ID, d.Path.Name())
		}
		dirs[d.ID] = true
		for _, e := range entries {
			if !model.IsElement(e.Name) || e.Size < model.UnknownSize {
				t.Errorf("entry %+v", e)
			}
			if e.Kind == model.File {
				if links[e.ID] {
					t.Errorf("%s is there twice", e.ID)
				}
				links[e.ID] = true
				rows++
			}
		}
		l, err := m.Rows(t.Context(), d.ID)
		if err != nil || len(l) != len(entries) {
			t.Errorf("folder %d has %d rows and %d, %v", d.ID, len(entries), len(l), err)
		}
		return nil
	}))
	if _, err := m.Changes(t.Context(), time.Time{}, 0); err != nil {
		t.Errorf("Changes = %v", err)
	}
}

// oddNotice returns what a notice says of odd answers.
func oddNotice(m *Mirror) string {
	var said []string
	for _, n := range m.Notices() {
		if n.Kind == Odd && errors.Is(n.Err, errOdd) {
			said = append(said, n.Path+": "+n.Err.Error())
		}
	}
	return strings.Join(said, "; ")
}

func TestOddAnswersAreToldAndDoNoHarm(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 10_000)
	file := func(n int, name string) fichier.File {
		return fichier.File{Link: link(n), Name: name, Date: time.Unix(1_600_000_000, 0)}
	}
	for name, tt := range map[string]struct {
		tell func(f *fichier.Folder)
		want []string
		odd  string
	}{
		"same link twice": {
			func(f *fichier.Folder) { f.Files = append(f.Files, file(1, "a"), file(1, "b")) },
			[]string{"a"},
			"1 named twice",
		},
		"same folder twice": {
			func(f *fichier.Folder) {
				f.Folders = append(f.Folders, fichier.SubFolder{ID: 7, Name: "a"}, fichier.SubFolder{ID: 7, Name: "b"})
			}, []string{"a/"}, "1 named twice",
		},
		"own parent": {
			func(f *fichier.Folder) { f.Folders = append(f.Folders, fichier.SubFolder{ID: f.ID, Name: "me"}) },
			[]string{},
			"1 ", // the root has no identity of its own, others lie in themselves
		},
		"negative ids": {
			func(f *fichier.Folder) {
				f.Folders = append(f.Folders, fichier.SubFolder{ID: -1, Name: "a"}, fichier.SubFolder{ID: math.MinInt64, Name: "b"})
			}, []string{}, "2 without an identity",
		},
		"huge id": {
			func(f *fichier.Folder) {
				f.Folders = append(f.Folders, fichier.SubFolder{ID: math.MaxInt64, Name: "a"})
			},
			[]string{"a/"},
			"",
		},
		"no link": {
			func(f *fichier.Folder) { f.Files = append(f.Files, fichier.File{Name: "a"}) },
			[]string{},
			"1 without an identity",
		},
		"sizes": {
			func(f *fichier.Folder) {
				a, b := file(1, "a"), file(2, "b")
				a.Size, b.Size = math.MinInt64, math.MaxInt64
				f.Files = append(f.Files, a, b)
			}, []string{"a", "b"}, "1 with a size below zero",
		},
		"names": {
			func(f *fichier.Folder) {
				f.Files = append(f.Files, file(1, ""), file(2, "a/b"), file(3, "\x00"), file(4, ".."), file(5, long), file(6, "\xff\xfe"))
			},
			[]string{"_", "a_b", "unnamed-abcdefghijklmnop0001", "unnamed-abcdefghijklmnop0004", long, "\xff\xfe"},
			"4 with a name that can't be one",
		},
		"dates": {
			func(f *fichier.Folder) {
				a, b := file(1, "a"), file(2, "b")
				a.Date, b.Date = time.Time{}, time.Date(275_000, 1, 1, 0, 0, 0, 0, time.UTC)
				f.Files = append(f.Files, a, b)
			}, []string{"a", "b"}, "1 with a date that does not exist",
		},
		"long name of a folder": {
			func(f *fichier.Folder) { f.Folders = append(f.Folders, fichier.SubFolder{ID: 7, Name: long}) },
			[]string{long + "/"},
			"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.tell = tt.tell
			m := openFakeAt(t, s, dbPath(t))
			want(t, "names", names(t, m, "/", model.Auto), tt.want)
			if got := oddNotice(m); !strings.Contains(got, tt.odd) || (got == "") != (tt.odd == "") {
				t.Errorf("notices say %q, want %q", got, tt.odd)
			}
			checkTree(t, m)
		})
	}
}

func TestOddAnswersAreToldOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		for i := range 2 * maxOdd {
			s.addFolder(fichier.Root, strconv.Itoa(i))
		}
		s.tell = func(f *fichier.Folder) { f.Files = append(f.Files, fichier.File{Name: "no link"}) }
		m := openFake(t, s)
		for range 3 {
			for i := range 2 * maxOdd {
				learn(t, m, "/", fmt.Sprint("/", i))
			}
		}
		if n := len(m.Notices()); n != maxOdd {
			t.Errorf("%d notices, want %d", n, maxOdd)
		}
	})
}

// A lies in B lies in A: whichever listing comes last is left out.
func TestFoldersInACircleDoNotFallOffTheTree(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		a := s.addFolder(fichier.Root, "a")
		b := s.addFolder(a, "b")
		c := s.addFolder(b, "c")
		s.addFile(c, "x", link(1))
		m := openFake(t, s)
		learn(t, m, "/", "/a", "/a/b", "/a/b/c")
		s.tell = func(f *fichier.Folder) {
			if f.ID == c {
				f.Folders = append(f.Folders, fichier.SubFolder{ID: a, Name: "a"}, fichier.SubFolder{ID: b, Name: "b"}, fichier.SubFolder{ID: c, Name: "c"})
			}
			if f.ID == b {
				f.Folders = append(f.Folders, fichier.SubFolder{ID: a, Name: "a again"})
			}
		}
		learn(t, m, "/a/b/c", "/a/b", "/a", "/")
		want(t, "c", names(t, m, "/a/b/c", model.Cached), []string{"x"})
		if got := oddNotice(m); !strings.Contains(got, "1f:/a/b/c: ") || !strings.Contains(got, "3 inside itself") || !strings.Contains(got, "1f:/a/b: ") {
			t.Errorf("notices say %q", got)
		}
		checkTree(t, m)
	})
}

// One link in two folders is one file: it is where the last listing showed it.
func TestLinkInTwoFoldersIsOneFile(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFolder(fichier.Root, "a")
		s.addFolder(fichier.Root, "b")
		s.tell = func(f *fichier.Folder) {
			if f.ID != fichier.Root {
				f.Files = append(f.Files, fichier.File{Link: link(1), Name: "x"})
				f.Folders = append(f.Folders, fichier.SubFolder{ID: 50, Name: "sub"})
			}
		}
		m := openFake(t, s)
		for range 3 {
			learn(t, m, "/", "/a", "/b")
			want(t, "a", names(t, m, "/a", model.Cached), []string{})
			want(t, "b", names(t, m, "/b", model.Cached), []string{"sub/", "x"})
			checkTree(t, m)
		}
	})
}

func TestHugeAnswerIsTakenWhole(t *testing.T) {
	t.Parallel()
	n := 50_000 // ten times of what an answer may hold; BenchmarkMerge takes 200,000
	if testing.Short() || raceEnabled {
		n = 10_000
	}
	m := openAt(t, dbPath(t), keyless{}, Options{})
	defer closed(t, m)
	a := bulk(fichier.Root, n, 0)
	changed, _, err := m.merge(t.Context(), a)
	if err != nil || !changed {
		t.Fatalf("merge = %v, %v", changed, err)
	}
	must(t, m.listed(t.Context(), folderRow{}, fichier.Folder{}, a))
	l, err := m.List(t.Context(), at("/"), model.Cached)
	if err != nil || len(l.Entries) != n {
		t.Errorf("%d entries, %v", len(l.Entries), err)
	}
	if changed, _, err = m.merge(t.Context(), a); err != nil || changed {
		t.Errorf("the same answer again = %v, %v", changed, err)
	}
}

// FuzzMerge lets a service say anything about a few folders.
func FuzzMerge(f *testing.F) {
	f.Add([]byte("\x00\x01\x02\x03\x04\x05\x06\x07"))
	f.Add([]byte("a folder in itself, and files"))
	f.Add([]byte{1, 0x81, 2, 0x82, 3, 0x83, 0, 0x80, 1, 0x83, 2, 0x81, 3, 0x82})
	f.Fuzz(func(t *testing.T, b []byte) {
		m := openFake(t, newFake())
		if len(b) > 400 {
			b = b[:400]
		}
		now := time.Now()
		for len(b) > 0 {
			n := min(len(b), 2+int(b[0]%9))
			part := b[:n]
			b = b[n:]
			a := answer{folder: fichier.FolderID(part[0] % 6), asked: now, allSubs: part[0]&64 != 0, allFiles: part[0]&128 != 0}
			for i, c := range part[1:] {
				if c < 128 {
					a.files = append(a.files, fichier.File{Link: link(int(c % 16)), Name: string(part[i:]), Size: int64(binary.BigEndian.Uint16([]byte{c, part[0]})) - 300})
				} else {
					a.subs = append(a.subs, fichier.SubFolder{ID: fichier.FolderID(c%8) - 1, Name: string(part[1 : 1+i])})
				}
			}
			if _, err := m.row(t.Context(), a.folder); err != nil {
				continue // nobody asks for a folder that no listing showed
			}
			if _, _, err := m.merge(t.Context(), a); err != nil {
				t.Fatalf("merge(%+v) = %v", a, err)
			}
			if err := m.listed(t.Context(), folderRow{id: a.folder, parent: noParent}, fichier.Folder{}, a); err != nil {
				t.Fatal(err)
			}
		}
		checkTree(t, m)
	})
}
