package view

import (
	"image"
	"slices"
)

// confirm draws a question.
func (p *painter) confirm(d *Confirm) {
	inner := p.inner(sheetNarrow)
	blocks := []block{{}}
	for _, s := range d.Lines {
		blocks = append(blocks, p.paragraph(p.ruler.Safe(s), inner, Text)...)
	}
	p.sheet(d.Title, inner, blocks, d.Buttons, d.Focus, d.Danger)
}

// input draws a question that is answered by a line of text.
func (p *painter) input(d *Input) {
	inner := p.inner(sheetNarrow)
	blocks := []block{{}}
	if d.Label != "" {
		blocks = append(blocks, p.paragraph(p.ruler.Safe(d.Label), inner, Text)...)
	}
	blocks = append(blocks, block{draw: func(r image.Rectangle) { p.field(r, &d.Field, d.Focus < 0) }})
	blocks = append(blocks, p.hint(d.Error, d.Hint, inner)...)
	p.sheet(d.Title, inner, blocks, d.Buttons, d.Focus, d.Danger)
}

// hint tells what is wrong, or else what helps. It always takes a line, so the
// dialog does not jump when something gets wrong.
func (p *painter) hint(wrong, helps string, inner int) []block {
	if wrong != "" {
		return p.paragraph(p.t.glyph.notices[Bad]+" "+p.ruler.Safe(wrong), inner, Danger)
	}
	return ranked(spareHelp, p.paragraph(p.ruler.Safe(helps), inner, Muted))
}

// details lists facts.
func (p *painter) details(d *Details) {
	inner := p.inner(sheetWide)
	blocks, of := p.facts(d.Facts, inner)
	room := max(p.listRoom(sheetWide, d.Buttons, 0), 1)
	top := p.pointAt(d, blocks, of, room)
	top = min(max(top, 0), max(len(blocks)-room, 0))
	shown := p.scrolling(blocks[top:min(top+room, len(blocks))], top, len(blocks))
	p.sheet(d.Title, inner, shown, d.Buttons, d.Focus, false)
}

// pointAt marks the lines of the fact under the cursor, and returns the first line to
// show so that they are seen.
func (p *painter) pointAt(d *Details, blocks []block, of []int, room int) (top int) {
	first := slices.Index(of, d.Cursor-1)
	if first < 0 {
		return d.Top
	}
	last := first
	for i := first; i < len(of) && of[i] == d.Cursor-1; i++ {
		last = i
		draw := blocks[i].draw
		blocks[i].draw = func(r image.Rectangle) {
			draw(r)
			p.restyle(r, Cursor)
		}
	}
	return min(max(d.Top, last-room+1), first)
}

// facts lays out labels and values in two columns; of tells which fact each line
// belongs to.
func (p *painter) facts(facts []Fact, inner int) (blocks []block, of []int) {
	column := 0
	for _, f := range facts {
		column = max(column, p.ruler.Width(p.ruler.Safe(f.Label)))
	}
	column = min(column, inner/3) + 2
	for n, f := range facts {
		label := p.ruler.Truncate(p.ruler.Safe(f.Label), column-2)
		st := noticeStyle(f.Kind)
		if f.Kind == Info {
			st = Text
		}
		for i, value := range p.ruler.Wrap(p.ruler.Safe(f.Value), inner-column) {
			shown := label
			if i > 0 {
				shown = ""
			}
			blocks = append(blocks, block{draw: func(r image.Rectangle) {
				p.text(r.Min.X, r.Min.Y, column, shown, Muted)
				p.text(r.Min.X+column, r.Min.Y, r.Dx()-column, value, st)
			}})
			of = append(of, n)
		}
	}
	return blocks, of
}

// problemLines is how many lines a problem takes at most, as a rule: two for what
// happened, one for what to do.
const problemLines = 3

// planSheet tells what a job would do.
func (p *painter) planSheet(d *PlanSheet) {
	inner := p.inner(sheetWide)
	blocks := p.planHead(d)
	if len(d.Problems) > 0 {
		blocks = append(blocks, block{})
	}
	var list []block
	for _, n := range d.Problems {
		what := p.t.glyph.notices[Warn] + " " + p.ruler.Safe(n.What)
		list = append(list, p.paragraph(what, inner, Warning)...)
		if n.Do != "" {
			list = append(list, p.paragraph(p.ruler.Safe(n.Do), inner, Muted)...)
		}
	}
	if d.Total > len(d.Problems) { // lines stand for problems: a bar needs no more
		list = p.scrolling(list, d.Top*problemLines, d.Total*problemLines)
	}
	blocks = append(blocks, list...)
	p.sheet(d.Title, inner, blocks, d.Buttons, d.Focus, false)
}

// planHead is the part of a plan above its problems.
func (p *painter) planHead(d *PlanSheet) []block {
	inner := p.inner(sheetWide)
	var facts []Fact
	if d.From != "" {
		facts = append(facts, Fact{Label: "From", Value: p.ruler.TruncateMiddle(p.ruler.Safe(d.From), inner*2/3)})
	}
	if d.To != "" {
		facts = append(facts, Fact{Label: "To", Value: p.ruler.TruncateMiddle(p.ruler.Safe(d.To), inner*2/3)})
	}
	blocks, _ := p.facts(append(facts, d.Facts...), inner)
	return blocks
}

// menu draws a short list of actions, at the pointer where there is room.
func (p *painter) menu(d *Menu) {
	key, label, lines := 0, p.ruler.Width(p.ruler.Safe(d.Title))-4, 0
	for _, it := range d.Items {
		key = max(key, p.ruler.Width(it.Key))
		w := p.ruler.Width(p.ruler.Safe(it.Label))
		if it.Off != "" {
			w += 3 + p.ruler.Width(p.ruler.Safe(it.Off))
		}
		label = max(label, w)
		lines++
		if it.Line {
			lines++
		}
	}
	inner := min(key+2+label, p.inner(sheetWide))
	var r image.Rectangle
	if d.At == (image.Point{}) || p.Dx() < inner+4 || p.Dy() < lines+2 {
		r = p.box(d.Title, inner, lines, BorderFocus)
	} else {
		at := image.Pt(min(max(d.At.X, 0), p.Dx()-inner-4), min(max(d.At.Y+1, 0), p.Dy()-lines-2))
		r = p.boxAt(at, d.Title, inner+4, lines+2, BorderFocus)
	}
	p.menuItems(d, r, key)
}

func (p *painter) menuItems(d *Menu, r image.Rectangle, key int) {
	y := r.Min.Y
	for i, it := range d.Items {
		if it.Line {
			p.fill(line(y, r.Min.X, r.Max.X), p.t.glyph.thin.across, Border)
			y++
		}
		if y >= r.Max.Y {
			return
		}
		at := line(y, r.Min.X, r.Max.X)
		p.zone(at, Target{Part: PartItem, Row: i})
		p.key(at.Min.X, y, Key{Press: it.Key, Off: it.Off != ""}, Shortcut, Text)
		st, label := Text, p.ruler.Safe(it.Label)
		if it.Off != "" {
			st, label = Dimmed, p.join(label, p.ruler.Safe(it.Off))
		}
		x := at.Min.X + key + 2
		p.text(x, y, at.Max.X-x, p.ruler.Truncate(label, max(at.Max.X-x, 0)), st)
		if i == d.Cursor {
			p.restyle(at, Cursor)
		}
		y++
	}
}
