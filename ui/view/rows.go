package view

import (
	"image"

	"onefm/model"
	"onefm/ui/words"
)

// byExt sorts by what the name column shows, so its header tells.
const byExt = model.ByExt

func sortsBy(by model.SortBy, col Column) bool {
	switch by {
	case model.BySize:
		return col == ColSize
	case model.ByTime:
		return col == ColTime
	case model.ByName, model.ByExt:
	}
	return col == ColName
}

// columns says where the columns of a row are, counted from the row's start. A
// column without a width is left out.
type columns struct {
	name, nameWidth int
	size, sizeWidth int
	time, timeWidth int

	where, whereWidth int
	share, shareWidth int // bar and percent
	files, filesWidth int
}

// gutterOf is the room in front of a name for the mark or the cursor's bar, with
// a blank behind it where there is room for that.
func gutterOf(w int) int {
	if w >= 30 {
		return 2
	}
	return 1
}

// columnsFor divides w cells: the widest date that leaves the name enough to be
// told by, then a narrower one, then none, then no size. The last cell belongs to
// the scrollbar.
func columnsFor(w int, pane *Pane) columns {
	if pane.Finding != nil {
		return findingColumns(w, pane.Finding)
	}
	gutter := gutterOf(w)
	c := columns{name: gutter}
	rest := w - gutter - 1
	for _, date := range []struct{ width, gap, from int }{
		{words.DateLong, 2, 54}, {words.DateMiddle, 2, 46}, {words.DateShort, 1, 30},
	} {
		if w >= date.from && !pane.NoTime {
			c.timeWidth = date.width
			c.time = w - 1 - date.width
			rest -= date.width + date.gap
			break
		}
	}
	if w >= 20 && !pane.NoSize {
		c.sizeWidth = words.SizeWidth
		rest -= words.SizeWidth
		c.size = gutter + rest
		rest--
	}
	c.nameWidth = max(rest, 0)
	return c
}

func (p *painter) rows(i int, cols columns, focus bool) {
	pane, r := &p.v.Panes[i], p.l.Panes[i].Rows
	if len(pane.Rows) == 0 && len(pane.Help) > 0 {
		p.examples(pane, r)
		return
	}
	if len(pane.Rows) == 0 {
		p.placeholder(pane, r)
		return
	}
	for y := range min(len(pane.Rows), r.Dy()) {
		n := pane.Top + y
		row := &pane.Rows[y]
		if pane.Finding != nil && pane.Finding.Where && cols.whereWidth == 0 {
			row = withFolder(*row)
		}
		at := line(r.Min.Y+y, r.Min.X, r.Max.X)
		p.row(row, at, cols, Target{Part: PartRow, Pane: i, Row: n}, rowState{
			cursor: n == pane.Cursor, focus: focus,
		})
	}
}

// rowState is what a row's place in its pane does to it.
type rowState struct{ cursor, focus bool }

// row draws one entry: gutter, name, marks, size, date.
func (p *painter) row(row *Row, at image.Rectangle, cols columns, target Target, s rowState) {
	lit := p.lit(target)
	whole := p.rowStyle(row, s, lit)
	plain := whole == Text
	style := func(st Style) Style {
		if plain {
			return st
		}
		return whole
	}
	if !plain {
		p.fill(at, ' ', whole)
	}
	y := at.Min.Y
	target.Column = ColName
	p.zone(at, target)
	target.Column = ColGutter
	p.zone(line(y, at.Min.X, at.Min.X+cols.name), target)
	p.text(at.Min.X, y, min(cols.name, at.Dx()), p.gutter(row, s), whole)
	p.name(row, line(y, at.Min.X+cols.name, min(at.Min.X+cols.name+cols.nameWidth, at.Max.X)), target, style)
	p.found(row, at, cols, style)
	if cols.sizeWidth > 0 {
		target.Column = ColSize
		x := at.Min.X + cols.size
		p.zone(line(y, x, x+cols.sizeWidth), target)
		p.text(x, y, cols.sizeWidth, words.SizeColumn(row.Size), style(Text))
		if row.Least {
			p.least(row, x, y, cols.sizeWidth, style)
		}
	}
	if cols.timeWidth > 0 {
		target.Column = ColTime
		x := at.Min.X + cols.time
		p.zone(line(y, x, x+cols.timeWidth), target)
		p.text(x, y, cols.timeWidth, words.Date(row.Time, p.v.Now, cols.timeWidth), style(Muted))
	}
}

// rowStyle is the style of a whole row, Text when its parts have their own.
func (p *painter) rowStyle(row *Row, s rowState, lit bool) Style {
	switch {
	case lit:
		return Lit
	case row.Armed:
		return Armed
	case s.cursor && row.Dimmed:
		return MutedRaised
	case s.cursor && s.focus && row.Marked:
		return CursorMark
	case s.cursor && s.focus:
		return Cursor
	case row.Dimmed:
		return Dimmed
	case row.Marked:
		return Mark
	case s.cursor:
		return CursorIdle
	}
	return Text
}

// gutter tells the state of a row by a character.
func (p *painter) gutter(row *Row, s rowState) string {
	switch {
	case row.Armed && p.t.worded():
		return ">"
	case row.Marked:
		return p.t.glyph.mark
	case s.cursor && s.focus:
		return p.t.glyph.cursor
	}
	return " "
}

// name draws the twisty, the name with what belongs to it, and the marks at the
// right end of r.
func (p *painter) name(row *Row, r image.Rectangle, target Target, style func(Style) Style) {
	y := r.Min.Y
	if row.Twisty != NoTwisty {
		r.Min.X += min(2*row.Depth, r.Dx()/2)
		target.Column = ColTwisty
		n := p.text(r.Min.X, y, r.Dx(), p.twisty(row.Twisty), style(Muted))
		p.zone(line(y, r.Min.X, r.Min.X+n), target)
		r.Min.X += n
	}
	target.Column = ColMarks
	r.Max.X -= p.marks(row.Flags, r, target, style)
	tail, st := nameTail(p, row), Text
	if isFolder(row) {
		st = Container
	}
	if row.Twin {
		r.Min.X += p.text(r.Min.X, y, r.Dx(), p.t.glyph.twin, style(Muted))
	}
	if row.Story != NoStory {
		r.Min.X += p.text(r.Min.X, y, r.Dx(), p.t.glyph.stories[row.Story]+" ", style(storyStyle(row.Story)))
	}
	room := r.Dx()
	name := p.ruler.Safe(shortened(row.Name))
	tailWidth := min(p.ruler.Width(tail), max(room/3, room-p.ruler.Width(name)))
	name = p.ruler.TruncateName(name, room-tailWidth)
	x := r.Min.X
	r.Min.X += p.text(x, y, r.Dx(), name, style(st))
	p.hits(row, name, x, r.Min.X, y, hitStyle(style(Text)))
	p.text(r.Min.X, y, r.Dx(), p.ruler.Truncate(tail, r.Dx()), style(Muted))
}

// longestName is how many bytes of a name are looked at: four times what a file
// system allows. The service may send longer ones, sixty of them a frame.
const longestName = 1024

// shortened takes the middle out of an endless name.
func shortened(s string) string {
	if len(s) <= longestName {
		return s
	}
	return s[:longestName-64] + s[len(s)-64:]
}

func isFolder(row *Row) bool {
	return row.Kind == model.Folder || row.Flags&model.LinksToFolder != 0
}

// nameTail is what follows a name: the slash of a folder, the target of a link,
// what sets duplicates apart.
func nameTail(p *painter, row *Row) string {
	s := ""
	if isFolder(row) {
		s = "/"
	}
	if row.Kind == model.Symlink && row.Target != "" {
		s += " " + p.t.glyph.arrow + " " + p.ruler.Safe(shortened(row.Target))
	}
	if row.Kind == model.Other {
		s += " (no file)"
	}
	if row.Suffix != "" {
		s += " ~" + p.ruler.Safe(row.Suffix)
	}
	if row.Tail != "" {
		s += "  " + p.ruler.Safe(row.Tail)
	}
	return s
}

func (p *painter) twisty(t Twisty) string {
	switch t {
	case Open:
		return p.t.glyph.open + " "
	case Closed:
		return p.t.glyph.closed + " "
	case Leaf, NoTwisty:
	}
	return "  "
}

// marks draws the marks of a row at the right end of r, and returns how much of
// it they took.
func (p *painter) marks(f model.Flags, r image.Rectangle, target Target, style func(Style) Style) int {
	const shown = model.Verified | model.Shared | model.Password | model.Limited | model.ReadOnly | model.Pending
	if f&shown == 0 {
		return 0
	}
	g := &p.t.glyph
	list := [...]struct {
		flag  model.Flags
		glyph string
		style Style
	}{
		{model.Pending, g.pending, Muted},
		{model.ReadOnly, g.lock, Muted},
		{model.Limited, g.limited, Warning},
		{model.Password, g.password, Warning},
		{model.Shared, g.shared, Accent},
		{model.Verified, g.verified, Success},
	}
	w := 0
	for i := range list {
		if f&list[i].flag != 0 {
			w += p.ruler.Width(list[i].glyph)
		}
	}
	if w+1 > r.Dx()/2 {
		return 0
	}
	x := r.Max.X - w
	p.zone(line(r.Min.Y, x, r.Max.X), target)
	for i := range list {
		if f&list[i].flag != 0 {
			x += p.text(x, r.Min.Y, r.Max.X-x, list[i].glyph, style(list[i].style))
		}
	}
	return w + 1
}

// placeholder tells why there are no rows.
func (p *painter) placeholder(pane *Pane, r image.Rectangle) {
	what, do := pane.Note.What, pane.Note.Do
	st := Muted
	switch {
	case pane.State == Failed:
		st = Danger
	case what != "":
	case pane.State == Loading:
		what = "Loading"
	case pane.State == Empty:
		what = "This folder is empty."
	default:
		return
	}
	w := r.Dx() - 4
	if w < 1 {
		return
	}
	lines := p.ruler.Wrap(p.ruler.Safe(what), w)
	told := len(lines)
	if do != "" {
		lines = append(lines, p.ruler.Wrap(p.ruler.Safe(do), w)...)
	}
	y := r.Min.Y + max(r.Dy()-len(lines), 0)/3
	for i, s := range lines {
		if i >= told {
			st = Muted
		}
		if y+i < r.Max.Y {
			p.text(r.Min.X+(r.Dx()-p.ruler.Width(s))/2, y+i, w, s, st)
		}
	}
}
