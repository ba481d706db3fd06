package app

import (
	"context"
	"os"
	"os/exec"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"onefm/ui/gesture"
	"onefm/ui/view"
)

func (m *Model) cancellable() (context.Context, context.CancelFunc) {
	return context.WithCancel(m.ctx)
}

// cancel ends whatever is going on: the latest and nearest first.
func (m *Model) cancel() tea.Cmd {
	p := m.pane()
	switch {
	case m.drag.Phase() != gesture.Idle:
		return m.step(gesture.Escape{})
	case len(m.held) > 0:
		return m.takeBack()
	case m.cancelDraft():
		return m.say(view.Info, "Cancelled; nothing was changed.", "")
	case m.focus == onQueue:
		m.setFocus(focus(m.last))
	case m.stopAsking():
		return m.say(view.Info, "Stopped asking; what is shown may be old.", "")
	case p.anchor != nil:
		p.endRange()
	case p.filter != "":
		if m.both {
			m.both = false
			return m.filterBoth("")
		}
		return p.setFilter("")
	case p.marks.count() > 0:
		p.clearMarks()
	case p.finding != nil:
		m.leaveFinding(p)
	case m.clip.cut:
		m.clip = clip{}
	default:
		m.notices.drop()
	}
	return nil
}

// stopAsking gives up what a pane waits for; the active pane's first.
func (m *Model) stopAsking() bool {
	for _, p := range []*pane{m.pane(), m.other()} {
		if !p.asking.IsZero() {
			p.stop()
			return true
		}
	}
	return false
}

// quit ends the program; while jobs run it asks first.
func (m *Model) quit() tea.Cmd { return m.askToLeave() }

func (m *Model) leave() tea.Cmd {
	m.held = nil
	m.stop()
	return tea.Quit
}

// suspend leaves the terminal to the shell. While jobs run it opens a shell
// instead: a stopped program carries nothing out.
func (m *Model) suspend() tea.Cmd {
	if m.queue.now.Busy() && m.cfg.Shell != "" {
		return tea.Sequence(m.released(), tea.ExecProcess(subshell(m.ctx, m.cfg.Shell), func(error) tea.Msg {
			return tea.ResumeMsg{}
		}))
	}
	return tea.Sequence(m.released(), tea.Suspend)
}

// subshell is a shell on the terminal itself. Left alone, it would get the window's
// reader through a pipe: no prompt, no editing, and after its end a copier that
// waits for a key for ever.
func subshell(ctx context.Context, path string) *exec.Cmd {
	c := exec.CommandContext(ctx, path) //nolint:gosec // the person's own shell
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	return c
}

// released lets go of the terminal's input before something else reads it.
func (m *Model) released() tea.Cmd {
	release := m.hooks.release
	return func() tea.Msg {
		if release != nil {
			release()
		}
		return nil
	}
}

// attributes takes what the terminal can do, and how long it took to say so.
func (m *Model) attributes(a uv.PrimaryDeviceAttributesEvent) {
	var trip time.Duration
	if !m.asked.IsZero() {
		trip = m.now.Sub(m.asked)
	}
	m.term = m.term.Answered(a, trip)
	if m.hooks.measured != nil {
		m.hooks.measured(m.term)
	}
}

// informed takes the state of the account.
func (m *Model) informed(msg informedMsg) {
	if msg.services != m.gen {
		m.same = true
		return
	}
	if !msg.info.AsOf.IsZero() {
		m.info = msg.info
	}
}
