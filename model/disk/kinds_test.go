//go:build unix

package disk_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"onefm/model"
	"onefm/model/disk"
)

func TestKindsOfEntries(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mkdir(t, filepath.Join(dir, "folder"))
	write(t, filepath.Join(dir, "file"), "12345")
	when := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	no(t, "chtimes", os.Chtimes(filepath.Join(dir, "file"), when, when))
	no(t, "mkfifo", unix.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
	for name, target := range map[string]string{
		"to file": "file", "to folder": "folder", "to nothing": "gone", "to itself": "to itself",
		"to pipe": "pipe", "to link": "to file", "to above": "..",
	} {
		symlink(t, target, filepath.Join(dir, name))
	}
	type row struct {
		Kind   model.Kind
		Size   int64
		Enters bool
		Target string
	}
	want := map[string]row{
		"folder":     {model.Folder, -1, true, ""},
		"file":       {model.File, 5, false, ""},
		"pipe":       {model.Other, -1, false, ""},
		"to file":    {model.Symlink, 5, false, "file"},
		"to folder":  {model.Symlink, -1, true, "folder"},
		"to nothing": {model.Symlink, -1, false, "gone"},
		"to itself":  {model.Symlink, -1, false, "to itself"},
		"to pipe":    {model.Symlink, -1, false, "pipe"},
		"to link":    {model.Symlink, 5, false, "to file"},
		"to above":   {model.Symlink, -1, true, ".."},
	}
	l, err := disk.New().List(t.Context(), at(t, dir), model.Auto)
	no(t, "List", err)
	got := map[string]row{}
	for _, e := range l.Entries {
		got[e.Name] = row{e.Kind, e.Size, e.IsDir(), e.Target}
		if e.Name == "to file" && !e.Time.Equal(when) {
			t.Errorf("a link to a file is of %v, want the time of the file", e.Time)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func TestRemoveNeverFollowsLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mkdir(t, filepath.Join(dir, "precious", "deep"))
	write(t, filepath.Join(dir, "precious", "file"), "x")
	mkdir(t, filepath.Join(dir, "gone", "sub"))
	symlink(t, "../precious", filepath.Join(dir, "gone", "link"))
	symlink(t, "../../precious", filepath.Join(dir, "gone", "sub", "link"))
	symlink(t, "precious", filepath.Join(dir, "link"))
	no(t, "Remove", disk.New().Remove(t.Context(), []model.Item{item(t, filepath.Join(dir, "gone")), item(t, filepath.Join(dir, "link"))}))
	holds(t, dir, "precious")
	holds(t, filepath.Join(dir, "precious"), "deep", "file")
}

func TestOpeningAPipeDoesNotWait(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	no(t, "mkfifo", unix.Mkfifo(pipe, 0o600))
	symlink(t, "pipe", filepath.Join(dir, "link"))
	d := disk.New()
	for _, name := range []string{"pipe", "link"} {
		_, err := d.Open(t.Context(), at(t, filepath.Join(dir, name)))
		is(t, "Open of "+name, err, model.ErrSpecial)
		_, err = d.List(t.Context(), at(t, filepath.Join(dir, name)), model.Auto)
		is(t, "List of "+name, err, model.ErrNotFolder)
	}
	_, err := d.Open(t.Context(), at(t, "/dev/null"))
	is(t, "Open of a device", err, model.ErrSpecial)
	_, err = d.Copy(t.Context(), at(t, pipe), at(t, filepath.Join(dir, "copy")), disk.CopyOptions{})
	is(t, "Copy of a pipe", err, model.ErrSpecial)
	no(t, "Move of a pipe", d.Move(t.Context(), []model.Item{item(t, pipe)}, at(t, t.TempDir())))
	holds(t, dir, "link")
}

func TestReadable(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a")
	write(t, name, "a")
	a := item(t, name)
	no(t, "Readable", disk.New().Readable(t.Context(), a))
	no(t, "remove", os.Remove(name))
	is(t, "Readable of what is gone", disk.New().Readable(t.Context(), a), fs.ErrNotExist)
}

func TestReadableWithoutPermission(t *testing.T) {
	t.Parallel()
	notRoot(t)
	name := filepath.Join(t.TempDir(), "a")
	write(t, name, "a")
	no(t, "chmod", os.Chmod(name, 0o200))
	is(t, "Readable", disk.New().Readable(t.Context(), item(t, name)), fs.ErrPermission)
}

func TestAMoveToAFolderWithoutPermission(t *testing.T) {
	t.Parallel()
	notRoot(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a"), "a")
	mkdir(t, filepath.Join(dir, "to"))
	no(t, "chmod", os.Chmod(filepath.Join(dir, "to"), 0o500))
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "to"), 0o700) })
	err := disk.New().Move(t.Context(), []model.Item{item(t, filepath.Join(dir, "a"))}, at(t, filepath.Join(dir, "to")))
	is(t, "Move", err, fs.ErrPermission)
	holds(t, dir, "a", "to")
}

func TestACancelledRemoveStops(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for i := range 50 {
		mkdir(t, filepath.Join(dir, "tree", string(rune('a'+i%26)), string(rune('A'+i))))
	}
	it := item(t, filepath.Join(dir, "tree"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	is(t, "Remove", disk.New().Remove(ctx, []model.Item{it}), context.Canceled)
	holds(t, dir, "tree")
}
