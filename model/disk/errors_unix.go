//go:build unix

package disk

import (
	"errors"
	"syscall"

	"onefm/model"
)

func sentinel(err error) error {
	for _, s := range []struct {
		errno syscall.Errno
		means error
	}{
		{syscall.ENOSPC, model.ErrNoSpace},
		{syscall.EDQUOT, model.ErrNoSpace},
		{syscall.ENOTDIR, model.ErrNotFolder},
		{syscall.EROFS, model.ErrReadOnly},
		{syscall.ENAMETOOLONG, model.ErrBadName},
		{syscall.EILSEQ, model.ErrBadName},
		{syscall.EBUSY, model.ErrBusy},
		{syscall.ETXTBSY, model.ErrBusy},
		{syscall.EFBIG, model.ErrVolume},
		{syscall.ELOOP, model.ErrLoop},
	} {
		if errors.Is(err, s.errno) {
			return s.means
		}
	}
	return nil
}

// otherVolume reports whether a rename failed because the names are on different
// volumes.
func otherVolume(err error) bool { return errors.Is(err, syscall.EXDEV) }
