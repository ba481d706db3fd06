package view

import (
	"image"
	"slices"

	"onefm/ui/words"
)

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
		count := words.Plural(q.Total, "job")
		if shown := min(len(q.Jobs), r.Dy()); shown > 0 && shown < q.Total {
			count = words.Count(q.Top+1) + "–" + words.Count(q.Top+shown) + " of " + count
		}
		for _, told := range []string{words.Join(q.Note, count), count} {
			if p.rightText(head, p.ruler.Safe(" "+told+" "), Muted) {
				break
			}
		}
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

// rightText draws s at the right end of r, when it takes at most two thirds of it.
// It reports whether it did.
func (p *painter) rightText(r image.Rectangle, s string, st Style) bool {
	w := p.ruler.Width(s)
	if w > r.Dx()*2/3 {
		return false
	}
	p.text(r.Max.X-w, r.Min.Y, w, s, st)
	return true
}

// job draws one row of the queue: state, way, title, bar, what there is to say.
func (p *painter) job(j *Job, r image.Rectangle, cursor, lit bool) {
	whole := r
	g := &p.t.glyph
	stateStyle := jobStyle(j.State)
	p.text(r.Min.X, r.Min.Y, r.Dx(), g.jobs[j.State], stateStyle)
	p.text(r.Min.X+2, r.Min.Y, r.Dx()-2, [...]string{Up: g.up, Down: g.down, Across: g.across}[j.Way], Muted)
	r.Min.X = min(r.Min.X+4, r.Max.X)
	share := r.Dx() * 2 / 5
	if r.Dx() >= 100 {
		share = max(r.Dx()/3, 40)
	}
	title := max(min(share, longestTitle), min(r.Dx(), 16))
	p.text(r.Min.X, r.Min.Y, title, p.jobTitle(j, title), Text)
	r.Min.X = min(r.Min.X+title+2, r.Max.X)
	bar := min(r.Dx()/4, 16)
	barred := bar >= 8 && (j.State == JobRunning || j.State == JobPaused)
	if barred {
		r.Min.X += p.bar(line(r.Min.Y, r.Min.X, r.Min.X+bar), j.Done, j.Total) + 2
	}
	p.pieces(r, p.packed(p.jobPieces(j, stateStyle, barred), r.Dx()-1))
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

// jobTitle tells what goes where in at most room cells; where not both have room,
// what.
func (p *painter) jobTitle(j *Job, room int) string {
	what := p.ruler.Safe(j.Title)
	if j.Move {
		what = "move " + what
	}
	to := p.ruler.Safe(" → " + j.To)
	if j.To == "" || room < p.ruler.Width(to)+shortestWhat {
		return p.ruler.TruncateMiddle(what, room)
	}
	return p.ruler.TruncateMiddle(what, room-p.ruler.Width(to)) + to
}

// packed leaves pieces out as fit does, and takes those back that still fit.
func (p *painter) packed(pieces []piece, room int) []piece {
	pieces = slices.DeleteFunc(pieces, func(q piece) bool { return q.text == "" })
	ranks := slices.Clone(pieces)
	slices.SortStableFunc(ranks, func(a, b piece) int { return a.rank - b.rank })
	kept, used := map[int]bool{}, -2
	for _, q := range ranks {
		if w := p.ruler.Width(p.ruler.Safe(q.text)) + 2; used+w <= room {
			kept[q.rank], used = true, used+w
		}
	}
	return slices.DeleteFunc(pieces, func(q piece) bool { return !kept[q.rank] })
}

// jobPieces are what is told of a job behind its bar, where there is one. Each has a
// rank of its own.
func (p *painter) jobPieces(j *Job, st Style, barred bool) []piece {
	items := ""
	if j.Items > 1 {
		items = words.Count(j.ItemsDone) + " of " + words.Plural(j.Items, "item")
	}
	word := func(s string) string { return words.Pad(s, stateWidth) }
	size := words.Ruler{}.PadLeft(words.Size(j.Total), bytesWidth)
	switch j.State {
	case JobRunning:
		return p.runningPieces(j, items, barred)
	case JobPaused:
		percent, _, _ := pace(j.Done, j.Total, 0, Remaining{})
		return []piece{{percent, Strong, 2}, {word("paused"), st, 1}, {bytesOf(j.Done, j.Total), Muted, 4}, {j.Holdup, Muted, 3}, {items, Muted, 5}}
	case JobWaiting:
		return []piece{{word("waiting"), st, 1}, {size, Muted, 3}, {turn(j), Accent, 4}, {j.Holdup, Muted, 2}, {items, Muted, 5}}
	case JobDone:
		return []piece{{word("done"), st, 1}, {size, Muted, 2}, {items, Muted, 3}}
	case JobPartly:
		return []piece{{words.Count(j.Failed) + " failed, the rest is done", st, 1}, {j.Holdup, Muted, 2}}
	case JobFailed:
		return []piece{{word("failed"), st, 1}, {j.Holdup, Muted, 2}}
	case JobCancelled:
	}
	return []piece{{word("cancelled"), st, 1}, {items, Muted, 2}}
}

// runningPieces keep their places from row to row and from moment to moment, so
// that the eye finds each number where it was.
func (p *painter) runningPieces(j *Job, items string, barred bool) []piece {
	percentRank, holdupRank := 1, 2
	if barred { // the bar says about as much
		percentRank, holdupRank = 2, 1
	}
	if j.Speed > 0 { // it moves, only slower than it could
		holdupRank = 7
	}
	percent, speed, eta := pace(j.Done, j.Total, j.Speed, j.Left)
	spark := ""
	if speed != "" {
		eta = padded(eta)
		spark = words.Pad(p.sparkline(j.History, jobSparkCells), jobSparkCells)
	}
	failed := ""
	if j.Failed > 0 {
		failed = words.Count(j.Failed) + " failed"
	}
	return []piece{
		{percent, Strong, percentRank},
		{speed, Text, 5},
		{spark, Accent, 6},
		{eta, Text, 4},
		{j.Holdup, Warning, holdupRank},
		{failed, Danger, 3},
		{bytesOf(j.Done, j.Total), Muted, 9},
		{items, Muted, 8},
		{turn(j), Accent, 10},
		{j.Current, Muted, 11},
	}
}

// turn tells a job's priority, when it has one.
func turn(j *Job) string {
	switch {
	case j.First:
		return "urgent"
	case j.Last:
		return "when others are done"
	}
	return ""
}

const (
	// longestTitle bounds a title on wide screens: what follows stands near it.
	longestTitle = 56
	// shortestWhat is how much of a name must be seen before its target is.
	shortestWhat = 12
	// stateWidth is that of the longest state in words.
	stateWidth = len("cancelled")
	// sparkCells and jobSparkCells are the widths of the sparklines; a cell is what the
	// engine measured in one step.
	sparkCells    = 20
	jobSparkCells = 12
)

// sparkline draws the last of some speeds, the newest at the right end: each against
// the highest of them. It is empty as long as there are none.
func (p *painter) sparkline(history []float64, cells int) string {
	history = history[max(len(history)-cells, 0):]
	if len(history) == 0 {
		return ""
	}
	peak, signs := slices.Max(history), p.t.glyph.spark
	line := []rune(words.Pad("", cells-len(history)))
	for _, speed := range history {
		at := 0
		if peak > 0 && speed > 0 {
			at = min(int(speed/peak*float64(len(signs)-1)+0.5), len(signs)-1)
		}
		line = append(line, signs[at])
	}
	return string(line)
}
