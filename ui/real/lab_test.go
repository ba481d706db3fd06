//go:build unix

package real

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// need looks for programs and skips, or fails where real parts are required.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			missing(t, p+" is not installed")
		}
	}
}

func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("ONEFM_REAL") == "require" {
		t.Fatalf("a real part is required: %s", why)
	}
	t.Skip(why)
}

func run(t *testing.T, argv ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, argv[0], argv[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(argv, " "), err, out)
	}
	return string(out)
}

// build compiles the program once for all tests.
func build(t *testing.T) string {
	t.Helper()
	tried = true
	dir := builds()
	if dir.err != nil {
		t.Fatalf("build: %v\n%s", dir.err, dir.out)
	}
	return dir.bin
}

type built struct {
	bin string
	out []byte
	err error
}

var tried bool // whether there is a build to remove at the end

var builds = sync.OnceValue(func() built {
	dir, err := os.MkdirTemp("", "onefm-real-")
	if err != nil {
		return built{err: err}
	}
	bin := filepath.Join(dir, "onefm")
	cmd := exec.CommandContext(context.Background(), "go", "build", "-o", bin, "onefm")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	return built{bin: bin, out: out, err: err}
})

func TestMain(m *testing.M) {
	m.Run()
	if tried {
		_ = os.RemoveAll(filepath.Dir(builds().bin))
	}
}

// sshd starts a server of our own on loopback, with its own keys, that lets this
// user in, and returns the client's configuration for the host "lab".
func sshd(t *testing.T) (clientConfig string) {
	t.Helper()
	server, err := exec.LookPath("sshd")
	if err != nil {
		if server = "/usr/sbin/sshd"; !exists(server) {
			missing(t, "sshd is not installed")
		}
	}
	need(t, "ssh", "ssh-keygen")
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	if me.Uid == "0" {
		_ = os.MkdirAll("/run/sshd", 0o755)
	}
	dir := t.TempDir()
	for _, key := range []string{"host", "user"} {
		run(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(dir, key))
	}
	port := freePort(t)
	conf := filepath.Join(dir, "sshd_config")
	write(t, conf, fmt.Sprintf("ListenAddress 127.0.0.1\nPort %d\nHostKey %s\nAuthorizedKeysFile %s\nPidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n",
		port, filepath.Join(dir, "host"), filepath.Join(dir, "user.pub")))
	var log bytes.Buffer
	cmd := exec.CommandContext(t.Context(), server, "-D", "-e", "-f", conf)
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		missing(t, "sshd does not start: "+err.Error())
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("sshd:\n%s", log.String())
		}
	})
	client := filepath.Join(dir, "ssh_config")
	write(t, client, fmt.Sprintf("Host lab\n HostName 127.0.0.1\n Port %d\n User %s\n IdentityFile %s\n IdentitiesOnly yes\n UserKnownHostsFile %s\n StrictHostKeyChecking accept-new\n LogLevel ERROR\n",
		port, me.Username, filepath.Join(dir, "user"), filepath.Join(dir, "known")))
	until(t, "sshd answers", func() bool {
		return exec.CommandContext(t.Context(), "ssh", "-F", client, "lab", "true").Run() == nil
	})
	return client
}

func exists(name string) bool { _, err := os.Stat(name); return err == nil }

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// until asks again and again, for 30 s at most: the parts are real, and so is
// their time.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); <-tick.C {
		if ok() {
			return
		}
	}
	t.Fatalf("gave up waiting: %s", what)
}

// outer is the terminal outside: a tmux server of our own.
type outer struct {
	t    *testing.T
	name string
	w, h int
}

func openOuter(t *testing.T, w, h int, command string) *outer {
	t.Helper()
	need(t, "tmux")
	o := &outer{t: t, name: fmt.Sprintf("onefm-%d-%d", os.Getpid(), time.Now().UnixNano()), w: w, h: h}
	conf := filepath.Join(t.TempDir(), "tmux.conf")
	write(t, conf, "set -s set-clipboard on\nset -s escape-time 10\nset -g default-terminal xterm-256color\nset -g remain-on-exit on\nset -g status off\n")
	cmd := exec.CommandContext(t.Context(), "tmux", "-L", o.name, "-f", conf, "new-session", "-d",
		"-x", strconv.Itoa(w), "-y", strconv.Itoa(h), command)
	cmd.Env = without(os.Environ(), "TMUX", "TMUX_PANE")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("tmux: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the screen at the end:\n%s", o.screen())
		}
		_ = exec.CommandContext(context.Background(), "tmux", "-L", o.name, "kill-server").Run()
	})
	return o
}

func without(env []string, names ...string) []string {
	var out []string
	for _, kv := range env {
		drop := false
		for _, n := range names {
			drop = drop || strings.HasPrefix(kv, n+"=")
		}
		if !drop {
			out = append(out, kv)
		}
	}
	return out
}

func (o *outer) tmux(args ...string) string {
	out, _ := exec.CommandContext(context.Background(), "tmux", append([]string{"-L", o.name}, args...)...).CombinedOutput()
	return string(out)
}

func (o *outer) screen() string { return o.tmux("capture-pane", "-p") }

// press sends keys by the names tmux gives them.
func (o *outer) press(keys ...string) *outer {
	o.tmux(append([]string{"send-keys"}, keys...)...)
	return o
}

// raw sends bytes as they are, such as mouse reports.
func (o *outer) raw(b string) *outer {
	o.tmux("send-keys", "-l", b)
	return o
}

// drag presses the left button at one cell and releases it at another, with
// motions on the way; cells count from 0.
func (o *outer) drag(x0, y0, x1, y1 int) *outer {
	o.raw(fmt.Sprintf("\x1b[<0;%d;%dM", x0+1, y0+1))
	for i := 1; i <= 6; i++ {
		o.raw(fmt.Sprintf("\x1b[<32;%d;%dM", x0+(x1-x0)*i/6+1, y0+(y1-y0)*i/6+1))
	}
	return o.raw(fmt.Sprintf("\x1b[<0;%d;%dm", x1+1, y1+1))
}

// see waits for a text, a regular expression, on the screen.
func (o *outer) see(pattern string) *outer {
	o.t.Helper()
	re := regexp.MustCompile(pattern)
	until(o.t, fmt.Sprintf("%q on the screen", pattern), func() bool { return re.MatchString(o.screen()) })
	return o
}

// find returns the cell where a text starts.
func (o *outer) find(text string) (x, y int) {
	o.t.Helper()
	for y, line := range strings.Split(o.screen(), "\n") {
		if before, _, ok := strings.Cut(line, text); ok {
			return len([]rune(before)), y
		}
	}
	o.t.Fatalf("%q is not on the screen", text)
	return 0, 0
}

func (o *outer) resize(w, h int) *outer {
	o.tmux("resize-window", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h))
	o.w, o.h = w, h
	return o
}
