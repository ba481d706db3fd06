package disk_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"onefm/model"
	"onefm/model/disk"
)

// deadMount mounts a file system that never answers, as that of a lost server. What
// hangs on it goes on when revive is called.
func deadMount(t *testing.T, dir string) (revive func()) {
	t.Helper()
	mkdir(t, dir)
	fd, err := unix.Open("/dev/fuse", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skip("no FUSE here: ", err)
	}
	options := fmt.Sprintf("fd=%d,rootmode=40000,user_id=0,group_id=0", fd)
	if err := unix.Mount("dead", dir, "fuse", 0, options); err != nil {
		_ = unix.Close(fd)
		t.Skip("no mount permitted: ", err)
	}
	open := true
	revive = func() {
		if open {
			open = false
			_ = unix.Close(fd) // the kernel ends all that waits
		}
	}
	t.Cleanup(func() {
		revive()
		_ = unix.Unmount(dir, unix.MNT_DETACH)
	})
	return revive
}

func TestARealDeadMount(t *testing.T) {
	t.Parallel()
	dir := resolved(t, t.TempDir())
	write(t, filepath.Join(dir, "a"), "a")
	write(t, filepath.Join(dir, "z"), "z")
	mnt := filepath.Join(dir, "mnt")
	revive := deadMount(t, mnt)
	d := disk.New(disk.WithEnv(env(t.TempDir())))

	l, err := d.List(t.Context(), at(t, dir), model.Auto)
	no(t, "List of the folder it is mounted in", err)
	kinds := map[string]model.Kind{}
	for _, e := range l.Entries {
		kinds[e.Name] = e.Kind
	}
	if len(kinds) != 3 || kinds["mnt"] != model.Folder || kinds["z"] != model.File {
		t.Errorf("entries = %+v", l.Entries)
	}

	soon := func(what string, call func(ctx context.Context) error) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if err := call(ctx); err == nil {
			t.Errorf("%s on a dead mount succeeded", what)
		}
	}
	file := at(t, filepath.Join(mnt, "file"))
	it := model.Item{Dir: file.Parent(), Entry: model.Entry{Name: "file"}}
	soon("Stat", func(ctx context.Context) error { _, err := d.Stat(ctx, file); return err })
	soon("List", func(ctx context.Context) error { _, err := d.List(ctx, file.Parent(), model.Auto); return err })
	soon("Mkdir", func(ctx context.Context) error { _, err := d.Mkdir(ctx, file); return err })
	soon("Rename", func(ctx context.Context) error { _, err := d.Rename(ctx, it, "other"); return err })
	soon("Remove", func(ctx context.Context) error { return d.Remove(ctx, []model.Item{it}) })
	soon("Trash", func(ctx context.Context) error { return d.Trash(ctx, []model.Item{it}) })
	soon("Open", func(ctx context.Context) error { _, err := d.Open(ctx, file); return err })
	soon("Create", func(ctx context.Context) error { _, err := d.Create(ctx, file.Parent(), "file", ""); return err })
	soon("FreeSpace", func(ctx context.Context) error { _, err := d.FreeSpace(ctx, file); return err })
	soon("Readable", func(ctx context.Context) error { return d.Readable(ctx, it) })
	soon("Move", func(ctx context.Context) error {
		return d.Move(ctx, []model.Item{{Dir: at(t, dir), Entry: model.Entry{Name: "a"}}}, file.Parent())
	})
	_, err = d.Stat(t.Context(), file) // without a deadline: what was asked often enough fails at once
	is(t, "Stat once more", err, model.ErrStuck)

	if got := item(t, filepath.Join(dir, "a")); got.Entry.Size != 1 {
		t.Errorf("beside it: %+v", got)
	}
	revive()
	if _, err := os.Stat(mnt); err == nil {
		t.Error("the mount answers")
	}
	holds(t, dir, "a", "mnt", "z")
}
