package view

import (
	"image"
	"strings"

	"onefm/ui/words"
)

// The widths of the columns that only lists have which are no folder.
const (
	percentColumn = 5  // "100 %"
	filesColumn   = 10 // "123,456 f." would be cut; a count alone fits
	widestShare   = 40 // a bar longer than that says no more
	narrowestName = 16 // what a name keeps when other columns want room
)

// findingColumns divides w cells for rows that are no folder's.
func findingColumns(w int, f *Finding) columns {
	gutter := gutterOf(w)
	c := columns{name: gutter}
	end := w - 1 // the last cell belongs to the scrollbar
	take := func(width, gap int) (at int) {
		end -= width + gap
		return end + gap
	}
	dates := []int{words.DateShort, words.DateMiddle}
	switch {
	case f.Dates && w >= 64, !f.Bars && w >= 84:
		c.timeWidth = dates[1]
	case f.Dates && w >= 30:
		c.timeWidth = dates[0]
	}
	if c.timeWidth > 0 {
		c.time = take(c.timeWidth, 2)
	}
	if w >= 20 && (!f.Dates || w >= 70) {
		c.sizeWidth = words.SizeWidth
		gap := 2
		if f.Bars {
			gap = 3 // of which one is for what says "at least"
		}
		c.size = take(c.sizeWidth, gap)
	}
	if f.Bars && w >= 60 {
		c.filesWidth = filesColumn
		c.files = take(c.filesWidth, 1)
	}
	if f.Bars && w >= 34 {
		c.shareWidth = min(max((end-gutter)*2/5, percentColumn), widestShare+percentColumn+1)
		c.share = take(c.shareWidth, 2)
	}
	if f.Where && end-gutter >= 2*narrowestName {
		c.whereWidth = (end - gutter) * 2 / 5
		c.where = take(c.whereWidth, 2)
	}
	c.nameWidth = max(end-gutter, 0)
	return c
}

// found draws the columns of a row that folders do not have.
func (p *painter) found(row *Row, at image.Rectangle, cols columns, style func(Style) Style) {
	y := at.Min.Y
	if cols.whereWidth > 0 {
		where := p.folderName(p.ruler.Safe(shortened(row.Where)), cols.whereWidth)
		p.text(at.Min.X+cols.where, y, cols.whereWidth, where, style(Muted))
	}
	if cols.filesWidth > 0 && row.Files > 0 {
		p.text(at.Min.X+cols.files, y, cols.filesWidth, p.ruler.PadLeft(words.Count(row.Files), cols.filesWidth), style(Muted))
	}
	if cols.shareWidth > 0 {
		p.share(row, line(y, at.Min.X+cols.share, at.Min.X+cols.share+cols.shareWidth), style)
	}
}

// folderName shortens a path to w cells. Its last folder tells most.
func (p *painter) folderName(s string, w int) string {
	last := strings.LastIndexByte(s, '/')
	if p.ruler.Width(s) <= w || last < 0 || last == len(s)-1 {
		return p.ruler.TruncateMiddle(s, w)
	}
	return p.ruler.TruncateMiddle(p.ruler.Ellipsis()+s[last:], w)
}

// share draws what a row takes of the whole: a bar, and how much that is.
func (p *painter) share(row *Row, r image.Rectangle, style func(Style) Style) {
	if r.Dx() > percentColumn+3 {
		bar := line(r.Min.Y, r.Min.X, r.Max.X-percentColumn-1)
		n := (row.Share*bar.Dx()*2 + 500) / 1000
		if row.Share > 0 {
			n = max(n, 1)
		}
		glyphs := strings.Repeat(p.t.glyph.share, n/2)
		if n%2 == 1 {
			glyphs += p.t.glyph.halfShare
		}
		p.text(bar.Min.X, bar.Min.Y, bar.Dx(), glyphs, style(Progress))
		r.Min.X = bar.Max.X + 1
	}
	percent := words.Count(row.Share/10) + " %"
	if row.Size >= 0 && row.Share < 10 {
		percent = "<1 %"
	}
	if row.Size <= 0 {
		percent = ""
	}
	p.text(r.Min.X, r.Min.Y, r.Dx(), p.ruler.PadLeft(percent, percentColumn), style(Muted))
}

// least says that a size is only what is known of it.
func (p *painter) least(row *Row, x, y, w int, style func(Style) Style) {
	if row.Size < 0 {
		p.text(x+w-1, y, 1, "?", style(Muted))
		return
	}
	blank := 0
	for blank < w-1 && words.SizeColumn(row.Size)[blank] == ' ' {
		blank++
	}
	p.text(x+blank-2, y, 1, p.t.glyph.least, style(Muted))
}

// withFolder tells the folder behind the name, where it has no column.
func withFolder(row Row) *Row {
	if row.Tail != "" {
		row.Tail += "  "
	}
	row.Tail += row.Where
	return &row
}

// hitStyle is how letters that were searched for look in a row: like what is
// chosen, since they are why the row was.
func hitStyle(row Style) Style {
	switch row {
	case Text:
		return Mark
	case Cursor:
		return CursorMark
	default:
		return row
	}
}

// hits brings out what of a name was searched for, as far as the name was drawn as
// it is.
func (p *painter) hits(row *Row, name string, x, end, y int, st Style) {
	if p.dry || len(row.Hits) == 0 {
		return
	}
	shown := commonHead(row.Name, name)
	for _, h := range row.Hits {
		if h.Start < 0 || h.Start >= h.End || h.End > shown {
			continue
		}
		from := x + p.ruler.Width(row.Name[:h.Start])
		to := min(from+p.ruler.Width(row.Name[h.Start:h.End]), end)
		p.restyle(line(y, from, to), st)
	}
}

// commonHead is how many bytes two texts begin with alike.
func commonHead(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func storyStyle(s Story) Style {
	switch s {
	case Added:
		return Success
	case Altered:
		return Warning
	case Vanished:
		return Danger
	case Moved:
		return Accent
	case NoStory:
	}
	return Muted
}

// findingHeader names the columns that folders do not have.
func (p *painter) findingHeader(r image.Rectangle, cols columns) {
	if cols.whereWidth > 0 {
		p.text(r.Min.X+cols.where, r.Min.Y, cols.whereWidth, "Folder", Muted)
	}
	if cols.filesWidth > 0 {
		p.text(r.Min.X+cols.files, r.Min.Y, cols.filesWidth, p.ruler.PadLeft("Files", cols.filesWidth), Muted)
	}
	if cols.shareWidth > 0 {
		p.text(r.Min.X+cols.share, r.Min.Y, cols.shareWidth, p.ruler.PadLeft("Share", cols.shareWidth), Muted)
	}
}

// standing tells how things are with the service at the right end of the strip,
// and returns how much of it that took.
func (p *painter) standing(r image.Rectangle) int {
	s := &p.v.Strip.Standing
	if s.Text == "" {
		return 0
	}
	st := Muted
	text := p.ruler.Safe(s.Text)
	if s.Kind != Info {
		st, text = noticeStyle(s.Kind), p.t.glyph.notices[s.Kind]+" "+text
	}
	text = p.ruler.Truncate(text, r.Dx()-1)
	w := p.ruler.Width(text)
	if s.Kind == Info && w > r.Dx()*3/5 {
		return 0
	}
	p.text(r.Max.X-w-1, r.Min.Y, w, text, st)
	return w + 3
}

// examples tells what may be typed: the text on the left, what it means beside it,
// or below where there is no room.
func (p *painter) examples(pane *Pane, r image.Rectangle) {
	r = image.Rect(min(r.Min.X+2, r.Max.X), r.Min.Y+1, r.Max.X-1, r.Max.Y)
	if r.Dy() < len(pane.Help)+3 {
		r.Min.Y--
	}
	put := func(x int, s string, st Style) {
		if r.Min.Y < r.Max.Y {
			p.text(x, r.Min.Y, r.Max.X-x, p.ruler.Truncate(p.ruler.Safe(s), r.Max.X-x), st)
		}
	}
	if pane.Note.What != "" {
		put(r.Min.X, pane.Note.What, Strong)
		r.Min.Y += 2
	}
	key := 0
	for _, k := range pane.Help {
		key = max(key, p.ruler.Width(k.Press))
	}
	wide := r.Dx() >= key+24
	for _, k := range pane.Help {
		put(r.Min.X, k.Press, Accent)
		if wide {
			put(r.Min.X+key+2, k.Label, Muted)
		}
		r.Min.Y++
	}
}
