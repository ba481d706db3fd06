package disk

import (
	"io/fs"
	"math"

	"golang.org/x/sys/windows"
)

func freeSpace(name string) (int64, error) {
	p, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return 0, &fs.PathError{Op: "free space", Path: name, Err: err}
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(p, &free, nil, nil); err != nil {
		return 0, &fs.PathError{Op: "free space", Path: name, Err: err}
	}
	return int64(min(free, math.MaxInt64)), nil
}
