package view

import (
	"image"
	"strconv"
)

// keyBar draws the keys that matter now, as many as fit.
func (p *painter) keyBar() {
	r := p.l.Keys
	if r.Empty() || p.l.Notice == r && p.v.Notice.What != "" {
		return
	}
	r.Min.X++
	p.keys(r, p.v.Keys, Target{Part: PartKey})
}

// keys draws a row of keys with labels. What does not fit as a whole is left out,
// with all that follows. The first key is first, the next ones count on.
func (p *painter) keys(r image.Rectangle, keys []Key, first Target) {
	for i, k := range keys {
		w := p.keyWidth(k)
		if w > r.Dx() {
			break
		}
		p.zone(line(r.Min.Y, r.Min.X, r.Min.X+w), Target{Part: first.Part, Index: first.Index + i})
		p.key(r.Min.X, r.Min.Y, k, Shortcut, Text)
		r.Min.X = min(r.Min.X+w+2, r.Max.X)
	}
}

func (p *painter) key(x, y int, k Key, press, label Style) {
	if k.Off {
		press, label = Dimmed, Dimmed
	}
	n := p.text(x, y, p.Max.X-x, k.Press, press)
	if k.Label != "" {
		if n > 0 {
			n += p.text(x+n, y, 1, " ", label)
		}
		p.text(x+n, y, p.Max.X-x-n, k.Label, label)
	}
}

func (p *painter) keyWidth(k Key) int {
	w := p.ruler.Width(p.ruler.Safe(k.Press)) + p.ruler.Width(p.ruler.Safe(k.Label))
	if k.Press != "" && k.Label != "" {
		w++
	}
	return w
}

// notice draws what happened and what to do. The chips stay longest, then what
// happened.
func (p *painter) notice() {
	n, r := &p.v.Notice, p.l.Notice
	if n.What == "" || r.Empty() {
		return
	}
	p.fill(r, ' ', Text)
	p.zone(r, Target{Part: PartNotice})
	st := noticeStyle(n.Kind)
	r.Min.X = min(r.Min.X+1, r.Max.X-1)
	r.Min.X += p.text(r.Min.X, r.Min.Y, r.Dx(), p.t.glyph.notices[n.Kind]+" ", st)
	chips := 0
	for _, k := range n.Keys {
		chips += p.keyWidth(k) + 4
	}
	if chips > r.Dx()-4 {
		chips = 0
	}
	more := ""
	if n.More > 0 {
		more = "  +" + strconv.Itoa(n.More)
	}
	room := max(r.Dx()-chips-len(more), 0)
	what, do := p.ruler.Safe(n.What), p.ruler.Safe(n.Do)
	used := p.text(r.Min.X, r.Min.Y, room, p.ruler.Truncate(what, room), noticeText(n.Kind))
	if do != "" && room-used > 8 {
		used += p.text(r.Min.X+used, r.Min.Y, room-used, p.ruler.Truncate(" "+do, room-used), Muted)
	}
	used += p.text(r.Min.X+used, r.Min.Y, len(more), more, Muted)
	r.Min.X += used
	if chips > 0 {
		p.chips(r, n.Keys)
	}
}

// chips draws keys in brackets.
func (p *painter) chips(r image.Rectangle, keys []Key) {
	for i, k := range keys {
		w := p.keyWidth(k) + 2
		r.Min.X += 2
		p.zone(line(r.Min.Y, r.Min.X, r.Min.X+w), Target{Part: PartNoticeKey, Index: i})
		p.text(r.Min.X, r.Min.Y, 1, "[", Muted)
		p.key(r.Min.X+1, r.Min.Y, k, Shortcut, Text)
		p.text(r.Min.X+w-1, r.Min.Y, 1, "]", Muted)
		r.Min.X += w
	}
}

func noticeStyle(k NoticeKind) Style {
	switch k {
	case Good:
		return Success
	case Warn:
		return Warning
	case Bad:
		return Danger
	case Info:
	}
	return Accent
}

// noticeText is the style of the sentence; only failures colour it.
func noticeText(k NoticeKind) Style {
	if k == Bad {
		return Danger
	}
	return Text
}

// whichKey draws what may follow a prefix, over the lowest lines of the panes.
func (p *painter) whichKey() {
	w := p.v.Which
	if w == nil || len(w.Keys) == 0 || p.l.Main.Empty() {
		return
	}
	widest := 0
	for _, k := range w.Keys {
		widest = max(widest, p.keyWidth(k))
	}
	screen := p.Rectangle
	inner := max(screen.Dx()-4, 1)
	perRow := max((inner+3)/(widest+3), 1)
	rows := (len(w.Keys) + perRow - 1) / perRow
	bottom := screen.Max.Y
	if !p.l.Keys.Empty() {
		bottom = p.l.Keys.Min.Y
	}
	box := image.Rect(0, max(bottom-rows-2, 0), screen.Max.X, bottom)
	p.fill(box, ' ', Text)
	p.frame(box, false, BorderFocus)
	p.text(box.Min.X+2, box.Min.Y, box.Dx()-4, " "+w.Prefix+" ", Strong)
	rows = max(min(rows, box.Dy()-2), 0)
	for i, k := range w.Keys {
		if rows == 0 || i/rows >= perRow {
			break
		}
		at := image.Pt(box.Min.X+2+i/rows*(widest+3), box.Min.Y+1+i%rows)
		p.zone(line(at.Y, at.X, at.X+p.keyWidth(k)), Target{Part: PartWhichKey, Index: i})
		p.key(at.X, at.Y, k, Shortcut, Text)
	}
}
