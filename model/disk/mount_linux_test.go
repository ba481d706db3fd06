package disk_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"onefm/model"
	"onefm/model/disk"
)

// volume mounts a small file system of its own; only root may.
func volume(t *testing.T, options string) string {
	t.Helper()
	dir := resolved(t, t.TempDir())
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skip("no mount permitted: ", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestAFullDisk(t *testing.T) {
	t.Parallel()
	vol, home := volume(t, "size=1m"), t.TempDir()
	write(t, filepath.Join(vol, "old"), "old")
	big := filepath.Join(home, "big")
	no(t, "write", os.WriteFile(big, make([]byte, 2<<20), 0o600))
	d := disk.New()

	p := create(t, vol, "download", "tag")
	var err error
	for err == nil {
		_, err = p.Write(make([]byte, 256<<10))
	}
	is(t, "Write", err, model.ErrNoSpace)
	no(t, "Discard", p.Discard())

	_, err = d.Copy(t.Context(), at(t, big), at(t, filepath.Join(vol, "old")), disk.CopyOptions{Replace: true})
	is(t, "Copy", err, model.ErrNoSpace)
	err = d.Move(t.Context(), []model.Item{item(t, big)}, at(t, vol))
	is(t, "Move", err, model.ErrNoSpace)
	holds(t, vol, "old")
	holds(t, home, "big")
	if got := read(t, filepath.Join(vol, "old")); got != "old" {
		t.Errorf("content = %q", got)
	}
	if n, err := d.FreeSpace(t.Context(), at(t, vol)); err != nil || n <= 0 || n > 1<<20 {
		t.Errorf("FreeSpace = %d, %v", n, err)
	}
}

func TestAReadOnlyDisk(t *testing.T) {
	t.Parallel()
	vol := volume(t, "size=1m")
	write(t, filepath.Join(vol, "a"), "a")
	write(t, filepath.Join(vol, "b"), "b")
	a := item(t, filepath.Join(vol, "a"))
	if err := unix.Mount("", vol, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Skip("no remount permitted: ", err)
	}
	d := disk.New(disk.WithEnv(env(t.TempDir())))
	_, err := d.Mkdir(t.Context(), at(t, filepath.Join(vol, "new")))
	is(t, "Mkdir", err, model.ErrReadOnly)
	_, err = d.Rename(t.Context(), a, "c")
	is(t, "Rename", err, model.ErrReadOnly)
	is(t, "Remove", d.Remove(t.Context(), []model.Item{a}), model.ErrReadOnly)
	is(t, "Trash", d.Trash(t.Context(), []model.Item{a}), model.ErrUnsupported)
	_, err = d.Create(t.Context(), at(t, vol), "c", "")
	is(t, "Create", err, model.ErrReadOnly)
	to := t.TempDir()
	is(t, "Move away", d.Move(t.Context(), []model.Item{a}, at(t, to)), model.ErrReadOnly)
	holds(t, vol, "a", "b")
}

// tree makes a folder with one of everything that a move must keep.
func tree(t *testing.T, dir string) {
	t.Helper()
	mkdir(t, filepath.Join(dir, "sub", "empty"))
	no(t, "write", os.WriteFile(filepath.Join(dir, "big"), bytes.Repeat([]byte("abc"), 3<<20), 0o640))
	write(t, filepath.Join(dir, "sub", "empty file"), "")
	write(t, filepath.Join(dir, "sub", "a\nb"), "odd")
	symlink(t, "../sub/empty file", filepath.Join(dir, "sub", "link"))
	no(t, "chmod", os.Chmod(filepath.Join(dir, "sub", "a\nb"), 0o755|os.ModeSetuid))
	for _, name := range []string{"big", "sub/link"} {
		no(t, "chown", os.Lchown(filepath.Join(dir, name), 1234, 2345))
	}
	when := time.Date(2019, 8, 7, 6, 5, 4, 0, time.UTC)
	for _, name := range []string{"big", "sub/empty", "sub/a\nb", "sub", "."} {
		no(t, "chtimes", os.Chtimes(filepath.Join(dir, name), when, when))
	}
	no(t, "chmod", os.Chmod(filepath.Join(dir, "sub", "empty"), 0o500))
}

// facts tells all that a move must keep.
func facts(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		s := info.Sys().(*syscall.Stat_t)
		fact := fmt.Sprint(info.Mode(), s.Uid, s.Gid)
		switch {
		case info.Mode().IsRegular():
			fact += read(t, path)
		case info.Mode()&fs.ModeSymlink != 0:
			target, _ := os.Readlink(path)
			all[rel] = fact + target
			return nil
		}
		all[rel] = fact + info.ModTime().String()
		return nil
	})
	no(t, "walk", err)
	return all
}

func TestMoveToAnotherVolumeKeepsEverything(t *testing.T) {
	t.Parallel()
	vol, home := volume(t, "size=64m"), t.TempDir()
	src := filepath.Join(home, "tree")
	tree(t, src)
	want := facts(t, src)
	d := disk.New()
	no(t, "Move", d.Move(t.Context(), []model.Item{item(t, src)}, at(t, vol)))
	holds(t, home)
	holds(t, vol, "tree")
	got := facts(t, filepath.Join(vol, "tree"))
	for name, fact := range want {
		if got[name] != fact {
			t.Errorf("%q has changed", name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d entries, want %d", len(got), len(want))
	}
	if info, err := os.Lstat(filepath.Join(vol, "tree", "sub", "link")); err != nil || info.Sys().(*syscall.Stat_t).Uid != 1234 {
		t.Errorf("the link belongs to another: %+v, %v", info, err)
	}
	single := item(t, filepath.Join(vol, "tree", "big"))
	_, err := d.Place(t.Context(), single, at(t, home).Child("renamed"), false)
	no(t, "Place", err)
	holds(t, home, "renamed")
}

func TestMoveToAnotherVolumeKeepsTheRules(t *testing.T) {
	t.Parallel()
	vol, home := volume(t, "size=8m"), t.TempDir()
	write(t, filepath.Join(vol, "a"), "old")
	write(t, filepath.Join(home, "a"), "new")
	d := disk.New()
	is(t, "Move", d.Move(t.Context(), []model.Item{item(t, filepath.Join(home, "a"))}, at(t, vol)), fs.ErrExist)
	holds(t, vol, "a")
	holds(t, home, "a")
	_, err := d.Place(t.Context(), item(t, filepath.Join(home, "a")), at(t, vol).Child("a"), true)
	no(t, "Place with replace", err)
	if got := read(t, filepath.Join(vol, "a")); got != "new" {
		t.Errorf("content = %q", got)
	}
	holds(t, home)

	mkdir(t, filepath.Join(home, "dir"))
	write(t, filepath.Join(home, "dir", "a"), "a")
	no(t, "mkfifo", unix.Mkfifo(filepath.Join(home, "dir", "pipe"), 0o600))
	is(t, "Move of a pipe", d.Move(t.Context(), []model.Item{item(t, filepath.Join(home, "dir"))}, at(t, vol)), model.ErrSpecial)
	holds(t, vol, "a")
	holds(t, filepath.Join(home, "dir"), "a", "pipe")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	is(t, "Move", d.Move(ctx, []model.Item{item(t, filepath.Join(home, "dir"))}, at(t, vol)), context.Canceled)
}

func TestAFolderDoesNotGoIntoAVolumeInsideItself(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	outer := filepath.Join(home, "outer")
	inner := filepath.Join(outer, "mnt")
	mkdir(t, inner)
	if err := unix.Mount("tmpfs", inner, "tmpfs", 0, "size=1m"); err != nil {
		t.Skip("no mount permitted: ", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(inner, unix.MNT_DETACH) })
	symlink(t, inner, filepath.Join(home, "way in"))
	err := disk.New().Move(t.Context(), []model.Item{item(t, outer)}, at(t, filepath.Join(home, "way in")))
	is(t, "Move", err, model.ErrInto)
	holds(t, outer, "mnt")
}

func TestTrashOfAVolume(t *testing.T) {
	t.Parallel()
	vol, home := volume(t, "size=1m"), t.TempDir()
	mkdir(t, filepath.Join(vol, "docs"))
	write(t, filepath.Join(vol, "docs", "a b"), "a")
	d := disk.New(disk.WithEnv(env(home)))
	uid := strconv.Itoa(os.Geteuid())
	throw := func(name string) {
		t.Helper()
		no(t, "Trash", d.Trash(t.Context(), []model.Item{item(t, filepath.Join(vol, "docs", name))}))
	}
	throw("a b")
	own := filepath.Join(vol, ".Trash-"+uid)
	holds(t, filepath.Join(own, "files"), "a b")
	if got := noted(t, filepath.Join(own, "info", "a b.trashinfo")); got != "docs/a b" {
		t.Errorf("note says %q, want a path relative to the volume", got)
	}

	shared := filepath.Join(vol, ".Trash")
	mkdir(t, shared) // not sticky: anybody could take from it
	write(t, filepath.Join(vol, "docs", "b"), "b")
	throw("b")
	holds(t, shared)
	no(t, "chmod", os.Chmod(shared, 0o777|os.ModeSticky))
	write(t, filepath.Join(vol, "docs", "c"), "c")
	throw("c")
	holds(t, filepath.Join(shared, uid, "files"), "c")
	if left, _ := filepath.Glob(filepath.Join(home, ".local", "share", "Trash", "files", "*")); len(left) > 0 {
		t.Errorf("in the home trash: %v", left)
	}
}

func TestMountPointsCanNotGo(t *testing.T) {
	t.Parallel()
	vol := volume(t, "size=1m")
	write(t, filepath.Join(vol, "a"), "a")
	d := disk.New(disk.WithEnv(env(t.TempDir())))
	it := item(t, vol)
	if err := d.Move(t.Context(), []model.Item{it}, at(t, t.TempDir())); err == nil {
		t.Error("a mount point was moved")
	}
	if err := d.Trash(t.Context(), []model.Item{it}); err == nil {
		t.Error("a mount point was thrown away")
	}
	holds(t, vol, "a")
}
