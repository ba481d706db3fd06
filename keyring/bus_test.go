//go:build !darwin && !windows

package keyring

import (
	"errors"
	"net"
	"path/filepath"
	"testing"
)

func TestBusSocket(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		address, network, name string
		ok                     bool
	}{
		{"unix:path=/run/user/0/bus", "unix", "/run/user/0/bus", true},
		{"unix:path=/tmp/a%20b,guid=00ff", "unix", "/tmp/a b", true},
		{"unix:abstract=/tmp/dbus-x,guid=1", "unix", "@/tmp/dbus-x", true},
		{"tcp:host=127.0.0.1,port=1234", "tcp", "127.0.0.1:1234", true},
		{"", "", "", true},
		{"unixexec:path=/bin/sh,argv1=-c", "", "", false},
		{"autolaunch:", "", "", false},
		{"unix:tmpdir=/tmp", "", "", false},
		{"nonsense", "", "", false},
	} {
		network, name, ok := busSocket(test.address)
		if network != test.network || name != test.name || ok != test.ok {
			t.Errorf("busSocket(%q) = %q, %q, %v", test.address, network, name, ok)
		}
	}
}

func TestBusAnswers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bus")
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "unix", path)
	if err != nil {
		t.Skip("no unix sockets:", err)
	}
	for _, address := range []string{"unix:path=" + path, "unix:path=" + path + ".gone;unix:path=" + path} {
		if err := busAnswers(address); err != nil {
			t.Errorf("busAnswers(%q) = %v", address, err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"", ";", "autolaunch:", "unixexec:path=/bin/true", "unix:path=" + path} {
		if err := busAnswers(address); !errors.Is(err, ErrUnavailable) || !errors.Is(err, errAbsent) {
			t.Errorf("busAnswers(%q) = %v, want it to be absent", address, err)
		}
	}
}
