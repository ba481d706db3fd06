package view

import (
	"image"

	"onefm/ui/words"
)

// pane draws the pane i, if it shows.
func (p *painter) pane(i int) {
	at := &p.l.Panes[i]
	if !at.Shown() {
		return
	}
	focus := p.v.Focus == i && !p.v.Queue.Focused && p.v.Dialog == nil
	whole := Target{Part: PartPane, Pane: i}
	lit := p.lit(whole)
	p.zone(at.Frame, whole)
	if at.Rows != at.Frame {
		p.frame(at.Frame, focus || lit, borderStyle(focus, lit))
		p.pathBar(i, focus)
		p.footer(i)
	}
	cols := columnsFor(at.Rows.Dx(), &p.v.Panes[i])
	p.header(i, cols)
	p.rows(i, cols, focus)
	p.scrollbar(i)
}

// scrollbar shows which part of the rows is on the screen.
func (p *painter) scrollbar(i int) {
	pane, r := &p.v.Panes[i], p.l.Panes[i].Scroll
	if pane.Total <= r.Dy() || r.Empty() {
		return
	}
	first, last := thumb(r.Dy(), pane.Top, pane.Total)
	for y := range r.Dy() {
		row := y * (pane.Total - 1) / max(r.Dy()-1, 1)
		p.zone(line(r.Min.Y+y, r.Min.X, r.Max.X), Target{Part: PartScroll, Pane: i, Row: row})
	}
	thumb := image.Rect(r.Min.X, r.Min.Y+first, r.Max.X, r.Min.Y+last+1)
	p.fill(thumb, p.t.glyph.thumb, Border)
}

// thumb returns the first and last line of a scrollbar of n lines that are
// filled when the rows from top on, of total, show.
func thumb(n, top, total int) (first, last int) {
	size := max(n*n/total, 1)
	first = min(max(top, 0)*(n-size)/max(total-n, 1), n-size)
	return first, first + size - 1
}

// header draws the names of the columns. A click on one sorts by it.
func (p *painter) header(i int, cols columns) {
	r := p.l.Panes[i].Header
	if r.Empty() {
		return
	}
	pane := &p.v.Panes[i]
	p.zone(r, Target{Part: PartHeader, Pane: i, Column: ColName})
	label := func(col Column, x, w int, s string, right bool) {
		st := Muted
		if sortsBy(pane.Order.By, col) && (pane.Finding == nil || !pane.Finding.Fixed) {
			s += " " + p.direction(pane.Order.Desc)
			st = Strong
		}
		if pane.Order.By == byExt && col == ColName {
			s = "Extension" + s[len("Name"):]
		}
		s = p.ruler.Truncate(s, w)
		if right {
			x += w - p.ruler.Width(s)
		}
		p.text(x, r.Min.Y, w, s, st)
	}
	label(ColName, r.Min.X+cols.name, cols.nameWidth, "Name", false)
	p.findingHeader(r, cols)
	if cols.sizeWidth > 0 {
		x := r.Min.X + cols.size
		p.zone(line(r.Min.Y, x, x+cols.sizeWidth), Target{Part: PartHeader, Pane: i, Column: ColSize})
		label(ColSize, x, cols.sizeWidth, "Size", true)
	}
	if cols.timeWidth > 0 {
		x := r.Min.X + cols.time
		p.zone(line(r.Min.Y, x, x+cols.timeWidth), Target{Part: PartHeader, Pane: i, Column: ColTime})
		label(ColTime, x, cols.timeWidth, timeHeader(pane), cols.timeWidth == words.DateShort)
	}
}

func timeHeader(pane *Pane) string {
	if pane.Finding != nil && pane.Finding.Dates {
		return "Noted"
	}
	return "Date"
}

func (p *painter) direction(desc bool) string {
	if desc {
		return p.t.glyph.descending
	}
	return p.t.glyph.ascending
}

// footer draws the counts of a pane into its lower border, or its filter.
func (p *painter) footer(i int) {
	pane, r := &p.v.Panes[i], p.l.Panes[i].Footer
	p.zone(r, Target{Part: PartFooter, Pane: i})
	r.Min.X++
	r.Max.X--
	if r.Dx() < 8 {
		return
	}
	right := p.counts(pane)
	if pane.Filter != nil {
		right = pane.Filter.Counts
		if right == "" {
			right = words.Count(pane.Filter.Shown) + " of " + words.Count(pane.Filter.Of)
		}
		if w := p.ruler.Width(right) + 2; w <= r.Dx()/2 {
			p.text(r.Max.X-w, r.Min.Y, w, " "+right+" ", Muted)
			r.Max.X -= w + 1
		}
		p.filter(i, r)
		return
	}
	if pane.Marked > 0 {
		r.Min.X += p.text(r.Min.X, r.Min.Y, r.Dx(), p.ruler.Truncate(" "+p.marked(pane)+" ", r.Dx()), Mark) + 1
	}
	if w := p.ruler.Width(right) + 2; right != "" && w <= r.Dx() {
		p.text(r.Max.X-w, r.Min.Y, w, " "+right+" ", Muted)
	}
}

func (p *painter) counts(pane *Pane) string {
	if pane.State != Ready {
		return ""
	}
	if pane.Finding != nil {
		return pane.Finding.Counts
	}
	size := ""
	if pane.Size > 0 {
		size = words.Size(pane.Size)
	}
	return p.join(words.Plural(pane.Total, "item"), size)
}

// marked tells how many rows are marked and how many bytes they have, at least
// when there are folders among them.
func (p *painter) marked(pane *Pane) string {
	size := words.Size(pane.MarkedSize)
	if pane.MarkedOpen {
		size = "over " + size
		if pane.MarkedSize == 0 {
			size = ""
		}
	}
	return p.join(p.t.glyph.mark+" "+words.Count(pane.Marked)+" marked", size)
}

// join is words.Join with the theme's rule.
func (p *painter) join(parts ...string) string {
	s := ""
	for _, part := range parts {
		switch {
		case part == "":
		case s == "":
			s = part
		default:
			s += p.t.glyph.rule + part
		}
	}
	return s
}

// filter draws the text that rows are filtered by, or searched for.
func (p *painter) filter(i int, r image.Rectangle) {
	f := p.v.Panes[i].Filter
	prompt := " filter: "
	if f.Search {
		prompt = " /"
	}
	if f.Prompt != "" {
		prompt = " " + f.Prompt + ": "
	}
	r.Min.X += p.text(r.Min.X, r.Min.Y, r.Dx(), prompt, Accent)
	if !f.Editing {
		p.text(r.Min.X, r.Min.Y, r.Dx(), p.ruler.Truncate(p.ruler.Safe(f.Text)+" ", r.Dx()), Accent)
		return
	}
	p.field(r, &Field{Value: f.Text, Caret: f.Caret, Placeholder: f.Hint}, true)
}

// tabs names both sides when only one of them shows.
func (p *painter) tabs() {
	r := p.l.Tabs
	for i := range p.v.Panes {
		if r.Empty() {
			return
		}
		name := " " + p.v.Panes[i].Title + " "
		st := Muted
		if i == p.l.Options.Focus {
			st = Cursor
			if p.t.worded() || p.t.opts.ASCII {
				name = "[" + p.v.Panes[i].Title + "]"
			}
		}
		target := Target{Part: PartTab, Pane: i}
		if p.lit(target) {
			st = Lit
		}
		n := p.text(r.Min.X, r.Min.Y, r.Dx(), name, st)
		p.zone(line(r.Min.Y, r.Min.X, r.Min.X+n), target)
		r.Min.X = min(r.Min.X+n+1, r.Max.X)
	}
}
