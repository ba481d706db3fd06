package keyring

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// realKernel returns a place in the kernel's keyring that belongs to this test
// alone and is gone after it.
func realKernel(t *testing.T) kernel {
	t.Helper()
	k := kernel{description: fmt.Sprintf("onefm-test:%s:%d", t.Name(), unix.Getpid())}
	if _, err := k.Get(); !errors.Is(err, ErrNone) {
		missing(t, "the kernel keyring can't be used: ", err)
	}
	t.Cleanup(func() { _ = k.Delete() })
	return k
}

func TestRealKernelRing(t *testing.T) {
	t.Parallel()
	k := realKernel(t)
	other := kernel{description: k.description + ":other"}
	for _, key := range []string{secret, "a-second-key"} { // the second takes the place of the first
		if err := k.Set(key); err != nil {
			t.Fatal("Set:", err)
		}
		if got, err := k.Get(); got != key || err != nil {
			t.Errorf("Get() = %q, %v, want %q", got, err, key)
		}
	}
	if got, err := other.Get(); !errors.Is(err, ErrNone) {
		t.Errorf("another account: Get() = %q, %v, want ErrNone", got, err)
	}
	id, err := k.find()
	if err != nil {
		t.Fatal(err)
	}
	if got := permissions(t, id); got != "3f3f0000" {
		t.Errorf("permissions %s, want 3f3f0000", got)
	}
	if err := k.Delete(); err != nil {
		t.Error("Delete:", err)
	}
	if err := k.Delete(); !errors.Is(err, ErrNone) {
		t.Errorf("second Delete() = %v, want ErrNone", err)
	}
}

// permissions asks the kernel to describe the key: type;uid;gid;perm;name.
func permissions(t *testing.T, id int) string {
	t.Helper()
	text, err := unix.KeyctlString(unix.KEYCTL_DESCRIBE, id)
	if err != nil {
		t.Fatal(err)
	}
	var uid, gid int
	var perm string
	if _, err := fmt.Sscanf(text, "user;%d;%d;%8s", &uid, &gid, &perm); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return perm
}

// A login without PAM has a session ring that does not lead to the user's.
func TestRealKernelRingFromAForeignSession(t *testing.T) {
	t.Parallel()
	k := realKernel(t)
	foreign(t, func() {
		if err := k.Set(secret); err != nil {
			t.Error("Set:", err)
		}
	})
	foreign(t, func() {
		if got, err := k.Get(); got != secret || err != nil {
			t.Errorf("Get() = %q, %v", got, err)
		}
		if err := k.Delete(); err != nil {
			t.Error("Delete:", err)
		}
	})
}

// foreign runs f on a thread of its own with a new session ring. The thread is
// never unlocked, so it ends with the goroutine.
func foreign(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		if _, err := unix.KeyctlJoinSessionKeyring("onefm-test:" + t.Name()); err != nil {
			t.Error("join a session:", err)
			return
		}
		f()
	}()
	<-done
}

func TestRealKernelRingFromManyThreads(t *testing.T) {
	t.Parallel()
	k := realKernel(t)
	if err := k.Set(secret); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 400 {
		wg.Go(func() {
			if got, err := k.Get(); got != secret || err != nil {
				t.Errorf("Get() = %q, %v", got, err)
			}
		})
	}
	wg.Wait()
}

func TestKernelErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in   error
		want error
	}{
		{unix.ENOKEY, ErrNone},
		{unix.EKEYEXPIRED, ErrNone},
		{unix.EKEYREVOKED, ErrNone},
		{unix.ENOSYS, errAbsent},
		{unix.EPERM, errAbsent},
		{unix.EDQUOT, ErrUnavailable},
		{unix.EACCES, ErrUnavailable},
		{nil, nil},
	} {
		if got := fromKernel("test", test.in); !errors.Is(got, test.want) {
			t.Errorf("fromKernel(%v) = %v, want %v", test.in, got, test.want)
		}
	}
}
