package app

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"onefm/ui/view"
)

// confirmDialog asks a question with a few answers.
type confirmDialog struct {
	plain

	title   string
	lines   []string
	danger  bool
	buttons buttons
	answers []func(m *Model) tea.Cmd // one for each button; nil only closes
}

// confirm builds a question with one answer that does something, and one that
// does nothing.
func confirm(title string, lines []string, yes view.Key, no view.Key, do func(m *Model) tea.Cmd) *confirmDialog {
	return &confirmDialog{
		title: title, lines: lines,
		buttons: buttons{keys: []view.Key{yes, no}},
		answers: []func(m *Model) tea.Cmd{do, nil},
	}
}

func (d *confirmDialog) values() view.Dialog {
	return &view.Confirm{Title: d.title, Lines: d.lines, Danger: d.danger, Buttons: d.buttons.keys, Focus: d.buttons.focus}
}

func (d *confirmDialog) key(k tea.KeyPressMsg) outcome {
	if isEsc(k) {
		return closed()
	}
	if i := d.buttons.key(k, true); i >= 0 {
		return outcome{done: true, then: d.answers[i]}
	}
	return stay()
}

func (d *confirmDialog) bar() []view.Key {
	keys := slices.Clone(d.buttons.keys)
	for i := range keys {
		keys[i].Label = strings.ToLower(keys[i].Label)
	}
	return keys
}

func (d *confirmDialog) click(t view.Target, _ bool) outcome {
	if t.Part == view.PartButton && t.Index < len(d.answers) {
		return outcome{done: true, then: d.answers[t.Index]}
	}
	return stay()
}
