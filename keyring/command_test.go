package keyring

import (
	"context"
	"errors"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCommand(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh:", err)
	}
	for _, test := range []struct {
		name string
		cmd  Command
		want string
		err  error
	}{
		{"words", Command{Args: []string{"echo", "$HOME", "x y"}}, "$HOME x y", nil},
		{"a shell line", Command{Shell: "printf 'a\\nb\\n' | head -1"}, "a", nil},
		{"first line only", Command{Args: []string{"printf", "key\nlogin: me\n"}}, "key", nil},
		{"carriage return", Command{Args: []string{"printf", "key\r\nx"}}, "key", nil},
		{"empty", Command{Args: []string{"true"}}, "", ErrCommand},
		{"fails", Command{Shell: "echo key; exit 3"}, "", ErrCommand},
		{"not there", Command{Args: []string{"/nonexistent/onefm"}}, "", ErrCommand},
		{"without end", Command{Args: []string{"yes"}}, "", ErrCommand},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := test.cmd.run(t.Context(), time.Minute)
			if got != test.want || !errors.Is(err, test.err) {
				t.Errorf("run() = %q, %v, want %q, %v", got, err, test.want, test.err)
			}
		})
	}
}

func TestCommandIsBounded(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("sleep"); err != nil {
		t.Skip("no sleep:", err)
	}
	forever := Command{Args: []string{"sleep", "1000"}}
	if _, err := forever.run(t.Context(), 10*time.Millisecond); !errors.Is(err, ErrCommand) {
		t.Errorf("run() = %v, want ErrCommand", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := forever.run(ctx, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("run() = %v, want context.Canceled", err)
	}
}

func TestACommandThatFailsEndsTheSearch(t *testing.T) {
	t.Parallel()
	s := New(Options{Getenv: env(), Command: Command{Args: []string{"/nonexistent/onefm"}}, Places: []Place{&fake{origin: System, key: "other"}}})
	if key, _, err := s.Load(t.Context()); key != "" || !errors.Is(err, ErrCommand) {
		t.Errorf("Load() = %q, %v, want ErrCommand", key, err)
	}
}

func TestParseCommand(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in   any
		want Command
		ok   bool
	}{
		{nil, Command{}, true},
		{" pass show x | head -1 ", Command{Shell: "pass show x | head -1"}, true},
		{[]any{"pass", "show", "x"}, Command{Args: []string{"pass", "show", "x"}}, true},
		{[]string{"pass"}, Command{Args: []string{"pass"}}, true},
		{[]any{"pass", 1}, Command{}, false},
		{42, Command{}, false},
	} {
		got, err := ParseCommand(test.in)
		if diff := cmp.Diff(test.want, got); diff != "" || (err == nil) != test.ok {
			t.Errorf("ParseCommand(%v): %v\n%s", test.in, err, diff)
		}
	}
}
