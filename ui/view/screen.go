package view

import "image"

// Screen draws v. It returns l.Size.Y lines of l.Size.X cells, joined by line
// feeds, styled with SGR sequences; each line begins and ends unstyled.
func Screen(v *Values, l *Layout, t *Theme) string {
	c := newCanvas(l.Size, t.ruler)
	(&painter{canvas: c, v: v, l: l, t: t}).screen()
	return c.render(t)
}

// Hit returns what lies at p when v is drawn with l and t.
func Hit(v *Values, l *Layout, t *Theme, p image.Point) Target {
	return dryRun(v, l, t, p).found
}

// Caret returns where the terminal's cursor belongs: in the text field that has
// the keys. It returns false when there is none.
func Caret(v *Values, l *Layout, t *Theme) (image.Point, bool) {
	c := dryRun(v, l, t, image.Pt(-1, -1))
	return c.caret, c.hasCaret
}

// dryRun goes through the motions of drawing.
func dryRun(v *Values, l *Layout, t *Theme, probe image.Point) *canvas {
	c := &canvas{Rectangle: image.Rectangle{Max: l.Size}, ruler: t.ruler, dry: true, probe: probe}
	(&painter{canvas: c, v: v, l: l, t: t}).screen()
	return c
}

// painter draws one screen.
type painter struct {
	*canvas
	v *Values
	l *Layout
	t *Theme
}

func (p *painter) screen() {
	p.tabs()
	for i := range p.v.Panes {
		p.pane(i)
	}
	p.zone(p.l.Split, Target{Part: PartSplit})
	p.queue()
	p.strip()
	p.keyBar()
	p.notice()
	p.whichKey()
	p.dialog()
	p.chip()
}

// lit reports whether a drop would go to target.
func (p *painter) lit(target Target) bool {
	lit := p.v.Lit
	lit.Column = target.Column
	return lit.Part != Nowhere && lit == target
}

// frame draws a border, thick for what has the keys.
func (p *painter) frame(r image.Rectangle, thick bool, st Style) {
	if r.Dx() < 2 || r.Dy() < 2 {
		return
	}
	f := p.t.glyph.thin
	if thick {
		f = p.t.glyph.thick
	}
	right, bottom := r.Max.X-1, r.Max.Y-1
	p.fill(line(r.Min.Y, r.Min.X+1, right), f.across, st)
	p.fill(line(bottom, r.Min.X+1, right), f.across, st)
	p.fill(image.Rect(r.Min.X, r.Min.Y+1, r.Min.X+1, bottom), f.down, st)
	p.fill(image.Rect(right, r.Min.Y+1, right+1, bottom), f.down, st)
	p.fill(line(r.Min.Y, r.Min.X, r.Min.X+1), f.topLeft, st)
	p.fill(line(r.Min.Y, right, right+1), f.topRight, st)
	p.fill(line(bottom, r.Min.X, r.Min.X+1), f.bottomLeft, st)
	p.fill(line(bottom, right, right+1), f.bottomRight, st)
}

// borderStyle is the style of the frame of what has the keys or not, and of what
// a drop goes to.
func borderStyle(focus, lit bool) Style {
	switch {
	case lit:
		return Success
	case focus:
		return BorderFocus
	}
	return Border
}
