package app

import (
	"image"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/ui/gesture"
	"onefm/ui/keymap"
	"onefm/ui/view"
)

const (
	// doubleTime is how fast the second click of a double-click must follow.
	doubleTime = 400 * time.Millisecond
	// wheelRows is how far one notch of the wheel scrolls.
	wheelRows = 3
	// splitStep is how far a key moves the line between the panes, in thousandths.
	splitStep = 50
)

// click is the last press, to tell double-clicks.
type click struct {
	at     time.Time
	target view.Target
	dir    model.Path
}

// hit tells what lies under a point of the screen that was drawn last.
func (m *Model) hit(at image.Point) view.Target {
	m.fill()
	return view.Hit(&m.values, &m.layout, m.theme, at)
}

// press takes a button going down.
func (m *Model) press(e tea.Mouse) tea.Cmd {
	m.presses++
	m.which = false
	at := image.Pt(e.X, e.Y)
	t := m.hit(at)
	if d := m.top(); d != nil {
		if m.now.Before(m.quiet) || e.Button != tea.MouseLeft {
			return nil
		}
		return m.settle(d, d.click(t, m.isDouble(t)))
	}
	switch e.Button {
	case tea.MouseLeft:
		return m.pressLeft(e, at, t)
	case tea.MouseRight:
		return m.pressRight(t)
	case tea.MouseMiddle:
		return m.contextMenu(t, at)
	case tea.MouseBackward:
		return m.goBack(m.paneOf(t))
	case tea.MouseForward:
		return m.goForward(m.paneOf(t))
	default:
		return nil
	}
}

// paneOf returns the pane that a target belongs to, else the active one.
func (m *Model) paneOf(t view.Target) *pane {
	switch t.Part {
	case view.PartPane, view.PartRow, view.PartSegment, view.PartBadge, view.PartHeader, view.PartFooter, view.PartScroll, view.PartTab:
		return m.panes[t.Pane]
	default:
		return m.pane()
	}
}

// isDouble notes a press and reports whether it is the second of a double-click.
func (m *Model) isDouble(t view.Target) bool {
	t.Column, t.Index = 0, 0
	dir := m.paneOf(t).shownDir()
	was := m.click
	m.click = click{at: m.now, target: t, dir: dir}
	if was.target != t || was.dir != dir || m.now.Sub(was.at) > doubleTime {
		return false
	}
	m.click = click{}
	return true
}

func (m *Model) pressLeft(e tea.Mouse, at image.Point, t view.Target) tea.Cmd {
	double := m.isDouble(t)
	m.endEditing(t)
	m.hand = hand{}
	switch t.Part {
	case view.PartRow:
		return m.pressRow(e, at, t, double)
	case view.PartPane, view.PartFooter:
		m.setFocus(focus(t.Pane))
	case view.PartSegment:
		return m.pressSegment(t)
	case view.PartBadge:
		m.setFocus(focus(t.Pane))
		if m.pane().finding != nil && m.unlisted() > 0 {
			return m.learnAll()
		}
		return m.refresh(m.pane())
	case view.PartHeader:
		m.setFocus(focus(t.Pane))
		return m.pressHeader(t)
	case view.PartScroll:
		m.hand = hand{does: leafing, pane: t.Pane}
		m.leaf(t.Pane, t.Row)
	case view.PartSplit:
		m.hand = hand{does: splitting}
	case view.PartTab:
		m.setFocus(focus(t.Pane))
	default:
		return m.pressBelow(t, double)
	}
	return nil
}

// pressBelow takes presses on what lies around the panes.
func (m *Model) pressBelow(t view.Target, double bool) tea.Cmd {
	switch t.Part {
	case view.PartStrip:
		return m.toggleQueue()
	case view.PartQueue:
		return m.focusQueue()
	case view.PartJob:
		return m.pressJob(t, double)
	case view.PartKey:
		if t.Index < len(m.bar) {
			return m.run(m.bar[t.Index])
		}
	case view.PartNotice:
		m.notices.drop()
	case view.PartNoticeKey:
		if t.Index < len(m.chips) {
			return m.chips[t.Index]()
		}
	case view.PartWhichKey:
		if all := m.matcher.Choices(); t.Index < len(all) {
			return m.look1(all[t.Index].Press)
		}
	default:
	}
	return nil
}

func (m *Model) pressRow(e tea.Mouse, at image.Point, t view.Target, double bool) tea.Cmd {
	m.setFocus(focus(t.Pane))
	p := m.pane()
	if t.Row >= p.len() {
		return nil
	}
	p.moveTo(t.Row)
	switch {
	case m.drag.Carried():
		return nil
	case double:
		return tea.Batch(m.step(gesture.Escape{}), m.open())
	case e.Mod.Contains(tea.ModCtrl):
		p.toggle(t.Row)
		return nil
	}
	return m.step(gesture.Press{At: m.now, Point: at, Pane: t.Pane, Items: p.grabbed(t.Row)})
}

// clicked takes a press that did not become a drag: a click on the marks of a file
// in the account offers its link.
func (m *Model) clicked(at image.Point) tea.Cmd {
	t := m.hit(at)
	if t.Part != view.PartRow || t.Column != view.ColMarks || !m.panes[t.Pane].account() {
		return nil
	}
	if e, ok := m.panes[t.Pane].current(); ok && e.Flags != 0 {
		return m.shareMenu()
	}
	return nil
}

func (m *Model) pressSegment(t view.Target) tea.Cmd {
	m.setFocus(focus(t.Pane))
	p := m.pane()
	if p.finding != nil && p.finding.kind != usages {
		return nil
	}
	steps := p.shownDir().Segments()
	if t.Index >= len(steps) {
		return nil
	}
	to := steps[t.Index].Path
	if to == p.dir && p.finding == nil {
		return m.askPath()
	}
	from := model.Key{}
	if t.Index+1 < len(steps) {
		from.Name = steps[t.Index+1].Path.Base()
	}
	if p.finding != nil {
		return m.weigh(p, to, from)
	}
	return p.open(spot{dir: to, key: from}, jumping, m.now)
}

func (m *Model) pressHeader(t view.Target) tea.Cmd {
	switch t.Column {
	case view.ColSize:
		return m.pane().sortBy(model.BySize)
	case view.ColTime:
		return m.pane().sortBy(model.ByTime)
	default:
		return m.pane().sortBy(model.ByName)
	}
}

func (m *Model) pressJob(t view.Target, double bool) tea.Cmd {
	cmd := m.focusQueue()
	m.queue.move(t.Row - m.queue.cursor)
	j, ok := m.queue.job()
	if !ok {
		return cmd
	}
	if double {
		return tea.Batch(cmd, m.jobDetails())
	}
	m.hand = hand{does: moving, job: j.ID}
	return cmd
}

// pressRight marks, or toggles between copy and move while something is dragged.
func (m *Model) pressRight(t view.Target) tea.Cmd {
	if m.drag.Phase() == gesture.Dragging {
		return m.step(gesture.Toggle{At: m.now})
	}
	if t.Part != view.PartRow {
		return nil
	}
	m.setFocus(focus(t.Pane))
	p := m.pane()
	if t.Row >= p.len() {
		return nil
	}
	p.moveTo(t.Row)
	p.toggle(t.Row)
	m.hand = hand{does: marking, pane: t.Pane, mark: p.isMarked(t.Row)}
	return nil
}

// contextMenu lists what can be done with a row.
func (m *Model) contextMenu(t view.Target, at image.Point) tea.Cmd {
	if t.Part != view.PartRow || m.drag.Phase() != gesture.Idle {
		return nil
	}
	m.setFocus(focus(t.Pane))
	p := m.pane()
	p.moveTo(t.Row)
	d := &menuDialog{title: thing(p.selected()), at: at}
	for _, a := range []keymap.Action{
		keymap.Open, keymap.Copy, keymap.Move, keymap.CopyLink, keymap.Share, keymap.Rename, keymap.Details, keymap.Trash, keymap.Erase,
	} {
		b, _ := m.keys.Find(a, keymap.Browse)
		d.items = append(d.items, menuItem{
			Item: view.Item{Key: b.Key(), Label: b.Title, Line: a == keymap.Trash},
			do:   func(m *Model) tea.Cmd { return m.run(a) },
		})
	}
	m.push(d)
	return nil
}
