//go:build unix && !darwin

package disk_test

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"onefm/model"
	"onefm/model/disk"
)

var dated = regexp.MustCompile(`^DeletionDate=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`)

// noted checks the note of a thrown file and returns the path in it.
func noted(t *testing.T, name string) string {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(read(t, name), "\n"), "\n")
	if len(lines) != 3 || lines[0] != "[Trash Info]" || !dated.MatchString(lines[2]) {
		t.Fatalf("note %s is %q", name, lines)
	}
	was, ok := strings.CutPrefix(lines[1], "Path=")
	for _, c := range []byte(was) {
		if c <= ' ' || c >= 0x7f || c == '"' {
			t.Errorf("note has a raw byte %q: %q", c, was)
		}
	}
	p, err := url.PathUnescape(was)
	if !ok || err != nil {
		t.Fatalf("note %s has path %q, %v", name, lines[1], err)
	}
	return p
}

func TestTrashOfTheHome(t *testing.T) {
	t.Parallel()
	home := resolved(t, t.TempDir())
	dir := filepath.Join(home, "docs")
	mkdir(t, filepath.Join(dir, "folder", "deep"))
	odd := "50% \"odd\"\n日本 \xff.txt"
	write(t, filepath.Join(dir, odd), "odd")
	write(t, filepath.Join(dir, "a.tar.gz"), "first")
	d := disk.New(disk.WithEnv(env(home)))
	throw := func(names ...string) {
		t.Helper()
		var items []model.Item
		for _, n := range names {
			items = append(items, item(t, filepath.Join(dir, n)))
		}
		no(t, "Trash", d.Trash(t.Context(), items))
	}
	throw(odd, "a.tar.gz", "folder")
	write(t, filepath.Join(dir, "a.tar.gz"), "second")
	throw("a.tar.gz")
	holds(t, dir)

	trash := filepath.Join(home, ".local", "share", "Trash")
	holds(t, filepath.Join(trash, "files"), odd, "a (2).tar.gz", "a.tar.gz", "folder")
	holds(t, filepath.Join(trash, "files", "folder"), "deep")
	for name, was := range map[string]string{odd: odd, "a.tar.gz": "a.tar.gz", "a (2).tar.gz": "a.tar.gz", "folder": "folder"} {
		if got, want := noted(t, filepath.Join(trash, "info", name+".trashinfo")), filepath.Join(dir, was); got != want {
			t.Errorf("note of %q says %q, want %q", name, got, want)
		}
	}
	if got := read(t, filepath.Join(trash, "files", "a (2).tar.gz")); got != "second" {
		t.Errorf("content = %q", got)
	}
	for _, name := range []string{trash, filepath.Join(trash, "files"), filepath.Join(trash, "info")} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s has mode %v, %v", name, info.Mode(), err)
		}
	}
}

func TestTrashLeavesNoNoteBehind(t *testing.T) {
	t.Parallel()
	home := resolved(t, t.TempDir())
	mkdir(t, filepath.Join(home, "docs"))
	gone := model.Item{Dir: at(t, filepath.Join(home, "docs")), Entry: model.Entry{Name: "gone"}}
	d := disk.New(disk.WithEnv(env(home)))
	if err := d.Trash(t.Context(), []model.Item{gone}); err == nil {
		t.Error("Trash of nothing succeeded")
	}
	if left, err := filepath.Glob(filepath.Join(home, ".local/share/Trash/info/*")); err != nil || len(left) > 0 {
		t.Errorf("notes left: %v, %v", left, err)
	}
}

func TestTrashInAnotherFolder(t *testing.T) {
	t.Parallel()
	home := resolved(t, t.TempDir())
	data := filepath.Join(home, "data")
	mkdir(t, data)
	write(t, filepath.Join(home, "a"), "a")
	d := disk.New(disk.WithEnv(func(key string) string { return map[string]string{"XDG_DATA_HOME": data, "HOME": home}[key] }))
	no(t, "Trash", d.Trash(t.Context(), []model.Item{item(t, filepath.Join(home, "a"))}))
	holds(t, filepath.Join(data, "Trash", "files"), "a")
}

func TestTheTrashDoesNotGoIntoItself(t *testing.T) {
	t.Parallel()
	home := resolved(t, t.TempDir())
	write(t, filepath.Join(home, "a"), "a")
	d := disk.New(disk.WithEnv(env(home)))
	no(t, "Trash", d.Trash(t.Context(), []model.Item{item(t, filepath.Join(home, "a"))}))
	for _, name := range []string{".local", ".local/share/Trash", ".local/share/Trash/files/a"} {
		is(t, "Trash of "+name, d.Trash(t.Context(), []model.Item{item(t, filepath.Join(home, name))}), model.ErrUnsupported)
	}
	holds(t, filepath.Join(home, ".local/share/Trash/files"), "a")
}

func TestATrashThatIsALinkIsNotUsed(t *testing.T) {
	t.Parallel()
	home := resolved(t, t.TempDir())
	mkdir(t, filepath.Join(home, ".local", "share"))
	mkdir(t, filepath.Join(home, "public"))
	symlink(t, filepath.Join(home, "public"), filepath.Join(home, ".local", "share", "Trash"))
	write(t, filepath.Join(home, "a"), "a")
	_ = disk.New(disk.WithEnv(env(home))).Trash(t.Context(), []model.Item{item(t, filepath.Join(home, "a"))})
	holds(t, filepath.Join(home, "public"))
}

func resolved(t *testing.T, dir string) string {
	t.Helper()
	p, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
