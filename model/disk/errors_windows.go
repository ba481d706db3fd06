package disk

import (
	"errors"
	"syscall"

	"golang.org/x/sys/windows"

	"onefm/model"
)

func sentinel(err error) error {
	for _, s := range []struct {
		errno syscall.Errno
		means error
	}{
		{windows.ERROR_DISK_FULL, model.ErrNoSpace},
		{windows.ERROR_HANDLE_DISK_FULL, model.ErrNoSpace},
		{windows.ERROR_DISK_QUOTA_EXCEEDED, model.ErrNoSpace},
		{windows.ERROR_DIRECTORY, model.ErrNotFolder},
		{syscall.ENOTDIR, model.ErrNotFolder},
		{windows.ERROR_WRITE_PROTECT, model.ErrReadOnly},
		{windows.ERROR_INVALID_NAME, model.ErrBadName},
		{windows.ERROR_FILENAME_EXCED_RANGE, model.ErrBadName},
		{windows.ERROR_SHARING_VIOLATION, model.ErrBusy},
		{windows.ERROR_LOCK_VIOLATION, model.ErrBusy},
		{windows.ERROR_FILE_TOO_LARGE, model.ErrVolume},
	} {
		if errors.Is(err, s.errno) {
			return s.means
		}
	}
	return nil
}

// otherVolume reports whether a rename failed because the names are on different
// volumes.
func otherVolume(err error) bool { return errors.Is(err, windows.ERROR_NOT_SAME_DEVICE) }
