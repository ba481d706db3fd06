package app

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/ui/gesture"
	"onefm/ui/keymap"
	"onefm/ui/view"
)

const (
	// whichDelay is how long a prefix waits for its next key before the popup.
	whichDelay = 400 * time.Millisecond
	// quietTime is how long input must rest before a dialog that opened by itself
	// takes keys: they were meant for something else.
	quietTime = 300 * time.Millisecond
)

// key takes a key press: the dialog on top first, then a text in a footer, then
// what the focus and the key map say.
func (m *Model) key(k tea.KeyPressMsg) tea.Cmd {
	m.presses++
	m.which = false
	switch k.Keystroke() {
	case "ctrl+z":
		return m.suspend()
	case "ctrl+l":
		return tea.ClearScreen
	}
	if d := m.top(); d != nil {
		if m.now.Before(m.quiet) {
			m.quiet, m.same = m.now.Add(quietTime), true
			return nil
		}
		return m.settle(d, d.key(k))
	}
	if p := m.pane(); p.input != noInput && m.drag.Phase() != gesture.Dragging {
		return m.editKey(p, k)
	}
	return m.look1(k.String())
}

// look1 looks one key up in the key map.
func (m *Model) look1(key string) tea.Cmd {
	before := m.matcher.Prefix()
	next, action, out := m.matcher.Press(m.context(), key)
	m.matcher = next
	switch out {
	case keymap.Matched:
		return m.run(action)
	case keymap.Pending:
		return after(m.ctx, whichDelay, whichMsg{press: m.presses})
	case keymap.Dropped:
		if keymap.Normalize(key) != "esc" {
			return m.say(view.Info, "Nothing is on "+keymap.Label(before+" "+key)+".", "? lists all keys.")
		}
	case keymap.Unbound:
		m.same = before == ""
	}
	return nil
}

// context is where keys are looked up.
func (m *Model) context() keymap.Context {
	switch {
	case m.drag.Carried():
		return keymap.Carry
	case m.drag.Phase() == gesture.Dragging:
		return keymap.Drag
	case m.focus == onQueue:
		return keymap.Queue
	}
	return keymap.Browse
}

// run carries out an action of the key map.
func (m *Model) run(a keymap.Action) tea.Cmd {
	m.matcher.Reset()
	if m.actions == nil {
		m.actions = m.table()
	}
	do := m.actions[a]
	if do == nil {
		return nil
	}
	return do()
}

// showWhich shows what may follow a prefix that waits. The share menu takes the
// same keys as its prefix, so it opens in place of a popup.
func (m *Model) showWhich(msg whichMsg) tea.Cmd {
	prefix := m.matcher.Prefix()
	switch {
	case msg.press != m.presses || prefix == "":
		m.same = true
	case prefix == sharePrefix:
		return m.run(keymap.Share)
	default:
		m.which = true
	}
	return nil
}

// chipped reports whether a prefix shows what may follow in the notice line at
// once: what destroys something never acts alone, and never unseen.
func chipped(prefix string) bool { return prefix == "d" || prefix == "f8" }

// sharePrefix begins the keys that give links away.
const sharePrefix = "s"
