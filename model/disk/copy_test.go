package disk_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onefm/model"
	"onefm/model/disk"
)

func TestCopyKeepsBytesModeAndTime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	content := bytes.Repeat([]byte("0123456789abcdef"), 600_000) // more than two chunks
	src, dst := filepath.Join(dir, "src"), filepath.Join(dir, "dst")
	no(t, "write", os.WriteFile(src, content, 0o600))
	no(t, "chmod", os.Chmod(src, 0o751))
	when := time.Date(2021, 3, 4, 5, 6, 7, 0, time.UTC)
	no(t, "chtimes", os.Chtimes(src, when, when))
	var told int64
	var calls int
	e, err := disk.New().Copy(t.Context(), at(t, src), at(t, dst), disk.CopyOptions{Progress: func(n int64) { told += n; calls++ }})
	no(t, "Copy", err)
	got, err := os.ReadFile(dst)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("the copy has %d bytes, %v", len(got), err)
	}
	if e.Size != int64(len(content)) || e.Mode.Perm() != 0o751 || !e.Time.Equal(when) {
		t.Errorf("the copy is %+v", e)
	}
	if told != int64(len(content)) || calls < 2 {
		t.Errorf("progress told %d bytes in %d calls", told, calls)
	}
	holds(t, dir, "dst", "src")
}

func TestCopyReplacesOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src, dst := filepath.Join(dir, "src"), filepath.Join(dir, "dst")
	write(t, src, "new")
	write(t, dst, "old")
	mkdir(t, filepath.Join(dir, "folder"))
	d := disk.New()
	_, err := d.Copy(t.Context(), at(t, src), at(t, dst), disk.CopyOptions{})
	is(t, "Copy", err, fs.ErrExist)
	_, err = d.Copy(t.Context(), at(t, src), at(t, filepath.Join(dir, "folder")), disk.CopyOptions{Replace: true})
	is(t, "Copy onto a folder", err, fs.ErrExist)
	_, err = d.Copy(t.Context(), at(t, src), at(t, src), disk.CopyOptions{Replace: true})
	is(t, "Copy onto itself", err, model.ErrHere)
	no(t, "link", os.Link(src, filepath.Join(dir, "twin")))
	_, err = d.Copy(t.Context(), at(t, src), at(t, filepath.Join(dir, "twin")), disk.CopyOptions{Replace: true})
	is(t, "Copy onto itself by another name", err, model.ErrHere)
	if got := read(t, dst); got != "old" {
		t.Errorf("content = %q", got)
	}
	_, err = d.Copy(t.Context(), at(t, src), at(t, dst), disk.CopyOptions{Replace: true})
	no(t, "Copy with replace", err)
	if got := read(t, dst); got != "new" {
		t.Errorf("content = %q", got)
	}
	holds(t, dir, "dst", "folder", "src", "twin")
}

func TestCopyNoticesThatTheSourceChanges(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src, dst := filepath.Join(dir, "src"), filepath.Join(dir, "dst")
	no(t, "write", os.WriteFile(src, make([]byte, 9<<20), 0o600))
	write(t, dst, "old")
	first := true
	grow := func(int64) {
		if !first {
			return
		}
		first = false
		f, err := os.OpenFile(src, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = f.WriteString("more")
		_ = f.Close()
	}
	_, err := disk.New().Copy(t.Context(), at(t, src), at(t, dst), disk.CopyOptions{Replace: true, Progress: grow})
	is(t, "Copy of a growing file", err, model.ErrChanged)
	if got := read(t, dst); got != "old" {
		t.Errorf("the target became %d bytes", len(got))
	}
	holds(t, dir, "dst", "src")
}

func TestACancelledCopyLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src := filepath.Join(dir, "src")
	no(t, "write", os.WriteFile(src, make([]byte, 20<<20), 0o600))
	ctx, cancel := context.WithCancel(t.Context())
	_, err := disk.New().Copy(ctx, at(t, src), at(t, filepath.Join(dir, "dst")), disk.CopyOptions{Progress: func(int64) { cancel() }})
	is(t, "Copy", err, context.Canceled)
	holds(t, dir, "src")
}

func TestSymlinksAreCopiedAsLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	symlink(t, "nowhere/../at all", filepath.Join(dir, "link"))
	write(t, filepath.Join(dir, "old"), "old")
	d := disk.New()
	e, err := d.Copy(t.Context(), at(t, filepath.Join(dir, "link")), at(t, filepath.Join(dir, "new")), disk.CopyOptions{})
	no(t, "Copy", err)
	if e.Kind != model.Symlink || e.Target != "nowhere/../at all" {
		t.Errorf("the copy is %+v", e)
	}
	_, err = d.Copy(t.Context(), at(t, filepath.Join(dir, "link")), at(t, filepath.Join(dir, "old")), disk.CopyOptions{})
	is(t, "Copy", err, fs.ErrExist)
	_, err = d.Copy(t.Context(), at(t, filepath.Join(dir, "link")), at(t, filepath.Join(dir, "old")), disk.CopyOptions{Replace: true})
	no(t, "Copy with replace", err)
	holds(t, dir, "link", "new", "old")
}

func TestOpenReadsAFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	write(t, name, "content")
	s, err := disk.New().Open(t.Context(), at(t, name))
	no(t, "Open", err)
	defer func() { _ = s.Close() }()
	var f fs.File = s
	if b, err := io.ReadAll(f); string(b) != "content" || err != nil || s.Size() != 7 {
		t.Errorf("read %q, %v, size %d", b, err, s.Size())
	}
	if info, err := f.Stat(); err != nil || info.Size() != 7 {
		t.Errorf("Stat = %v, %v", info, err)
	}
	if b, err := io.ReadAll(io.NewSectionReader(s, 3, 4)); string(b) != "tent" || err != nil {
		t.Errorf("ReadAt gave %q, %v", b, err)
	}
	if _, err := s.Seek(-1, io.SeekEnd); err != nil {
		t.Errorf("Seek = %v", err)
	}
	if b, err := io.ReadAll(s); string(b) != "t" || err != nil {
		t.Errorf("after Seek: %q, %v", b, err)
	}
	no(t, "Check", s.Check())
	when := time.Now().Add(time.Hour)
	no(t, "chtimes", os.Chtimes(name, when, when))
	is(t, "Check of a touched file", s.Check(), model.ErrChanged)

	_, err = disk.New().Open(t.Context(), at(t, dir))
	is(t, "Open of a folder", err, fs.ErrInvalid)
	_, err = disk.New().Open(t.Context(), at(t, filepath.Join(dir, "missing")))
	is(t, "Open of nothing", err, fs.ErrNotExist)
}
