package disk

import (
	"errors"
	"io/fs"
	"math"
	"os"

	"golang.org/x/sys/windows"

	"onefm/model"
)

const openFlags = os.O_RDONLY

// lock takes a file for us alone, as long as it is open: a byte far behind its end
// stands for the whole.
func lock(f *os.File) error {
	c, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var lerr error
	if err := c.Control(func(fd uintptr) {
		o := &windows.Overlapped{Offset: math.MaxUint32 - 1, OffsetHigh: math.MaxInt32}
		lerr = windows.LockFileEx(windows.Handle(fd), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, o)
	}); err != nil {
		return err
	}
	if errors.Is(lerr, windows.ERROR_LOCK_VIOLATION) {
		return &fs.PathError{Op: "lock", Path: f.Name(), Err: model.ErrBusy}
	}
	return nil
}

func ours(fs.FileInfo) bool { return true }

func access(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return f.Close()
}

func keepOwner(*os.Root, string, fs.FileInfo) {}

func syncFolder(*os.File) {}
