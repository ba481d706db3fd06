package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"onefm/model"
)

func put(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func rootAt(t *testing.T, dir string) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return root
}

func TestAMoveErasesOnlyWhatItHasCopied(t *testing.T) {
	t.Parallel()
	from, to := t.TempDir(), t.TempDir()
	for _, name := range []string{"a", "b", "sub/c", "gone/d"} {
		put(t, filepath.Join(from, "tree", name), name)
	}
	src := rootAt(t, from)
	c := copier{ctx: t.Context(), copied: make(map[string]stamp)}
	if err := c.entry(src, "tree", rootAt(t, to), "copy", "."); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(from, "tree", "sub", "late"), "came later")
	put(t, filepath.Join(from, "tree", "b"), "changed")
	if err := c.erase(src, "tree", "."); !errors.Is(err, model.ErrChanged) {
		t.Errorf("erase = %v, want ErrChanged", err)
	}
	for name, want := range map[string]bool{"tree/b": true, "tree/sub/late": true, "tree/a": false, "tree/sub/c": false, "tree/gone": false} {
		_, err := os.Stat(filepath.Join(from, name))
		if (err == nil) != want {
			t.Errorf("%s is still there: %v, want %v", name, err == nil, want)
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	big := string(make([]byte, chunk/4))
	tests := []struct {
		a, b string
		same bool
	}{
		{"", "", true},
		{"abc", "abc", true},
		{"abc", "abd", false},
		{"abc", "abcd", false},
		{"", "x", false},
		{big, big, true},
		{big, big + "x", false},
		{big + "x", big + "y", false},
	}
	for i, tt := range tests {
		x, y := filepath.Join(dir, "x"), filepath.Join(dir, "y")
		put(t, x, tt.a)
		put(t, y, tt.b)
		a, err := os.Open(x)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.Open(y)
		if err != nil {
			t.Fatal(err)
		}
		err = copier{ctx: t.Context()}.compare(a, b)
		if (err == nil) != tt.same || err != nil && !errors.Is(err, model.ErrMismatch) {
			t.Errorf("%d: compare = %v, want same %v", i, err, tt.same)
		}
		_, _ = a.Close(), b.Close()
	}
}

func TestACopyThatCanNotGetItsNameIsErased(t *testing.T) {
	t.Parallel()
	from, to := t.TempDir(), t.TempDir()
	put(t, filepath.Join(from, "tree", "a"), "a")
	d := New()
	d.unique = func(string, string) error { return &os.LinkError{Op: "rename", Err: otherVolumeError()} }
	src, err := model.LocalPath(from)
	if err != nil {
		t.Fatal(err)
	}
	dst, err := model.LocalPath(to)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Move(t.Context(), []model.Item{{Dir: src, Entry: model.Entry{Name: "tree", Kind: model.Folder}}}, dst)
	if err == nil {
		t.Fatal("Move succeeded")
	}
	if left, _ := os.ReadDir(to); len(left) > 0 {
		t.Errorf("left at the target: %v", left)
	}
	if _, err := os.Stat(filepath.Join(from, "tree", "a")); err != nil {
		t.Errorf("the source: %v", err)
	}
}

func TestAChangeIsSeenWhenTheTimeIsPutBack(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a")
	put(t, name, "abc")
	when := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, content := range []string{"abc", "abcd"} {
		if content == "abcd" {
			put(t, name, content)
		}
		if err := os.Chtimes(name, when, when); err != nil {
			t.Fatal(err)
		}
		s, err := open(name)
		if err != nil {
			t.Fatal(err)
		}
		put(t, name, content+"!")
		if err := os.Chtimes(name, when, when); err != nil {
			t.Fatal(err)
		}
		if err := s.Check(); !errors.Is(err, model.ErrChanged) {
			t.Errorf("Check = %v, want ErrChanged", err)
		}
		_ = s.Close()
	}
}

func TestATrashThatRefusesKeepsNoNote(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	put(t, filepath.Join(home, "a"), "a")
	d := New(WithEnv(func(key string) string { return map[string]string{"HOME": home}[key] }))
	d.unique = func(string, string) error { return syscall.EPERM }
	dir, err := model.LocalPath(home)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Trash(t.Context(), []model.Item{{Dir: dir, Entry: model.Entry{Name: "a"}}})
	if !errors.Is(err, fs.ErrPermission) && !errors.Is(err, model.ErrUnsupported) {
		t.Errorf("Trash = %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(home, ".local/share/Trash/info/*")); len(left) > 0 {
		t.Errorf("notes left: %v", left)
	}
}
