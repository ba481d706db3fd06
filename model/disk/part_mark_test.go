package disk_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/model/disk"
)

func mark(t *testing.T, p *disk.Part, ranges ...disk.Range) {
	t.Helper()
	no(t, "Mark", p.Mark(ranges))
}

// reopened is what a later run finds.
func reopened(t *testing.T, dir, tag string) (marked []disk.Range, size int64) {
	t.Helper()
	p := create(t, dir, "a", tag)
	defer func() { no(t, "Close", p.Close()) }()
	return p.Marked(), p.Size()
}

func TestOnlyWhatWasMarkedCountsLater(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := create(t, dir, "a", "tag")
	put(t, p, "0123456789")
	if _, err := p.WriteAt([]byte("later"), 100); err != nil {
		t.Fatal(err)
	}
	mark(t, p, disk.Range{From: 0, To: 10})
	mark(t, p, disk.Range{From: 0, To: 10}, disk.Range{From: 100, To: 105})
	if _, err := p.WriteAt([]byte("never marked"), 200); err != nil {
		t.Fatal(err)
	}
	no(t, "Close", p.Close())
	want := []disk.Range{{From: 0, To: 10}, {From: 100, To: 105}}
	got, size := reopened(t, dir, "tag")
	if d := cmp.Diff(want, got); d != "" || size != 212 {
		t.Errorf("size %d, %s", size, d)
	}
	p = create(t, dir, "a", "tag")
	no(t, "Truncate", p.Truncate(10))
	no(t, "Close", p.Close())
	if got, size := reopened(t, dir, "tag"); got != nil || size != 10 {
		t.Errorf("after Truncate: %v and %d bytes, want a part filled from its start", got, size)
	}
	p = create(t, dir, "a", "tag")
	mark(t, p, disk.Range{From: 0, To: 10})
	no(t, "Commit", p.Commit(false, time.Time{}))
	holds(t, dir, "a")
}

func TestMarksOfAnotherFileDoNotCount(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := create(t, dir, "a", "tag")
	put(t, p, "0123456789")
	mark(t, p, disk.Range{From: 0, To: 10})
	no(t, "Close", p.Close())
	if got, size := reopened(t, dir, "another"); got != nil || size != 0 {
		t.Errorf("%v and %d bytes of another file", got, size)
	}
}

// TestATornMark cuts the small file at every place, as a crash may leave it, and
// spoils each of its bytes: a mark counts whole or not at all, and what is there
// without any mark that can be read counts as nothing.
func TestATornMark(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := create(t, dir, "a", "tag")
	if _, err := p.WriteAt(make([]byte, 1000), 0); err != nil {
		t.Fatal(err)
	}
	first := []disk.Range{{From: 0, To: 10}, {From: 20, To: 30}}
	second := []disk.Range{{From: 0, To: 500}, {From: 700, To: 800}}
	mark(t, p, first...)
	note := filepath.Join(dir, "a"+disk.TagSuffix)
	one, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	mark(t, p, second...)
	no(t, "Close", p.Close())
	whole, err := os.ReadFile(note)
	if err != nil || !bytes.HasPrefix(whole, one) {
		t.Fatalf("%q, %v", whole, err)
	}
	check := func(what string, at int, content []byte) {
		t.Helper()
		if err := os.WriteFile(note, content, 0o666); err != nil {
			t.Fatal(err)
		}
		got, _ := reopened(t, dir, "tag")
		if len(got) != 0 && !cmp.Equal(got, first) && !cmp.Equal(got, second) {
			t.Errorf("%s at %d: %v", what, at, got)
		}
		if at > len("tag") && got == nil {
			t.Errorf("%s at %d: counts as filled from its start", what, at)
		}
	}
	for at := len("tag"); at <= len(whole); at++ {
		check("cut", at, whole[:at])
	}
	for at := len("tag") + 1; at < len(whole); at++ {
		bad := bytes.Clone(whole)
		bad[at] ^= 4
		check("spoilt", at, bad)
	}
}
