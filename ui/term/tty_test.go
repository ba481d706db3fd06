//go:build unix

package term

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

func TestTerminalInput(t *testing.T) {
	t.Parallel()
	master, slave, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	defer master.Close()
	defer slave.Close()
	if _, err := term.MakeRaw(slave.Fd()); err != nil {
		t.Fatal(err)
	}
	_, in, err := OpenInput(slave)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if in.Fd() != slave.Fd() {
		t.Error("raw mode would be set on another file")
	}
	_, _ = master.WriteString("\x1b[<0;10;5Mj")
	var got []byte
	for len(got) < 11 {
		var b [4]byte // smaller than what is ready: the rest must not be stuck
		n, err := in.Read(b[:])
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, b[:n]...)
	}
	if string(got) != "\x1b[<0;10;5Mj" {
		t.Errorf("got %q", got)
	}
	in.Interrupt()
	if _, err := in.Read(make([]byte, 4)); !errors.Is(err, io.EOF) {
		t.Errorf("interrupted read: %v", err)
	}
	_, _ = master.Write([]byte{esc})
	b := make([]byte, 16)
	if n, err := in.Read(b); err != nil || string(b[:n]) != escapeKey {
		t.Errorf("after the interrupt: %q, %v", b[:n], err)
	}
}

func TestPanicLeavesAUsableTerminal(t *testing.T) {
	t.Parallel()
	master, slave, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	defer master.Close()
	defer slave.Close()
	before, err := term.GetState(slave.Fd())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	saved := Save(slave, &out)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		defer saved.OnPanic()
		if _, err := term.MakeRaw(slave.Fd()); err != nil {
			t.Fatal(err)
		}
		panic("a bug")
	}()
	after, err := term.GetState(slave.Fd())
	if err != nil || *after != *before {
		t.Errorf("terminal state differs after the panic: %v", err)
	}
	for _, mode := range []string{"\x1b[?1049l", "\x1b[?1002l", "\x1b[?1006l", "\x1b[?2004l", "\x1b[?25h"} {
		if !strings.Contains(out.String(), mode) {
			t.Errorf("%q is missing from %q", mode, out.String())
		}
	}
}
