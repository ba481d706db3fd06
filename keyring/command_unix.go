//go:build !windows

package keyring

const shellName, shellFlag = "/bin/sh", "-c"
