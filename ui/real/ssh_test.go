//go:build unix

package real

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// treasure makes what is dragged: three files and a folder of 200 small ones.
func treasure(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "things")
	if err := os.MkdirAll(filepath.Join(dir, "many"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		write(t, filepath.Join(dir, "many", fmt.Sprintf("small-%03d.txt", i)), strings.Repeat(fmt.Sprintln("line", i), 20))
	}
	for _, name := range []string{"alpha.txt", "beta.txt", "gamma.txt"} {
		write(t, filepath.Join(dir, name), strings.Repeat(name, 5000))
	}
	return dir
}

// TestWindowOverSSH is the main job over a real line: keys, a drag with the mouse,
// and a link that arrives in the clipboard of the terminal outside.
func TestWindowOverSSH(t *testing.T) {
	bin, conf := build(t), sshd(t)
	dir, home := treasure(t), t.TempDir()
	o := openOuter(t, 100, 30, fmt.Sprintf("env TERM=xterm-256color ssh -F %s -tt lab 'HOME=%s %s --demo %s'", conf, home, bin, dir))
	o.see(`alpha\.txt`).see(`Films/`)

	// Marks by keys: every entry of the folder; then one drag for all of them.
	o.press("A").see(`4 marked`)
	x, y := o.find("alpha.txt")
	fx, fy := o.find("Empty folder")
	o.drag(x, y, fx+2, fy)
	o.see(`Copied 204 items to 1f:/Empty folder`)

	// Into the folder on the other side by keys, and its link by two keys.
	o.press("Tab", "f").raw("Empty").press("Enter", "Enter").see(`1f:/Empty folder`).see(`many/.*many/`)
	o.press("G").raw("ss")
	link := regexp.MustCompile(`^https://1fichier\.com/\?[a-z0-9]{20}$`)
	until(t, "the link in the clipboard outside", func() bool {
		return link.MatchString(strings.TrimSpace(o.tmux("show-buffer")))
	})
	o.see(`Copied the link of gamma\.txt.*read back`)

	// The window follows the terminal to any size and goes on.
	o.resize(40, 12).see(`many/`)
	o.resize(200, 60).see(`gamma\.txt`)
	o.resize(100, 30).press("q").see(`Pane is dead`)
}

// TestTornInputOverSSH sends a mouse report in two pieces with a pause: nothing is
// typed, and the report does what it says.
func TestTornInputOverSSH(t *testing.T) {
	bin, conf := build(t), sshd(t)
	dir, home := treasure(t), t.TempDir()
	o := openOuter(t, 100, 30, fmt.Sprintf("env TERM=xterm-256color ssh -F %s -tt lab 'HOME=%s %s --demo %s'", conf, home, bin, dir))
	o.see(`alpha\.txt`).see(`Films/`)
	x, y := o.find("gamma.txt")
	report := fmt.Sprintf("\x1b[<2;%d;%dM", x+1, y+1)
	const cut = 4 // tmux would take a ";" at the end of an argument for its own
	o.raw(report[:cut])
	o.tmux("run-shell", "-d", "0.4", "true")
	o.raw(report[cut:]).raw(fmt.Sprintf("\x1b[<2;%d;%dm", x+1, y+1))
	o.see(`1 marked`)
	o.press("q").see(`Pane is dead`)
}

// TestClientGoesAway kills the ssh client: the program must not stay behind.
func TestClientGoesAway(t *testing.T) {
	bin, conf := build(t), sshd(t)
	dir, home := treasure(t), t.TempDir()
	o := openOuter(t, 80, 24, fmt.Sprintf("env TERM=xterm-256color ssh -F %s -tt lab 'HOME=%s exec %s --demo %s'", conf, home, bin, dir))
	o.see(`alpha\.txt`)
	need(t, "pgrep")
	running := func() bool {
		return exec.CommandContext(context.Background(), "pgrep", "-f", "^"+bin+" --demo "+dir).Run() == nil
	}
	until(t, "the program is seen running", running)
	o.tmux("kill-server")
	until(t, "the program has ended", func() bool { return !running() })
}
