package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"onefm/model"
)

const (
	// PartSuffix ends the name of a file that is not complete yet.
	PartSuffix = ".onefm-part"
	// TagSuffix ends the name of the small file that says what a part is a part of.
	TagSuffix = PartSuffix + ".tag"
)

// Part is a file that grows under a name of its own beside its target. One
// goroutine may write, or several by WriteAt. Its folder was opened once: whatever
// becomes of the path, nothing is written elsewhere.
type Part struct {
	root *os.Root
	dir  *os.File // the same folder, to rename in and to sync
	f    *os.File
	name string // of the target
	temp string // of the part
	note string // of the small file that holds the tag

	guard *guard
	place string // the folder, for guard

	mu     sync.Mutex
	dead   bool // the disk has not answered: nothing more is asked of it
	size   int64
	marked []Range // of an earlier run
}

// Size returns how many bytes the part has, kept ones included.
func (p *Part) Size() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.size
}

// Write appends to the part.
func (p *Part) Write(b []byte) (int, error) { return p.WriteAt(b, p.Size()) }

// WriteAt writes at a place of the part. When it is model.ErrStuck, b is still in
// use.
func (p *Part) WriteAt(b []byte, off int64) (int, error) {
	f := p.file()
	n, err := patiently(p, writeLimit, func() (int, error) { return f.WriteAt(b, off) })
	p.grow(off + int64(n))
	return n, explain(err)
}

func (p *Part) grow(size int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.size = max(p.size, size)
}

// ReadAt reads from a place of the part.
func (p *Part) ReadAt(b []byte, off int64) (int, error) {
	f := p.file()
	return patiently(p, writeLimit, func() (int, error) { return f.ReadAt(b, off) })
}

// Reader reads the bytes that the part has now, from the start.
func (p *Part) Reader() io.Reader { return io.NewSectionReader(p.f, 0, p.Size()) }

// Truncate cuts the part to size bytes.
func (p *Part) Truncate(size int64) error {
	f := p.file()
	return explain(p.wait(syncLimit, func() error {
		if err := f.Truncate(size); err != nil {
			return err
		}
		p.mu.Lock()
		p.size = size
		p.mu.Unlock()
		return p.unmark()
	}))
}

// Sync writes what the part has through to the disk.
func (p *Part) Sync() error { return explain(p.wait(syncLimit, p.file().Sync)) }

// Commit writes everything through to the disk, sets the time of modification
// unless it is zero, and gives the file the name of Create. Without replace a
// name that is taken is fs.ErrExist; after any error the part stays open.
func (p *Part) Commit(replace bool, mtime time.Time) error { return p.CommitAs(p.name, replace, mtime) }

// CommitAs is Commit with another name in the same folder.
func (p *Part) CommitAs(name string, replace bool, mtime time.Time) error {
	if err := fits(name); err != nil {
		return err
	}
	f, dir := p.file(), p.dir
	err := p.wait(syncLimit, func() error { return p.commit(f, dir, name, replace, mtime) })
	if err != nil {
		return explain(err)
	}
	return p.Close()
}

func (p *Part) commit(f, dir *os.File, name string, replace bool, mtime time.Time) error {
	if err := p.mine(f); err != nil {
		return err
	}
	if !mtime.IsZero() {
		if err := p.root.Chtimes(p.temp, mtime, mtime); err != nil {
			return err
		}
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := p.giveName(dir, name, replace); err != nil {
		return err
	}
	syncFolder(dir)
	_ = p.root.Remove(p.note) // one left behind harms nobody
	return nil
}

// mine checks that the name of the part still leads to our file.
func (p *Part) mine(f *os.File) error {
	there, err := p.root.Lstat(p.temp)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && !os.SameFile(there, info) {
		err = &fs.PathError{Op: "commit", Path: p.temp, Err: model.ErrChanged}
	}
	return err
}

func (p *Part) giveName(dir *os.File, name string, replace bool) error {
	if replace {
		if info, err := p.root.Lstat(name); err == nil && info.IsDir() {
			return &fs.PathError{Op: "replace", Path: name, Err: fs.ErrExist}
		}
		return p.root.Rename(p.temp, name)
	}
	return p.renameUnique(dir, name)
}

// renameUnique gives the part a name that must be free: by one call where the
// system has one, else by a second link, which fails when the name is taken, else
// by looking first.
func (p *Part) renameUnique(dir *os.File, name string) error {
	err := errors.ErrUnsupported
	if c, cerr := dir.SyscallConn(); cerr == nil {
		if cerr := c.Control(func(fd uintptr) { err = renameUniqueAt(int(fd), p.temp, name) }); cerr != nil {
			err = cerr
		}
	}
	if !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return p.linkUnique(name)
}

func (p *Part) linkUnique(name string) error {
	err := p.root.Link(p.temp, name)
	if err == nil {
		return p.root.Remove(p.temp)
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := p.root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return &fs.PathError{Op: "rename", Path: name, Err: fs.ErrExist}
	}
	return p.root.Rename(p.temp, name)
}

// Close closes the part and keeps it for a later run. It may be called twice.
func (p *Part) Close() error {
	p.mu.Lock()
	f, dir, dead := p.f, p.dir, p.dead
	p.f, p.dir = nil, nil
	p.mu.Unlock()
	all := func() error {
		var err error
		if f != nil {
			err = f.Close()
		}
		if dir != nil {
			_ = dir.Close()
		}
		_ = p.root.Close()
		return err
	}
	if dead {
		go func() { _ = all() }() // may never return, as what is stuck already
		return nil
	}
	return explain(p.wait(writeLimit, all))
}

// Discard closes the part and removes it, unless its name leads to another file by
// now.
func (p *Part) Discard() error {
	f := p.file()
	if f == nil {
		return nil
	}
	err := p.wait(writeLimit, func() error {
		err := p.mine(f)
		if err == nil {
			err = p.root.Remove(p.temp)
		}
		_ = p.root.Remove(p.note)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return err
	})
	return errors.Join(explain(err), p.Close())
}
