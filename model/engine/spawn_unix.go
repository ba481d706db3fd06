//go:build unix

package engine

import "syscall"

// detached starts a session of its own: no terminal, no signals from one.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
