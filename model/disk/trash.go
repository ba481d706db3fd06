package disk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"onefm/model"
)

// Trash puts items where the desktop can restore them from: the trash of the
// freedesktop specification (1.0) on Linux and FreeBSD, of the home or of the
// item's own volume, and that of the Finder on macOS. Nothing is ever copied or
// erased for it: where there is no trash the error is model.ErrUnsupported, and a
// person may erase instead.
func (d *Disk) Trash(ctx context.Context, items []model.Item) error {
	return each(ctx, items, func(it model.Item) error {
		p, err := child(it.Dir, it.Entry.Name)
		if err != nil {
			return err
		}
		return d.run(ctx, p, func() error { return explain(d.trash(it)) })
	})
}

func (d *Disk) trash(it model.Item) error {
	dir, err := filepath.EvalSymlinks(it.Dir.Name())
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer closeRoot(root)
	if err := sameKind(root, it); err != nil {
		return err
	}
	var last error
	for _, can := range d.cans(dir) {
		path := filepath.Join(dir, it.Entry.Name)
		if inside(can.dir, path) || inside(path, can.dir) {
			return fmt.Errorf("put %s into the trash that is in %s: %w", path, can.dir, model.ErrUnsupported)
		}
		last = d.throw(can, path)
		if last == nil || !otherVolume(last) && !errors.Is(last, model.ErrUnsupported) {
			return last
		}
	}
	if last == nil {
		last = errors.New("no trash on this volume")
	}
	return fmt.Errorf("%w: %w", model.ErrUnsupported, last)
}

// can is one trash.
type can struct {
	dir string // made when missing
	top string // paths are noted relative to this; empty: absolute
}

// inside reports whether path is dir or lies below it.
func inside(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// free calls try with name, "name (2)", … until one is not taken.
func free(name, suffix string, try func(name string) error) error {
	name = shorten(name, MaxName-len(suffix))
	err := try(name)
	if !errors.Is(err, os.ErrExist) {
		return err
	}
	FreeName(name, func(next string) bool {
		err = try(shorten(next, MaxName-len(suffix)))
		return errors.Is(err, os.ErrExist)
	})
	return err
}
