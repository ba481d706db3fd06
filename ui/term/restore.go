package term

import (
	"io"
	"os"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// reset undoes every mode that the window may have set, in an order that any
// terminal stands: no half frame, no mouse, no paste marks, the main screen.
const reset = ansi.ResetModeSynchronizedOutput +
	ansi.ResetModeMouseNormal + ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr +
	ansi.ResetModeFocusEvent + ansi.ResetModeBracketedPaste +
	ansi.ResetModifyOtherKeys + ansi.ResetModeAltScreenSaveCursor +
	ansi.SetModeTextCursorEnable + ansi.ResetStyle + Finish + "\x1b]9;4;0\a"

// Saved is the state of a terminal before the window took it.
type Saved struct {
	fd    uintptr
	state *term.State
	out   io.Writer
}

// Save remembers the state of the terminal in; out is where it is restored. It
// returns nil, which is safe to use, when in is no terminal.
func Save(in *os.File, out io.Writer) *Saved {
	if !term.IsTerminal(in.Fd()) {
		return nil
	}
	state, err := term.GetState(in.Fd())
	if err != nil {
		return nil
	}
	return &Saved{fd: in.Fd(), state: state, out: out}
}

// Restore puts the terminal back. It is for the ways out that are no ordinary
// quit: the program restores its own modes on those.
func (s *Saved) Restore() {
	if s == nil {
		return
	}
	_, _ = io.WriteString(s.out, reset)
	_ = term.Restore(s.fd, s.state)
}

// OnPanic is deferred: it restores the terminal and lets the panic go on, so that
// its text is readable.
func (s *Saved) OnPanic() {
	if r := recover(); r != nil {
		s.Restore()
		panic(r)
	}
}
