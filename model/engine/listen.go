package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// longestAddress is what fits into the address of a socket everywhere: 104 bytes
// on macOS and FreeBSD, 108 on Linux and Windows, the zero at the end included.
const longestAddress = 103

// tempPrefix begins the names of folders that are made for a socket alone.
const tempPrefix = "onefm-socket-"

// listen makes the socket of the engine that holds the lock at path: in
// $XDG_RUNTIME_DIR/onefm, else beside the lock, else, where that is too long, in a
// private folder of its own. What a dead engine left there is removed: the holder
// of the lock is alone.
func listen(ctx context.Context, path string, getenv func(string) string) (net.Listener, error) {
	sweep(announced(path))
	var errs []error
	for _, at := range addresses(path, getenv) {
		if len(at) > longestAddress {
			continue
		}
		l, err := listenAt(ctx, at)
		if err == nil {
			return l, nil
		}
		errs = append(errs, err)
	}
	dir, err := os.MkdirTemp("", tempPrefix) // 0700
	if err != nil {
		return nil, errors.Join(append(errs, err)...)
	}
	l, err := listenAt(ctx, filepath.Join(dir, "s"))
	if err != nil {
		return nil, errors.Join(append(errs, err, os.Remove(dir))...)
	}
	return &tempListener{Listener: l, dir: dir}, nil
}

// addresses lists where the socket may be, the best place first.
func addresses(lock string, getenv func(string) string) []string {
	sum := sha256.Sum256([]byte(lock))
	name := hex.EncodeToString(sum[:6]) + ".sock"
	var all []string
	if dir := getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		all = append(all, filepath.Join(dir, "onefm", name))
	}
	return append(all, strings.TrimSuffix(lock, filepath.Ext(lock))+".sock")
}

func listenAt(ctx context.Context, at string) (net.Listener, error) {
	dir := filepath.Dir(at)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := private(dir); err != nil {
		return nil, err
	}
	if err := os.Remove(at); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "unix", at)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(at, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// tempListener takes its folder along when it closes.
type tempListener struct {
	net.Listener

	dir string
}

func (l *tempListener) Close() error {
	return errors.Join(l.Listener.Close(), os.Remove(l.dir))
}

// sweep removes the socket that a dead engine left in a folder of its own.
func sweep(address string) {
	dir := filepath.Dir(address)
	if strings.HasPrefix(filepath.Base(dir), tempPrefix) && filepath.Clean(filepath.Dir(dir)) == filepath.Clean(os.TempDir()) {
		_ = os.Remove(address)
		_ = os.Remove(dir)
	}
}

// dialing connects to the socket at an address.
func dialing(ctx context.Context, address string) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, "unix", address)
}
