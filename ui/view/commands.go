package view

import "image"

// The lines of the palette besides its rows: the search field, a rule, the hint.
const paletteExtra = 4

// longestPalette is how many rows it has at most, so that it stays at hand on a
// high screen.
const longestPalette = 30

// cliFrom is the width from which command lines have a column. Below, the one at
// the cursor takes the place of the hint.
const cliFrom = 90

func (p *painter) paletteRows(*Palette) int {
	return max(min(p.Dy()-2-paletteExtra, longestPalette), 1)
}

// palette draws help and command search. Its height does not depend on how much
// is found.
func (p *painter) palette(d *Palette) {
	inner := p.inner(sheetFull)
	rows := p.paletteRows(d)
	blocks := []block{
		{draw: func(r image.Rectangle) {
			r.Min.X += p.text(r.Min.X, r.Min.Y, r.Dx(), "> ", Accent)
			p.field(r, &d.Field, true)
		}},
		{},
	}
	list := make([]block, rows)
	for i := range min(rows, len(d.Rows)) {
		row, n := d.Rows[i], d.Top+i
		if i > 0 && row.Group == d.Rows[i-1].Group {
			row.Group = ""
		}
		list[i] = block{draw: func(r image.Rectangle) { p.command(r, &row, n, n == d.Cursor) }}
	}
	if len(d.Rows) == 0 {
		list[0] = block{text: "Nothing is called that. Try another word.", style: Muted}
	}
	blocks = append(blocks, p.scrolling(list, d.Top, d.Total)...)
	hint := p.ruler.Safe(d.Hint)
	if at := d.Cursor - d.Top; inner < cliFrom && at >= 0 && at < len(d.Rows) && d.Rows[at].CLI != "" {
		hint = "$ " + p.ruler.Safe(d.Rows[at].CLI)
	}
	blocks = append(blocks, block{}, block{text: p.ruler.Truncate(hint, inner), style: Muted})
	p.sheet(d.Title, inner, blocks, nil, -1, false)
}

// commandColumns are the widths of group, label, keys and command line.
func commandColumns(w int) (group, label, keys, cli int) {
	keys = min(w/3, 16)
	if w >= 66 {
		group = 11
	}
	label = max(w-group-keys, 0)
	if w >= cliFrom {
		keys = 21
		label = min(w-group-keys, max(w/3, 32))
		cli = w - group - keys - label
	}
	return group, label, keys, cli
}

// command draws one row: group, label, keys, and the command line where there is
// room for it.
func (p *painter) command(r image.Rectangle, c *Command, n int, cursor bool) {
	p.zone(r, Target{Part: PartItem, Row: n})
	group, label, keys, cli := commandColumns(r.Dx())
	x, y := r.Min.X, r.Min.Y
	st := Text
	if c.Off {
		st = Dimmed
	}
	cell := func(w int, s string, st Style) {
		if w > 0 {
			p.text(x, y, w, p.ruler.Truncate(p.ruler.Safe(s), max(w-1, 0)), st)
		}
		x += w
	}
	cell(group, c.Group, Muted)
	cell(label, c.Label, st)
	cell(keys, c.Keys, Shortcut)
	cell(cli, c.CLI, Muted)
	if cursor {
		p.restyle(r, Cursor)
	}
}
