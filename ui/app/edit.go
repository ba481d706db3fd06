package app

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"onefm/ui/view"
)

// startFilter lets the keys go into the filter of the active pane; with both, what
// is typed filters the other pane too.
func (m *Model) startFilter(both bool) tea.Cmd {
	p := m.pane()
	p.input, p.field = filtering, newField(p.filter)
	p.field.hint = "part of a name"
	m.both = both
	if both {
		return m.filterBoth(p.filter)
	}
	return nil
}

// filterBoth filters the panes by one text.
func (m *Model) filterBoth(text string) tea.Cmd {
	return tea.Batch(m.panes[view.Left].setFilter(text), m.panes[view.Right].setFilter(text))
}

// toggleBoth lets the text that is typed filter the other pane too, or no more.
func (m *Model) toggleBoth(p *pane) tea.Cmd {
	m.both = !m.both
	if m.both {
		return m.filterBoth(p.field.text)
	}
	return m.other().setFilter("")
}

// startSearch lets the keys go into the search of the pane.
func (p *pane) startSearch() {
	p.input, p.field, p.origin = searching, newField(""), p.cursor
	p.field.hint = "part of a name"
	p.search, p.hits = "", nil
}

// editKey takes a key while a text in a footer is edited. Arrows still move the
// cursor in the list, so that a match can be picked without leaving the text.
func (m *Model) editKey(p *pane, k tea.KeyPressMsg) tea.Cmd {
	switch key := k.Keystroke(); {
	case isEsc(k):
		return m.stopEditing(p, false)
	case key == "enter":
		return m.stopEditing(p, true)
	case key == "up", key == "ctrl+p":
		p.move(-1)
	case key == "down", key == "ctrl+n":
		p.move(1)
	case key == "pgup":
		p.page(-1)
	case key == "pgdown":
		p.page(1)
	case key == "tab":
		switch p.input {
		case filtering:
			return m.toggleBoth(p)
		case everywhere:
			p.input = noInput
			return nil
		case searching, noInput:
		}
		return tea.Batch(m.stopEditing(p, true), m.switchPane())
	case p.field.key(k):
		return m.edited(p)
	}
	return nil
}

// edited shows what the text finds so far.
func (m *Model) edited(p *pane) tea.Cmd {
	switch p.input {
	case filtering:
		if m.both {
			return m.filterBoth(p.field.text)
		}
		return p.setFilter(p.field.text)
	case searching:
		p.search = p.field.text
		return p.sought(fromOrigin)
	case everywhere:
		return m.findSoon(p)
	case noInput:
	}
	return nil
}

// stopEditing ends the editing; what was typed is kept or forgotten.
func (m *Model) stopEditing(p *pane, keep bool) tea.Cmd {
	was := p.input
	p.input = noInput
	switch {
	case was == everywhere && keep:
		return m.goFound(p)
	case was == everywhere:
		m.leaveFinding(p)
	case keep:
	case was == filtering && m.both:
		return m.filterBoth("")
	case was == filtering:
		return p.setFilter("")
	case was == searching:
		p.search, p.hits = "", nil
		p.moveTo(p.origin)
	}
	return nil
}

func (p *pane) setFilter(text string) tea.Cmd {
	p.filter, p.sift.text = text, strings.ToLower(text)
	p.endRange()
	return p.resift(&p.list)
}

func (p *pane) toggleHidden() tea.Cmd {
	p.sift.hidden = !p.sift.hidden
	p.under.sift.hidden = p.sift.hidden
	p.endRange()
	return p.resift(&p.list)
}

// resift brings the rows that are wanted now: of few entries at once, else in a
// command.
func (p *pane) resift(l *list) tea.Cmd {
	switch {
	case l.rows.sift == l.sift:
		return nil
	case l.sheet.work(l.sift, l.rows) > inline:
		return choose(siftedMsg{pane: p.id, sheet: l.sheet}, l.sift, l.rows)
	}
	l.sifted(l.sheet.choose(l.sift, l.rows))
	return p.recount()
}

// tookRows takes rows that passed a filter.
func (p *pane) tookRows(msg siftedMsg) tea.Cmd {
	for _, l := range []*list{&p.list, &p.under} {
		switch {
		case l.sheet != msg.sheet:
		case l.sift != msg.rows.sift: // typed on meanwhile
			return p.resift(l)
		default:
			l.sifted(msg.rows)
			return p.recount()
		}
	}
	return nil
}

func (p *pane) flip() tea.Cmd {
	o := p.order
	o.Desc = !o.Desc
	return p.sort(o)
}

// jump is what follows when the rows that hold a text are known.
type jump int8

const (
	backwards  jump = iota - 1 // to the match before the cursor
	onlyCount                  // nothing
	forwards                   // to the match after the cursor
	fromOrigin                 // to the first match from where the search began
)

// searchOn goes to the next match, or the one before.
func (m *Model) searchOn(by jump) tea.Cmd {
	p := m.pane()
	if p.search == "" {
		return m.say(view.Info, "Nothing was searched for yet.", "/ searches in this folder.")
	}
	if p.hits != nil && len(p.hits.at) == 0 {
		return m.say(view.Info, "No name here holds “"+p.search+"”.", "")
	}
	return p.sought(by)
}

// recount finds the matches anew while their number is shown.
func (p *pane) recount() tea.Cmd {
	if p.input != searching {
		return nil
	}
	return p.sought(onlyCount)
}

// sought finds the rows that hold what is searched for, among few at once, and
// goes to one of them.
func (p *pane) sought(by jump) tea.Cmd {
	if h := p.hits; h == nil || h.of != p.rows || h.text != p.search {
		h = &hits{of: p.rows, text: p.search}
		if p.len() > inline {
			return seek(soughtMsg{pane: p.id, jump: by, hits: *h}, p.sheet)
		}
		h.at = p.sheet.holding(h.of, h.text)
		p.hits = h
	}
	p.jump(by)
	return nil
}

// tookHits takes the rows that hold what is searched for.
func (p *pane) tookHits(msg soughtMsg) tea.Cmd {
	if msg.hits.of != p.rows || msg.hits.text != p.search { // other rows, or another text meanwhile
		if p.search == "" {
			return nil
		}
		return p.sought(msg.jump)
	}
	p.hits = &msg.hits
	p.jump(msg.jump)
	return nil
}

// jump goes to a match, all around the list.
func (l *list) jump(by jump) {
	at := l.hits.at
	if len(at) == 0 {
		return
	}
	var i int
	switch by {
	case onlyCount:
		return
	case fromOrigin:
		i, _ = slices.BinarySearch(at, l.origin)
	case forwards:
		i, _ = slices.BinarySearch(at, l.cursor+1)
	case backwards:
		i, _ = slices.BinarySearch(at, l.cursor)
		i--
	}
	l.moveTo(at[(i+len(at))%len(at)])
}

// holding returns the rows whose names hold a text.
func (s *sheet) holding(r *rows, text string) []int {
	word := strings.ToLower(text)
	if word == "" {
		return nil
	}
	var all []int
	for row, i := range r.at {
		if strings.Contains(strings.ToLower(s.entries[i].Name), word) {
			all = append(all, row)
		}
	}
	return all
}

// matchCount tells which match the cursor is on, and how many there are.
func (l *list) matchCount() (at, of int) {
	if l.hits == nil {
		return 0, 0
	}
	i, on := slices.BinarySearch(l.hits.at, l.cursor)
	if on {
		at = i + 1
	}
	return at, len(l.hits.at)
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
		hint:  "* is anything, ? one character, {a,b} either; several with spaces between.",
		enter: func(_ *Model, text string) tea.Cmd { return p.markMask(text, on) },
	})
	return nil
}

// markMask marks or clears the rows whose names match.
func (p *pane) markMask(mask string, on bool) tea.Cmd {
	return markFitting(maskedMsg{pane: p.id, sheet: p.sheet, rows: p.rows, mask: mask, on: on})
}

func (m *Model) masked(msg maskedMsg) tea.Cmd {
	p := m.panes[msg.pane]
	switch {
	case msg.sheet != p.sheet || msg.rows != p.rows: // other rows meanwhile
		return p.markMask(msg.mask, msg.on)
	case msg.n == 0:
		return m.say(view.Info, "No name here matches “"+msg.mask+"”.", "")
	}
	p.markThese(msg.set, msg.on)
	return nil
}
