package disk

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"onefm/model"
)

const batch = 1024 // entries that are read at once; between batches ctx is looked at

// List returns the entries of dir, in no particular order. An entry that can't be
// looked at – no permission, or a dead mount – is listed with what its folder
// tells and model.UnknownSize. The disk is always fresh.
func (d *Disk) List(ctx context.Context, dir model.Path, _ model.Freshness) (model.Listing, error) {
	none := model.Listing{Dir: dir}
	name, err := local(dir)
	if err != nil {
		return none, err
	}
	l := model.Listing{Dir: dir, AsOf: d.now()}
	f, err := guarded(ctx, &d.guard, name, func() (*os.File, error) { return openFolder(name) }, closeFile)
	if err != nil {
		return none, explain(err)
	}
	defer closeFile(f)
	for {
		rows, rerr := guarded(ctx, &d.guard, name, func() ([]fs.DirEntry, error) { return f.ReadDir(batch) }, nil)
		if l.Entries, err = d.look(ctx, name, rows, l.Entries); err != nil {
			return none, err
		}
		if errors.Is(rerr, io.EOF) {
			return l, nil
		}
		if rerr != nil {
			return none, explain(rerr)
		}
	}
}

func openFolder(name string) (*os.File, error) {
	info, err := os.Stat(name) // opening a pipe would wait for its writer
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "list", Path: name, Err: model.ErrNotFolder}
	}
	return os.Open(name)
}

func closeFile(f *os.File) { _ = f.Close() }

// Stat returns the entry at p; of a symlink the link.
func (d *Disk) Stat(ctx context.Context, p model.Path) (model.Entry, error) {
	name, err := local(p)
	if err != nil {
		return model.Entry{}, err
	}
	return guarded(ctx, &d.guard, name, func() (model.Entry, error) { return d.stat(p) }, nil)
}

func (d *Disk) stat(p model.Path) (model.Entry, error) {
	info, err := d.lstat(p.Name())
	if err != nil {
		return model.Entry{}, explain(err)
	}
	return entry(p.Name(), p.Base(), info), nil
}

// entry returns what info says of the file at path.
func entry(path, name string, info fs.FileInfo) model.Entry {
	e := model.Entry{
		Name: name,
		Kind: kind(info.Mode()),
		Size: model.UnknownSize,
		Time: info.ModTime().UTC(),
		Mode: info.Mode(),
	}
	switch e.Kind {
	case model.File:
		e.Size = info.Size()
	case model.Symlink:
		follow(path, &e)
	case model.Folder, model.Other:
	}
	return e
}

// follow fills in where a link leads. A link to a file has the size and the time
// of the file, since that is what a copy of it comes to; one that leads to nothing,
// or to what is neither file nor folder, has an unknown size.
func follow(path string, e *model.Entry) {
	e.Target, _ = os.Readlink(path)
	to, err := os.Stat(path)
	if err != nil {
		return
	}
	switch {
	case to.IsDir():
		e.Flags |= model.LinksToFolder
	case to.Mode().IsRegular():
		e.Size, e.Time = to.Size(), to.ModTime().UTC()
	}
}

func kind(m fs.FileMode) model.Kind {
	switch {
	case m.IsRegular():
		return model.File
	case m.IsDir():
		return model.Folder
	case m&fs.ModeSymlink != 0:
		return model.Symlink
	}
	return model.Other
}
