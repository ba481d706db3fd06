//go:build unix

package disk

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// topDir returns the folder in which the volume of dir is mounted.
func topDir(dir string) (string, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return "", err
	}
	volume := device(info)
	for {
		up := filepath.Dir(dir)
		info, err := os.Stat(up)
		if err != nil {
			return "", err
		}
		if device(info) != volume || up == dir {
			return dir, nil
		}
		dir = up
	}
}

// sameVolume reports whether a, or what exists of the way to it, is on the volume
// of the folder b.
func sameVolume(a, b string) bool {
	there, err := os.Stat(b)
	if err != nil {
		return false
	}
	for {
		info, err := os.Stat(a)
		if err == nil {
			return device(info) == device(there)
		}
		if a == filepath.Dir(a) {
			return false
		}
		a = filepath.Dir(a)
	}
}

// private makes the folder dir for us alone. One that exists must be ours and no
// symlink, or others could reach what we throw away.
func private(dir string) error {
	if err := os.Mkdir(dir, 0o700); err == nil {
		return nil
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || !ok || int(s.Uid) != os.Geteuid() {
		return &fs.PathError{Op: "trash", Path: dir, Err: fs.ErrPermission}
	}
	return nil
}
