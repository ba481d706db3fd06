package engine

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// ErrHeld says that another process carries out the transfers of this account.
var ErrHeld = errors.New("another process runs the transfers of this account")

// Lock is the right to carry out the transfers of an account. The system takes it
// back when the process ends, however it ends.
type Lock struct{ f *os.File }

// TryLock takes a lock, or returns [ErrHeld]. The file and its folder are made
// when they are missing.
func TryLock(path string) (*Lock, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	for {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, err
		}
		if err := lockFile(f); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if inPlace(f, path) {
			return &Lock{f}, nil
		}
		if err := f.Close(); err != nil { // somebody removed it: a lock on nothing
			return nil, err
		}
	}
}

// inPlace reports whether f is still the file of its name.
func inPlace(f *os.File, path string) bool {
	mine, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(mine, there)
}

// Held reports whether the lock still means something: its file is where others
// look for it.
func (l *Lock) Held() bool { return inPlace(l.f, l.f.Name()) }

// announce writes down where the holder listens.
func (l *Lock) announce(address string) error {
	if err := l.f.Truncate(0); err != nil {
		return err
	}
	_, err := l.f.WriteAt([]byte(address+"\n"), 0)
	return err
}

// Release gives the lock back. The file stays: who removes it takes the lock from
// under somebody.
func (l *Lock) Release() error {
	return errors.Join(l.f.Truncate(0), l.f.Close())
}

// addressLimit bounds what is read of a lock file.
const addressLimit = 4096

// announced returns where the holder of a lock listens, empty when nobody does.
func announced(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, addressLimit))
	if err != nil {
		return ""
	}
	line, _, whole := strings.Cut(string(b), "\n")
	if !whole {
		return "" // it is being written
	}
	return line
}
