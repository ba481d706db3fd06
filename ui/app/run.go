package app

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"onefm/ui/term"
)

// framesPerSecond is what Bubble Tea draws at most; a key waits for the next frame.
const framesPerSecond = 120

// Run shows the window on the terminal of this process until the person quits or
// ctx ends, and returns when all that the window started is over. The terminal is
// as it was before, whatever happened.
func Run(ctx context.Context, cfg Config) error {
	saved := term.Save(os.Stdin, os.Stdout)
	defer saved.OnPanic()
	reader, input, err := term.OpenInput(os.Stdin)
	if err != nil {
		return err
	}
	ctx, stop := hangUp(ctx)
	defer stop()
	m := newModel(ctx, cfg)
	if input != nil {
		defer func() { _ = input.Close() }()
		m.hooks = hooks{
			release:  input.Interrupt,
			measured: func(c term.Caps) { input.SetEscDelay(c.EscDelayFor()) },
		}
	}
	err = m.onTerminal(ctx, tea.WithInput(reader), tea.WithOutput(os.Stdout))
	if errors.Is(err, tea.ErrProgramKilled) {
		saved.Restore()
	} else {
		_, _ = io.WriteString(os.Stdout, term.Finish)
	}
	return m.end(err)
}

// onTerminal is one stay of the window on a terminal.
func (m *Model) onTerminal(ctx context.Context, opts ...tea.ProgramOption) error {
	all := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithFPS(framesPerSecond), tea.WithFilter(stamp),
	}
	if m.cfg.NoColor {
		all = append(all, tea.WithColorProfile(colorprofile.ASCII))
	}
	_, err := tea.NewProgram(m, append(all, opts...)...).Run()
	return err
}

// end waits for the engines and closes what they worked with.
func (m *Model) end(err error) error {
	m.stop()
	m.crew.wait()
	for _, s := range m.opened {
		if s.Close != nil {
			err = errors.Join(err, s.Close())
		}
	}
	if errors.Is(err, context.Canceled) && !errors.Is(err, tea.ErrProgramPanic) {
		return context.Canceled
	}
	return err
}

// stamp gives input its time on the way in.
func stamp(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.MouseClickMsg, tea.MouseMotionMsg, tea.MouseReleaseMsg, tea.MouseWheelMsg,
		tea.PasteMsg, tea.FocusMsg, tea.BlurMsg, tea.ClipboardMsg, uv.PrimaryDeviceAttributesEvent:
		return stamped{at: time.Now(), msg: msg}
	}
	return msg
}

// crew counts what works in the background, so that the end can wait for it.
type crew struct {
	mu     sync.Mutex
	n      int
	closed bool
	idle   chan struct{} // closed when nobody works any more
}

// join reports whether there is still time to begin.
func (c *crew) join() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	c.n++
	return true
}

func (c *crew) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n--
	if c.closed && c.n == 0 {
		close(c.idle)
	}
}

// wait lets nobody join any more and returns when all have left.
func (c *crew) wait() {
	c.mu.Lock()
	first := !c.closed
	if first {
		c.closed, c.idle = true, make(chan struct{})
		if c.n == 0 {
			close(c.idle)
		}
	}
	idle := c.idle
	c.mu.Unlock()
	<-idle
}
