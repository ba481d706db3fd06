package engine

import (
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// peer returns the user at the other end of a connection.
func peer(c *net.UnixConn) (uid int, known bool) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, false
	}
	var cred *unix.Ucred
	var failed error
	err = raw.Control(func(fd uintptr) {
		cred, failed = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED) //nolint:gosec // a descriptor is a small number
	})
	if err != nil || failed != nil {
		return 0, false
	}
	return int(cred.Uid), true
}

// ours reports whether this user is at the other end.
func ours(c net.Conn) bool {
	u, ok := c.(*net.UnixConn)
	if !ok {
		return true // an end of a pipe in this process
	}
	uid, known := peer(u)
	return known && uid == os.Getuid()
}
