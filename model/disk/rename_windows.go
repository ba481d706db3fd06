package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// renameUnique renames and never replaces: the system sees to it.
func renameUnique(from, to string) error {
	f, err := windows.UTF16PtrFromString(from)
	if err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	t, err := windows.UTF16PtrFromString(to)
	if err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	if err := windows.MoveFileEx(f, t, 0); err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return nil
}

func renameUniqueAt(int, string, string) error { return errors.ErrUnsupported }
