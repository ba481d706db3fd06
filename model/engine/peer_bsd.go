//go:build darwin || freebsd

package engine

import (
	"net"
	"os"

	"golang.org/x/sys/unix"
)

const (
	solLocal      = 0 // SOL_LOCAL of sys/un.h
	localPeerCred = 1 // LOCAL_PEERCRED of sys/un.h
)

// ours reports whether this user is at the other end.
func ours(c net.Conn) bool {
	u, ok := c.(*net.UnixConn)
	if !ok {
		return true // an end of a pipe in this process
	}
	raw, err := u.SyscallConn()
	if err != nil {
		return false
	}
	var cred *unix.Xucred
	var failed error
	err = raw.Control(func(fd uintptr) { cred, failed = unix.GetsockoptXucred(int(fd), solLocal, localPeerCred) })
	return err == nil && failed == nil && int(cred.Uid) == os.Getuid()
}
