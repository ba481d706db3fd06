package keyring

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	gokeyring "github.com/zalando/go-keyring"
)

const secret = "abcdefghijklmnopqrstuvwxyz012345"

// fake is a place in memory that fails on demand.
type fake struct {
	origin Origin
	err    error         // every call fails with it
	hang   chan struct{} // every call waits for it
	deaf   bool          // takes a key and forgets it

	mu    sync.Mutex
	key   string
	calls int
}

func (f *fake) Origin() Origin { return f.origin }

func (f *fake) enter() error {
	f.mu.Lock()
	f.calls++
	f.mu.Unlock()
	if f.hang != nil {
		<-f.hang
	}
	return f.err
}

func (f *fake) Get() (string, error) {
	if err := f.enter(); err != nil {
		return "", err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.key == "" {
		return "", ErrNone
	}
	return f.key, nil
}

func (f *fake) Set(key string) error {
	if err := f.enter(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.deaf {
		f.key = key
	}
	return nil
}

func (f *fake) Delete() error {
	if err := f.enter(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.key == "" {
		return ErrNone
	}
	f.key = ""
	return nil
}

func (f *fake) state() (key string, calls int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.key, f.calls
}

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestLoadOrder(t *testing.T) {
	t.Parallel()
	broken := fmt.Errorf("%w: locked", ErrUnavailable)
	for _, test := range []struct {
		name           string
		env            string
		command        Command
		system, kernel *fake
		want           string
		from           Origin
	}{
		{"the variable comes first", " env \n", Command{Args: []string{"false"}}, &fake{key: "sys"}, &fake{}, "env", Environment},
		{"key_command before keyrings", "", Command{Args: []string{"echo", "cmd"}}, &fake{key: "sys"}, &fake{}, "cmd", KeyCommand},
		{"the system's before the kernel's", "", Command{}, &fake{key: "sys"}, &fake{key: "kern"}, "sys", System},
		{"an empty ring passes on", "", Command{}, &fake{}, &fake{key: "kern"}, "kern", Kernel},
		{"a broken ring passes on", "", Command{}, &fake{err: broken}, &fake{key: "kern"}, "kern", Kernel},
		{"blanks are no key", "  ", Command{}, &fake{key: " \n"}, &fake{key: "kern\n"}, "kern", Kernel},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.system.origin, test.kernel.origin = System, Kernel
			s := New(Options{Getenv: env(EnvKey, test.env), Command: test.command, Places: []Place{test.system, test.kernel}})
			got, from, err := s.Load(t.Context())
			if got != test.want || from != test.from || err != nil {
				t.Errorf("Load() = %q, %v, %v, want %q, %v", got, from, err, test.want, test.from)
			}
		})
	}
}

func TestLoadSaysWhatWasTried(t *testing.T) {
	t.Parallel()
	s := New(Options{Getenv: env(), Places: []Place{
		&fake{origin: System, err: fmt.Errorf("%w: locked", ErrUnavailable)}, &fake{origin: Kernel},
	}})
	_, from, err := s.Load(t.Context())
	var missing *MissingError
	if !errors.Is(err, ErrNone) || !errors.As(err, &missing) || from != Nowhere {
		t.Fatalf("Load() = %v, %v, want a MissingError", from, err)
	}
	if len(missing.Tried) != 3 || !errors.Is(missing.Tried[1].Err, ErrUnavailable) {
		t.Errorf("Tried = %v", missing.Tried)
	}
	for _, want := range []string{EnvKey, "locked", "kernel"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not name %q", err, want)
		}
	}
}

func TestSaveTakesTheBestPlaceThatWorks(t *testing.T) {
	t.Parallel()
	broken := fmt.Errorf("%w: locked", ErrUnavailable)
	for _, test := range []struct {
		name           string
		system, kernel *fake
		want           Origin
		sys, kern      string
	}{
		{"the system's", &fake{}, &fake{}, System, secret, ""},
		{"an older key elsewhere is forgotten", &fake{}, &fake{key: "old"}, System, secret, ""},
		{"the kernel's when the system's is locked", &fake{err: broken}, &fake{}, Kernel, "", secret},
		{"a ring that forgets is not believed", &fake{deaf: true}, &fake{}, Kernel, "", secret},
		{"memory when nothing works", &fake{err: broken}, &fake{err: broken}, Session, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.system.origin, test.kernel.origin = System, Kernel
			s := New(Options{Getenv: env(), Places: []Place{test.system, test.kernel}})
			origin, err := s.Save(t.Context(), " "+secret+"\n")
			if origin != test.want || err != nil {
				t.Errorf("Save() = %v, %v, want %v", origin, err, test.want)
			}
			sys, _ := test.system.state()
			kern, _ := test.kernel.state()
			if sys != test.sys || kern != test.kern {
				t.Errorf("kept %q, %q, want %q, %q", sys, kern, test.sys, test.kern)
			}
			got, from, err := s.Load(t.Context())
			if got != secret || from != test.want || err != nil {
				t.Errorf("Load() = %q, %v, %v, want the key from %v", got, from, err, test.want)
			}
		})
	}
}

func TestSaveRefusesWhatIsNoKey(t *testing.T) {
	t.Parallel()
	f := &fake{origin: System}
	s := New(Options{Getenv: env(), Places: []Place{f}})
	for _, key := range []string{"", "  ", "two\nlines", "nul\x00", "esc\x1b[31m"} {
		if _, err := s.Save(t.Context(), key); !errors.Is(err, ErrBadKey) {
			t.Errorf("Save(%q) = %v, want ErrBadKey", key, err)
		}
	}
	if _, calls := f.state(); calls != 0 {
		t.Errorf("the ring was asked %d times", calls)
	}
}

func TestDeleteNamesWhatIsLeft(t *testing.T) {
	t.Parallel()
	system := &fake{origin: System, err: fmt.Errorf("%w: locked", ErrUnavailable)}
	kernel := &fake{origin: Kernel, key: secret}
	s := New(Options{Getenv: env(EnvKey, "x"), Command: Command{Shell: "echo x"}, Places: []Place{system, kernel}})
	err := s.Delete(t.Context())
	var left *LeftError
	if !errors.As(err, &left) {
		t.Fatalf("Delete() = %v, want a LeftError", err)
	}
	var got []Origin
	for _, l := range left.Left {
		got = append(got, l.Origin)
	}
	if diff := cmp.Diff([]Origin{Environment, KeyCommand, System}, got); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	if key, _ := kernel.state(); key != "" {
		t.Error("the kernel still has the key")
	}
}

func TestDeleteForgetsEverywhere(t *testing.T) {
	t.Parallel()
	none := &fake{origin: System, err: absent("no bus")}
	s := New(Options{Getenv: env(), Places: []Place{none, &fake{origin: Kernel}}})
	if _, err := s.Save(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context()); err != nil {
		t.Errorf("Delete() = %v", err)
	}
	if _, _, err := s.Load(t.Context()); !errors.Is(err, ErrNone) {
		t.Errorf("Load() = %v, want ErrNone", err)
	}
	memory := New(Options{Getenv: env(), Places: []Place{}})
	if _, err := memory.Save(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	if err := memory.Delete(t.Context()); err != nil {
		t.Errorf("Delete() = %v", err)
	}
	if _, _, err := memory.Load(t.Context()); !errors.Is(err, ErrNone) {
		t.Errorf("Load() = %v, want ErrNone", err)
	}
}

func TestARingThatHangsHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		hung := &fake{origin: System, hang: release, key: secret}
		s := New(Options{Getenv: env(), Places: []Place{hung, &fake{origin: Kernel, key: "kern"}}})
		start := time.Now()
		for range 3 {
			got, from, err := s.Load(t.Context())
			if got != "kern" || from != Kernel || err != nil {
				t.Errorf("Load() = %q, %v, %v", got, from, err)
			}
		}
		if took := time.Since(start); took != headlessPatience {
			t.Errorf("three loads took %v, want %v: the call left behind is not repeated", took, headlessPatience)
		}
		if _, calls := hung.state(); calls != 1 {
			t.Errorf("the ring was asked %d times, want once", calls)
		}
		close(release)
		synctest.Wait()
		if got, from, _ := s.Load(t.Context()); got != secret || from != System {
			t.Errorf("after it came back: Load() = %q, %v", got, from)
		}
	})
}

func TestEscCancelsAPrompt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		s := New(Options{Getenv: env("DISPLAY", ":0"), Places: []Place{&fake{origin: System, hang: release}}})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		_, _, err := s.Load(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
			t.Errorf("Load() = %v after %v", err, time.Since(start))
		}
	})
}

func TestPatience(t *testing.T) {
	t.Parallel()
	if alwaysVisible {
		t.Skip("prompts are always visible on this system")
	}
	for _, test := range []struct {
		env  []string
		want time.Duration
	}{
		{nil, headlessPatience},
		{[]string{"DISPLAY", ":0"}, visiblePatience},
		{[]string{"WAYLAND_DISPLAY", "wayland-0"}, visiblePatience},
		{[]string{"DISPLAY", "localhost:10.0", "SSH_CONNECTION", "::1 1 ::1 22"}, headlessPatience},
	} {
		if got := patience(env(test.env...)); got != test.want {
			t.Errorf("patience(%v) = %v, want %v", test.env, got, test.want)
		}
	}
}

func TestNoErrorHoldsTheKey(t *testing.T) {
	t.Parallel()
	talkative := &fake{origin: System, err: fmt.Errorf("could not store %q", secret)}
	g := &guard{place: talkative}
	if err := g.keep(t.Context(), time.Second, secret); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("keep() = %v", err)
	}
	c := Command{Shell: "echo " + secret + "; echo " + secret + " >&2; exit 1"}
	if _, err := c.run(t.Context(), time.Minute); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("run() = %v", err)
	}
}

func TestSystemErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ in, want error }{
		{nil, nil},
		{gokeyring.ErrNotFound, ErrNone},
		{gokeyring.ErrUnsupportedPlatform, errAbsent},
		{gokeyring.ErrSetDataTooBig, ErrUnavailable},
		{errors.New("failed to unlock correct collection"), ErrUnavailable},
	} {
		if got := fromSystem(test.in); !errors.Is(got, test.want) {
			t.Errorf("fromSystem(%v) = %v, want %v", test.in, got, test.want)
		}
	}
}
