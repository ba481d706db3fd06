package app

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/ui/gesture"
	"onefm/ui/view"
)

// chipDelay is how long a copy without questions can be taken back before it
// starts: short enough not to be a wait, long enough to see a slip.
const chipDelay = 1500 * time.Millisecond

// held is something that is about to be done unless it is taken back.
type held struct {
	id   int
	text string // what is about to happen: "Copying 12 items to 1f:/Backups"
	wait time.Duration
	do   func(m *Model) tea.Cmd
	back func() // what taking it back restores; may be nil

	going *load // what is shown as leaving; may be nil
}

// place is an entry in its folder.
type place struct {
	dir model.Path
	key model.Key
}

func places(items []model.Item) map[place]struct{} {
	all := make(map[place]struct{}, len(items))
	for _, it := range items {
		all[place{it.Dir, it.Entry.Key()}] = struct{}{}
	}
	return all
}

// hold shows a chip and does what it says when nobody takes it back.
func (m *Model) hold(h held) tea.Cmd {
	m.ids++
	h.id = m.ids
	m.held = append(m.held, h)
	return after(m.ctx, h.wait, dueMsg{id: h.id})
}

func (m *Model) due(id int) tea.Cmd {
	at := slices.IndexFunc(m.held, func(h held) bool { return h.id == id })
	if at < 0 { // taken back
		m.same = true
		return nil
	}
	h := m.held[at]
	m.held = slices.Delete(m.held, at, at+1)
	return h.do(m)
}

// takeBack undoes the latest chip.
func (m *Model) takeBack() tea.Cmd {
	if len(m.held) == 0 {
		return m.say(view.Info, "Nothing is about to start, so there is nothing to take back.", "")
	}
	last := len(m.held) - 1
	if back := m.held[last].back; back != nil {
		back()
	}
	m.held = m.held[:last:last]
	return m.say(view.Good, "Taken back; nothing was changed.", "")
}

// leaving returns all that is shown as being on its way elsewhere.
func (m *Model) leaving() []*load {
	var all []*load
	for _, h := range m.held {
		if h.going != nil {
			all = append(all, h.going)
		}
	}
	if m.clip.cut && m.clip.load != nil {
		all = append(all, m.clip.load)
	}
	if what, ok := m.drag.Items().(*load); ok && m.drag.Phase() == gesture.Dragging {
		all = append(all, what)
	}
	return all
}
