package disk

import (
	"context"
	"io"
	"time"

	"onefm/model"
)

// PartSuffix ends the name of a file that is not complete yet.
const PartSuffix = ".onefm-part"

// Disk is the local tree. It may be used by several goroutines.
type Disk struct{}

// Option changes how a Disk works.
type Option func(*Disk)

// New returns the local tree.
func New(opts ...Option) *Disk {
	d := &Disk{}
	for _, o := range opts {
		o(d)
	}
	return d
}

// Side returns model.Local.
func (d *Disk) Side() model.Side { return model.Local }

// List returns the entries of dir.
func (d *Disk) List(ctx context.Context, dir model.Path, _ model.Freshness) (model.Listing, error) {
	return model.Listing{}, ctx.Err()
}

// Stat returns the entry at p.
func (d *Disk) Stat(ctx context.Context, p model.Path) (model.Entry, error) {
	return model.Entry{}, ctx.Err()
}

// Mkdir makes the folder p and its missing parents.
func (d *Disk) Mkdir(ctx context.Context, p model.Path) (model.Entry, error) {
	return model.Entry{}, ctx.Err()
}

// Rename gives the item another name in its folder; it never overwrites.
func (d *Disk) Rename(ctx context.Context, it model.Item, name string) (model.Entry, error) {
	return model.Entry{}, ctx.Err()
}

// Move puts items into another folder; it never overwrites.
func (d *Disk) Move(ctx context.Context, items []model.Item, to model.Path) error { return ctx.Err() }

// Trash puts items where the desktop can restore them from.
func (d *Disk) Trash(ctx context.Context, items []model.Item) error { return ctx.Err() }

// Remove erases items for good, folders with all that they hold.
func (d *Disk) Remove(ctx context.Context, items []model.Item) error { return ctx.Err() }

// RemoveEmpty erases a folder that holds nothing; one that does is an error.
func (d *Disk) RemoveEmpty(ctx context.Context, p model.Path) error { return ctx.Err() }

// FreeSpace returns how many bytes we may still write on the volume of p.
func (d *Disk) FreeSpace(ctx context.Context, p model.Path) (int64, error) { return 0, ctx.Err() }

// Readable reports why the item can't be opened for reading; nil when it can.
func (d *Disk) Readable(ctx context.Context, it model.Item) error { return ctx.Err() }

// CaseBlind reports whether the folder takes A and a for one name.
func (d *Disk) CaseBlind(ctx context.Context, dir model.Path) bool { return false }

// LocalName returns the name under which this system can hold name.
func LocalName(name string) (string, error) { return name, nil }

// Place gives an item a new full path on the disk: a move and a rename at once.
func (d *Disk) Place(ctx context.Context, it model.Item, target model.Path, replace bool) (model.Entry, error) {
	return model.Entry{}, ctx.Err()
}

// Source is a regular file that is open for reading.
type Source struct{}

// Open opens a regular file for reading. It follows symlinks and never blocks on
// a pipe: anything but a file is model.ErrSpecial.
func (d *Disk) Open(ctx context.Context, p model.Path) (*Source, error) { return nil, ctx.Err() }

// Entry returns what the file was when it was opened.
func (s *Source) Entry() model.Entry { return model.Entry{} }

func (s *Source) Read(b []byte) (int, error) { return 0, io.EOF }

// ReadAt reads from a place of the file.
func (s *Source) ReadAt(b []byte, off int64) (int, error) { return 0, io.EOF }

// Check returns model.ErrChanged when size or time differ from those at Open.
func (s *Source) Check() error { return nil }

// Close closes the file.
func (s *Source) Close() error { return nil }

// Part is a file that grows under a name of its own beside its target.
type Part struct{}

// Create opens the part of name in the folder dir. Bytes of an earlier run are
// kept only when it gave the same tag and the tag is not empty. A part that
// another process or job has open is model.ErrBusy.
func (d *Disk) Create(ctx context.Context, dir model.Path, name, tag string) (*Part, error) {
	return nil, ctx.Err()
}

// Size returns how many bytes the part has, kept ones included.
func (p *Part) Size() int64 { return 0 }

// Write appends to the part.
func (p *Part) Write(b []byte) (int, error) { return 0, nil }

// WriteAt writes at a place of the part.
func (p *Part) WriteAt(b []byte, off int64) (int, error) { return 0, nil }

// ReadAt reads from a place of the part.
func (p *Part) ReadAt(b []byte, off int64) (int, error) { return 0, io.EOF }

// Reader reads the bytes the part has, from the start.
func (p *Part) Reader() io.Reader { return nil }

// Truncate cuts the part to size bytes.
func (p *Part) Truncate(size int64) error { return nil }

// Sync writes what the part has through to the disk.
func (p *Part) Sync() error { return nil }

// Commit writes everything through to the disk, sets the time of modification
// unless it is zero, and gives the file the name of Create. Without replace a
// name that is taken is fs.ErrExist, and the part stays open.
func (p *Part) Commit(replace bool, mtime time.Time) error { return nil }

// CommitAs is Commit with another name in the same folder.
func (p *Part) CommitAs(name string, replace bool, mtime time.Time) error { return nil }

// Close closes the part and keeps it for a later run.
func (p *Part) Close() error { return nil }

// Discard closes the part and removes it.
func (p *Part) Discard() error { return nil }

// CopyOptions are details of [Disk.Copy].
type CopyOptions struct {
	Replace  bool
	Progress func(n int64) // called with the number of bytes that were copied since the last call
}

// Copy copies one file or symlink to the full path target, with mode and time.
func (d *Disk) Copy(ctx context.Context, src, target model.Path, o CopyOptions) (model.Entry, error) {
	return model.Entry{}, ctx.Err()
}
