package view

import (
	"image"

	"onefm/ui/words"
)

// chip draws what is carried beside the pointer, inside the screen.
func (p *painter) chip() {
	c := p.v.Chip
	if c == nil {
		return
	}
	text := p.chipText(c)
	st := Carried
	if c.Reason != "" {
		st = Refused
	}
	w := min(p.ruler.Width(text), p.Dx())
	at := chipPlace(p.Rectangle, c.At, w)
	p.text(at.X, at.Y, w, p.ruler.Truncate(text, w), st)
}

// chipText tells verb, number, size and target; without colour in the short form
// of a log line.
func (p *painter) chipText(c *Chip) string {
	if p.t.worded() {
		return wordedChip(c)
	}
	size := ""
	if c.Size >= 0 {
		size = words.Size(c.Size)
	}
	s := " " + p.join(c.Verb+" "+words.Plural(c.Items, "item"), size)
	switch {
	case c.Reason != "":
		s = p.join(s, p.ruler.Safe(c.Reason))
	case c.To != "":
		s += " " + p.t.glyph.arrow + " " + p.ruler.TruncateMiddle(p.ruler.Safe(c.To), longestTarget)
	}
	return s + " "
}

// longestTarget is how much of a target's name a chip shows, in cells.
const longestTarget = 32

func wordedChip(c *Chip) string {
	r := words.Ruler{ASCII: true}
	s := "[" + upper(c.Verb) + " " + words.Count(c.Items)
	if c.Size >= 0 {
		s += ", " + words.SizeShort(c.Size)
	}
	s += "]"
	switch {
	case c.Reason != "":
		s += " (no: " + r.Safe(c.Reason) + ")"
	case c.Here:
		s += " => HERE"
	case c.To != "":
		s += " => " + r.TruncateMiddle(r.Safe(c.To), longestTarget)
	}
	return s
}

// upper is for our own ASCII words.
func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// chipPlace puts w cells below and right of the pointer, or above it on the last
// line, never beyond the screen.
func chipPlace(screen image.Rectangle, at image.Point, w int) image.Point {
	x := min(max(at.X+2, screen.Min.X), screen.Max.X-w)
	y := at.Y + 1
	if y >= screen.Max.Y {
		y = at.Y - 1
	}
	return image.Pt(max(x, screen.Min.X), min(max(y, screen.Min.Y), screen.Max.Y-1))
}
