package view

import (
	"image"
	"strconv"
	"strings"
	"unicode/utf8"

	"onefm/ui/words"
)

// cell is one place of the grid, 8 bytes: a screen of 200×60 has 12,000.
type cell struct {
	char  rune // below zero: canvas.clusters[^char]
	style Style
	width uint8  // 1, 2, or 0 for the right half of a wide cluster
	link  uint16 // canvas.links[link-1]; 0 for none
}

// canvas is the grid that everything is drawn on. Whatever is written is clipped
// to it, so it keeps its size however wrong a caller's sums are.
//
// A dry canvas keeps nothing: drawing on it only looks for what lies at a point,
// and for the caret.
type canvas struct {
	image.Rectangle
	cells    []cell
	clusters []string
	links    []string
	ruler    words.Ruler

	dry      bool
	probe    image.Point // where Hit looks
	found    Target
	caret    image.Point
	hasCaret bool
}

func newCanvas(size image.Point, r words.Ruler) *canvas {
	c := &canvas{Rectangle: image.Rectangle{Max: size}, ruler: r}
	c.cells = make([]cell, size.X*size.Y)
	for i := range c.cells {
		c.cells[i] = cell{char: ' ', width: 1}
	}
	return c
}

// zone says that what was drawn in r is target. Later zones lie over earlier
// ones.
func (c *canvas) zone(r image.Rectangle, target Target) {
	if c.dry && c.probe.In(r) {
		c.found = target
	}
}

// setCaret puts the terminal's cursor at p.
func (c *canvas) setCaret(p image.Point) {
	if p.In(c.Rectangle) {
		c.caret, c.hasCaret = p, true
	}
}

// text draws s in at most room cells from x, y and returns how many it took. s
// passes Safe, unless it is our own. A wide cluster that has no room for both
// halves leaves a blank.
func (c *canvas) text(x, y, room int, s string, st Style) int {
	s = c.ruler.Safe(s)
	if c.dry {
		return min(c.ruler.Width(s), max(room, 0))
	}
	if isASCII(s) {
		return c.ascii(x, y, room, s, st)
	}
	used := 0
	for cluster, w := range c.ruler.Cells(s) {
		if used+w > room {
			if used < room {
				c.put(x+used, y, " ", 1, st)
				used++
			}
			break
		}
		c.put(x+used, y, cluster, w, st)
		used += w
	}
	return used
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// ascii is text for what has one cell a byte.
func (c *canvas) ascii(x, y, room int, s string, st Style) int {
	n := max(min(len(s), room), 0)
	from, to := max(0, -x), min(n, c.Max.X-x)
	if y < 0 || y >= c.Max.Y || from >= to {
		return n
	}
	c.split(x+from, y)
	c.split(x+to, y)
	row := c.cells[y*c.Max.X+x+from:]
	for i := from; i < to; i++ {
		row[i-from] = cell{char: rune(s[i]), style: st, width: 1}
	}
	return n
}

// put writes one cluster of w cells.
func (c *canvas) put(x, y int, cluster string, w int, st Style) {
	if c.dry || y < 0 || y >= c.Max.Y || x < 0 || x >= c.Max.X {
		return
	}
	if x+w > c.Max.X {
		cluster, w = " ", 1
	}
	c.split(x, y)
	c.split(x+w, y)
	at := y*c.Max.X + x
	c.cells[at] = cell{char: c.char(cluster), style: st, width: uint8(w)}
	if w == 2 {
		c.cells[at+1] = cell{char: ' ', style: st}
	}
}

// char returns the cell's number for a cluster.
func (c *canvas) char(cluster string) rune {
	r, n := utf8.DecodeRuneInString(cluster)
	if n == len(cluster) {
		return r
	}
	c.clusters = append(c.clusters, cluster)
	return ^rune(len(c.clusters) - 1)
}

// split blanks the wide cluster that lies across the left edge of x, because one
// of its halves is about to be written over.
func (c *canvas) split(x, y int) {
	if x <= 0 || x >= c.Max.X {
		return
	}
	at := y*c.Max.X + x
	if right := &c.cells[at]; right.width == 0 {
		left := &c.cells[at-1]
		left.char, left.width = ' ', 1
		right.char, right.width = ' ', 1
	}
}

// fill writes one narrow character all over r.
func (c *canvas) fill(r image.Rectangle, char rune, st Style) {
	r = r.Intersect(c.Rectangle)
	if c.dry || r.Empty() {
		return
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		c.split(r.Min.X, y)
		c.split(r.Max.X, y)
		row := c.cells[y*c.Max.X+r.Min.X : y*c.Max.X+r.Max.X]
		for i := range row {
			row[i] = cell{char: char, style: st, width: 1}
		}
	}
}

// restyle gives all of r one style.
func (c *canvas) restyle(r image.Rectangle, st Style) {
	r = r.Intersect(c.Rectangle)
	if c.dry {
		return
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := c.cells[y*c.Max.X+r.Min.X : y*c.Max.X+r.Max.X]
		for i := range row {
			row[i].style = st
		}
	}
}

// hyperlink makes all of r lead to url. Pieces of one link that are given one
// after the other stay one link, over several lines too.
func (c *canvas) hyperlink(r image.Rectangle, url string) {
	r = r.Intersect(c.Rectangle)
	if c.dry || url == "" || r.Empty() {
		return
	}
	if n := len(c.links); n == 0 || c.links[n-1] != url {
		c.links = append(c.links, url)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := c.cells[y*c.Max.X+r.Min.X : y*c.Max.X+r.Max.X]
		for i := range row {
			row[i].link = uint16(len(c.links))
		}
	}
}

// String returns the lines, styled by t.
func (c *canvas) render(t *Theme) string {
	var b strings.Builder
	b.Grow(len(c.cells)*2 + c.Max.Y*16)
	for y := range c.Max.Y {
		if y > 0 {
			b.WriteByte('\n')
		}
		c.renderRow(&b, t, c.cells[y*c.Max.X:(y+1)*c.Max.X])
	}
	return b.String()
}

const endLink = "\x1b]8;;\x1b\\"

func (c *canvas) renderRow(b *strings.Builder, t *Theme, row []cell) {
	st, link := Text, uint16(0)
	for i := range row {
		at := &row[i]
		if at.width == 0 {
			continue
		}
		if at.style != st {
			st = at.style
			b.WriteString(t.start[st])
		}
		if at.link != link {
			link = at.link
			c.startLink(b, link)
		}
		switch {
		case at.char < 0:
			b.WriteString(c.clusters[^at.char])
		case at.char < utf8.RuneSelf:
			b.WriteByte(byte(at.char))
		default:
			b.WriteRune(at.char)
		}
	}
	if link != 0 {
		b.WriteString(endLink)
	}
	if st != Text {
		b.WriteString(t.start[Text])
	}
}

func (c *canvas) startLink(b *strings.Builder, link uint16) {
	if link == 0 {
		b.WriteString(endLink)
		return
	}
	b.WriteString("\x1b]8;id=" + strconv.Itoa(int(link)) + ";" + c.links[link-1] + "\x1b\\")
}
