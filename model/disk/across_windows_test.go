package disk

import "golang.org/x/sys/windows"

func otherVolumeError() error { return windows.ERROR_NOT_SAME_DEVICE }
