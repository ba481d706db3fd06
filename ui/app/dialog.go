package app

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"onefm/ui/view"
)

// dialog is what lies over the panes and takes the input. It never reaches into
// the model: what it decides comes back as an outcome.
type dialog interface {
	values() view.Dialog
	key(k tea.KeyPressMsg) outcome
	click(t view.Target, double bool) outcome
	wheel(by int)
	paste(text string)
	// rows tells how many rows its list shows, whenever that may have changed.
	rows(n int)
	// bar is what the key bar says about the keys that are not on its buttons.
	bar() []view.Key
}

// outcome is what an input led to.
type outcome struct {
	done bool                   // the dialog closes
	then func(m *Model) tea.Cmd // what follows; nil: nothing
}

// stay is the outcome of an input that changed the dialog alone, or nothing.
func stay() outcome { return outcome{} }

// closed is the outcome of leaving a dialog.
func closed() outcome { return outcome{done: true} }

// plain is embedded by dialogs without a list or a text.
type plain struct{}

func (plain) wheel(int)    {}
func (plain) paste(string) {}
func (plain) rows(int)     {}
func (plain) bar() []view.Key {
	return []view.Key{{Press: "Esc", Label: "close"}}
}

// top returns the dialog that takes the input, nil when there is none.
func (m *Model) top() dialog {
	if len(m.dialogs) == 0 {
		return nil
	}
	return m.dialogs[len(m.dialogs)-1]
}

// push opens a dialog that the person asked for.
func (m *Model) push(d dialog) {
	m.dialogs = append(m.dialogs, d)
	m.measure()
}

// pop up opens a dialog by itself: it takes no keys until input has been quiet for
// a moment, since they were meant for what was there before.
func (m *Model) popUp(d dialog) {
	m.push(d)
	m.quiet = m.now.Add(quietTime)
}

// measure tells the dialog on top how many rows of its list are seen.
func (m *Model) measure() {
	if d := m.top(); d != nil {
		d.rows(view.ListRows(&m.layout, d.values()))
	}
}

// settle does what came out of a dialog.
func (m *Model) settle(d dialog, o outcome) tea.Cmd {
	if o.done {
		m.dialogs = slices.DeleteFunc(m.dialogs, func(at dialog) bool { return at == d })
	}
	var cmd tea.Cmd
	if o.then != nil {
		cmd = o.then(m)
	}
	m.measure()
	return cmd
}

// list is the cursor of a dialog's list.
type listCursor struct {
	cursor, top, height int
}

// key moves the cursor over n rows and reports whether the key was one of its
// own. Letters move only where no text takes them.
func (l *listCursor) key(key string, n int, letters bool) bool {
	switch {
	case key == "up", letters && key == "k", key == "ctrl+p":
		l.to(l.cursor-1, n)
	case key == "down", letters && key == "j", key == "ctrl+n":
		l.to(l.cursor+1, n)
	case key == "pgup":
		l.to(l.cursor-max(l.height-1, 1), n)
	case key == "pgdown":
		l.to(l.cursor+max(l.height-1, 1), n)
	case letters && (key == "home" || key == "g"):
		l.to(0, n)
	case letters && (key == "end" || key == "G"):
		l.to(n-1, n)
	default:
		return false
	}
	return true
}

func (l *listCursor) to(row, n int) {
	l.cursor = min(max(row, 0), max(n-1, 0))
	l.top = min(l.top, l.cursor)
	l.top = max(l.top, l.cursor-max(l.height, 1)+1)
	l.top = max(min(l.top, n-l.height), 0)
}

// slide scrolls without the cursor.
func (l *listCursor) slide(by, n int) { l.top = max(min(l.top+by, n-l.height), 0) }

func (l *listCursor) resize(height, n int) {
	l.height = height
	l.to(l.cursor, n)
}

// window returns the part of n rows that is seen.
func (l *listCursor) window(n int) (from, to int) {
	from = min(l.top, n)
	return from, min(from+max(l.height, 1), n)
}

// buttons are the buttons of a dialog and which of them Enter presses.
type buttons struct {
	keys  []view.Key
	focus int
}

// key moves between the buttons. pressed is the button that was chosen, -1 for
// none; a button is chosen by Enter or by its own key.
func (b *buttons) key(k tea.KeyPressMsg, own bool) (pressed int) {
	switch k.Keystroke() {
	case "tab", "right":
		b.focus = (b.focus + 1) % len(b.keys)
	case "shift+tab", "left":
		b.focus = (b.focus + len(b.keys) - 1) % len(b.keys)
	case "enter", "kpenter":
		return b.focus
	default:
		if own {
			for i, at := range b.keys {
				if at.Press == k.String() && !at.Off {
					return i
				}
			}
		}
	}
	return -1
}

// isEsc reports whether a key leaves a dialog.
func isEsc(k tea.KeyPressMsg) bool {
	s := k.Keystroke()
	return s == "esc" || s == "ctrl+c" || s == "ctrl+["
}
