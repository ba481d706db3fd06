//go:build unix

package cli_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"onefm/fichier/simulator"
	"onefm/model/engine"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// stuck is a service whose first download stops after a megabyte, until it is let
// go, and a home for the processes that use it.
type stuck struct {
	t       *testing.T
	sim     *simulator.Service
	server  *httptest.Server
	arrived chan struct{} // closed when a download has begun
	env     []string
	state   string
	dir     string // where the download goes
}

const stuckSize = 4 << 20 // bytes of /big.bin

func newStuck(t *testing.T) *stuck {
	t.Helper()
	s := &stuck{t: t, sim: simulator.New(), arrived: make(chan struct{}), dir: t.TempDir()}
	s.sim.AddFile("/big.bin", simulator.Synthetic(1, stuckSize))
	rule, err := simulator.ParseFault("download nth=1 hang=1M")
	if err != nil {
		t.Fatal(err)
	}
	s.sim.Fault(rule)
	var once sync.Once
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/v1/") {
			once.Do(func() { close(s.arrived) })
		}
		s.sim.ServeHTTP(w, r)
	}))
	s.env = home(t, "FICHIER_API_URL="+s.server.URL+"/v1", "FICHIER_API_KEY="+s.sim.Key())
	for _, kv := range s.env {
		if dir, ok := strings.CutPrefix(kv, "XDG_STATE_HOME="); ok {
			s.state = filepath.Join(dir, "onefm")
		}
	}
	t.Cleanup(s.end)
	return s
}

// end lets nothing behind: no process works on the queue any more.
func (s *stuck) end() {
	s.letGo()
	cmd := s.command("queue", "cancel", "all")
	_ = cmd.Run()
	for end := time.Now().Add(patience); !s.idle() && time.Now().Before(end); {
		pause(50 * time.Millisecond)
	}
	if !s.idle() {
		s.t.Error("a process still works on the queue")
	}
	s.sim.Close()
	s.server.Close()
	for _, v := range s.sim.Violations() {
		s.t.Errorf("broken limit: %s %s", v.Rule, v.Endpoint)
	}
}

// pause is a look at the real clock: the processes are real.
func pause(d time.Duration) { <-time.After(d) }

// letGo breaks the connections that hang; what is asked for then is served.
func (s *stuck) letGo() { s.server.CloseClientConnections() }

// idle reports whether no process works on the queue.
func (s *stuck) idle() bool {
	locks, _ := filepath.Glob(filepath.Join(s.state, "engine-*.lock"))
	for _, name := range locks {
		l, err := engine.TryLock(name)
		if err != nil {
			return false
		}
		_ = l.Release()
	}
	return true
}

func (s *stuck) command(args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(program(s.t), "onefm"), args...) //nolint:gosec // our own program
	cmd.Env = s.env
	return cmd
}

// run runs a command and returns what it said and its exit code.
func (s *stuck) run(args ...string) (string, int) {
	s.t.Helper()
	cmd := s.command(args...)
	var talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &talk, &talk
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	code := ended(s.t, cmd)
	return talk.String(), code
}

// says runs a command that is to succeed and to say something.
func (s *stuck) says(want string, args ...string) {
	s.t.Helper()
	if got, code := s.run(args...); code != 0 || !strings.Contains(got, want) {
		s.t.Errorf("onefm %s: exit code %d, and not %q:\n%s", strings.Join(args, " "), code, want, got)
	}
}

// until repeats a command until it says something.
func (s *stuck) until(want string, args ...string) {
	s.t.Helper()
	got := ""
	for end := time.Now().Add(patience); time.Now().Before(end); pause(50 * time.Millisecond) {
		if got, _ = s.run(args...); strings.Contains(got, want) {
			return
		}
	}
	s.t.Fatalf("onefm %s never says %q:\n%s", strings.Join(args, " "), want, got)
}

// begun waits until the download hangs.
func (s *stuck) begun() {
	s.t.Helper()
	select {
	case <-s.arrived:
	case <-time.After(patience):
		s.t.Fatal("the download never began")
	}
}

// whole checks that the download is complete and nothing else is there.
func (s *stuck) whole() {
	s.t.Helper()
	entries, err := os.ReadDir(s.dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != "big.bin" {
		s.t.Errorf("there are %v, %v", entries, err)
	}
	if info, err := os.Stat(filepath.Join(s.dir, "big.bin")); err != nil || info.Size() != stuckSize {
		s.t.Errorf("big.bin: %v, %v", info, err)
	}
}

func (s *stuck) start() *exec.Cmd {
	s.t.Helper()
	cmd := s.command("cp", "1f:/big.bin", s.dir)
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.begun()
	return cmd
}

// A command that is killed leaves its job; queue tells of it without a key and a
// network, and queue resume finishes it.
func TestKilledCommandIsFinished(t *testing.T) {
	t.Parallel()
	s := newStuck(t)
	cmd := s.start()
	s.says("running", "queue")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = ended(t, cmd)
	online := s.env
	s.env = nil
	for _, kv := range online {
		if !strings.HasPrefix(kv, "FICHIER_") {
			s.env = append(s.env, kv)
		}
	}
	s.says("left", "queue", "list")
	s.says(`"state":"left"`, "queue", "--json")
	s.says("Job 1 is paused", "queue", "pause", "1")
	s.says("paused", "queue")
	s.env = online
	s.says("1 item copied", "queue", "resume")
	s.whole()
	s.says("done", "queue")
	s.says("", "queue", "clear")
	s.says("The queue is empty", "queue")
}

// A second command beside a running one: it shows and steers the same queue.
func TestTwoCommandsHaveOneQueue(t *testing.T) {
	t.Parallel()
	s := newStuck(t)
	first := s.start()
	second := s.command("cp", "1f:/big.bin", filepath.Join(s.dir, "again.bin"))
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	if code := ended(t, second); code != 0 {
		t.Errorf("the second command ends with %d", code)
	}
	s.says("Job 1 is cancelled", "queue", "cancel", "1")
	if code := ended(t, first); code == 0 {
		t.Error("a cancelled command succeeds")
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != "again.bin" {
		t.Errorf("there are %v, %v", entries, err)
	}
}

// cp --detach returns at once; the job goes on in the background and is steered
// from there on.
func TestDetachedJobsGoOn(t *testing.T) {
	t.Parallel()
	s := newStuck(t)
	s.says("Job 1 goes on in the background", "cp", "--detach", "1f:/big.bin", s.dir)
	s.begun()
	s.says("running", "queue")
	s.hidesTheKey()
	s.says("Job 1 is paused", "queue", "pause", "all")
	s.letGo()
	s.says("background", "queue", "resume", "--detach")
	s.until("done", "queue")
	s.whole()
}

// hidesTheKey looks at the process in the background from outside: the key is in
// none of its arguments and variables, and it has no terminal and no folder.
func (s *stuck) hidesTheKey() {
	s.t.Helper()
	pid := s.engine()
	if pid == 0 {
		if runtime.GOOS == "linux" {
			s.t.Error("no process in the background is found")
		}
		return
	}
	proc := "/proc/" + strconv.Itoa(pid)
	for _, name := range []string{"cmdline", "environ"} {
		b, err := os.ReadFile(filepath.Join(proc, name))
		if err != nil || strings.Contains(string(b), s.sim.Key()) {
			s.t.Errorf("%s holds the key (%v)", name, err)
		}
	}
	if cwd, err := os.Readlink(proc + "/cwd"); err != nil || cwd != "/" {
		s.t.Errorf("it works in %s, %v", cwd, err)
	}
	if sid, err := unix.Getsid(pid); err != nil || sid != pid {
		s.t.Errorf("it belongs to session %d, not its own (%v)", sid, err)
	}
}

// The terminal of a running command goes away: the transfer goes on.
func TestHangUpDoesNotStopACopy(t *testing.T) {
	t.Parallel()
	s := newStuck(t)
	cmd := s.command("cp", "1f:/big.bin", s.dir)
	tty, err := pty.Start(cmd)
	if err != nil {
		t.Skip("no pseudo terminal:", err)
	}
	s.begun()
	s.until("running", "queue")
	if err := tty.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	s.says("running", "queue")
	s.letGo()
	if code := ended(t, cmd); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.whole()
}

// The process in the background is killed: the command that waits for its job
// finishes it.
func TestKilledBackgroundIsReplaced(t *testing.T) {
	t.Parallel()
	s := newStuck(t)
	s.says("Job 1", "cp", "--detach", "1f:/big.bin", s.dir)
	s.begun()
	waiting := s.command("queue", "resume")
	if err := waiting.Start(); err != nil {
		t.Fatal(err)
	}
	if pid := s.engine(); pid != 0 {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	} else {
		t.Error("no process in the background is found")
	}
	if code := ended(t, waiting); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.whole()
}

// engine returns the process in the background, by the lock that it holds.
func (s *stuck) engine() int {
	procs, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range procs {
		fds, _ := filepath.Glob(p + "/fd/*")
		for _, fd := range fds {
			if to, err := os.Readlink(fd); err == nil && strings.HasPrefix(to, s.state+"/engine-") && strings.HasSuffix(to, ".lock") {
				line, err := os.ReadFile(p + "/cmdline")
				if err == nil && strings.HasPrefix(string(line), "onefm\x00engine") {
					pid := 0
					for _, c := range filepath.Base(p) {
						pid = pid*10 + int(c-'0')
					}
					return pid
				}
			}
		}
	}
	return 0
}
