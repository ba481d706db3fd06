package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"onefm/model"
)

// hanging is a disk on which looking at some names never ends before alive.
func hanging(alive <-chan struct{}, names ...string) *Disk {
	d := New()
	d.info = func(row fs.DirEntry) (fs.FileInfo, error) {
		for _, n := range names {
			if row.Name() == n {
				<-alive
			}
		}
		return row.Info()
	}
	return d
}

func folderOf(t *testing.T, n int) model.Path {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("file %04d", i)), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := model.LocalPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAFolderListsAlthoughSomeOfItAreDeadMounts(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, batch+300)
	synctest.Test(t, func(t *testing.T) {
		alive := make(chan struct{})
		d := hanging(alive, "file 0003", "file 0200", "file 1100")
		start := time.Now()
		l, err := d.List(t.Context(), dir, model.Auto)
		if err != nil || len(l.Entries) != batch+300 {
			t.Fatalf("List = %d entries, %v", len(l.Entries), err)
		}
		if took := time.Since(start); took > 6*slow {
			t.Errorf("took %v", took)
		}
		seen := map[string]bool{}
		for _, e := range l.Entries {
			dead := e.Name == "file 0003" || e.Name == "file 0200" || e.Name == "file 1100"
			if (e.Size == model.UnknownSize) != dead || seen[e.Name] || e.Kind != model.File {
				t.Errorf("entry %+v, dead %v, seen %v", e, dead, seen[e.Name])
			}
			seen[e.Name] = true
		}
		start = time.Now()
		if l, err := d.List(t.Context(), dir, model.Auto); err != nil || len(l.Entries) != batch+300 || time.Since(start) > 0 {
			t.Errorf("second List = %d entries, %v, after %v; want it at once", len(l.Entries), err, time.Since(start))
		}
		close(alive)
		synctest.Wait()
		if d.guard.total != 0 {
			t.Errorf("%d calls are still counted as stuck", d.guard.total)
		}
		l, err = d.List(t.Context(), dir, model.Auto)
		for _, e := range l.Entries {
			if e.Size != 1 {
				t.Errorf("after it came back: %+v, %v", e, err)
			}
		}
	})
}

func TestAListingOfADeadMountEndsWithItsContext(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, 3)
	synctest.Test(t, func(t *testing.T) {
		alive := make(chan struct{})
		d := hanging(alive, "file 0001")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err := d.List(ctx, dir, model.Auto)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > time.Second+grace {
			t.Errorf("List = %v after %v", err, time.Since(start))
		}
		if d.guard.total != 1 {
			t.Errorf("%d calls are stuck, want 1", d.guard.total)
		}
		close(alive)
		synctest.Wait()
		if d.guard.total != 0 {
			t.Errorf("%d calls are stuck after it came back", d.guard.total)
		}
	})
}

func TestStatOfADeadMountEndsWithItsContext(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, 1)
	synctest.Test(t, func(t *testing.T) {
		alive := make(chan struct{})
		defer close(alive)
		d := New()
		d.lstat = func(string) (fs.FileInfo, error) { <-alive; return nil, fs.ErrNotExist }
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := d.Stat(ctx, dir.Child("file 0000")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Stat = %v", err)
		}
	})
}

func BenchmarkList100k(b *testing.B) {
	dir := b.TempDir()
	for i := range 100_000 {
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("file %06d.jpeg", i)))
		if err != nil {
			b.Fatal(err)
		}
		_ = f.Close()
	}
	p, _ := model.LocalPath(dir)
	d := New()
	b.ReportAllocs()
	for b.Loop() {
		if l, err := d.List(b.Context(), p, model.Auto); err != nil || len(l.Entries) != 100_000 {
			b.Fatal(len(l.Entries), err)
		}
	}
}
