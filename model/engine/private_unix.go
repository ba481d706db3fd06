//go:build unix

package engine

import (
	"fmt"
	"os"
	"syscall"
)

// private makes sure that a folder belongs to this user alone.
func private(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if st, ok := info.Sys().(*syscall.Stat_t); !ok || !info.IsDir() || int(st.Uid) != os.Getuid() {
		return fmt.Errorf("%s does not belong to this user", dir)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return os.Chmod(dir, 0o700) //nolint:gosec // a folder needs its x bit
	}
	return nil
}
