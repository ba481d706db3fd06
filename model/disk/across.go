package disk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"time"

	"onefm/model"
)

// moveAcross moves to another volume: a copy under a name of its own, written
// through to the disk and compared byte by byte, gets its name when it is whole;
// only then is the source erased, and of it only what was copied.
func (d *Disk) moveAcross(ctx context.Context, from, target model.Path, info fs.FileInfo, replace bool) error {
	src, err := os.OpenRoot(from.Parent().Name())
	if err != nil {
		return explain(err)
	}
	defer closeRoot(src)
	dst, err := os.OpenRoot(target.Parent().Name())
	if err != nil {
		return explain(err)
	}
	defer closeRoot(dst)
	if info.IsDir() && within(from.Name(), target.Parent().Name()) {
		return fmt.Errorf("move %s to %s: %w", from, target, model.ErrInto)
	}
	c := copier{ctx: ctx, copied: make(map[string]stamp)}
	temp := ownName(target.Base())
	err = c.entry(src, from.Base(), dst, temp, ".")
	if err == nil {
		err = d.uncover(dst, target, temp, replace)
	}
	if err != nil {
		return errors.Join(explain(err), cleanUp(ctx, dst, temp))
	}
	return explain(c.erase(src, from.Base(), "."))
}

// cleanUp erases a copy that came to nothing, cancelled or not.
func cleanUp(ctx context.Context, dst *os.Root, temp string) error {
	err := removeTree(context.WithoutCancel(ctx), dst, temp)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// uncover gives the finished copy its name.
func (d *Disk) uncover(dst *os.Root, target model.Path, temp string, replace bool) error {
	f, err := dst.Open(".")
	if err != nil {
		return err
	}
	defer closeFile(f)
	from := target.Parent().Child(temp).Name()
	if replace {
		err = d.overwrite(from, target.Name())
	} else {
		err = d.unique(from, target.Name())
	}
	if err == nil {
		syncFolder(f)
	}
	return err
}

// ownName returns a name that nobody else uses for a copy in the making.
func ownName(name string) string {
	suffix := fmt.Sprintf(".%08x%s", rand.Uint32(), PartSuffix)
	return shorten(name, MaxName-len(suffix)) + suffix
}

// within reports whether the folder dir is root or lies below it, by whatever
// path.
func within(root, dir string) bool {
	top, err := os.Stat(root)
	if err != nil {
		return false
	}
	for dir, err = filepath.EvalSymlinks(dir); err == nil; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && os.SameFile(top, info) {
			return true
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return false
}

// stamp tells whether a file is still the one that was copied.
type stamp struct {
	size int64
	time time.Time
	mode fs.FileMode
}

func stampOf(info fs.FileInfo) stamp {
	if info.IsDir() {
		return stamp{mode: info.Mode().Type()}
	}
	return stamp{size: info.Size(), time: info.ModTime(), mode: info.Mode().Type()}
}

// copier copies trees and knows what it has copied, by slash path below its start.
type copier struct {
	ctx    context.Context
	copied map[string]stamp
}

func (c copier) entry(src *os.Root, from string, dst *os.Root, to, rel string) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	info, err := src.Lstat(from)
	if err != nil {
		return err
	}
	switch {
	case info.IsDir():
		err = c.folder(src, from, dst, to, rel, info)
	case info.Mode()&fs.ModeSymlink != 0:
		err = c.link(src, from, dst, to)
	case info.Mode().IsRegular():
		err = c.file(src, from, dst, to)
	default:
		err = &fs.PathError{Op: "copy", Path: from, Err: model.ErrSpecial}
	}
	if err == nil {
		keepOwner(dst, to, info)
		c.copied[rel] = stampOf(info)
	}
	if err == nil && info.Mode()&fs.ModeSymlink == 0 {
		err = errors.Join(dst.Chmod(to, info.Mode()), dst.Chtimes(to, info.ModTime(), info.ModTime()))
	}
	return err
}

func (c copier) folder(src *os.Root, from string, dst *os.Root, to, rel string, info fs.FileInfo) error {
	in, err := openSub(src, from, info)
	if err != nil {
		return err
	}
	defer closeRoot(in)
	if err := dst.Mkdir(to, 0o700); err != nil {
		return err
	}
	out, err := dst.OpenRoot(to)
	if err != nil {
		return err
	}
	defer closeRoot(out)
	err = eachName(in, func(name string) error {
		return c.entry(in, name, out, name, path.Join(rel, name))
	})
	if f, ferr := out.Open("."); ferr == nil {
		syncFolder(f)
		closeFile(f)
	}
	return err
}

// eachName calls do for each name in the folder, until it fails.
func eachName(dir *os.Root, do func(name string) error) error {
	f, err := dir.Open(".")
	if err != nil {
		return err
	}
	defer closeFile(f)
	for {
		names, err := f.Readdirnames(batch)
		for _, name := range names {
			if err := do(name); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (c copier) link(src *os.Root, from string, dst *os.Root, to string) error {
	target, err := src.Readlink(from)
	if err != nil {
		return err
	}
	return dst.Symlink(target, to)
}

func (c copier) file(src *os.Root, from string, dst *os.Root, to string) error {
	in, err := src.OpenFile(from, openFlags, 0)
	if err != nil {
		return err
	}
	defer closeFile(in)
	info, err := in.Stat()
	if err == nil {
		err = regular(from, info)
	}
	if err != nil {
		return err
	}
	s := &Source{f: in, info: info}
	out, err := dst.OpenFile(to, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = copyBytes(c.ctx, out, in, nil)
	if err == nil {
		err = out.Sync()
	}
	if err == nil {
		err = c.compare(in, out)
	}
	if err == nil {
		err = s.Check()
	}
	return errors.Join(err, out.Close())
}

// compare reads both files again.
func (c copier) compare(a, b *os.File) error {
	x, y := make([]byte, chunk/4), make([]byte, chunk/4)
	for off := int64(0); ; {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		n, aerr := a.ReadAt(x, off)
		m, berr := b.ReadAt(y, off)
		if !bytes.Equal(x[:n], y[:m]) {
			return &fs.PathError{Op: "verify", Path: b.Name(), Err: model.ErrMismatch}
		}
		if errors.Is(aerr, io.EOF) && errors.Is(berr, io.EOF) {
			return nil
		}
		if err := errors.Join(aerr, berr); err != nil {
			return err
		}
		off += int64(n)
	}
}

// erase removes the source as far as it was copied. What came or changed since
// stays, and is an error.
func (c copier) erase(src *os.Root, name, rel string) error {
	info, err := src.Lstat(name)
	if err != nil {
		return err
	}
	if was, ok := c.copied[rel]; !ok || was != stampOf(info) {
		return &fs.PathError{Op: "remove", Path: name, Err: model.ErrChanged}
	}
	if !info.IsDir() {
		return src.Remove(name)
	}
	sub, err := openSub(src, name, info)
	if err != nil {
		return err
	}
	defer closeRoot(sub)
	var first error
	err = eachName(sub, func(n string) error {
		if err := c.erase(sub, n, path.Join(rel, n)); err != nil && first == nil {
			first = err
		}
		return nil
	})
	if err = errors.Join(err, first); err != nil {
		return err
	}
	return src.Remove(name)
}
