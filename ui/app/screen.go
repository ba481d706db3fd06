package app

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"onefm/ui/gesture"
	"onefm/ui/keymap"
	"onefm/ui/view"
	"onefm/ui/words"
)

// View draws what the state says. A message that changed nothing is answered with
// the drawing that is there.
func (m *Model) View() tea.View {
	if m.undrawn {
		m.fill()
		m.drawn = m.draw()
		m.undrawn = false
	}
	return m.drawn
}

func (m *Model) draw() tea.View {
	v := tea.NewView(view.Screen(&m.values, &m.layout, m.theme))
	v.AltScreen, v.ReportFocus = true, true
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle, v.ProgressBar = m.title()
	if !m.typing() {
		return v
	}
	if at, ok := view.Caret(&m.values, &m.layout, m.theme); ok {
		v.Cursor = tea.NewCursor(at.X, at.Y)
		v.Cursor.Shape, v.Cursor.Blink = tea.CursorBar, false
	}
	return v
}

// typing reports whether some text may have the keys; finding its caret costs as
// much as drawing.
func (m *Model) typing() bool { return m.top() != nil || m.pane().input != noInput }

// fill gathers what the screen shows.
func (m *Model) fill() {
	if !m.stale {
		return
	}
	m.stale = false
	v := view.Values{Now: m.now, Focus: m.last}
	for i := range m.panes {
		v.Panes[i] = m.paneValues(i)
	}
	v.Strip, v.Queue = m.strip(), m.queueValues()
	v.Keys = m.barValues()
	v.Notice = m.noticeValues()
	if m.which {
		v.Which = m.whichValues()
	}
	if d := m.top(); d != nil {
		v.Dialog = d.values()
	}
	if m.drag.Phase() == gesture.Dragging {
		v.Lit, v.Chip = m.lit(), m.chip()
	}
	m.values = v
}

// barValues are the labels of the key bar; bar holds what they do.
func (m *Model) barValues() []view.Key {
	m.bar = m.bar[:0]
	if d := m.top(); d != nil {
		return d.bar()
	}
	if p := m.pane(); p.input != noInput && m.drag.Phase() != gesture.Dragging {
		switch p.input {
		case everywhere:
			return []view.Key{
				{Press: "Enter", Label: "go to it"},
				{Press: "Tab", Label: "mark them"},
				{Press: "Esc", Label: "back"},
				{Press: "Up/Down", Label: "pick"},
				{Press: "Ctrl-u", Label: "examples"},
			}
		case filtering:
			both := "both panes"
			if m.both {
				both = "this pane only"
			}
			return []view.Key{
				{Press: "Enter", Label: "keep"}, {Press: "Esc", Label: "end"}, {Press: "Tab", Label: both}, {Press: "Up/Down", Label: "pick"},
			}
		case searching, noInput:
		}
		return []view.Key{{Press: "Enter", Label: "keep"}, {Press: "Esc", Label: "end"}, {Press: "Up/Down", Label: "pick"}}
	}
	var keys []view.Key
	if m.context() == keymap.Drag {
		keys = append(keys, view.Key{Press: "release", Label: "drop"})
		m.bar = append(m.bar, "")
	}
	if f := m.pane().finding; f != nil && m.context() == keymap.Browse {
		keys = m.findingBar(f)
	}
	for _, it := range m.barItems(m.context()) {
		if slices.Contains(m.bar, it.Action) {
			continue
		}
		keys = append(keys, view.Key{Press: it.Key, Label: it.Short})
		m.bar = append(m.bar, it.Action)
	}
	return keys
}

// barItems are the labels of a context, sorted out once.
func (m *Model) barItems(in keymap.Context) []keymap.BarItem {
	items, ok := m.bars[in]
	if !ok {
		items = m.keys.Bar(in, m.cfg.FKeys)
		m.bars[in] = items
	}
	return items
}

// noticeValues is the notice line: what may follow a dangerous prefix, what can be
// taken back, what is being looked at, or what was told last.
func (m *Model) noticeValues() view.Notice {
	m.chips = m.chips[:0]
	if chipped(m.matcher.Prefix()) {
		n := view.Notice{Kind: view.Warn, Notice: words.Notice{What: keymap.Label(m.matcher.Prefix())}}
		if count, first := m.pane().selected(); count > 0 {
			n.What += " " + thing(count, first)
		}
		for _, c := range m.matcher.Choices() {
			n.Keys = append(n.Keys, view.Key{Press: c.Key, Label: c.Short})
			m.chips = append(m.chips, func() tea.Cmd { return m.look1(c.Press) })
		}
		return n
	}
	if len(m.held) > 0 {
		m.chips = append(m.chips, m.takeBack)
		return view.Notice{
			Kind: view.Info, Notice: words.Notice{What: m.held[len(m.held)-1].text + " …"},
			Keys: []view.Key{{Press: "u", Label: "undo"}}, More: len(m.held) - 1,
		}
	}
	if len(m.drafts) > 0 {
		m.chips = append(m.chips, m.cancel)
		return view.Notice{
			Kind: view.Info, Notice: words.Notice{What: m.drafts[len(m.drafts)-1].title + ": looking at what is there …"},
			Keys: []view.Key{{Press: "Esc", Label: "cancel"}}, More: len(m.drafts) - 1,
		}
	}
	if p := m.pane(); p.input == everywhere && len(m.notices.list) == 0 {
		return p.searchNotice()
	}
	return m.notices.latest()
}

func (m *Model) whichValues() *view.WhichKey {
	w := &view.WhichKey{Prefix: keymap.Label(m.matcher.Prefix())}
	for _, c := range m.matcher.Choices() {
		w.Keys = append(w.Keys, view.Key{Press: c.Key, Label: c.Short})
	}
	return w
}
