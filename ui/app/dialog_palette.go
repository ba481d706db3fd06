package app

import (
	tea "charm.land/bubbletea/v2"

	"onefm/ui/keymap"
	"onefm/ui/view"
)

// paletteDialog is help and commands in one: search, run, learn the key and the
// command line.
type paletteDialog struct {
	keys  *keymap.Map
	field field
	found []keymap.Binding
	list  listCursor
}

func newPalette(keys *keymap.Map) *paletteDialog {
	d := &paletteDialog{keys: keys, found: keys.Lookup("")}
	d.field.hint = "what to do, or a key"
	return d
}

func (m *Model) openPalette() tea.Cmd {
	m.push(newPalette(m.keys))
	return nil
}

func (d *paletteDialog) values() view.Dialog {
	from, to := d.list.window(len(d.found))
	rows := make([]view.Command, 0, to-from)
	for _, b := range d.found[from:to] {
		rows = append(rows, view.Command{Group: b.Group, Label: b.Title, Keys: b.Labels("  "), CLI: b.CLI})
	}
	v := &view.Palette{
		Title: "Help and commands", Field: d.field.values(), Rows: rows,
		Top: d.list.top, Total: len(d.found), Cursor: d.list.cursor,
	}
	if d.list.cursor < len(d.found) {
		v.Hint = d.found[d.list.cursor].Help
	}
	return v
}

func (d *paletteDialog) key(k tea.KeyPressMsg) outcome {
	key := k.Keystroke()
	switch {
	case isEsc(k), key == "f1", key == "f9", key == "f10":
		return closed()
	case key == "enter":
		return d.choose(d.list.cursor)
	case d.list.key(key, len(d.found), false):
	case d.field.key(k):
		d.search()
	}
	return stay()
}

func (d *paletteDialog) search() {
	d.found = d.keys.Lookup(d.field.text)
	d.list.to(0, len(d.found))
}

// choose runs an action where it belongs: those of the queue give it the keys.
func (d *paletteDialog) choose(row int) outcome {
	if row < 0 || row >= len(d.found) {
		return stay()
	}
	b := d.found[row]
	return outcome{done: true, then: func(m *Model) tea.Cmd {
		if b.In == keymap.Queue {
			m.focusQueue()
		}
		return m.run(b.Action)
	}}
}

func (d *paletteDialog) click(t view.Target, _ bool) outcome {
	switch t.Part {
	case view.PartItem:
		return d.choose(t.Row)
	case view.PartField:
		d.field.place(t.Index)
	case view.PartOutside:
		return closed()
	default:
	}
	return stay()
}

func (d *paletteDialog) wheel(by int) { d.list.to(d.list.cursor+by, len(d.found)) }

func (d *paletteDialog) paste(text string) {
	d.field.insert(text)
	d.search()
}

func (d *paletteDialog) rows(n int) { d.list.resize(n, len(d.found)) }

func (*paletteDialog) bar() []view.Key {
	return []view.Key{{Press: "Enter", Label: "run it"}, {Press: "Up/Down", Label: "pick"}, {Press: "Esc", Label: "close"}}
}
