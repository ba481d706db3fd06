package disk_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
	"onefm/model/disk"
	"onefm/model/treetest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	treetest.Run(t, func(t *testing.T) treetest.Fixture {
		home := t.TempDir()
		root := at(t, home).Child("here")
		mkdir(t, root.Name())
		d := disk.New(disk.WithEnv(env(home)))
		return treetest.Fixture{
			Tree: d,
			Root: root,
			Add: func(t *testing.T, dir model.Path, name, content string) {
				t.Helper()
				mkdir(t, dir.Name())
				write(t, filepath.Join(dir.Name(), name), content)
			},
			Content: func(t *testing.T, it model.Item) string { t.Helper(); return read(t, it.Path().Name()) },
			Fresh:   func(*testing.T) model.Tree { return disk.New() },
			NoTrash: runtime.GOOS == "windows",
			Refuses: func(name string) bool { held, err := disk.LocalName(name); return err != nil || held != name },
		}
	})
}

func env(home string) func(string) string {
	return func(key string) string {
		if key == "HOME" {
			return home
		}
		return ""
	}
}

func at(t *testing.T, name string) model.Path {
	t.Helper()
	p, err := model.LocalPath(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func item(t *testing.T, name string) model.Item {
	t.Helper()
	p := at(t, name)
	e, err := disk.New().Stat(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return model.Item{Dir: p.Parent(), Entry: e}
}

func mkdir(t *testing.T, name string) {
	t.Helper()
	if err := os.MkdirAll(name, 0o777); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// names returns what the folder holds, sorted.
func names(t *testing.T, dir string) []string {
	t.Helper()
	rows, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{}
	for _, r := range rows {
		all = append(all, r.Name())
	}
	return all
}

func holds(t *testing.T, dir string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), names(t, dir)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", dir, diff)
	}
}

func is(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s = %v, want %v", what, err, want)
	}
}

func no(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s = %v", what, err)
	}
}

// notRoot skips a test that needs permissions to be denied.
func notRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() == 0 {
		t.Skip("root may read and write everything")
	}
}

func TestListOfAnUnreadableFolder(t *testing.T) {
	t.Parallel()
	notRoot(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a"), "a")
	no(t, "chmod", os.Chmod(dir, 0))
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	_, err := disk.New().List(t.Context(), at(t, dir), model.Auto)
	is(t, "List without permission", err, fs.ErrPermission)
}

func TestListKeepsEntriesItCanNotLookAt(t *testing.T) {
	t.Parallel()
	notRoot(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a"), "a")
	no(t, "chmod", os.Chmod(dir, 0o400)) // names may be read, nothing may be looked at
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	l, err := disk.New().List(t.Context(), at(t, dir), model.Auto)
	no(t, "List", err)
	if len(l.Entries) != 1 || l.Entries[0].Name != "a" || l.Entries[0].Size != model.UnknownSize {
		t.Errorf("entries = %+v, want a of unknown size", l.Entries)
	}
}

func TestListStopsWithItsContext(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for i := range 3 {
		write(t, filepath.Join(dir, strings.Repeat("x", i+1)), "")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := disk.New().List(ctx, at(t, dir), model.Auto)
	is(t, "List", err, context.Canceled)
}

func TestRemoveRefusesAFileThatBecameAFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "x")
	write(t, name, "x")
	it := item(t, name)
	no(t, "remove", os.Remove(name))
	mkdir(t, filepath.Join(name, "precious"))
	for what, err := range map[string]error{
		"Remove": disk.New().Remove(t.Context(), []model.Item{it}),
		"Trash":  disk.New(disk.WithEnv(env(t.TempDir()))).Trash(t.Context(), []model.Item{it}),
	} {
		is(t, what, err, model.ErrChanged)
	}
	holds(t, name, "precious")
}

func TestRemoveEmptyRemovesNothingElse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mkdir(t, filepath.Join(dir, "full", "empty"))
	write(t, filepath.Join(dir, "file"), "")
	d := disk.New()
	if err := d.RemoveEmpty(t.Context(), at(t, filepath.Join(dir, "full"))); err == nil {
		t.Error("a folder with something in it was removed")
	}
	is(t, "RemoveEmpty of a file", d.RemoveEmpty(t.Context(), at(t, filepath.Join(dir, "file"))), model.ErrNotFolder)
	is(t, "RemoveEmpty of nothing", d.RemoveEmpty(t.Context(), at(t, filepath.Join(dir, "no"))), fs.ErrNotExist)
	no(t, "RemoveEmpty", d.RemoveEmpty(t.Context(), at(t, filepath.Join(dir, "full", "empty"))))
	no(t, "RemoveEmpty", d.RemoveEmpty(t.Context(), at(t, filepath.Join(dir, "full"))))
	holds(t, dir, "file")
}

func TestPlaceMovesAndRenamesAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mkdir(t, filepath.Join(dir, "to", "folder"))
	write(t, filepath.Join(dir, "a"), "new")
	write(t, filepath.Join(dir, "to", "b"), "old")
	d := disk.New()
	to := at(t, filepath.Join(dir, "to"))
	_, err := d.Place(t.Context(), item(t, filepath.Join(dir, "a")), to.Child("b"), false)
	is(t, "Place on a file", err, fs.ErrExist)
	_, err = d.Place(t.Context(), item(t, filepath.Join(dir, "a")), to.Child("folder"), true)
	is(t, "Place on a folder", err, fs.ErrExist)
	e, err := d.Place(t.Context(), item(t, filepath.Join(dir, "a")), to.Child("b"), true)
	no(t, "Place with replace", err)
	if e.Name != "b" || e.Size != 3 {
		t.Errorf("Place = %+v", e)
	}
	holds(t, dir, "to")
	holds(t, to.Name(), "b", "folder")
	if got := read(t, to.Child("b").Name()); got != "new" {
		t.Errorf("content = %q", got)
	}
}

func TestFreeSpace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n, err := disk.New().FreeSpace(t.Context(), at(t, dir))
	if err != nil || n <= 0 {
		t.Errorf("FreeSpace = %d, %v", n, err)
	}
	missing, err := disk.New().FreeSpace(t.Context(), at(t, filepath.Join(dir, "not", "yet", "there")))
	if err != nil || missing <= 0 {
		t.Errorf("FreeSpace of what is not there yet = %d, %v", missing, err)
	}
}

func TestTimesAreUTC(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a")
	write(t, name, "a")
	when := time.Date(2024, 2, 29, 12, 0, 0, 0, time.FixedZone("here", 3600))
	no(t, "chtimes", os.Chtimes(name, when, when))
	if got := item(t, name).Entry.Time; !got.Equal(when) || got.Location() != time.UTC {
		t.Errorf("time = %v, want %v in UTC", got, when.UTC())
	}
}
