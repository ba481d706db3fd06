package keyring

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// inside marks the test process that runs within a D-Bus session of its own.
const inside = "ONEFM_TEST_INSIDE_DBUS"

const secretsName = "org.freedesktop.secrets"

// missing skips a test that needs a part of the machine, or fails it where the
// parts were promised.
func missing(t *testing.T, why ...any) {
	t.Helper()
	if os.Getenv("ONEFM_REAL") == "require" {
		t.Fatal(why...)
	}
	t.Skip(why...)
}

// quietBus configures a bus that starts no service by itself: one started late
// would outlive the test.
const quietBus = `<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`

// inSession runs the test again within dbus-run-session and reports true in
// there. All that it keeps is in temporary folders.
func inSession(t *testing.T, programs ...string) bool {
	t.Helper()
	if os.Getenv(inside) == t.Name() {
		return true
	}
	if os.Getenv(inside) != "" {
		t.Skip("another test's session")
	}
	for _, program := range append(programs, "dbus-run-session") {
		if _, err := exec.LookPath(program); err != nil {
			missing(t, "packages dbus, gnome-keyring and libsecret-tools: ", err)
		}
	}
	bus := filepath.Join(t.TempDir(), "bus.conf")
	if err := os.WriteFile(bus, []byte(quietBus), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "dbus-run-session", "--config-file="+bus, "--",
		os.Args[0], "-test.v", "-test.timeout=1m", "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), inside+"="+t.Name(), "HOME="+t.TempDir(), "XDG_RUNTIME_DIR="+t.TempDir(),
		"DISPLAY=", "WAYLAND_DISPLAY=", EnvKey+"=")
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("in the session: %v\n%s", err, out)
	}
	return false
}

// secretService starts a keyring daemon for the rest of the test and waits until
// it owns its name on the bus.
func secretService(t *testing.T, password string, args ...string) {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	owned := make(chan *dbus.Signal, 16)
	conn.Signal(owned)
	if err := conn.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, secretsName)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "gnome-keyring-daemon", append(args, "--foreground", "--components=secrets")...)
	cmd.Stdin = strings.NewReader(password)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for signal := range owned {
		if signal.Name == "org.freedesktop.DBus.NameOwnerChanged" {
			return
		}
	}
}

func TestRealSecretService(t *testing.T) {
	t.Parallel()
	if !inSession(t, "gnome-keyring-daemon", "secret-tool") {
		return
	}
	secretService(t, "testpass", "--unlock")
	ring := places("onefm-test", t.Name())[:1]
	s := New(Options{Places: ring})
	if _, _, err := s.Load(t.Context()); !errors.Is(err, ErrNone) {
		t.Fatalf("Load() = %v, want ErrNone", err)
	}
	if origin, err := s.Save(t.Context(), secret); origin != System || err != nil {
		t.Fatalf("Save() = %v, %v, want %v", origin, err, System)
	}
	if got, from, err := New(Options{Places: ring}).Load(t.Context()); got != secret || from != System || err != nil {
		t.Errorf("Load() = %q, %v, %v", got, from, err)
	}
	lookup := func() (string, error) {
		out, err := exec.CommandContext(t.Context(), "secret-tool", "lookup", "service", "onefm-test", "username", t.Name()).Output()
		return string(out), err
	}
	if got, err := lookup(); got != secret || err != nil {
		t.Errorf("secret-tool reads %q, %v", got, err)
	}
	if err := s.Delete(t.Context()); err != nil {
		t.Errorf("Delete() = %v", err)
	}
	if got, err := lookup(); got != "" || err == nil {
		t.Errorf("after Delete secret-tool reads %q, %v", got, err)
	}
}

// A ring that was never unlocked, as after a log-in with an SSH key.
func TestRealSecretServiceLocked(t *testing.T) {
	t.Parallel()
	if !inSession(t, "gnome-keyring-daemon") {
		return
	}
	secretService(t, "")
	k := realKernel(t)
	s := New(Options{Places: []Place{places("onefm-test", t.Name())[0], k}})
	start := time.Now()
	if origin, err := s.Save(t.Context(), secret); origin != Kernel || err != nil {
		t.Errorf("Save() = %v, %v, want %v", origin, err, Kernel)
	}
	if took := time.Since(start); took > 2*headlessPatience {
		t.Errorf("Save took %v", took)
	}
	if got, from, err := s.Load(t.Context()); got != secret || from != Kernel || err != nil {
		t.Errorf("Load() = %q, %v, %v", got, from, err)
	}
}

func TestRealSecretServiceMissing(t *testing.T) {
	t.Parallel()
	if !inSession(t) {
		return
	}
	s := New(Options{Places: places("onefm-test", t.Name())[:1]})
	var none *MissingError
	if _, _, err := s.Load(t.Context()); !errors.As(err, &none) || len(none.Tried) != 2 || !errors.Is(none.Tried[1].Err, ErrUnavailable) {
		t.Errorf("Load() = %v, want the ring to be unavailable", err)
	}
}

// hangingService takes calls and never answers one.
type hangingService struct{ ctx context.Context }

func (h hangingService) LookupObject(dbus.ObjectPath) (dbus.ServerObject, bool) {
	<-h.ctx.Done()
	return nil, false
}

func TestRealSecretServiceThatHangs(t *testing.T) {
	t.Parallel()
	if !inSession(t) {
		return
	}
	conn, err := dbus.ConnectSessionBus(dbus.WithHandler(hangingService{t.Context()}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(secretsName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	k := realKernel(t)
	if err := k.Set(secret); err != nil {
		t.Fatal(err)
	}
	s := New(Options{Patience: 200 * time.Millisecond, Places: []Place{places("onefm-test", t.Name())[0], k}})
	start := time.Now()
	for range 5 {
		if got, from, err := s.Load(t.Context()); got != secret || from != Kernel || err != nil {
			t.Errorf("Load() = %q, %v, %v", got, from, err)
		}
	}
	if took := time.Since(start); took < 200*time.Millisecond || took > 5*time.Second {
		t.Errorf("five loads took %v: the ring should be waited for once", took)
	}
}
