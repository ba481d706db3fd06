package app

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"onefm/ui/keymap"
	"onefm/ui/view"
)

// menuItem is a line of a menu.
type menuItem struct {
	view.Item

	do func(m *Model) tea.Cmd
}

// menuDialog is a short list of actions.
type menuDialog struct {
	title string
	items []menuItem
	list  listCursor
	at    image.Point
}

func (d *menuDialog) values() view.Dialog {
	items := make([]view.Item, len(d.items))
	for i, it := range d.items {
		items[i] = it.Item
	}
	return &view.Menu{Title: d.title, Items: items, Cursor: d.list.cursor, At: d.at}
}

func (d *menuDialog) key(k tea.KeyPressMsg) outcome {
	key := k.String()
	switch {
	case isEsc(k):
		return closed()
	case k.Keystroke() == "enter":
		return d.choose(d.list.cursor)
	}
	for i, it := range d.items {
		if it.Key != "" && it.Key == keymap.Label(key) {
			return d.choose(i)
		}
	}
	d.list.key(k.Keystroke(), len(d.items), true)
	return stay()
}

func (d *menuDialog) choose(i int) outcome {
	if i < 0 || i >= len(d.items) || d.items[i].Off != "" {
		return stay()
	}
	return outcome{done: true, then: d.items[i].do}
}

func (d *menuDialog) click(t view.Target, _ bool) outcome {
	switch t.Part {
	case view.PartItem:
		return d.choose(t.Row)
	case view.PartOutside:
		return closed()
	default:
		return stay()
	}
}

func (d *menuDialog) wheel(by int) { d.list.to(d.list.cursor+by, len(d.items)) }
func (d *menuDialog) paste(string) {}
func (d *menuDialog) rows(int)     { d.list.height = len(d.items) }

func (*menuDialog) bar() []view.Key {
	return []view.Key{{Press: "Enter", Label: "choose"}, {Press: "Esc", Label: "close"}}
}
