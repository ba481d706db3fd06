package disk

import (
	"io/fs"
	"os"
	"time"

	"onefm/model"
)

// Disk is the local tree. It may be used by several goroutines.
type Disk struct {
	guard  guard
	getenv func(string) string
	now    func() time.Time

	// What the system is asked by; tests put calls here that hang or refuse.
	info   func(row fs.DirEntry) (fs.FileInfo, error)
	lstat  func(name string) (fs.FileInfo, error)
	rename func(from, to string) error
	unique func(from, to string) error // a rename that never replaces
}

// Option changes how a Disk works.
type Option func(*Disk)

// WithEnv makes the disk read its environment (HOME and XDG_DATA_HOME, which lead
// to the trash) by getenv; the default is os.Getenv.
func WithEnv(getenv func(string) string) Option {
	return func(d *Disk) { d.getenv = getenv }
}

// New returns the local tree.
func New(opts ...Option) *Disk {
	d := &Disk{
		getenv: os.Getenv,
		now:    time.Now,
		info:   fs.DirEntry.Info,
		lstat:  os.Lstat,
		rename: os.Rename,
		unique: renameUnique,
	}
	for _, o := range opts {
		o(d)
	}
	return d
}

// Side returns model.Local.
func (d *Disk) Side() model.Side { return model.Local }
