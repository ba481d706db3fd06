package view

import (
	"image"
	"strings"

	"onefm/ui/words"
)

// field draws a line of text being edited all over r, scrolled so that the caret
// shows, and puts the terminal's cursor there when it has the keys.
func (p *painter) field(r image.Rectangle, f *Field, focus bool) {
	if r.Empty() {
		return
	}
	p.fill(r, ' ', Entry)
	if f.Value == "" && f.Placeholder != "" {
		p.text(r.Min.X, r.Min.Y, r.Dx(), p.ruler.Truncate(p.ruler.Safe(f.Placeholder), r.Dx()), MutedRaised)
	}
	caret := min(max(f.Caret, 0), len(f.Value))
	before, after := p.shown(f, f.Value[:caret]), p.shown(f, f.Value[caret:])
	before, x := p.scrolled(before, r.Dx()-1)
	p.text(r.Min.X, r.Min.Y, r.Dx(), before+after, Entry)
	p.fieldZones(r, f, x)
	if focus {
		p.setCaret(image.Pt(r.Min.X+x, r.Min.Y))
	}
}

// shown is how a part of the field's value looks.
func (p *painter) shown(f *Field, s string) string {
	if !f.Secret {
		return p.ruler.Safe(s)
	}
	n := 0
	for range p.ruler.Cells(s) {
		n++
	}
	return strings.Repeat(p.t.glyph.bullet, n)
}

// scrolled drops clusters from the start of s until it has at most w cells, and
// returns its width.
func (p *painter) scrolled(s string, w int) (string, int) {
	over := p.ruler.Width(s) - max(w, 0)
	if over <= 0 {
		return s, over + max(w, 0)
	}
	var b strings.Builder
	width := 0
	for cluster, n := range p.ruler.Cells(s) {
		if over > 0 {
			over -= n
			continue
		}
		b.WriteString(cluster)
		width += n
	}
	return b.String(), width
}

// fieldZones finds the byte offset that a click on the field means: the cluster
// under the pointer, or the end.
func (p *painter) fieldZones(r image.Rectangle, f *Field, caretX int) {
	if !p.dry || !p.probe.In(r) {
		return
	}
	caret := min(max(f.Caret, 0), len(f.Value))
	x := r.Min.X + caretX - p.ruler.Width(p.shown(f, f.Value[:caret]))
	offset := 0
	for offset < len(f.Value) {
		cluster := words.FirstCluster(f.Value[offset:])
		x += p.ruler.Width(p.shown(f, cluster))
		if x > p.probe.X {
			break
		}
		offset += len(cluster)
	}
	p.zone(r, Target{Part: PartField, Index: offset})
}
