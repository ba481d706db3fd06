package view

import (
	"image"
	"slices"
	"strconv"
	"time"

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
	pieces := stripPieces(s)
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
// still: "100 %", "8.4 GB", "999 kB/s", "59 min left".
const (
	percentWidth = 5
	bytesWidth   = 6
	speedWidth   = 8
	etaWidth     = 11
)

// pace tells percent, speed and time left in constant widths.
func pace(done, total, bytesPerSecond int64, left time.Duration) (percent, speed, eta string) {
	if total > 0 {
		percent = words.Ruler{}.PadLeft(words.Percent(done, total), percentWidth)
	}
	if bytesPerSecond > 0 {
		speed = words.Ruler{}.PadLeft(words.Speed(bytesPerSecond), speedWidth)
		if eta = words.Left(left); eta != "" && len(eta) < etaWidth {
			eta = words.Pad(eta, etaWidth)
		}
	}
	return percent, speed, eta
}

func stripPieces(s *Strip) []piece {
	bytes := words.Size(s.Done)
	if s.Total > 0 {
		bytes = words.Ruler{}.PadLeft(bytes, bytesWidth) + " of " + words.Size(s.Total)
	}
	percent, speed, eta := pace(s.Done, s.Total, s.Speed, s.ETA)
	waiting, failed := "", ""
	if s.Waiting > 0 {
		waiting = "+" + words.Count(s.Waiting) + " waiting"
	}
	if s.Failed > 0 {
		failed = words.Count(s.Failed) + " failed"
	}
	return []piece{
		{percent, Strong, 1},
		{bytes, Muted, 6},
		{speed, Text, 5},
		{eta, Text, 4},
		{s.Holdup, Warning, 3},
		{waiting, Muted, 7},
		{failed, Danger, 2},
	}
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

// queue draws the opened queue.
func (p *painter) queue() {
	if p.l.Queue.Empty() {
		return
	}
	q := &p.v.Queue
	target := Target{Part: PartQueue}
	p.zone(p.l.Queue, target)
	p.fill(p.l.Queue, ' ', Text)
	lit, focus := p.lit(target), q.Focused && p.v.Dialog == nil
	p.frame(p.l.Queue, focus || lit, borderStyle(focus, lit))
	r := p.l.Jobs
	if r != p.l.Queue {
		head := line(p.l.Queue.Min.Y, p.l.Queue.Min.X+2, p.l.Queue.Max.X-2)
		p.text(head.Min.X, head.Min.Y, head.Dx(), " Queue ", Strong)
		p.rightText(head, " "+words.Plural(q.Total, "job")+" ", Muted)
	}
	if len(q.Jobs) == 0 {
		p.text(r.Min.X+1, r.Min.Y, r.Dx()-1, "Nothing to do. Copies wait, run and end here.", Muted)
	}
	for y := range min(len(q.Jobs), r.Dy()) {
		n := q.Top + y
		at := line(r.Min.Y+y, r.Min.X, r.Max.X)
		p.zone(at, Target{Part: PartJob, Row: n})
		p.job(&q.Jobs[y], at, n == q.Cursor, p.lit(Target{Part: PartJob, Row: n}))
	}
}

// rightText draws s at the right end of r, when it takes at most half of it.
func (p *painter) rightText(r image.Rectangle, s string, st Style) {
	if w := p.ruler.Width(s); w <= r.Dx()/2 {
		p.text(r.Max.X-w, r.Min.Y, w, s, st)
	}
}

// job draws one row of the queue: state, way, title, bar, what there is to say.
func (p *painter) job(j *Job, r image.Rectangle, cursor, lit bool) {
	whole := r
	g := &p.t.glyph
	stateStyle := jobStyle(j.State)
	p.text(r.Min.X, r.Min.Y, r.Dx(), g.jobs[j.State], stateStyle)
	p.text(r.Min.X+2, r.Min.Y, r.Dx()-2, [...]string{Up: g.up, Down: g.down, Across: g.across}[j.Way], Muted)
	r.Min.X = min(r.Min.X+4, r.Max.X)
	title := max(r.Dx()*2/5, min(r.Dx(), 16))
	p.text(r.Min.X, r.Min.Y, title, p.ruler.TruncateMiddle(p.ruler.Safe(j.Title), title), Text)
	r.Min.X = min(r.Min.X+title+2, r.Max.X)
	if bar := min(r.Dx()/4, 16); bar >= 8 && (j.State == JobRunning || j.State == JobPaused) {
		r.Min.X += p.bar(line(r.Min.Y, r.Min.X, r.Min.X+bar), j.Done, j.Total) + 2
	}
	p.pieces(r, p.fit(p.jobPieces(j, stateStyle), r.Dx()))
	switch {
	case lit:
		p.restyle(whole, Lit)
	case j.Dragged:
		p.restyle(whole, Dimmed)
	case cursor && p.v.Queue.Focused:
		p.restyle(whole, Cursor)
	case cursor:
		p.restyle(whole, CursorIdle)
	}
}

func jobStyle(s JobState) Style {
	switch s {
	case JobRunning:
		return Accent
	case JobDone:
		return Success
	case JobPartly, JobPaused:
		return Warning
	case JobFailed:
		return Danger
	case JobWaiting, JobCancelled:
	}
	return Muted
}

func (p *painter) jobPieces(j *Job, st Style) []piece {
	items := ""
	if j.Items > 1 {
		items = strconv.Itoa(j.ItemsDone) + " of " + words.Plural(j.Items, "item")
	}
	done, speed, eta := pace(j.Done, j.Total, j.Speed, j.ETA)
	percent := piece{done, Strong, 2}
	switch j.State {
	case JobRunning:
		return []piece{percent, {speed, Text, 4}, {eta, Text, 3}, {j.Holdup, Warning, 1}, {items, Muted, 5}, {j.Current, Muted, 6}}
	case JobPaused:
		return []piece{{"paused", st, 1}, percent, {items, Muted, 3}}
	case JobWaiting:
		return []piece{{"waiting", st, 1}, {j.Holdup, Warning, 2}, {words.Size(j.Total), Muted, 3}}
	case JobDone:
		return []piece{{"done", st, 1}, {words.Size(j.Total), Muted, 2}, {items, Muted, 3}}
	case JobPartly:
		return []piece{{words.Count(j.Failed) + " failed, the rest is done", st, 1}, {j.Holdup, Muted, 2}}
	case JobFailed:
		return []piece{{"failed", st, 1}, {j.Holdup, Muted, 2}}
	case JobCancelled:
	}
	return []piece{{"cancelled", st, 1}}
}
