package app

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"onefm/model/transfer"
	"onefm/ui/gesture"
	"onefm/ui/view"
)

// hand is what a held button does besides dragging rows.
type hand struct {
	does handles
	pane int
	mark bool           // marking: what the rows become
	job  transfer.JobID // moving: the job
}

type handles uint8

const (
	nothing   handles = iota
	splitting         // dragging the line between the panes
	leafing           // dragging a scrollbar
	moving            // dragging a job to another place of the queue
	marking           // dragging the right button over rows
)

// motion takes the pointer moving with a button held.
func (m *Model) motion(e tea.Mouse) tea.Cmd {
	at := image.Pt(e.X, e.Y)
	if m.hand.does != nothing {
		return m.motionHeld(e, at)
	}
	if m.drag.Phase() == gesture.Idle || m.drag.Carried() {
		m.same = true
		return nil
	}
	phase, point, target := m.drag.Phase(), m.drag.Point(), m.drag.Target()
	cmd := m.step(gesture.Motion{
		At: m.now, Point: at, Held: e.Button != tea.MouseNone,
		Alt: e.Mod.Contains(tea.ModAlt), Over: m.over(at),
	})
	m.same = phase == m.drag.Phase() && point == m.drag.Point() && target == m.drag.Target()
	return cmd
}

func (m *Model) motionHeld(e tea.Mouse, at image.Point) tea.Cmd {
	if e.Button == tea.MouseNone { // the release was lost
		m.hand = hand{}
		return nil
	}
	switch m.hand.does {
	case splitting:
		return m.splitTo(m.layout.SplitAt(at.X))
	case leafing:
		rows := m.layout.Panes[m.hand.pane].Rows
		p := m.panes[m.hand.pane]
		if h := rows.Dy(); h > 1 {
			m.leaf(m.hand.pane, (at.Y-rows.Min.Y)*max(p.len()-1, 0)/(h-1))
		}
	case moving:
		if t := m.hit(at); t.Part == view.PartJob {
			return m.dragJob(t.Row)
		}
	case marking:
		if t := m.hit(at); t.Part == view.PartRow && t.Pane == m.hand.pane {
			if p := m.panes[t.Pane]; t.Row < p.len() {
				p.mark(t.Row, m.hand.mark)
				p.moveTo(t.Row)
			}
		}
	case nothing:
	}
	return nil
}

// leaf shows the part of a list around a row.
func (m *Model) leaf(pane, row int) {
	p := m.panes[pane]
	p.scroll(row - p.height/2 - p.top)
}

// dragJob moves the held job to a row of the queue.
func (m *Model) dragJob(row int) tea.Cmd {
	for at, j := range m.queue.now.Jobs {
		if j.ID != m.hand.job || at == row {
			continue
		}
		m.queue.cursor = at
		return m.shiftJob(row - at)
	}
	m.same = true
	return nil
}

// release takes a button going up.
func (m *Model) release(e tea.Mouse) tea.Cmd {
	at := image.Pt(e.X, e.Y)
	if m.hand.does != nothing {
		m.hand = hand{}
		return nil
	}
	if e.Button == tea.MouseRight || e.Button == tea.MouseMiddle || m.drag.Phase() == gesture.Idle || m.drag.Carried() {
		m.same = true
		return nil
	}
	return m.step(gesture.Release{At: m.now, Point: at, Over: m.over(at)})
}

// wheel scrolls what lies under the pointer.
func (m *Model) wheel(e tea.Mouse) tea.Cmd {
	by := wheelRows
	switch e.Button {
	case tea.MouseWheelUp:
		by = -wheelRows
	case tea.MouseWheelDown:
	default:
		m.same = true
		return nil
	}
	if d := m.top(); d != nil {
		d.wheel(by)
		return nil
	}
	at := image.Pt(e.X, e.Y)
	t := m.hit(at)
	if t.Part == view.PartQueue || t.Part == view.PartJob {
		m.queue.move(by)
		return nil
	}
	p := m.paneOf(t)
	if m.drag.Phase() != gesture.Dragging || m.drag.Carried() {
		p.scroll(by)
		return nil
	}
	p.slide(by)
	m.stale = true // what lies under the pointer has changed
	return m.step(gesture.Shift{At: m.now, Over: m.over(at)})
}

// splitBy moves the line between the panes.
func (m *Model) splitBy(by int) tea.Cmd {
	at := m.split
	if at == 0 {
		at = 500
	}
	return m.splitTo(at + by)
}

// splitTo gives the left pane so many thousandths of the width; 0 is half.
func (m *Model) splitTo(at int) tea.Cmd {
	if at != 0 {
		at = min(max(at, 100), 900)
	}
	m.split = at
	m.arrange()
	return nil
}

// endEditing keeps the text of a footer when something else is pressed.
func (m *Model) endEditing(t view.Target) {
	for i, p := range m.panes {
		if p.input == noInput {
			continue
		}
		if t.Part == view.PartFooter && t.Pane == i {
			continue
		}
		p.input = noInput
	}
}
