package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"onefm/model"
)

// Every way to rename without replacing keeps the same rules.
func TestRenamesNeverReplace(t *testing.T) {
	t.Parallel()
	for name, rename := range map[string]func(from, to string) error{"system": renameUnique, "by link": renameByLink} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			at := func(name string) string { return filepath.Join(dir, name) }
			put(t, at("file"), "file")
			put(t, at("folder/in it"), "x")
			if err := os.Mkdir(at("empty"), 0o700); err != nil {
				t.Fatal(err)
			}
			sources := []string{"file", "folder"}
			if err := os.Symlink("nowhere", at("link")); err == nil {
				sources = append(sources, "link")
			}
			for _, from := range sources {
				for _, to := range []string{"file", "folder", "empty", "link"} {
					if _, err := os.Lstat(at(to)); err != nil || from == to {
						continue
					}
					if err := rename(at(from), at(to)); !errors.Is(err, fs.ErrExist) {
						t.Errorf("%s to %s = %v, want ErrExist", from, to, err)
					}
				}
				before, err := os.Lstat(at(from))
				if err != nil {
					t.Fatal(err)
				}
				if err := rename(at(from), at("new "+from)); err != nil {
					t.Errorf("%s = %v", from, err)
					continue
				}
				after, err := os.Lstat(at("new " + from))
				if err != nil || after.Mode() != before.Mode() {
					t.Errorf("%s became %v, %v", from, after, err)
				}
				if _, err := os.Lstat(at(from)); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("%s is still there: %v", from, err)
				}
			}
			if err := rename(at("missing"), at("x")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("missing = %v", err)
			}
			if err := rename(at("new folder"), at("new folder/sub")); err == nil {
				t.Error("a folder went into itself")
			}
		})
	}
}

func TestAPartGetsItsNameByLinkToo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, filepath.Join(dir, "taken"), "precious")
	p, err := create(new(guard), dir, "a", "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	if _, err := p.Write([]byte("new")); err != nil {
		t.Fatal(err)
	}
	if err := p.linkUnique("taken"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a taken name = %v, want ErrExist", err)
	}
	if err := p.linkUnique("free"); err != nil {
		t.Fatal(err)
	}
	path, err := model.LocalPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	l, err := New().List(t.Context(), path, model.Auto)
	if err != nil || len(l.Entries) != 3 { // with the note beside the part
		t.Errorf("the folder holds %+v, %v", l.Entries, err)
	}
}
