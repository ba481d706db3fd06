package app

import (
	"context"
	"image"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/ui/gesture"
	"onefm/ui/view"
)

// trailed is a folder that a pane showed before a drag opened others in it.
type trailed struct {
	pane int
	at   spot
}

// step takes the gesture on and does what comes of it.
func (m *Model) step(e gesture.Event) tea.Cmd {
	if m.drag.Phase() == gesture.Idle {
		m.drag.Frame = gesture.Frame
		if m.term.Slow() {
			m.drag.Frame = gesture.SlowFrame
		}
	}
	next, effects := m.drag.Step(e)
	m.drag = next
	m.matcher.Reset()
	cmds := make([]tea.Cmd, 0, len(effects)+1)
	for _, effect := range effects {
		cmds = append(cmds, m.effect(effect))
	}
	if m.drag.Phase() == gesture.Idle {
		m.trail = nil
		m.unwake()
		m.alarm = time.Time{}
	}
	return tea.Batch(append(cmds, m.wakeDrag())...)
}

// wakeDrag has the gesture woken when it wants to be. One alarm is set at a time;
// one that comes too early does no harm.
func (m *Model) wakeDrag() tea.Cmd {
	at, ok := m.drag.Next()
	if !ok || !m.alarm.IsZero() && !at.Before(m.alarm) {
		return nil
	}
	m.unwake()
	ctx, cancel := context.WithCancel(m.ctx)
	m.wake++
	m.alarm, m.unwake = at, cancel
	return after(ctx, max(at.Sub(m.now), time.Millisecond), dragMsg{wake: m.wake})
}

func (m *Model) dragTick(msg dragMsg) tea.Cmd {
	if msg.wake != m.wake {
		m.same = true
		return nil
	}
	m.unwake()
	m.alarm = time.Time{}
	return m.step(gesture.Tick{At: m.now, Over: m.over(m.drag.Point())})
}

// effect does one thing that came of a gesture.
func (m *Model) effect(e gesture.Effect) tea.Cmd {
	switch e := e.(type) {
	case gesture.Scrolled:
		m.panes[e.Pane].slide(e.Rows)
	case gesture.Sprung:
		return m.spring(e.Target)
	case gesture.Dropped:
		return m.dropped(e)
	case gesture.Refused:
		return m.say(view.Info, "Nothing was dropped: "+e.Reason.String()+".", "")
	case gesture.Cancelled:
		return m.putBack(e.Why)
	case gesture.Clicked:
		return m.clicked(e.Point)
	}
	return nil
}

// spring opens the folder that the pointer rests on, from what is known where that
// is possible.
func (m *Model) spring(t gesture.Target) tea.Cmd {
	p := m.panes[t.Pane]
	if t.Kind == gesture.Tab {
		m.setFocus(focus(t.Pane))
		return nil
	}
	if t.Dir == p.dir {
		return nil
	}
	known := false
	for _, at := range m.trail {
		known = known || at.pane == t.Pane
	}
	if !known {
		m.trail = append(m.trail, trailed{pane: t.Pane, at: p.here()})
	}
	return p.open(spot{dir: t.Dir}, staying, m.now)
}

// putBack ends a gesture without a change: folders that it opened are left again.
func (m *Model) putBack(why gesture.Why) tea.Cmd {
	var cmds []tea.Cmd
	for _, t := range m.trail {
		cmds = append(cmds, m.panes[t.pane].open(t.at, staying, m.now))
	}
	switch why {
	case gesture.ByBlur:
		cmds = append(cmds, m.say(view.Info, "The drag ended: the window lost the focus.", "Nothing was changed."))
	case gesture.ByLostHand, gesture.BySilence:
		cmds = append(cmds, m.say(view.Info, "The drag ended: the release of the button never arrived.", "Nothing was changed."))
	case gesture.ByPerson:
	}
	return tea.Batch(cmds...)
}

// dropped has a plan made for what was dropped.
func (m *Model) dropped(e gesture.Dropped) tea.Cmd {
	for _, t := range m.trail { // folders that were opened on the way stay open
		p := m.panes[t.pane]
		p.back = push(p.back, t.at)
	}
	what, ok := e.Items.(*load)
	if !ok {
		return nil
	}
	var back func()
	for _, p := range m.panes {
		if what.marked && p.marks.count() > 0 && p.id == what.pane {
			back = p.unmark()
		}
	}
	return m.request(opOf(e.Move), what, e.To.Dir, back)
}

// lift begins carry mode with the selection.
func (m *Model) lift() tea.Cmd {
	what := m.pane().load()
	if what.n == 0 {
		return nil
	}
	return m.step(gesture.Lift{At: m.now, Pane: m.last, Items: what, Over: m.carryOver(false)})
}

// dropCarried drops on the row under the cursor, or in the pane.
func (m *Model) dropCarried(here bool) tea.Cmd {
	return m.step(gesture.Put{At: m.now, Over: m.carryOver(here)})
}

// chooseVerb makes the drag a copy or a move.
func (m *Model) chooseVerb(move bool) tea.Cmd {
	return m.step(gesture.Choose{At: m.now, Move: move})
}

// follow keeps what is carried at the cursor, wherever that went.
func (m *Model) follow() {
	if m.drag.Carried() {
		m.drag, _ = m.drag.Step(gesture.Shift{At: m.now, Over: m.carryOver(false)})
	}
}

// carryOver is what lies at the cursor.
func (m *Model) carryOver(here bool) gesture.Over {
	p := m.pane()
	t := m.paneTarget(m.last)
	if e, ok := p.current(); ok && !here && e.IsDir() {
		if path := p.at(p.cursor).Path(); !path.IsZero() {
			t = gesture.Target{Kind: gesture.Folder, Pane: m.last, Dir: path, ReadOnly: e.Has(model.ReadOnly)}
		}
	}
	return gesture.Over{Target: t}
}

func (m *Model) paneTarget(i int) gesture.Target {
	return gesture.Target{Kind: gesture.Pane, Pane: i, Dir: m.panes[i].place()}
}

// over is what lies under a point, for a drag.
func (m *Model) over(at image.Point) gesture.Over {
	return m.overTarget(m.hit(at), at)
}

func (m *Model) overTarget(t view.Target, at image.Point) gesture.Over {
	o := gesture.Over{Scroll: t.Pane}
	switch t.Part {
	case view.PartRow:
		p := m.panes[t.Pane]
		o.Target, o.Edge = m.paneTarget(t.Pane), m.edge(t.Pane, at)
		if t.Row < p.len() && p.entry(t.Row).IsDir() {
			e := p.entry(t.Row)
			if path := p.at(t.Row).Path(); !path.IsZero() {
				o.Target = gesture.Target{Kind: gesture.Folder, Pane: t.Pane, Dir: path, ReadOnly: e.Has(model.ReadOnly)}
			}
		}
	case view.PartPane, view.PartHeader, view.PartFooter, view.PartScroll, view.PartBadge:
		o.Target, o.Edge = m.paneTarget(t.Pane), m.edge(t.Pane, at)
	case view.PartSegment:
		if s := m.panes[t.Pane].shownDir().Segments(); t.Index < len(s) {
			o.Target = gesture.Target{Kind: gesture.Segment, Pane: t.Pane, Dir: s[t.Index].Path}
		}
	case view.PartTab:
		o.Target = m.paneTarget(t.Pane)
		o.Target.Kind = gesture.Tab
	case view.PartStrip, view.PartQueue, view.PartJob:
		across := 1 - m.drag.From()
		o.Target = m.paneTarget(across)
		o.Target.Kind = gesture.Queue
	default:
	}
	if o.Target.Dir.IsZero() {
		o.Target = gesture.Target{}
	}
	return o
}

// edge tells how near to the first or last rows of its list a point is, as long
// as the list can scroll that way.
func (m *Model) edge(i int, at image.Point) int {
	p, rows := m.panes[i], m.layout.Panes[i].Rows
	up, down := p.top > 0, p.top+p.height < p.len()
	switch y := at.Y; {
	case up && y <= rows.Min.Y:
		return -2
	case up && y == rows.Min.Y+1:
		return -1
	case down && y >= rows.Max.Y-1:
		return 2
	case down && y == rows.Max.Y-2:
		return 1
	}
	return 0
}
