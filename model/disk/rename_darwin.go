package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// renameUnique renames and never replaces: the kernel sees to it, or, where the
// file system can't, what [renameByLink] does.
func renameUnique(from, to string) error {
	return renameUniqueAt(unix.AT_FDCWD, from, to)
}

func renameUniqueAt(dir int, from, to string) error {
	err := unix.RenameatxNp(dir, from, dir, to, unix.RENAME_EXCL)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.ENOSYS), errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOTSUP):
		if dir == unix.AT_FDCWD {
			return renameByLink(from, to)
		}
		return errors.ErrUnsupported
	}
	return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
}
