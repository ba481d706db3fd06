//go:build unix

package disk

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"onefm/model"
)

// openFlags keep an open from waiting for the other end of a pipe.
const openFlags = os.O_RDONLY | unix.O_NONBLOCK

// lock takes a file for us alone, as long as it is open.
func lock(f *os.File) error {
	c, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var lerr error
	if err := c.Control(func(fd uintptr) { lerr = unix.Flock(int(fd), unix.LOCK_EX|unix.LOCK_NB) }); err != nil {
		return err
	}
	if errors.Is(lerr, unix.EWOULDBLOCK) {
		return &fs.PathError{Op: "lock", Path: f.Name(), Err: model.ErrBusy}
	}
	return nil // a volume that knows no locks does not keep us from writing
}

// ours reports whether a file belongs to us, so that nobody else has a say in what
// becomes of it.
func ours(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) == os.Geteuid() && s.Nlink == 1
}

// access reports why a file can't be opened for reading.
func access(name string) error {
	if err := unix.Faccessat(unix.AT_FDCWD, name, unix.R_OK, unix.AT_EACCESS); err != nil {
		return &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return nil
}

// keepOwner gives a moved file the owner it had, if we may.
func keepOwner(root *os.Root, name string, info fs.FileInfo) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		_ = root.Lchown(name, int(s.Uid), int(s.Gid))
	}
}

// syncFolder writes a changed folder through to the disk. Some file systems have
// no such call for folders; there is nothing more to be done on them.
func syncFolder(f *os.File) { _ = f.Sync() }

// device tells volumes apart.
func device(info fs.FileInfo) uint64 {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0
	}
	return uint64(s.Dev) //nolint:unconvert // the type differs between systems
}
