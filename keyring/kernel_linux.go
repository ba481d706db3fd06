package keyring

import (
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"
)

// keyPerm lets possessor and user do everything and nobody else anything, so
// that reading does not depend on which rings a login session links.
const keyPerm = 0x3f3f0000

// maxKey bounds what is read back; a user's keys share 20,000 bytes.
const maxKey = 4096

// kernel keeps the key in the kernel's keyring of the user (@u): it outlives
// logging out and is gone after a reboot.
type kernel struct{ description string }

func kernelPlaces(service, account string) []Place {
	return []Place{kernel{description: service + ":" + account}}
}

func (kernel) Origin() Origin { return Kernel }

func (k kernel) Get() (string, error) {
	defer onOneThread()()
	id, err := k.find()
	if err != nil {
		return "", fromKernel("find the key", err)
	}
	buf := make([]byte, maxKey)
	n, err := unix.KeyctlBuffer(unix.KEYCTL_READ, id, buf, 0)
	if err != nil {
		return "", fromKernel("read the key", err)
	}
	if n > maxKey {
		return "", fmt.Errorf("%w: an item of %d bytes", ErrUnavailable, n)
	}
	return string(buf[:n]), nil
}

// Set makes the key in the ring of this thread, which possesses it whatever the
// session looks like, opens it to the user and then links it into the user's
// ring, where it takes the place of an older one.
func (k kernel) Set(key string) error {
	defer onOneThread()()
	id, err := unix.AddKey("user", k.description, []byte(key), unix.KEY_SPEC_THREAD_KEYRING)
	if err != nil {
		return fromKernel("add a key", err)
	}
	defer unlink(id, unix.KEY_SPEC_THREAD_KEYRING)
	if err := unix.KeyctlSetperm(id, keyPerm); err != nil {
		return fromKernel("set the permissions", err)
	}
	_, err = unix.KeyctlInt(unix.KEYCTL_LINK, id, unix.KEY_SPEC_USER_KEYRING, 0, 0)
	return fromKernel("link the key", err)
}

func (k kernel) Delete() error {
	defer onOneThread()()
	id, err := k.find()
	if err != nil {
		return fromKernel("find the key", err)
	}
	_, err = unix.KeyctlInt(unix.KEYCTL_UNLINK, id, unix.KEY_SPEC_USER_KEYRING, 0, 0)
	return fromKernel("unlink the key", err)
}

func (k kernel) find() (int, error) {
	return unix.KeyctlSearch(unix.KEY_SPEC_USER_KEYRING, "user", k.description, 0)
}

func unlink(id, ring int) {
	_, _ = unix.KeyctlInt(unix.KEYCTL_UNLINK, id, ring, 0, 0) // the ring ends with its thread
}

// onOneThread keeps the goroutine on its thread until the function returned is
// called: rings of thread and process belong to one thread.
func onOneThread() func() {
	runtime.LockOSThread()
	return runtime.UnlockOSThread
}

// fromKernel tells an item that is not there from a kernel that keeps none. Many
// containers forbid the calls (ENOSYS, EPERM); a quota may be used up (EDQUOT).
func fromKernel(act string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.ENOKEY), errors.Is(err, unix.EKEYEXPIRED), errors.Is(err, unix.EKEYREVOKED):
		return ErrNone
	case errors.Is(err, unix.ENOSYS), errors.Is(err, unix.EPERM):
		return absent("the kernel keeps no keys here: %s: %w", act, err)
	case errors.Is(err, unix.EDQUOT):
		return fmt.Errorf("%w: the quota of the kernel keyring is used up", ErrUnavailable)
	}
	return fmt.Errorf("%w: %s: %w", ErrUnavailable, act, err)
}
