package disk

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"onefm/model"
)

// Source is a regular file that is open for reading. It is an fs.File and an
// io.ReaderAt.
type Source struct {
	f    *os.File
	info fs.FileInfo
}

// Open opens a regular file for reading. It follows symlinks and never waits for
// a pipe: what is no file is model.ErrSpecial, a folder fs.ErrInvalid.
func (d *Disk) Open(ctx context.Context, p model.Path) (*Source, error) {
	name, err := local(p)
	if err != nil {
		return nil, err
	}
	s, err := guarded(ctx, &d.guard, name, func() (*Source, error) { return open(name) }, func(s *Source) { _ = s.Close() })
	return s, explain(err)
}

func open(name string) (*Source, error) {
	info, err := os.Stat(name) // opening some devices does something
	if err == nil {
		err = regular(name, info)
	}
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, openFlags, 0)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = regular(name, info)
	}
	if err != nil {
		closeFile(f)
		return nil, err
	}
	return &Source{f: f, info: info}, nil
}

func regular(name string, info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return fmt.Errorf("open %s: a folder: %w", name, fs.ErrInvalid)
	case !info.Mode().IsRegular():
		return &fs.PathError{Op: "open", Path: name, Err: model.ErrSpecial}
	}
	return nil
}

// Stat returns what the file is now.
func (s *Source) Stat() (fs.FileInfo, error) { return s.f.Stat() }

// Size returns how many bytes the file had when it was opened.
func (s *Source) Size() int64 { return s.info.Size() }

// Read reads on.
func (s *Source) Read(b []byte) (int, error) { return s.f.Read(b) }

// ReadAt reads from a place of the file.
func (s *Source) ReadAt(b []byte, off int64) (int, error) { return s.f.ReadAt(b, off) }

// Seek moves to another place of the file.
func (s *Source) Seek(off int64, whence int) (int64, error) { return s.f.Seek(off, whence) }

// Check returns model.ErrChanged when size or time are not those at Open any more.
// A copy is good only when the check after the last byte passes.
func (s *Source) Check() error {
	now, err := s.f.Stat()
	if err != nil {
		return err
	}
	if now.Size() != s.info.Size() || !now.ModTime().Equal(s.info.ModTime()) {
		return &fs.PathError{Op: "read", Path: s.f.Name(), Err: model.ErrChanged}
	}
	return nil
}

// Close closes the file.
func (s *Source) Close() error { return s.f.Close() }

// Readable reports why an item can't be opened for reading; nil when it can, as
// far as its permissions tell.
func (d *Disk) Readable(ctx context.Context, it model.Item) error {
	p, err := child(it.Dir, it.Entry.Name)
	if err != nil {
		return err
	}
	return d.run(ctx, p, func() error { return explain(access(p.Name())) })
}
