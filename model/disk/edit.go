package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"onefm/model"
)

// Mkdir makes the folder p and its missing parents. A folder that exists, or a
// link to one, is no error.
func (d *Disk) Mkdir(ctx context.Context, p model.Path) (model.Entry, error) {
	name, err := local(p)
	if err != nil {
		return model.Entry{}, err
	}
	return guarded(ctx, &d.guard, name, func() (model.Entry, error) {
		if err := os.MkdirAll(name, 0o777); err != nil {
			return model.Entry{}, explain(err)
		}
		return d.stat(p)
	}, nil)
}

// Rename gives the item another name in its folder; a name that is taken is
// fs.ErrExist. A change of case only works in case-blind folders too.
func (d *Disk) Rename(ctx context.Context, it model.Item, name string) (model.Entry, error) {
	to, err := child(it.Dir, name)
	if err != nil {
		return model.Entry{}, err
	}
	return d.Place(ctx, it, to, false)
}

// Move puts items into the folder to. It renames where it can; on another volume
// it copies, writes through to the disk, compares, and only then erases. A name
// that is taken is fs.ErrExist, an item that is there already is left alone.
func (d *Disk) Move(ctx context.Context, items []model.Item, to model.Path) error {
	name, err := local(to)
	if err != nil {
		return err
	}
	err = d.run(ctx, to, func() error {
		f, err := openFolder(name)
		if err == nil {
			closeFile(f)
		}
		return explain(err)
	})
	if err != nil {
		return err
	}
	return each(ctx, items, func(it model.Item) error {
		target, err := child(to, it.Entry.Name)
		if err == nil {
			_, err = d.Place(ctx, it, target, false)
		}
		return err
	})
}

// each does one thing to all items and lists those that failed.
func each(ctx context.Context, items []model.Item, do func(model.Item) error) error {
	var failed *model.ItemsError
	for _, it := range items {
		err := ctx.Err()
		if err == nil {
			err = do(it)
		}
		if err != nil {
			failed = model.Fail(failed, it, err)
		}
	}
	return failed.OrNil()
}

// Place gives an item the full path target: a move and a rename at once. With
// replace an existing file, but never a folder, gives way.
func (d *Disk) Place(ctx context.Context, it model.Item, target model.Path, replace bool) (model.Entry, error) {
	from, err := child(it.Dir, it.Entry.Name)
	if err != nil {
		return model.Entry{}, err
	}
	if _, err := child(target.Parent(), target.Base()); err != nil {
		return model.Entry{}, err
	}
	return guarded(ctx, &d.guard, from.Name(), func() (model.Entry, error) {
		if err := d.place(ctx, from, target, replace); err != nil {
			return model.Entry{}, err
		}
		return d.stat(target)
	}, nil)
}

func (d *Disk) place(ctx context.Context, from, target model.Path, replace bool) error {
	info, err := d.lstat(from.Name())
	if err != nil || from == target {
		return explain(err)
	}
	if info.IsDir() && from.Contains(target) {
		return fmt.Errorf("move %s to %s: %w", from, target, model.ErrInto)
	}
	if replace {
		err = d.overwrite(from.Name(), target.Name())
	} else {
		err = d.unique(from.Name(), target.Name())
		if errors.Is(err, fs.ErrExist) && onlyCase(from, target, info) {
			err = d.rename(from.Name(), target.Name())
		}
	}
	if err == nil || !otherVolume(err) {
		return explain(err)
	}
	return d.moveAcross(ctx, from, target, info, replace)
}

// overwrite renames onto a file. A folder is not replaced, not even an empty one.
func (d *Disk) overwrite(from, to string) error {
	if info, err := d.lstat(to); err == nil && info.IsDir() {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: fs.ErrExist}
	}
	return d.rename(from, to)
}

// onlyCase reports whether target is but another spelling of from in a case-blind
// folder, rather than an entry of its own.
func onlyCase(from, target model.Path, info fs.FileInfo) bool {
	if from.Parent() != target.Parent() || CaseKey(from.Base()) != CaseKey(target.Base()) {
		return false
	}
	there, err := os.Lstat(target.Name())
	return err == nil && os.SameFile(info, there) && !spelled(target)
}

// spelled reports whether the folder of p holds an entry of exactly its name.
func spelled(p model.Path) bool {
	names, err := os.ReadDir(p.Parent().Name())
	if err != nil {
		return true
	}
	for _, n := range names {
		if n.Name() == p.Base() {
			return true
		}
	}
	return false
}
