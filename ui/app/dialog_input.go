package app

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"onefm/ui/view"
)

// inputDialog asks for a line of text.
type inputDialog struct {
	title, label, hint string
	verb               string // what Enter does
	danger             bool
	field              field
	wrong              string // told after a refused Enter

	check func(text string) string // what is wrong with the text; empty: nothing
	enter func(m *Model, text string) tea.Cmd
}

func (d *inputDialog) values() view.Dialog {
	return &view.Input{
		Title: d.title, Label: d.label, Field: d.field.values(), Hint: d.hint, Error: d.wrong, Danger: d.danger,
		Buttons: []view.Key{{Press: "Enter", Label: d.verb}, {Press: "Esc", Label: "Cancel"}}, Focus: -1,
	}
}

func (d *inputDialog) key(k tea.KeyPressMsg) outcome {
	switch {
	case isEsc(k):
		return closed()
	case k.Keystroke() == "enter" || k.Keystroke() == "ctrl+j":
		return d.done()
	case d.field.key(k):
		d.wrong = ""
	}
	return stay()
}

func (d *inputDialog) done() outcome {
	if d.check != nil {
		if d.wrong = d.check(d.field.text); d.wrong != "" {
			return stay()
		}
	}
	text := d.field.text
	return outcome{done: true, then: func(m *Model) tea.Cmd { return d.enter(m, text) }}
}

func (d *inputDialog) click(t view.Target, _ bool) outcome {
	switch {
	case t.Part == view.PartField:
		d.field.place(t.Index)
	case t.Part == view.PartButton && t.Index == 0:
		return d.done()
	case t.Part == view.PartButton:
		return closed()
	}
	return stay()
}

func (d *inputDialog) wheel(int) {}
func (d *inputDialog) rows(int)  {}

func (d *inputDialog) paste(text string) {
	d.field.insert(text)
	d.wrong = ""
}

func (d *inputDialog) bar() []view.Key {
	return []view.Key{{Press: "Enter", Label: strings.ToLower(d.verb)}, {Press: "Esc", Label: "cancel"}, {Press: "Ctrl-u", Label: "empty"}}
}
