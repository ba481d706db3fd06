//go:build unix

package plan_test

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"onefm/model"
	"onefm/model/disk"
	"onefm/model/plan"
)

// A folder of a real disk with everything that can't be uploaded.
func TestARealFolderWithEveryTrouble(t *testing.T) {
	t.Parallel()
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(base, "mess")
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	do(os.MkdirAll(filepath.Join(dir, "sub"), 0o700))
	do(os.WriteFile(filepath.Join(dir, "good"), []byte("good"), 0o600))
	do(os.WriteFile(filepath.Join(dir, "sub", "good too"), []byte("good"), 0o600))
	do(os.WriteFile(filepath.Join(dir, "empty"), nil, 0o600))
	do(os.WriteFile(filepath.Join(dir, "huge"), nil, 0o600))
	do(os.Truncate(filepath.Join(dir, "huge"), 300e9+1)) // sparse
	do(unix.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
	do(os.Symlink("good", filepath.Join(dir, "to good")))
	do(os.Symlink("nowhere", filepath.Join(dir, "to nothing")))
	do(os.Symlink("to itself", filepath.Join(dir, "to itself")))
	do(os.Symlink("..", filepath.Join(dir, "sub", "to above")))
	do(os.Symlink(base, filepath.Join(dir, "to base")))

	w := newWorld()
	d := disk.New()
	w.trees.Local, w.trees.Readable = d, d.Readable
	p, err := model.LocalPath(dir)
	do(err)
	e, err := d.Stat(t.Context(), p)
	do(err)
	pl := w.make(t, copyTo(w.account.Path("/to"), model.Item{Dir: p.Parent(), Entry: e}))
	var got []string
	for _, s := range pl.All() {
		rel, _ := p.Rel(s.Source.Path())
		line := actionName(s.Action) + " " + rel
		if s.Problem != nil {
			line = rel + ": " + s.Problem.Error()
		}
		got = append(got, line)
	}
	want := []string{
		"mkdir .",
		"empty: an empty file can't be stored",
		"upload good",
		"huge: larger than the service takes",
		"pipe: not a file: a device, pipe or socket",
		"upload to good",
		"to itself: the link leads back to its own folder",
		"to nothing: the link leads to nothing",
		"mkdir sub",
		"upload sub/good too",
		"sub/to above: the link leads back to its own folder",
		"to base: the link leads back to its own folder",
	}
	if len(got) != len(want) {
		t.Fatalf("steps = %q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("step %d is %q, want %q", i, got[i], want[i])
		}
	}
	if pl.Files != 3 || pl.Bytes != 12 || pl.Calls != 4 {
		t.Errorf("%d files, %d bytes, %d calls; want 3, 12, 4", pl.Files, pl.Bytes, pl.Calls)
	}

	// On the disk all of it can be moved, and links are copied as links.
	pl = w.make(t, plan.Request{Sources: []model.Item{{Dir: p.Parent(), Entry: e}}, To: p.Parent(), As: "copy"})
	if n := len(pl.Problems()); n != 1 {
		t.Errorf("%d problems on the disk, want the pipe alone", n)
	}
}
