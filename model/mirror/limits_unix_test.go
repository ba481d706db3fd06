//go:build unix

package mirror

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"onefm/fichier"
	"onefm/model"
)

// TestFileLimit is the body of a child process whose files may not grow.
func TestFileLimit(t *testing.T) {
	t.Parallel()
	path := os.Getenv(actorDB)
	if os.Getenv(actorRole) != "limited" {
		t.Skip("only as a child of another test")
	}
	s := newFake()
	s.addFile(fichier.Root, "before", link(1))
	m := openAt(t, path, s, Options{})
	names(t, m, "/", model.Auto)
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 300 << 10, Max: 300 << 10}))
	big := s.addFolder(fichier.Root, "big")
	for i := range 3_000 {
		s.addFile(big, fmt.Sprint("file ", i), link(10+i))
	}
	names(t, m, "/", model.Auto)
	must(t, m.Uploaded(t.Context(), at("/"), []model.Entry{{Name: "up", ID: string(link(2))}}))
	folder, err := m.Mkdir(t.Context(), at("/dir"))
	must(t, err)
	if got := names(t, m, "/", model.Cached); len(got) < 3 {
		t.Errorf("the root has %v, %v", got, folder)
	}
	a := bulk(fichier.Root, 3_000, 0)
	if _, _, err := m.merge(t.Context(), a); err != nil {
		t.Errorf("merge = %v", err)
	}
	if n := m.Notices(); len(n) != 1 || n[0].Kind != InMemory {
		t.Errorf("notices = %+v", n)
	}
	if got := names(t, m, "/", model.Cached); len(got) < 3_000 {
		t.Errorf("%d names", len(got))
	}
}

// A disk that takes no more bytes, as a quota makes it, in a process of its own.
func TestFileThatCantGrowEndsInMemory(t *testing.T) {
	t.Parallel()
	cmd := child(t, "limited", dbPath(t))
	cmd.Args[1], cmd.Stderr = "-test.run=^TestFileLimit$", nil
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("child: %v\n%s", err, out)
	}
}

func TestReadOnlyFolderIsNoObstacle(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("root may write anywhere")
	}
	path := dbPath(t)
	filled(t, path, "me")
	must(t, os.Chmod(filepath.Dir(path), 0o500))
	t.Cleanup(func() { _ = os.Chmod(filepath.Dir(path), 0o700) })
	m := openAt(t, path, newFake(), Options{Account: "me"})
	defer closed(t, m)
	names(t, m, "/", model.Auto)
	for _, n := range m.Notices() {
		if n.Kind != InMemory {
			t.Errorf("notice %+v", n)
		}
	}
}
