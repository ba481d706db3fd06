//go:build unix

package disk

import (
	"io/fs"
	"math"

	"golang.org/x/sys/unix"
)

func freeSpace(name string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(name, &s); err != nil {
		return 0, &fs.PathError{Op: "statfs", Path: name, Err: err}
	}
	// What is kept for root makes Bavail negative on FreeBSD.
	blocks, size := int64(s.Bavail), int64(s.Bsize) //nolint:unconvert // the types differ between systems
	if blocks <= 0 || size <= 0 {
		return 0, nil
	}
	if blocks > math.MaxInt64/size {
		return math.MaxInt64, nil
	}
	return blocks * size, nil
}
