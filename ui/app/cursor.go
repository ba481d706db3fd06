package app

import (
	"strings"

	"onefm/model"
)

// arrange finds the rows that are shown and puts the cursor on the entry of key,
// or else leaves it where it was. The list does not jump: the cursor stays on its
// line of the screen as far as that goes.
func (p *pane) arrange(key model.Key) {
	line := p.cursor - p.top
	p.rows = p.rows[:0]
	if cap(p.rows) < len(p.all) {
		p.rows = make([]int32, 0, len(p.all))
	}
	word := strings.ToLower(p.filter)
	p.unfiltered = 0
	for i, e := range p.all {
		if !p.hidden && model.IsHidden(e.Name) {
			continue
		}
		p.unfiltered++
		if word == "" || strings.Contains(strings.ToLower(e.Name), word) {
			p.rows = append(p.rows, int32(i)) //nolint:gosec // no folder holds two thousand million entries
		}
	}
	if at := p.find(key); at >= 0 {
		p.cursor = at
	}
	p.cursor = min(max(p.cursor, 0), max(p.len()-1, 0))
	p.top = p.cursor - line
	p.reveal()
}

// find returns the row of an entry, -1 when it is not shown. Where only the name
// is known, as after leaving a folder, the first of that name is taken.
func (p *pane) find(key model.Key) int {
	if key.Name == "" {
		return -1
	}
	named := -1
	for row := range p.rows {
		e := p.entry(row)
		if e.Key() == key {
			return row
		}
		if named < 0 && key.ID == "" && e.Name == key.Name {
			named = row
		}
	}
	return named
}

// reveal scrolls so that the cursor is seen and no room is wasted.
func (p *pane) reveal() {
	p.top = min(p.top, p.cursor)
	p.top = max(p.top, p.cursor-p.height+1)
	p.bound()
}

func (p *pane) bound() { p.top = max(min(p.top, p.len()-p.height), 0) }

// move takes the cursor some rows down, or up when negative.
func (p *pane) move(by int) { p.moveTo(p.cursor + by) }

func (p *pane) moveTo(row int) {
	from := p.cursor
	p.cursor = min(max(row, 0), max(p.len()-1, 0))
	p.stretch(from)
	p.reveal()
}

func (p *pane) page(dir int) { p.move(dir * max(p.height-1, 1)) }

// scroll moves the list under the pointer; the cursor comes along at the edges.
func (p *pane) scroll(by int) {
	p.slide(by)
	row := min(max(p.cursor, p.top), p.top+p.height-1)
	if row != p.cursor {
		from := p.cursor
		p.cursor = min(max(row, 0), max(p.len()-1, 0))
		p.stretch(from)
	}
}

// slide moves the list and leaves the cursor alone, as while dragging.
func (p *pane) slide(by int) {
	p.top += by
	p.bound()
}

func (p *pane) resize(height int) {
	p.height = max(height, 1)
	p.reveal()
}
