package view

import (
	"image"
	"slices"

	"onefm/ui/words"
)

// The widths in cells between which a progress bar is drawn.
const (
	shortestBar = 10
	longestBar  = 40
)

// strip draws the one line about transfers.
func (p *painter) strip() {
	r := p.l.Strip
	if r.Empty() {
		return
	}
	target := Target{Part: PartStrip}
	p.zone(r, target)
	if p.lit(target) {
		p.fill(r, ' ', Lit)
		p.text(r.Min.X+1, r.Min.Y, r.Dx()-1, "Drop here to put it into the queue", Lit)
		return
	}
	r.Min.X++
	s := &p.v.Strip
	r.Max.X -= p.standing(r)
	if !s.Active {
		p.text(r.Min.X, r.Min.Y, r.Dx(), p.ruler.Truncate(p.ruler.Safe(s.Idle), r.Dx()), Muted)
		return
	}
	p.activeStrip(s, r)
}

// piece is a part of a line that is left out when there is no room for it.
type piece struct {
	text  string
	style Style
	rank  int // 1 stays longest
}

func (p *painter) activeStrip(s *Strip, r image.Rectangle) {
	title := p.ruler.Truncate(p.ruler.Safe(s.Title), r.Dx()/3)
	r.Min.X += p.text(r.Min.X, r.Min.Y, r.Dx(), title, Strong) + 2
	pieces := p.stripPieces(s)
	if s.Total <= 0 || r.Dx() < shortestBar+7 { // a number says more than a stump
		p.pieces(r, p.fit(pieces, r.Dx()))
		return
	}
	pieces = p.fit(pieces, r.Dx()-shortestBar-2)
	bar := min(r.Dx()-p.width(pieces)-2, longestBar)
	r.Min.X += p.bar(line(r.Min.Y, r.Min.X, r.Min.X+bar), s.Done, s.Total) + 2
	p.pieces(r, pieces)
}

// Numbers that change all the time keep their width, so that the line stands
// still: "100 %", "8.4 GB", "999 kB/s", "10–15 min left";
// a longer time left moves what follows it.
const (
	percentWidth = 5
	bytesWidth   = 6
	speedWidth   = 8
	leftWidth    = 13
)

// pace tells percent, speed and time left in constant widths.
func pace(done, total, bytesPerSecond int64, left Remaining) (percent, speed, eta string) {
	if total > 0 {
		percent = words.Ruler{}.PadLeft(words.Percent(done, total), percentWidth)
	}
	if bytesPerSecond > 0 {
		speed = words.Ruler{}.PadLeft(words.Speed(bytesPerSecond), speedWidth)
		if eta = words.LeftBetween(left.Expected, left.Best, left.Worst); eta != "" {
			eta = padded(eta)
		}
	}
	return percent, speed, eta
}

// padded fills a time left up to its usual width.
func padded(eta string) string { return words.Pad(eta, max(leftWidth, words.Width(eta))) }

func (p *painter) stripPieces(s *Strip) []piece {
	percent, speed, eta := pace(s.Done, s.Total, s.Speed, s.Left)
	waiting, failed := "", ""
	if s.Waiting > 0 {
		waiting = "+" + words.Count(s.Waiting) + " waiting"
	}
	if s.Failed > 0 {
		failed = words.Count(s.Failed) + " failed"
	}
	return []piece{
		{percent, Strong, 1},
		{bytesOf(s.Done, s.Total), Muted, 6},
		{speed, Text, 5},
		{p.sparkline(s.History, sparkCells), Accent, 9},
		{eta, Text, 4},
		{s.Holdup, Warning, 3},
		{s.Limit, Muted, 8},
		{waiting, Muted, 7},
		{failed, Danger, 2},
	}
}

// bytesOf tells how many bytes of how many are through, in a constant width.
func bytesOf(done, total int64) string {
	if total <= 0 {
		return words.Size(done)
	}
	return words.Ruler{}.PadLeft(words.Size(done), bytesWidth) + " of " + words.Size(total)
}

// fit leaves out the pieces of the highest rank until the rest takes at most
// room cells, two between each.
func (p *painter) fit(pieces []piece, room int) []piece {
	pieces = slices.DeleteFunc(pieces, func(q piece) bool { return q.text == "" })
	for p.width(pieces) > room && len(pieces) > 0 {
		worst := 0
		for i := range pieces {
			if pieces[i].rank > pieces[worst].rank {
				worst = i
			}
		}
		pieces = slices.Delete(pieces, worst, worst+1)
	}
	return pieces
}

func (p *painter) width(pieces []piece) int {
	w := 0
	for i := range pieces {
		w += p.ruler.Width(p.ruler.Safe(pieces[i].text)) + 2
	}
	return max(w-2, 0)
}

func (p *painter) pieces(r image.Rectangle, pieces []piece) {
	for i := range pieces {
		r.Min.X += p.text(r.Min.X, r.Min.Y, r.Dx(), pieces[i].text, pieces[i].style) + 2
		r.Min.X = min(r.Min.X, r.Max.X)
	}
}

// bar draws a progress bar all over r and returns its width. It is full only
// when all is done, and not empty once anything is.
func (p *painter) bar(r image.Rectangle, done, total int64) int {
	w := r.Dx()
	if w <= 0 {
		return 0
	}
	n := 0
	if total > 0 && done > 0 {
		n = max(int(float64(done)/float64(total)*float64(w)), 1)
		if done < total {
			n = min(n, w-1)
		}
	}
	n = min(n, w)
	p.fill(line(r.Min.Y, r.Min.X, r.Min.X+n), p.t.glyph.full, Progress)
	p.fill(line(r.Min.Y, r.Min.X+n, r.Max.X), p.t.glyph.empty, Remainder)
	return w
}
