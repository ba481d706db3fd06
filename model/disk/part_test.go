package disk_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onefm/model"
	"onefm/model/disk"
)

func create(t *testing.T, dir, name, tag string) *disk.Part {
	t.Helper()
	p, err := disk.New().Create(t.Context(), at(t, dir), name, tag)
	if err != nil {
		t.Fatalf("Create(%q) = %v", name, err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func put(t *testing.T, p *disk.Part, s string) {
	t.Helper()
	if n, err := io.WriteString(p, s); n != len(s) || err != nil {
		t.Fatalf("Write = %d, %v", n, err)
	}
}

func TestAFileAppearsWhenItIsWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := create(t, dir, "a.txt", "")
	put(t, p, "hello ")
	put(t, p, "world")
	holds(t, dir, "a.txt.onefm-part", "a.txt.onefm-part.tag")
	when := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	no(t, "Commit", p.Commit(false, when))
	holds(t, dir, "a.txt")
	if got := read(t, filepath.Join(dir, "a.txt")); got != "hello world" {
		t.Errorf("content = %q", got)
	}
	if got := item(t, filepath.Join(dir, "a.txt")).Entry.Time; !got.Equal(when) {
		t.Errorf("time = %v, want %v", got, when)
	}
	if _, err := p.Write([]byte("x")); err == nil {
		t.Error("a finished part takes more")
	}
	no(t, "Close again", p.Close())
}

func TestCommitNeverReplacesUnasked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a"), "precious")
	mkdir(t, filepath.Join(dir, "folder"))
	p := create(t, dir, "a", "")
	put(t, p, "new")
	is(t, "Commit", p.Commit(false, time.Time{}), fs.ErrExist)
	is(t, "CommitAs a folder", p.CommitAs("folder", true, time.Time{}), fs.ErrExist)
	if got := read(t, filepath.Join(dir, "a")); got != "precious" {
		t.Fatalf("content = %q", got)
	}
	no(t, "CommitAs", p.CommitAs("a (2)", false, time.Time{}))
	q := create(t, dir, "a", "")
	put(t, q, "newest")
	no(t, "Commit with replace", q.Commit(true, time.Time{}))
	holds(t, dir, "a", "a (2)", "folder")
	if a, b := read(t, filepath.Join(dir, "a")), read(t, filepath.Join(dir, "a (2)")); a != "newest" || b != "new" {
		t.Errorf("contents = %q and %q", a, b)
	}
}

func TestReplacingALinkLeavesItsTargetAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "target"), "precious")
	symlink(t, "target", filepath.Join(dir, "link"))
	p := create(t, dir, "link", "")
	put(t, p, "new")
	no(t, "Commit", p.Commit(true, time.Time{}))
	if got := read(t, filepath.Join(dir, "target")); got != "precious" {
		t.Errorf("the target of the link became %q", got)
	}
	if e := item(t, filepath.Join(dir, "link")).Entry; e.Kind != model.File {
		t.Errorf("link is %+v, want a file", e)
	}
}

func TestPartsResumeByTheirTag(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, first, second string
		kept                bool
	}{
		{"the same", "tag", "tag", true},
		{"another", "tag", "other", false},
		{"none at first", "", "tag", false},
		{"none now", "tag", "", false},
		{"none at all", "", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			p := create(t, dir, "a", tt.first)
			put(t, p, "12345")
			no(t, "Close", p.Close())

			p = create(t, dir, "a", tt.second)
			want := ""
			if tt.kept {
				want = "12345"
			}
			if got, _ := io.ReadAll(p.Reader()); string(got) != want || p.Size() != int64(len(want)) {
				t.Errorf("kept %q, size %d; want %q", got, p.Size(), want)
			}
			put(t, p, "678")
			no(t, "Commit", p.Commit(false, time.Time{}))
			holds(t, dir, "a")
			if got := read(t, filepath.Join(dir, "a")); got != want+"678" {
				t.Errorf("content = %q", got)
			}
		})
	}
}

func TestTruncateAndWriteAt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := create(t, dir, "a", "")
	put(t, p, "0123456789")
	no(t, "Truncate", p.Truncate(4))
	put(t, p, "xy")
	if _, err := p.WriteAt([]byte("Z"), 0); err != nil || p.Size() != 6 {
		t.Fatalf("WriteAt = %v, size %d", err, p.Size())
	}
	b := make([]byte, 6)
	if _, err := p.ReadAt(b, 0); err != nil || string(b) != "Z123xy" {
		t.Errorf("ReadAt = %q, %v", b, err)
	}
	no(t, "Sync", p.Sync())
	no(t, "Discard", p.Discard())
	holds(t, dir)
	no(t, "Discard again", p.Discard())
}

func TestTwoDownloadsDoNotWriteOneFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := create(t, dir, "a", "tag")
	put(t, p, "mine")
	_, err := disk.New().Create(t.Context(), at(t, dir), "a", "tag")
	is(t, "a second Create", err, model.ErrBusy)
	_, err = disk.New().Create(t.Context(), at(t, dir), "a", "")
	is(t, "a second Create without tag", err, model.ErrBusy)
	no(t, "Commit", p.Commit(false, time.Time{}))
	if got := read(t, filepath.Join(dir, "a")); got != "mine" {
		t.Errorf("content = %q", got)
	}
}

func TestDiscardTakesOnlyItsOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := create(t, dir, "a", "")
	put(t, p, "mine")
	part := filepath.Join(dir, "a"+disk.PartSuffix)
	no(t, "remove", os.Remove(part))
	write(t, part, "somebody else's")
	is(t, "Commit", p.Commit(true, time.Time{}), model.ErrChanged)
	is(t, "Discard", p.Discard(), model.ErrChanged)
	if got := read(t, part); got != "somebody else's" {
		t.Errorf("content = %q", got)
	}
}

func TestHostileNamesStayInTheirFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "in")
	mkdir(t, dir)
	for _, name := range []string{"", ".", "..", "../x", "/etc/x", "a/b", "nul\x00", strings.Repeat("x", 256)} {
		_, err := disk.New().Create(t.Context(), at(t, dir), name, "")
		is(t, "Create", err, model.ErrBadName)
		p := create(t, dir, "good", "")
		is(t, "CommitAs", p.CommitAs(name, true, time.Time{}), model.ErrBadName)
		no(t, "Discard", p.Discard())
	}
	holds(t, filepath.Dir(dir), "in")
	holds(t, dir)
}

func TestNothingIsWrittenThroughAPlantedLink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	write(t, victim, "precious")
	symlink(t, "victim", filepath.Join(dir, "a"+disk.PartSuffix))
	_, err := disk.New().Create(t.Context(), at(t, dir), "a", "")
	is(t, "Create", err, fs.ErrExist)
	symlink(t, "victim", filepath.Join(dir, "b"+disk.TagSuffix))
	p := create(t, dir, "b", "tag")
	put(t, p, "new")
	no(t, "Close", p.Close())
	if got := read(t, victim); got != "precious" {
		t.Errorf("the victim became %q", got)
	}
}

func TestAPartStaysInItsFolderWhateverBecomesOfThePath(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	dir, moved, other := filepath.Join(base, "dir"), filepath.Join(base, "moved"), filepath.Join(base, "other")
	mkdir(t, dir)
	mkdir(t, other)
	p := create(t, dir, "a", "")
	put(t, p, "x")
	no(t, "rename", os.Rename(dir, moved))
	symlink(t, other, dir)
	no(t, "Commit", p.Commit(false, time.Time{}))
	holds(t, other)
	holds(t, moved, "a")
}

func TestLongNamesHaveParts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	long := strings.Repeat("é", 127) + "x" // 255 bytes
	twin := strings.Repeat("é", 127) + "y"
	for _, name := range []string{long, twin} {
		p := create(t, dir, name, "tag "+name[254:])
		put(t, p, name[254:])
		no(t, "Close", p.Close())
	}
	for _, name := range []string{long, twin} {
		p := create(t, dir, name, "tag "+name[254:])
		if p.Size() != 1 {
			t.Errorf("part of …%s has %d bytes, want 1", name[254:], p.Size())
		}
		no(t, "Commit", p.Commit(false, time.Time{}))
	}
	holds(t, dir, long, twin)
}

func TestCreateWhereNothingCanBe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "file"), "")
	d := disk.New()
	_, err := d.Create(t.Context(), at(t, filepath.Join(dir, "missing")), "a", "")
	is(t, "Create in a missing folder", err, fs.ErrNotExist)
	_, err = d.Create(t.Context(), at(t, filepath.Join(dir, "file")), "a", "")
	if err == nil {
		t.Error("Create in a file succeeded")
	}
	_, err = d.Create(t.Context(), model.AccountPath("/x"), "a", "")
	is(t, "Create in the account", err, fs.ErrInvalid)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = d.Create(ctx, at(t, dir), "a", "")
	is(t, "Create with a cancelled context", err, context.Canceled)
	holds(t, dir, "file")
}

func symlink(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil {
		if errors.Is(err, fs.ErrPermission) || errors.Is(err, errors.ErrUnsupported) {
			t.Skip("no symlinks here: ", err)
		}
		t.Fatal(err)
	}
}

// An account folder may hold both "x" and a whole file "x.onefm-part".
func TestPartLeavesAFileOfThatNameAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	foreign := filepath.Join(dir, "x"+disk.PartSuffix)
	if err := os.WriteFile(foreign, []byte("whole and mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time over what is kept of the first
		p := create(t, dir, "x", "tag")
		if _, err := p.WriteAt([]byte("new bytes"), 0); err != nil {
			t.Fatal(err)
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	p := create(t, dir, "x", "tag")
	if p.Size() != 9 {
		t.Errorf("kept %d bytes, want the 9 of the run before", p.Size())
	}
	if err := p.Commit(false, time.Time{}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"x": "new bytes", "x" + disk.PartSuffix: "whole and mine"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v, want %q", name, got, err, want)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
}
