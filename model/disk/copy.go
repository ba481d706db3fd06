package disk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"onefm/model"
)

// chunk is how much is copied between two looks at ctx and two calls of Progress.
const chunk = 4 << 20 // bytes

// CopyOptions are details of [Disk.Copy].
type CopyOptions struct {
	Replace  bool          // an existing file, never a folder, gives way
	Progress func(n int64) // told how many bytes were copied since the last call; from one goroutine
}

// Copy copies one file or symlink to the full path target, with permissions and
// time of modification. The bytes go into a part first, so target is the old file
// or the whole new one, never half of it. A source that changes while it is read
// is model.ErrChanged; a symlink is copied as a link.
func (d *Disk) Copy(ctx context.Context, src, target model.Path, o CopyOptions) (model.Entry, error) {
	from, err := local(src)
	if err != nil {
		return model.Entry{}, err
	}
	if _, err := child(target.Parent(), target.Base()); err != nil {
		return model.Entry{}, err
	}
	return guarded(ctx, &d.guard, from, func() (model.Entry, error) {
		if err := d.copyEntry(ctx, from, target, o); err != nil {
			return model.Entry{}, explain(err)
		}
		return d.stat(target)
	}, nil)
}

func (d *Disk) copyEntry(ctx context.Context, from string, target model.Path, o CopyOptions) error {
	info, err := d.lstat(from)
	if err != nil {
		return err
	}
	if there, err := d.lstat(target.Name()); err == nil && os.SameFile(info, there) {
		return fmt.Errorf("copy %s to %s: %w", from, target, model.ErrHere)
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return copyLink(from, target, o.Replace)
	}
	s, err := open(from)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	p, err := create(&d.guard, target.Parent().Name(), target.Base(), "")
	if err != nil {
		return err
	}
	if err := copyBytes(ctx, p.f, s.f, o.Progress); err != nil {
		return errors.Join(err, p.Discard())
	}
	err = s.Check()
	if err == nil {
		err = p.f.Chmod(s.info.Mode().Perm())
	}
	if err == nil {
		err = p.Commit(o.Replace, s.info.ModTime())
	}
	if err != nil {
		return errors.Join(err, p.Discard())
	}
	return nil
}

// copyBytes copies what is left of src, inside the kernel where it can.
func copyBytes(ctx context.Context, dst, src *os.File, progress func(int64)) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := io.CopyN(dst, src, chunk)
		if n > 0 && progress != nil {
			progress(n)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// copyLink makes a symlink like the one at from.
func copyLink(from string, target model.Path, replace bool) error {
	to, err := os.Readlink(from)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(target.Parent().Name())
	if err != nil {
		return err
	}
	defer closeRoot(root)
	name := target.Base()
	if !replace {
		return root.Symlink(to, name)
	}
	if info, err := root.Lstat(name); err == nil && info.IsDir() {
		return &fs.PathError{Op: "replace", Path: name, Err: fs.ErrExist}
	}
	temp := ownName(name)
	if err := root.Symlink(to, temp); err != nil {
		return err
	}
	if err := root.Rename(temp, name); err != nil {
		return errors.Join(err, root.Remove(temp))
	}
	return nil
}
