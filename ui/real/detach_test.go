//go:build unix

package real

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// simulated starts the service of the program on loopback and returns what its
// clients need in their environment.
func simulated(t *testing.T, bin string, args ...string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), bin, append([]string{"simulate"}, args...)...)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	var env []string
	for lines := bufio.NewScanner(out); len(env) < 2 && lines.Scan(); {
		env = append(env, lines.Text())
	}
	if len(env) < 2 {
		t.Fatal("the service does not start")
	}
	return env
}

// TestTerminalClosedInMidTransfer closes the terminal of a window that uploads: the
// upload completes in the background, and the queue shows it.
func TestTerminalClosedInMidTransfer(t *testing.T) {
	bin, home, dir := build(t), t.TempDir(), t.TempDir()
	big := filepath.Join(dir, "big.bin")
	write(t, big, "")
	const size = 12 << 20
	if err := os.Truncate(big, size); err != nil {
		t.Fatal(err)
	}
	env := append(simulated(t, bin, "--fault", "upload slow=2M"), "HOME="+home, "XDG_STATE_HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_RUNTIME_DIR="+home)
	onefm := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), bin, args...)
		cmd.Env = append(os.Environ(), env...)
		out, _ := cmd.CombinedOutput()
		return string(out)
	}
	t.Cleanup(func() {
		cmd := exec.Command(bin, "queue", "cancel", "all")
		cmd.Env = append(os.Environ(), env...)
		_ = cmd.Run() // the process in the background ends with its queue
	})
	o := openOuter(t, 100, 30, fmt.Sprintf("env %s TERM=xterm-256color %s %s", strings.Join(env, " "), bin, dir))
	o.see(`big\.bin`).press("F5")
	until(t, "the upload is on its way", func() bool { return strings.Contains(onefm("queue"), "running") })
	o.tmux("kill-server")
	if got := onefm("queue", "--json"); !strings.Contains(got, `"state":"running"`) || !strings.Contains(got, `"live":true`) {
		t.Errorf("without the window the queue says %s", got)
	}
	until(t, "the upload is done", func() bool { return strings.Contains(onefm("queue"), "done") })
	if got := onefm("ls", "-l", "1f:/"); !strings.Contains(got, "big.bin") {
		t.Errorf("the account holds %s", got)
	}
	if got := onefm("queue", "clear") + onefm("queue"); !strings.Contains(got, "empty") {
		t.Errorf("after clear the queue says %s", got)
	}
}
