package disk

import (
	"errors"
	"io/fs"
	"os"
)

// renameByLink renames without replacing where no single system call does: a
// second link to a file, or a second symlink, fails when the name is taken. For a
// folder there is a moment between looking and renaming; what the rename would
// replace then can only be an empty folder.
func renameByLink(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		err := linkAgain(from, to, info)
		if err == nil {
			return unlink(from, to)
		}
		if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) || otherVolume(err) {
			return err
		}
	}
	switch _, err := os.Lstat(to); {
	case err == nil:
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: fs.ErrExist}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return os.Rename(from, to)
}

func linkAgain(from, to string, info fs.FileInfo) error {
	if info.Mode()&fs.ModeSymlink == 0 {
		return os.Link(from, to)
	}
	target, err := os.Readlink(from)
	if err != nil {
		return err
	}
	return os.Symlink(target, to)
}

// unlink removes the old name, or, when that can't be done, the new one again.
func unlink(from, to string) error {
	err := os.Remove(from)
	if err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}
