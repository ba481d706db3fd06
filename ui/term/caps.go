package term

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// SlowLink is the round trip from which motion and progress are drawn less often.
const SlowLink = 120 * time.Millisecond

// Caps is what is known of the terminal: from the environment at once, from its
// own answers as they come. Values only; the window keeps it and passes it on.
type Caps struct {
	SSH       bool          // we run in an SSH session: no clipboard of this machine
	Tmux      bool          // directly inside tmux, which we can talk to as a program
	Dumb      bool          // TERM says that nothing but text is understood
	Clipboard bool          // the terminal reports that it takes OSC 52
	Version   string        // as the terminal calls itself, "tmux 3.3a"; may be empty
	RoundTrip time.Duration // from our question to its answer; zero before
}

// DetectCaps reads what the environment tells.
func DetectCaps(getenv func(string) string) Caps {
	ssh := getenv("SSH_TTY") != "" || getenv("SSH_CONNECTION") != "" || getenv("SSH_CLIENT") != ""
	return Caps{
		SSH:  ssh,
		Tmux: getenv("TMUX") != "",
		Dumb: getenv("TERM") == "dumb" || getenv("TERM") == "",
	}
}

// Query is what the terminal is asked at start: whether it draws frames in one go
// (mode 2026; Bubble Tea leaves that out in SSH, where it matters most) and
// measures by grapheme (2027), its name, and last, since every terminal answers
// it, what it can do (DA1).
const Query = ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore +
	ansi.RequestNameVersion + ansi.RequestPrimaryDeviceAttributes

// Start and Finish frame the window's stay. Terminals that order right-to-left
// text themselves would draw a Hebrew name together with the digits of the next
// column; explicit order keeps the columns apart (ECMA-48, BDSM).
const (
	Start  = "\x1b[8l"
	Finish = "\x1b[8h"
)

// Answered takes the attributes of a DA1 report; 52 means OSC 52 is taken.
func (c Caps) Answered(attributes []int, roundTrip time.Duration) Caps {
	c.Clipboard = slices.Contains(attributes, 52)
	c.RoundTrip = roundTrip
	return c
}

// Named takes the terminal's name for itself.
func (c Caps) Named(version string) Caps {
	c.Version = version
	return c
}

// Slow reports whether the link has been measured to be slow.
func (c Caps) Slow() bool { return c.RoundTrip > SlowLink }

// ReadsBack reports whether the terminal can be asked for its clipboard without
// bothering anybody: tmux answers from its buffers. Others ask their user for
// leave, or never answer.
func (c Caps) ReadsBack() bool { return strings.HasPrefix(c.Version, "tmux ") }

// EscDelayFor returns how long a lone ESC should be held back on this link.
func (c Caps) EscDelayFor() time.Duration {
	return min(max(EscDelay, c.RoundTrip/2), 250*time.Millisecond)
}
