//go:build unix

package disk

import "syscall"

func otherVolumeError() error { return syscall.EXDEV }
