package term

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const link = "https://1fichier.com/?abcdefghij0123456789"

// desk is a machine with clipboard programs that keep what they are given.
type desk struct {
	programs []string
	forgets  bool
	broken   bool
	held     string
	ran      []string
}

func (d *desk) run(_ context.Context, input string, argv ...string) (string, error) {
	d.ran = append(d.ran, strings.Join(argv, " "))
	if d.broken {
		return "", errors.New("cannot open display")
	}
	if input != "" {
		if !d.forgets {
			d.held = input
		}
		return "", nil
	}
	return d.held, nil
}

func (d *desk) find(name string) bool { return slices.Contains(d.programs, name) }

func TestCopyClaimsOnlyWhatIsProven(t *testing.T) {
	t.Parallel()
	x11 := map[string]string{"DISPLAY": ":0"}
	for _, tt := range []struct {
		name   string
		caps   Caps
		env    map[string]string
		os     string
		desk   desk
		want   Rung
		proven bool
		with   string
	}{
		{"terminal takes OSC 52", Caps{Clipboard: true, SSH: true}, nil, "linux", desk{}, Terminal, true, ""},
		{"x11", Caps{}, x11, "linux", desk{programs: []string{"xclip"}}, Native, true, "xclip"},
		{"x11, only xsel", Caps{}, x11, "linux", desk{programs: []string{"xsel"}}, Native, true, "xsel"},
		{"wayland", Caps{}, map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, "linux", desk{programs: []string{"wl-copy"}}, Native, true, "wl-copy"},
		{"mac", Caps{}, nil, "darwin", desk{programs: []string{"pbcopy"}}, Native, true, "pbcopy"},
		{"windows", Caps{}, nil, "windows", desk{programs: []string{"clip.exe"}}, Native, true, "clip.exe"},
		{"a program that forgets proves nothing", Caps{}, x11, "linux", desk{programs: []string{"xclip"}, forgets: true}, Shown, false, ""},
		{"no display answers", Caps{}, x11, "linux", desk{programs: []string{"xclip"}, broken: true}, Shown, false, ""},
		{"in SSH the server's clipboard is not ours", Caps{SSH: true}, x11, "linux", desk{programs: []string{"xclip"}}, Shown, false, ""},
		{"in SSH within tmux", Caps{SSH: true, Tmux: true}, nil, "linux", desk{programs: []string{"tmux"}}, Tmux, true, ""},
		{"tmux without its program", Caps{SSH: true, Tmux: true}, nil, "linux", desk{}, Shown, false, ""},
		{"nothing at all", Caps{}, nil, "linux", desk{}, Shown, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := Clipboard{Caps: tt.caps, OS: tt.os, Run: tt.desk.run, Find: tt.desk.find, Getenv: func(k string) string { return tt.env[k] }}
			got := c.Copy(t.Context(), link)
			want := Copied{By: tt.want, Proven: tt.proven, With: tt.with, Sequence: "\x1b]52;c;aHR0cHM6Ly8xZmljaGllci5jb20vP2FiY2RlZmdoaWowMTIzNDU2Nzg5\a"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A real program as the native clipboard: one that stays behind with our pipes
// open must not hold us.
func TestProgramThatStaysBehind(t *testing.T) {
	t.Parallel()
	if !(Clipboard{}).find("sh") {
		t.Skip("no sh on this machine")
	}
	c := Clipboard{}
	if _, err := c.run(t.Context(), link, "sh", "-c", "cat >/dev/null; sleep 30 & exit 0"); err != nil {
		t.Errorf("copy: %v", err)
	}
	got, err := c.run(t.Context(), "", "sh", "-c", "printf kept")
	if err != nil || got != "kept" {
		t.Errorf("read back %q, %v", got, err)
	}
}

func TestCaps(t *testing.T) {
	t.Parallel()
	env := map[string]string{"SSH_TTY": "/dev/pts/3", "TMUX": "x,1,0", "TERM": "tmux-256color"}
	c := DetectCaps(func(k string) string { return env[k] })
	if !c.SSH || !c.Tmux || c.Dumb || c.Clipboard {
		t.Errorf("from the environment: %+v", c)
	}
	c = c.Answered([]int{62, 22, 52}, 2*SlowLink).Named("tmux 3.3a")
	if !c.Clipboard || !c.Slow() || !c.ReadsBack() || c.EscDelayFor() <= EscDelay {
		t.Errorf("from the terminal: %+v", c)
	}
	if c := (Caps{}).Named("kitty(0.40)"); c.ReadsBack() {
		t.Error("kitty would ask its user for leave")
	}
}

func TestHyperlinkCannotBeEnded(t *testing.T) {
	t.Parallel()
	if got := Hyperlink(link, "film"); !strings.Contains(got, link) || !strings.Contains(got, "film") {
		t.Errorf("got %q", got)
	}
	if got := Hyperlink("https://1fichier.com/?a\x1b\\evil", "film"); got != "film" {
		t.Errorf("got %q, want the plain text", got)
	}
}
