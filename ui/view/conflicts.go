package view

import (
	"image"
	"strings"
	"time"

	"onefm/ui/words"
)

// The lines of the review sheet besides its rows, choices and buttons: summary,
// headers and note; and the empty ones between them, which go when rows are few.
const (
	conflictLines = 3
	conflictEmpty = 3
	fewConflicts  = 8
)

// forAll stands before the choices for all, and indents them.
const forAll = "For all:  "

func (p *painter) conflictRows(d *Conflicts) int {
	choices := p.keyRows(d.Choices, p.inner(sheetFull)-len(forAll), 2)
	room := p.listRoom(sheetFull, d.Buttons, conflictLines+len(choices))
	if room >= fewConflicts {
		room -= conflictEmpty
	}
	return max(room, 1)
}

// conflicts draws the review sheet.
func (p *painter) conflicts(d *Conflicts) {
	inner := p.inner(sheetFull)
	cols := p.conflictColumns(inner)
	blocks := []block{
		{text: p.ruler.Truncate(p.conflictSummary(d), inner), style: Text},
		{},
		{draw: func(r image.Rectangle) { p.conflictHeader(r, cols) }, spare: spareAside},
	}
	var list []block
	for i := range d.Rows[:min(len(d.Rows), p.conflictRows(d))] {
		row, n := &d.Rows[i], d.Top+i
		list = append(list, block{draw: func(r image.Rectangle) {
			p.conflict(r, cols, row, n, n == d.Cursor && d.Focus < 0)
		}})
	}
	blocks = append(blocks, p.scrolling(list, d.Top, d.Total)...)
	note := ""
	if at := d.Cursor - d.Top; at >= 0 && at < len(d.Rows) {
		note = p.conflictNote(&d.Rows[at], inner/3)
	}
	blocks = append(blocks, block{}, block{text: p.ruler.Truncate(note, inner), style: Muted, spare: spareHelp}, block{})
	blocks = append(blocks, p.choices(d.Choices, inner)...)
	p.sheet(d.Title, inner, blocks, d.Buttons, d.Focus, false)
}

// choices are the keys that decide all conflicts at once.
func (p *painter) choices(keys []Key, inner int) []block {
	rows := p.keyRows(keys, inner-len(forAll), 2)
	var blocks []block
	for y, first := range rows {
		last := len(keys)
		if y+1 < len(rows) {
			last = rows[y+1]
		}
		blocks = append(blocks, block{draw: func(r image.Rectangle) {
			if y == 0 {
				p.text(r.Min.X, r.Min.Y, r.Dx(), forAll, Muted)
			}
			r.Min.X = min(r.Min.X+len(forAll), r.Max.X)
			p.keys(r, keys[first:last], Target{Part: PartChoice, Index: first})
		}})
	}
	return blocks
}

func (p *painter) conflictSummary(d *Conflicts) string {
	same := ""
	if d.Same > 0 {
		same = words.Count(d.Same) + " identical, skipped"
	}
	taken := "1 name is taken"
	if d.Total != 1 {
		taken = words.Count(d.Total) + " names are taken"
	}
	return p.join(taken, same)
}

// conflictNote tells what sets the two files apart.
func (p *painter) conflictNote(c *Conflict, room int) string {
	name := p.ruler.TruncateName(p.ruler.Safe(c.Name), room)
	if c.Note != "" {
		return name + ": " + p.ruler.Safe(c.Note)
	}
	var says []string
	switch {
	case c.Source.Time.IsZero() || c.Target.Time.IsZero():
	case c.Source.Time.After(c.Target.Time):
		says = append(says, "newer")
	case c.Source.Time.Before(c.Target.Time):
		says = append(says, "older")
	}
	switch {
	case c.Source.Size < 0 || c.Target.Size < 0:
	case c.Source.Size > c.Target.Size:
		says = append(says, words.Size(c.Source.Size-c.Target.Size)+" larger")
	case c.Source.Size < c.Target.Size:
		says = append(says, words.Size(c.Target.Size-c.Source.Size)+" smaller")
	default:
		says = append(says, "of the same size")
	}
	if len(says) == 0 {
		return name
	}
	return name + ": the new one is " + strings.Join(says, " and ")
}

// conflictColumns are widths: name, each version's size and date, the choice.
type conflictColumns struct{ name, size, date, choice int }

const choiceWidth = 11

func (p *painter) conflictColumns(inner int) conflictColumns {
	for _, c := range []conflictColumns{
		{size: words.SizeWidth, date: words.DateMiddle, choice: choiceWidth},
		{size: words.SizeWidth, date: words.DateShort, choice: choiceWidth},
		{size: words.SizeWidth, choice: choiceWidth},
		{choice: choiceWidth},
	} {
		c.name = inner - 2*c.version() - c.choice - 2
		if c.name >= 16 {
			return c
		}
	}
	return conflictColumns{name: inner}
}

// version is the width of one file's columns, with the gap before them.
func (c conflictColumns) version() int {
	w := c.size
	if c.date > 0 {
		w += c.date + 1
	}
	if w > 0 {
		w += 2
	}
	return w
}

func (p *painter) conflictHeader(r image.Rectangle, c conflictColumns) {
	x := r.Min.X
	p.text(x, r.Min.Y, c.name, "Name", Muted)
	x += c.name
	for _, s := range []string{"New", "There"} {
		if c.version() > 0 {
			p.text(x+2, r.Min.Y, c.version()-2, s, Muted)
		}
		x += c.version()
	}
	p.text(x+2, r.Min.Y, c.choice, "Choice", Muted)
}

func (p *painter) conflict(r image.Rectangle, c conflictColumns, row *Conflict, n int, cursor bool) {
	y, x := r.Min.Y, r.Min.X
	p.zone(r, Target{Part: PartItem, Row: n})
	p.text(x, y, c.name, p.ruler.TruncateName(p.ruler.Safe(row.Name), c.name), Text)
	x += c.name
	newer := row.Source.Time.After(row.Target.Time)
	x = p.version(x, y, c, row.Source, newer)
	x = p.version(x, y, c, row.Target, !newer && !row.Source.Time.Equal(row.Target.Time))
	choice, st := row.Choice, Accent
	if choice == "" {
		choice, st = "?", Warning
	}
	at := line(y, x+2, r.Max.X)
	if c.choice > 0 {
		p.text(at.Min.X, y, at.Dx(), choice, st)
		p.zone(at, Target{Part: PartItem, Row: n, Column: ColChoice})
	}
	if cursor {
		p.restyle(r, Cursor)
	}
}

// version draws size and date of one file; the newer one stands out. It returns
// the column after it.
func (p *painter) version(x, y int, c conflictColumns, v Version, newer bool) int {
	if c.size == 0 {
		return x
	}
	p.text(x+2, y, c.size, words.SizeColumn(v.Size), Text)
	if c.date > 0 {
		st := Muted
		if newer {
			st = Strong
		}
		p.text(x+3+c.size, y, c.date, date(v.Time, p.v.Now, c.date), st)
	}
	return x + c.version()
}

func date(t, now time.Time, width int) string { return words.Date(t, now, width) }
