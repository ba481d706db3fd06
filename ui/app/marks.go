package app

import (
	"path"
	"strings"

	"onefm/model"
)

// marks are the marked entries of a folder, with what they weigh.
type marks struct {
	set  map[model.Key]struct{}
	size int64 // bytes of those with a known size
	open int   // how many have none
}

func (m *marks) count() int { return len(m.set) }

func (m *marks) has(k model.Key) bool {
	_, ok := m.set[k]
	return ok
}

func (m *marks) put(e model.Entry, on bool) {
	if m.has(e.Key()) == on {
		return
	}
	sign := 1
	if on {
		if m.set == nil {
			m.set = map[model.Key]struct{}{}
		}
		m.set[e.Key()] = struct{}{}
	} else {
		delete(m.set, e.Key())
		sign = -1
	}
	if e.Size == model.UnknownSize || e.IsDir() {
		m.open += sign
	} else {
		m.size += int64(sign) * e.Size
	}
}

// among returns the marks that are still entries, weighed anew.
func (m *marks) among(entries []model.Entry) marks {
	var kept marks
	if m.count() == 0 {
		return kept
	}
	for _, e := range entries {
		if m.has(e.Key()) {
			kept.put(e, true)
		}
	}
	return kept
}

// anchor is where marking a range began, and what was marked before.
type anchor struct {
	row    int
	before map[model.Key]struct{}
}

func (p *pane) toggle(row int) {
	if row < 0 || row >= p.len() {
		return
	}
	e := p.entry(row)
	p.marks.put(e, !p.marks.has(e.Key()))
}

// markAnd toggles the row under the cursor and moves on.
func (p *pane) markAnd(by int) {
	p.toggle(p.cursor)
	p.move(by)
}

func (p *pane) markAll() {
	for row := range p.rows {
		p.marks.put(p.entry(row), true)
	}
}

func (p *pane) invert() {
	for row := range p.rows {
		p.toggle(row)
	}
}

func (p *pane) clearMarks() { p.marks, p.anchor = marks{}, nil }

// unmark clears the marks; what it returns puts them back, as long as the pane
// still shows the folder.
func (p *pane) unmark() (back func()) {
	dir, were := p.dir, p.marks
	p.clearMarks()
	return func() {
		if p.dir == dir && p.marks.count() == 0 {
			p.marks = were.among(p.all)
		}
	}
}

// markMask marks or clears the rows whose names match.
func (p *pane) markMask(mask string, on bool) (matched int) {
	for row := range p.rows {
		e := p.entry(row)
		if matches(mask, e.Name) {
			p.marks.put(e, on)
			matched++
		}
	}
	return matched
}

// toggleRange begins marking a range at the cursor, or ends it.
func (p *pane) toggleRange() {
	if p.anchor != nil {
		p.endRange()
		return
	}
	if p.len() == 0 {
		return
	}
	a := &anchor{row: p.cursor, before: map[model.Key]struct{}{}}
	for k := range p.marks.set {
		a.before[k] = struct{}{}
	}
	p.anchor = a
	p.marks.put(p.entry(p.cursor), true)
}

func (p *pane) endRange() { p.anchor = nil }

// stretch follows the cursor while a range is marked: only the rows it passed
// change, so that a range of any length costs nothing.
func (p *pane) stretch(from int) {
	if p.anchor == nil || from == p.cursor {
		return
	}
	step := 1
	if p.cursor < from {
		step = -1
	}
	for row := from; row != p.cursor+step; row += step {
		if row < 0 || row >= p.len() {
			continue
		}
		e := p.entry(row)
		_, before := p.anchor.before[e.Key()]
		p.marks.put(e, before || p.inRange(row))
	}
}

func (p *pane) inRange(row int) bool {
	return row >= min(p.anchor.row, p.cursor) && row <= max(p.anchor.row, p.cursor)
}

// matches reports whether a name fits a mask such as *.mkv or {a,b}?.txt; case
// does not matter. Several masks may be given with spaces or commas between.
func matches(mask, name string) bool {
	name = strings.ToLower(name)
	for _, m := range splitMasks(strings.ToLower(mask)) {
		if ok, err := path.Match(m, name); err == nil && ok {
			return true
		}
	}
	return false
}

// splitMasks cuts a text into masks and writes out {a,b}.
func splitMasks(s string) []string {
	var masks []string
	depth, start := 0, 0
	cut := func(end int) {
		if end > start {
			masks = append(masks, expand(s[start:end])...)
		}
		start = end + 1
	}
	for i, r := range s {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case depth <= 0 && (r == ' ' || r == ',' || r == ';'):
			cut(i)
		}
	}
	cut(len(s))
	return masks
}

// most bounds what a mask of many braces is written out to.
const mostMasks = 200

func expand(mask string) []string {
	open := strings.IndexByte(mask, '{')
	if open < 0 {
		return []string{mask}
	}
	end := strings.IndexByte(mask[open:], '}')
	if end < 0 {
		return []string{mask}
	}
	end += open
	var all []string
	for alt := range strings.SplitSeq(mask[open+1:end], ",") {
		for _, rest := range expand(mask[end+1:]) {
			if len(all) < mostMasks {
				all = append(all, mask[:open]+alt+rest)
			}
		}
	}
	return all
}
