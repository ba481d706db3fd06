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

// Remove erases items for good, folders with all that they hold. It never follows
// a symlink, and an item that has become a folder since it was listed is refused
// with model.ErrChanged: nobody agreed to lose what is in it.
func (d *Disk) Remove(ctx context.Context, items []model.Item) error {
	return each(ctx, items, func(it model.Item) error {
		p, err := child(it.Dir, it.Entry.Name)
		if err != nil {
			return err
		}
		return d.run(ctx, p, func() error { return explain(d.remove(ctx, it)) })
	})
}

func (d *Disk) remove(ctx context.Context, it model.Item) error {
	root, err := os.OpenRoot(it.Dir.Name())
	if err != nil {
		return err
	}
	defer closeRoot(root)
	if err := sameKind(root, it); err != nil {
		return err
	}
	return removeTree(ctx, root, it.Entry.Name)
}

// sameKind checks that a file has not become a folder since it was listed.
func sameKind(root *os.Root, it model.Item) error {
	info, err := root.Lstat(it.Entry.Name)
	if err != nil {
		return err
	}
	if info.IsDir() && it.Entry.Kind != model.Folder {
		return fmt.Errorf("%s is a folder now: %w", it.Path(), model.ErrChanged)
	}
	return nil
}

func closeRoot(r *os.Root) { _ = r.Close() }

// removeTree erases name in root, looking at ctx between any two files. It goes
// down by open folders, never by paths, so nobody can turn it aside by putting a
// symlink where a folder was.
func removeTree(ctx context.Context, root *os.Root, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	info, err := root.Lstat(name)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return root.Remove(name)
	}
	if err := emptyFolder(ctx, root, name, info); err != nil {
		return err
	}
	return root.Remove(name)
}

func emptyFolder(ctx context.Context, root *os.Root, name string, info fs.FileInfo) error {
	sub, err := openSub(root, name, info)
	if err != nil {
		return err
	}
	defer closeRoot(sub)
	f, err := sub.Open(".")
	if err != nil {
		return err
	}
	defer closeFile(f)
	var first error
	for {
		names, err := f.Readdirnames(batch)
		for _, n := range names {
			if err := removeTree(ctx, sub, n); err != nil && !errors.Is(err, fs.ErrNotExist) && first == nil {
				first = err // the rest goes nevertheless
			}
		}
		if errors.Is(err, io.EOF) || ctx.Err() != nil {
			return first
		}
		if err != nil {
			return err
		}
	}
}

// openSub opens the folder name, which must still be the one that info tells of.
func openSub(root *os.Root, name string, info fs.FileInfo) (*os.Root, error) {
	sub, err := root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	now, err := sub.Stat(".")
	if err == nil && !os.SameFile(info, now) {
		err = &fs.PathError{Op: "open", Path: name, Err: model.ErrChanged}
	}
	if err != nil {
		closeRoot(sub)
		return nil, err
	}
	return sub, nil
}

// RemoveEmpty erases the folder p, which must hold nothing; the error of one that
// does wraps fs.ErrExist.
func (d *Disk) RemoveEmpty(ctx context.Context, p model.Path) error {
	if _, err := child(p.Parent(), p.Base()); err != nil {
		return err
	}
	return d.run(ctx, p, func() error {
		root, err := os.OpenRoot(p.Parent().Name())
		if err != nil {
			return explain(err)
		}
		defer closeRoot(root)
		info, err := root.Lstat(p.Base())
		if err == nil && !info.IsDir() {
			err = &fs.PathError{Op: "remove", Path: p.Name(), Err: model.ErrNotFolder}
		}
		if err == nil {
			err = root.Remove(p.Base())
		}
		return explain(err)
	})
}
