package term

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// copyTimeout bounds every clipboard program; they answer in milliseconds or hang
// on a display that is not there.
const copyTimeout = 2 * time.Second

// Rung is a step of the clipboard ladder.
type Rung uint8

// The rungs, best first.
const (
	Terminal Rung = iota // OSC 52, the terminal's own clipboard, through SSH too
	Native               // a clipboard program of this machine
	Tmux                 // a buffer of tmux
	Shown                // none: the link is shown to be picked up by hand
)

// Copied tells how a text was copied, truthfully.
type Copied struct {
	By     Rung
	Proven bool   // it was read back, or the terminal says it takes OSC 52
	With   string // the program that took it, for Native
	// Sequence is to be written to the terminal in any case: where OSC 52 is not
	// reported it may still work, and does no harm.
	Sequence string
	// ReadBack says that the terminal can be asked for the clipboard to prove it.
	ReadBack bool
}

// Clipboard climbs the ladder. Run and Find are replaced in tests.
type Clipboard struct {
	Caps   Caps
	Getenv func(string) string
	OS     string // runtime.GOOS when empty
	// Run runs a program with the text as its input and returns its output.
	Run func(ctx context.Context, input string, argv ...string) (string, error)
	// Find reports whether a program is there.
	Find func(name string) bool
}

// Copy puts text on the best clipboard there is.
func (c Clipboard) Copy(ctx context.Context, text string) Copied {
	out := Copied{By: Shown, Sequence: ansi.SetSystemClipboard(text), ReadBack: c.Caps.ReadsBack()}
	switch {
	case c.Caps.Clipboard:
		out.By, out.Proven = Terminal, true
	case !c.Caps.SSH && c.native(ctx, text, &out):
		out.By = Native
	case c.Caps.Tmux && c.tmux(ctx, text):
		out.By, out.Proven = Tmux, true
	}
	return out
}

// program is a clipboard program and the way to read back what it took.
type program struct{ set, get []string }

func (c Clipboard) programs() []program {
	goos := c.OS
	if goos == "" {
		goos = runtime.GOOS
	}
	switch goos {
	case "darwin":
		return []program{{[]string{"pbcopy"}, []string{"pbpaste"}}}
	case "windows":
		return []program{{[]string{"clip.exe"}, []string{"powershell.exe", "-NoProfile", "-Command", "Get-Clipboard -Raw"}}}
	}
	var ps []program
	if c.Getenv("WAYLAND_DISPLAY") != "" {
		ps = append(ps, program{[]string{"wl-copy"}, []string{"wl-paste", "--no-newline"}})
	}
	if c.Getenv("DISPLAY") != "" {
		ps = append(ps,
			program{[]string{"xclip", "-selection", "clipboard", "-in"}, []string{"xclip", "-selection", "clipboard", "-out"}},
			program{[]string{"xsel", "--clipboard", "--input"}, []string{"xsel", "--clipboard", "--output"}})
	}
	if c.Getenv("TERMUX_VERSION") != "" {
		ps = append(ps, program{[]string{"termux-clipboard-set"}, []string{"termux-clipboard-get"}})
	}
	return ps
}

func (c Clipboard) native(ctx context.Context, text string, out *Copied) bool {
	for _, p := range c.programs() {
		if !c.find(p.set[0]) {
			continue
		}
		if _, err := c.run(ctx, text, p.set...); err != nil {
			continue
		}
		got, err := c.run(ctx, "", p.get...)
		if err == nil && strings.TrimRight(got, "\r\n") == strings.TrimRight(text, "\r\n") {
			out.Proven, out.With = true, p.set[0]
			return true
		}
	}
	return false
}

// tmux loads a buffer and, with -w, hands it to the terminal around tmux even
// where set-clipboard ignores programs (its default).
func (c Clipboard) tmux(ctx context.Context, text string) bool {
	if !c.find("tmux") {
		return false
	}
	if _, err := c.run(ctx, text, "tmux", "load-buffer", "-w", "-"); err != nil {
		if _, err = c.run(ctx, text, "tmux", "load-buffer", "-"); err != nil {
			return false
		}
	}
	got, err := c.run(ctx, "", "tmux", "show-buffer")
	return err == nil && got == text
}

func (c Clipboard) find(name string) bool {
	if c.Find != nil {
		return c.Find(name)
	}
	_, err := exec.LookPath(name)
	return err == nil
}

func (c Clipboard) run(ctx context.Context, input string, argv ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, copyTimeout)
	defer cancel()
	if c.Run != nil {
		return c.Run(ctx, input, argv...)
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	// A program that stays to serve the clipboard must not hold us by our pipes.
	cmd.WaitDelay = 100 * time.Millisecond
	if input != "" {
		cmd.Stdin = strings.NewReader(input)
		err := cmd.Run()
		if errors.Is(err, exec.ErrWaitDelay) {
			err = nil
		}
		return "", err
	}
	var out bytes.Buffer
	cmd.Stdout = &out
	err := cmd.Run()
	return out.String(), err
}
