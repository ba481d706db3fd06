//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"onefm/fichier/simulator"
)

// patience is how long a process may take on a busy machine before a test fails.
const patience = time.Minute

// home is a fresh environment for a process.
func home(t *testing.T, more ...string) []string {
	t.Helper()
	dir := t.TempDir()
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_STATE_HOME=" + dir, "XDG_CONFIG_HOME=" + dir, "TERM=xterm-256color",
	}, more...)
}

// ended waits for a process and returns its exit code.
func ended(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	timer := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Error(err)
	}
	return cmd.ProcessState.ExitCode()
}

func TestSimulateAlone(t *testing.T) {
	t.Parallel()
	bin := filepath.Join(program(t), "onefm")
	seed := t.TempDir()
	if err := os.WriteFile(filepath.Join(seed, "seed.txt"), []byte("seed"), 0o600); err != nil {
		t.Fatal(err)
	}
	sim := exec.CommandContext(t.Context(), bin, "simulate", "--seed", seed, "--fault", "file/rm nth=1 503", "--fault", "folder/mkdir tier")
	sim.Env = home(t)
	var talk bytes.Buffer
	sim.Stderr = &talk
	out, err := sim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := sim.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var env []string
	for _, name := range []string{"FICHIER_API_URL=http://127.0.0.1:", "FICHIER_API_KEY="} {
		if !lines.Scan() || !strings.HasPrefix(lines.Text(), name) {
			t.Fatalf("line %q, want %s…", lines.Text(), name)
		}
		env = append(env, lines.Text())
	}
	env = home(t, env...) // one home: processes share the ledger of calls
	onefm := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), bin, args...)
		cmd.Env = env
		b, err := cmd.CombinedOutput()
		return string(b), err
	}
	if got, err := onefm("ls", "1f:/"); got != "seed.txt\n" || err != nil {
		t.Errorf("ls: %q, %v", got, err)
	}
	if got, err := onefm("mkdir", "1f:/x"); err == nil || !strings.Contains(got, "Premium") {
		t.Errorf("mkdir with a fault: %q, %v", got, err)
	}
	if err := sim.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, out); err != nil {
		t.Error(err)
	}
	if code := ended(t, sim); code != 0 {
		t.Errorf("simulate ends with %d, want 0", code)
	}
	if !strings.Contains(talk.String(), "0 broken limits") {
		t.Errorf("it does not tell of broken limits: %q", talk.String())
	}
}

// Ctrl-C stops a command and says what becomes of its job, which another one
// finishes with what is there already.
func TestInterruptLeavesTheJob(t *testing.T) {
	t.Parallel()
	s := newStuck(t)
	cmd := s.command("cp", "1f:/big.bin", s.dir)
	var talk bytes.Buffer
	cmd.Stderr = &talk
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.begun()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := ended(t, cmd); code != 130 || !strings.Contains(talk.String(), "onefm queue resume finishes it, onefm queue cancel 1 forgets it") {
		t.Errorf("exit code %d, want 130\n%s", code, talk.String())
	}
	s.says("1 item copied", "queue", "resume")
	s.whole()
}

// A job that is cancelled after its command was interrupted leaves no part file.
func TestCancelAfterAnInterruptCleansUp(t *testing.T) {
	t.Parallel()
	s := newStuck(t)
	cmd := s.start()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = ended(t, cmd)
	s.says("Job 1 is cancelled", "queue", "cancel", "1")
	if left, err := os.ReadDir(s.dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// onTerminal runs the program on a pseudo terminal, answers when it asks, and
// returns all that was on the screen.
func onTerminal(t *testing.T, cmd *exec.Cmd, asked string, answer func(tty *os.File)) (string, int) {
	t.Helper()
	tty, err := pty.Start(cmd)
	if err != nil {
		t.Skip("no pseudo terminal:", err)
	}
	defer func() { _ = tty.Close() }()
	var screen bytes.Buffer
	buf := make([]byte, 4096)
	waiting := true
	for {
		n, err := tty.Read(buf)
		screen.Write(buf[:n])
		if waiting && strings.Contains(screen.String(), asked) {
			waiting = false
			answer(tty)
		}
		if err != nil {
			break // the other end is closed
		}
	}
	return screen.String(), ended(t, cmd)
}

func TestLoginDoesNotEcho(t *testing.T) {
	t.Parallel()
	bin := filepath.Join(program(t), "onefm")
	sim := simulator.New()
	server := httptest.NewServer(sim)
	defer server.Close()
	cmd := exec.CommandContext(t.Context(), bin, "login")
	cmd.Env = home(t, "FICHIER_API_URL="+server.URL+"/v1")
	const wrong = "wrongwrongwrongwrongwrongwrong12"
	screen, code := onTerminal(t, cmd, "API key", func(tty *os.File) { _, _ = io.WriteString(tty, wrong+"\n") })
	if code != 3 || strings.Contains(screen, wrong) || !strings.Contains(screen, "refused the API key") {
		t.Errorf("exit code %d, screen %q", code, screen)
	}
}

func TestCtrlCAtTheKeyPrompt(t *testing.T) {
	t.Parallel()
	bin := filepath.Join(program(t), "onefm")
	cmd := exec.CommandContext(t.Context(), bin, "login")
	cmd.Env = home(t)
	_, code := onTerminal(t, cmd, "API key", func(tty *os.File) { _, _ = tty.Write([]byte{3}) })
	if code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
}

// A terminal that reports that it takes OSC 52 gets the link, and that is said.
func TestLinkIsCopiedToTheTerminal(t *testing.T) {
	t.Parallel()
	bin := filepath.Join(program(t), "onefm")
	sim := simulator.New()
	sim.AddFile("/a.txt", simulator.Text("a"))
	server := httptest.NewServer(sim)
	defer server.Close()
	env := home(t, "FICHIER_API_URL="+server.URL+"/v1", "FICHIER_API_KEY="+sim.Key())
	for _, test := range []struct{ name, report, want string }{
		{"it takes OSC 52", "\x1b[?62;22;52c", "Copied to the clipboard of the terminal."},
		{"it does not tell", "\x1b[?62;22c", "can't be known"},
	} {
		cmd := exec.CommandContext(t.Context(), bin, "link", "--copy", "1f:/a.txt")
		cmd.Env = env
		screen, code := onTerminal(t, cmd, "\x1b[c", func(tty *os.File) { _, _ = io.WriteString(tty, test.report) })
		if code != 0 || !strings.Contains(screen, test.want) || !strings.Contains(screen, "\x1b]52;c;") {
			t.Errorf("%s: exit code %d, screen %q", test.name, code, screen)
		}
	}
	if bad := sim.Violations(); len(bad) > 0 {
		t.Errorf("broken limits: %v", bad)
	}
}
