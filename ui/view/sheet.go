package view

import (
	"image"
	"slices"
)

// dialog draws what lies over everything.
func (p *painter) dialog() {
	d := p.v.Dialog
	if d == nil {
		return
	}
	p.hasCaret = false
	p.zone(p.Rectangle, Target{Part: PartOutside})
	switch d := d.(type) {
	case *Confirm:
		p.confirm(d)
	case *Input:
		p.input(d)
	case *Conflicts:
		p.conflicts(d)
	case *PlanSheet:
		p.planSheet(d)
	case *Palette:
		p.palette(d)
	case *Guide:
		p.guide(d)
	case *LinkSheet:
		p.linkSheet(d)
	case *Details:
		p.details(d)
	case *Menu:
		p.menu(d)
	}
}

// ListRows returns how many rows the list of d shows at once with the layout:
// a caller gives that many conflicts, commands or problems from Top on. Facts are
// given all; Top goes up to their number less ListRows, which shows the last of
// their lines. It is 0 for dialogs without a list.
func ListRows(l *Layout, d Dialog) int {
	p := &painter{canvas: &canvas{Rectangle: image.Rectangle{Max: l.Size}, dry: true}, v: &Values{}, l: l}
	switch d := d.(type) {
	case *Conflicts:
		return p.conflictRows(d)
	case *Palette:
		return p.paletteRows(d)
	case *Details:
		lines, _ := p.facts(d.Facts, p.inner(sheetWide))
		return max(p.listRoom(sheetWide, d.Buttons, 0)-len(lines)+len(d.Facts), 1)
	case *PlanSheet:
		return max(p.listRoom(sheetWide, d.Buttons, len(p.planHead(d))+1)/problemLines, 1)
	case *Menu:
		return len(d.Items)
	case *Confirm, *Input, *Guide, *LinkSheet:
	}
	return 0
}

// The widths of dialogs in cells, where the screen has them.
const (
	sheetNarrow = 64
	sheetWide   = 84
	sheetFull   = 120
)

// block is one line of a sheet: text, or whatever draw does.
type block struct {
	text  string
	style Style
	draw  func(r image.Rectangle)
	spare int // where there is no room, the greatest go first; 0 stays longest
}

// The ranks of lines that can be done without. Empty ones go before all.
const (
	spareEmpty = 3 - iota
	spareAside // goes without saying
	spareHelp  // helps
)

// squeezed leaves out lines until at most n are left, those that can be spared
// first, from the end.
func squeezed(blocks []block, n int) []block {
	out := slices.Clone(blocks)
	for rank := spareEmpty; rank > 0; rank-- {
		for i := len(out) - 1; i >= 0 && len(out) > n; i-- {
			empty := out[i].text == "" && out[i].draw == nil
			if out[i].spare == rank || empty && rank == spareEmpty {
				out = slices.Delete(out, i, i+1)
			}
		}
	}
	return out[:min(len(out), max(n, 0))]
}

// ranked gives all blocks a rank.
func ranked(spare int, blocks []block) []block {
	for i := range blocks {
		blocks[i].spare = spare
	}
	return blocks
}

// inner is how many cells a line of a dialog has that wants width of them.
func (p *painter) inner(width int) int {
	if p.Dx() < 8 {
		return p.Dx()
	}
	return max(min(width, p.Dx())-4, 1)
}

// box clears and frames a dialog of at most inner×lines in the middle of the
// screen and returns where its lines go. On a screen too small for a frame it
// takes all of it.
func (p *painter) box(title string, inner, lines int, border Style) image.Rectangle {
	w, h := min(inner+4, p.Dx()), min(lines+2, p.Dy())
	if p.Dx() < 8 || p.Dy() < 4 {
		p.fill(p.Rectangle, ' ', Text)
		p.zone(p.Rectangle, Target{Part: PartDialog})
		return p.Rectangle
	}
	return p.boxAt(image.Pt((p.Dx()-w)/2, (p.Dy()-h)/2), title, w, h, border)
}

func (p *painter) boxAt(at image.Point, title string, w, h int, border Style) image.Rectangle {
	r := image.Rectangle{Min: at, Max: at.Add(image.Pt(w, h))}
	p.fill(r, ' ', Text)
	p.zone(r, Target{Part: PartDialog})
	p.frame(r, false, border)
	if title != "" {
		room := w - 6
		p.text(r.Min.X+2, r.Min.Y, room+2, " "+p.ruler.Truncate(p.ruler.Safe(title), room)+" ", Strong)
	}
	return image.Rect(r.Min.X+2, r.Min.Y+1, r.Max.X-2, r.Max.Y-1)
}

// sheet draws a dialog of lines and buttons. When the screen is too low the lines
// are cut; the buttons stay.
func (p *painter) sheet(title string, inner int, blocks []block, buttons []Key, focus int, danger bool) {
	rows := p.buttonRows(buttons, inner)
	height := len(blocks)
	if len(rows) > 0 {
		height += len(rows) + 1
	}
	border := BorderFocus
	if danger {
		border = Danger
	}
	r := p.box(title, inner, height, border)
	body := r
	if len(rows) > 0 {
		var foot image.Rectangle
		body, foot = cutBottom(r, len(rows))
		if body.Dy() > 1 {
			body, _ = cutBottom(body, 1)
		}
		p.buttons(foot, rows, buttons, focus, danger)
	}
	for i, b := range squeezed(blocks, body.Dy()) {
		p.block(line(body.Min.Y+i, body.Min.X, body.Max.X), b)
	}
}

func (p *painter) block(r image.Rectangle, b block) {
	if b.draw != nil {
		b.draw(r)
		return
	}
	p.text(r.Min.X, r.Min.Y, r.Dx(), b.text, b.style)
}

// scrolling adds a scrollbar to the lines of a list of which the first is number
// top of total. It stands in the margin, so the lines keep their width.
func (p *painter) scrolling(lines []block, top, total int) []block {
	if total <= len(lines) || len(lines) == 0 {
		return lines
	}
	first, last := thumb(len(lines), top, total)
	out := make([]block, len(lines))
	for i, b := range lines {
		out[i] = b
		if i < first || i > last {
			continue
		}
		out[i] = block{draw: func(r image.Rectangle) {
			p.block(r, b)
			p.fill(line(r.Min.Y, r.Max.X, r.Max.X+1), p.t.glyph.thumb, Border)
		}}
	}
	return out
}

// paragraph breaks text into blocks of inner cells.
func (p *painter) paragraph(s string, inner int, st Style) []block {
	var blocks []block
	for _, l := range p.ruler.Wrap(s, inner) {
		blocks = append(blocks, block{text: l, style: st})
	}
	return blocks
}

// listRoom is how many lines are left for a list below head lines in a sheet of
// that width with these buttons; less than none when not even those fit.
func (p *painter) listRoom(width int, buttons []Key, head int) int {
	rows := len(p.buttonRows(buttons, p.inner(width)))
	if rows > 0 {
		rows++
	}
	return p.Dy() - 2 - rows - head
}

// buttonRows breaks buttons into lines of inner cells and returns the index of
// the first button of each line.
func (p *painter) buttonRows(buttons []Key, inner int) []int {
	return p.keyRows(buttons, inner, 6)
}

// keyRows is buttonRows for keys that take extra cells each besides their text,
// the two to the next one included.
func (p *painter) keyRows(keys []Key, inner, extra int) []int {
	var rows []int
	x := 0
	for i, k := range keys {
		w := p.keyWidth(k) + extra
		if i == 0 || x+w-2 > inner {
			rows = append(rows, i)
			x = 0
		}
		x += w
	}
	return rows
}

// buttons draws the lines that buttonRows made.
func (p *painter) buttons(r image.Rectangle, rows []int, buttons []Key, focus int, danger bool) {
	for y, first := range rows {
		last := len(buttons)
		if y+1 < len(rows) {
			last = rows[y+1]
		}
		x := r.Min.X
		if r.Min.Y+y >= r.Max.Y {
			return
		}
		for i := first; i < last && x < r.Max.X; i++ {
			w := min(p.keyWidth(buttons[i])+4, r.Max.X-x)
			at := line(r.Min.Y+y, x, x+w)
			p.button(at, buttons[i], i == focus, danger && i == 0)
			p.zone(at, Target{Part: PartButton, Index: i})
			x += w + 2
		}
	}
}

func (p *painter) button(r image.Rectangle, k Key, focus, danger bool) {
	press, label, bracket := Shortcut, Text, Muted
	switch {
	case focus && danger:
		press, label, bracket = Refused, Refused, Refused
	case focus:
		press, label, bracket = Cursor, Cursor, Cursor
	case danger:
		press, label = Danger, Danger
	}
	p.fill(r, ' ', bracket)
	p.text(r.Min.X, r.Min.Y, 1, "[", bracket)
	p.text(r.Max.X-1, r.Min.Y, 1, "]", bracket)
	if r.Dx() > 4 {
		p.key(r.Min.X+2, r.Min.Y, k, press, label)
	}
}
