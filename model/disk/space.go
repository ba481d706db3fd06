package disk

import (
	"context"
	"errors"
	"io/fs"

	"onefm/model"
)

// FreeSpace returns how many bytes we may still write on the volume of p. Of a p
// that does not exist yet it is the volume of the nearest folder above it.
func (d *Disk) FreeSpace(ctx context.Context, p model.Path) (int64, error) {
	name, err := local(p)
	if err != nil {
		return 0, err
	}
	n, err := guarded(ctx, &d.guard, name, func() (int64, error) { return freeSpace(name) }, nil)
	if errors.Is(err, fs.ErrNotExist) && !p.IsRoot() {
		return d.FreeSpace(ctx, p.Parent())
	}
	return n, explain(err)
}
