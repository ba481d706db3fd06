package app

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"onefm/ui/view"
)

// startFilter lets the keys go into the filter of the pane.
func (p *pane) startFilter() {
	p.input, p.field = filtering, newField(p.filter)
	p.field.hint = "part of a name"
}

// startSearch lets the keys go into the search of the pane.
func (p *pane) startSearch() {
	p.input, p.field, p.origin = searching, newField(""), p.cursor
	p.field.hint = "part of a name"
}

// editKey takes a key while a text in a footer is edited. Arrows still move the
// cursor in the list, so that a match can be picked without leaving the text.
func (m *Model) editKey(p *pane, k tea.KeyPressMsg) tea.Cmd {
	switch key := k.Keystroke(); {
	case isEsc(k):
		p.stopEditing(false)
	case key == "enter":
		p.stopEditing(true)
	case key == "up", key == "ctrl+p":
		p.move(-1)
	case key == "down", key == "ctrl+n":
		p.move(1)
	case key == "pgup":
		p.page(-1)
	case key == "pgdown":
		p.page(1)
	case key == "tab":
		p.stopEditing(true)
		return m.switchPane()
	case p.field.key(k):
		p.edited()
	}
	return nil
}

// edited shows what the text finds so far.
func (p *pane) edited() {
	switch p.input {
	case filtering:
		p.setFilter(p.field.text)
	case searching:
		p.search = p.field.text
		if at := p.match(p.origin, 1); at >= 0 {
			p.moveTo(at)
		}
	case noInput:
	}
}

// stopEditing ends the editing; what was typed is kept or forgotten.
func (p *pane) stopEditing(keep bool) {
	was := p.input
	p.input = noInput
	switch {
	case keep:
	case was == filtering:
		p.setFilter("")
	case was == searching:
		p.search = ""
		p.moveTo(p.origin)
	}
}

func (p *pane) setFilter(text string) {
	if text == p.filter {
		return
	}
	key := p.here().key
	p.filter = text
	p.endRange()
	p.arrange(key)
	if text != "" && p.here().key != key {
		p.moveTo(0) // the first that fits
	}
}

func (p *pane) toggleHidden() {
	key := p.here().key
	p.hidden = !p.hidden
	p.endRange()
	p.arrange(key)
}

func (p *pane) flip() tea.Cmd {
	o := p.order
	o.Desc = !o.Desc
	return p.sort(o)
}

// searchOn goes to the next match, or the one before.
func (m *Model) searchOn(dir int) tea.Cmd {
	p := m.pane()
	if p.search == "" {
		return m.say(view.Info, "Nothing was searched for yet.", "/ searches in this folder.")
	}
	at := p.match(p.cursor+dir, dir)
	if at < 0 {
		return m.say(view.Info, "No name here holds “"+p.search+"”.", "")
	}
	p.moveTo(at)
	return nil
}

// match returns the first row from a row on that holds what is searched for, all
// around the list; -1 when none does.
func (p *pane) match(from, dir int) int {
	n := p.len()
	word := strings.ToLower(p.search)
	if n == 0 || word == "" {
		return -1
	}
	for i := range n {
		row := ((from+i*dir)%n + n) % n
		if strings.Contains(strings.ToLower(p.entry(row).Name), word) {
			return row
		}
	}
	return -1
}

// matchCount tells which match the cursor is on, and how many there are.
func (p *pane) matchCount() (at, of int) {
	word := strings.ToLower(p.search)
	if word == "" {
		return 0, 0
	}
	for row := range p.rows {
		if strings.Contains(strings.ToLower(p.entry(row).Name), word) {
			of++
			if row == p.cursor {
				at = of
			}
		}
	}
	return at, of
}

// askMask asks for a mask of names to mark, or to clear.
func (m *Model) askMask(on bool) tea.Cmd {
	title, verb := "Mark by mask", "Mark"
	if !on {
		title, verb = "Clear marks by mask", "Clear"
	}
	p := m.pane()
	f := newField("")
	f.hint = "*.mkv"
	m.push(&inputDialog{
		title: title, label: "Mask", verb: verb, field: f,
		hint: "* is anything, ? one character, {a,b} either; several with spaces between.",
		enter: func(m *Model, text string) tea.Cmd {
			if p.markMask(text, on) == 0 {
				return m.say(view.Info, "No name here matches “"+text+"”.", "")
			}
			return nil
		},
	})
	return nil
}
