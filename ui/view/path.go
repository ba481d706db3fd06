package view

import (
	"image"
	"strings"

	"onefm/ui/words"
)

// pathBar draws the path and the age of a pane into its upper border.
func (p *painter) pathBar(i int, focus bool) {
	r := p.l.Panes[i].Path
	r.Min.X++
	r.Max.X--
	if r.Dx() < 3 {
		return
	}
	r.Max.X -= p.badge(i, r)
	r.Min.X += p.text(r.Min.X, r.Min.Y, r.Dx(), " ", Text)
	if f := p.v.Panes[i].Finding; f != nil && f.Title != "" {
		st := Text
		if focus {
			st = Strong
		}
		p.text(r.Min.X, r.Min.Y, r.Dx(), p.ruler.Truncate(p.ruler.Safe(f.Title), r.Dx()-1)+" ", st)
		return
	}
	segments := p.v.Panes[i].Segments
	for _, s := range fitPath(p.ruler, segments, r.Dx()-1) {
		target := Target{Part: PartSegment, Pane: i, Index: s.index}
		n := p.text(r.Min.X, r.Min.Y, r.Dx(), s.name, p.segmentStyle(target, s.index == len(segments)-1, focus))
		p.zone(line(r.Min.Y, r.Min.X, r.Min.X+n), target)
		r.Min.X += n
		r.Min.X += p.text(r.Min.X, r.Min.Y, r.Dx(), s.separator, Muted)
	}
	p.text(r.Min.X, r.Min.Y, r.Dx(), " ", Text)
}

func (p *painter) segmentStyle(target Target, last, focus bool) Style {
	switch {
	case p.lit(target):
		return Lit
	case last && focus:
		return Strong
	case last:
		return Text
	}
	return Muted
}

// badge draws how old the pane's rows are at the right end of r, and returns how
// much of it that took.
func (p *painter) badge(i int, r image.Rectangle) int {
	b := p.v.Panes[i].Badge
	if b.Text == "" {
		return 0
	}
	s := " " + p.t.glyph.badges[b.Kind] + " " + p.ruler.Safe(b.Text) + " "
	w := p.ruler.Width(s)
	if w > r.Dx()*2/3 {
		s, w = " "+p.t.glyph.badges[b.Kind]+" ", 3
	}
	if w > r.Dx()-4 {
		return 0
	}
	at := line(r.Min.Y, r.Max.X-w, r.Max.X)
	p.text(at.Min.X, at.Min.Y, w, s, badgeStyle(b.Kind))
	p.zone(at, Target{Part: PartBadge, Pane: i})
	return w + 1
}

func badgeStyle(k BadgeKind) Style {
	switch k {
	case BadgeLive:
		return Success
	case BadgeAsking:
		return Accent
	case BadgeOffline:
		return Warning
	case BadgeFailed:
		return Danger
	case BadgeAged:
	}
	return Muted
}

// step is one shown segment of a path.
type step struct {
	index     int // of the segment that it leads to
	name      string
	separator string // after it
}

// fitPath shortens a path to room cells. What goes first are the steps after the
// root, in whose place one … stands that leads to the last of them; then the
// root; then the middle of the last name.
func fitPath(r words.Ruler, segments []string, room int) []step {
	if len(segments) == 0 || room <= 0 {
		return nil
	}
	last := len(segments) - 1
	for hidden := range max(last, 1) {
		if steps := pathSteps(r, segments, hidden); stepsWidth(r, steps) <= room {
			return steps
		}
	}
	name := r.Safe(segments[last])
	if last > 0 && room >= 6 {
		return []step{{last - 1, r.Ellipsis(), "/"}, {last, r.TruncateMiddle(name, room-2), ""}}
	}
	return []step{{last, r.TruncateMiddle(name, room), ""}}
}

// pathSteps returns the steps of a path without the hidden ones after its root.
func pathSteps(r words.Ruler, segments []string, hidden int) []step {
	steps := make([]step, 0, len(segments))
	separator := "/"
	if strings.HasSuffix(segments[0], `\`) {
		separator = `\`
	}
	for i, name := range segments {
		s := step{index: i, name: r.Safe(name), separator: separator}
		switch {
		case i == 0 && (strings.HasSuffix(name, "/") || strings.HasSuffix(name, `\`)), i > 0 && i == len(segments)-1:
			s.separator = ""
		case i > 0 && i < hidden:
			continue
		case i > 0 && i == hidden:
			s.name = r.Ellipsis()
		}
		steps = append(steps, s)
	}
	return steps
}

func stepsWidth(r words.Ruler, steps []step) int {
	w := 0
	for _, s := range steps {
		w += r.Width(s.name) + len(s.separator)
	}
	return w
}
