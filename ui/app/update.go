package app

import (
	"image"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"onefm/ui/gesture"
	"onefm/ui/view"
)

// Update takes one message. It is a table: what a message does stands in the file
// of the state that it changes.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if s, ok := msg.(stamped); ok {
		m.now, msg = s.at, s.msg
	}
	m.same = false
	cmd, ok := m.input(msg)
	if !ok {
		cmd, ok = m.answer(msg)
	}
	if !ok {
		cmd = m.elapsed(msg)
	}
	m.follow()
	cmd = tea.Batch(cmd, m.catchUp(), m.attend(isInput(msg)))
	if !m.same {
		m.stale, m.undrawn = true, true
	}
	return m, cmd
}

// input takes what the person and the terminal do.
func (m *Model) input(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.size = image.Pt(msg.Width, msg.Height)
		m.arrange()
	case tea.KeyPressMsg:
		return m.key(msg), true
	case tea.MouseClickMsg:
		return m.press(msg.Mouse()), true
	case tea.MouseMotionMsg:
		return m.motion(msg.Mouse()), true
	case tea.MouseReleaseMsg:
		return m.release(msg.Mouse()), true
	case tea.MouseWheelMsg:
		return m.wheel(msg.Mouse()), true
	case tea.PasteMsg:
		return m.paste(msg.Content), true
	case tea.FocusMsg:
		return m.panes[view.Left].reload(), true
	case tea.BlurMsg:
		return m.step(gesture.Blur{}), true
	case tea.ResumeMsg:
		return tea.Batch(greetTerminal(), m.panes[view.Left].reload()), true
	default:
		return m.terminal(msg)
	}
	return nil, true
}

// terminal takes what the terminal tells of itself.
func (m *Model) terminal(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.BackgroundColorMsg:
		m.look.Light = !msg.IsDark()
		m.paint()
	case tea.ColorProfileMsg:
		m.look.Colors = colorsOf(msg.Profile, m.cfg.NoColor)
		m.paint()
	case tea.ModeReportMsg:
		if msg.Mode == ansi.ModeUnicodeCore {
			m.look.Clusters = msg.Value == ansi.ModeReset || msg.Value == ansi.ModeSet || msg.Value == ansi.ModePermanentlySet
			m.paint()
		}
	case tea.TerminalVersionMsg:
		m.term = m.term.Named(msg.Name)
	case greetedMsg:
		m.asked = m.now
	case uv.PrimaryDeviceAttributesEvent:
		if cmd, ours := m.heard(msg); ours {
			return cmd, true
		}
		m.attributes(msg)
	case tea.ClipboardMsg:
		return m.readBack(msg.Content), true
	default:
		return nil, false
	}
	return nil, true
}

// answer takes what services say.
func (m *Model) answer(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case listedMsg:
		return m.listed(msg), true
	case laidMsg:
		return m.panes[msg.pane].sorted(msg), true
	case siftedMsg:
		return m.panes[msg.pane].tookRows(msg), true
	case soughtMsg:
		return m.panes[msg.pane].tookHits(msg), true
	case maskedMsg:
		return m.masked(msg), true
	case changedMsg:
		return m.changed(msg), true
	case foundMsg:
		return m.tookFound(msg), true
	case learntMsg:
		return m.learnt(msg), true
	case statusMsg:
		return m.tookStatus(msg), true
	case madeMsg:
		return m.made(msg), true
	case renamedMsg:
		return m.renamed(msg), true
	case removedMsg:
		return m.removed(msg), true
	case plannedMsg:
		return m.planned(msg), true
	case submittedMsg:
		return m.submitted(msg), true
	case snapshotMsg:
		return m.pulled(msg), true
	case endedMsg:
		return m.ended(msg), true
	case engineMsg:
		return m.fail("carry out jobs", "", msg.err), true
	case handledMsg:
		return m.handled(msg), true
	case failuresMsg:
		m.tookFailures(msg)
		return nil, true
	case haltedMsg:
		return m.halted(msg), true
	case informedMsg:
		m.informed(msg)
		return nil, true
	case signedInMsg:
		return m.signedIn(msg), true
	case copiedMsg:
		return m.copied(msg), true
	case pastedMsg:
		return m.pasted(msg), true
	}
	return nil, false
}

// elapsed takes what comes with time.
func (m *Model) elapsed(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case clockMsg:
		return tea.Batch(after(m.ctx, clockTick, clockMsg{}), m.glance())
	case whichMsg:
		return m.showWhich(msg)
	case dueMsg:
		return m.due(msg.id)
	case expireMsg:
		m.notices.remove(msg.id)
	case dragMsg:
		return m.dragTick(msg)
	case retryMsg:
		return m.retry(msg)
	case unprovenMsg:
		return m.notProven(msg)
	case findAgainMsg:
		return m.refind(msg)
	case attendMsg:
		m.attention.due, m.same = false, true
		return m.attend(true)
	case secondMsg:
		m.counting = false
		return m.count()
	default:
		m.same = true
	}
	return nil
}

func (m *Model) paint() { m.theme = view.NewTheme(m.look) }

func colorsOf(p colorprofile.Profile, none bool) view.Colors {
	switch {
	case none, p <= colorprofile.ASCII:
		return view.NoColor
	case p == colorprofile.ANSI:
		return view.Ansi16
	}
	return view.TrueColor
}
