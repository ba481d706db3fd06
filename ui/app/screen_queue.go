package app

import (
	"time"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/transfer"
	"onefm/ui/view"
	"onefm/ui/words"
)

// strip is the one line about transfers.
func (m *Model) strip() view.Strip {
	s := m.queue.now
	v := view.Strip{
		Active: s.Active > 0, Done: s.Bytes, Total: s.BytesTotal, Speed: int64(s.Speed), ETA: s.Left,
		Waiting: s.Waiting, Failed: m.queue.unseen, Standing: m.standing(),
	}
	if !v.Active {
		if !m.info.AsOf.IsZero() {
			v.Idle = words.Account(m.info.Account, m.now)
		}
		return v
	}
	running := 0
	for _, j := range s.Jobs {
		if j.State != transfer.Running {
			continue
		}
		running++
		v.Title = jobTitle(j)
		if v.Holdup == "" {
			v.Holdup = holdupText(j.Holdup, m.now)
		}
	}
	if running > 1 {
		v.Title = words.Plural(running, "job")
		v.Holdup = ""
	}
	return v
}

func (m *Model) queueValues() view.Queue {
	q := &m.queue
	v := view.Queue{Top: q.top, Total: len(q.now.Jobs), Cursor: q.cursor, Focused: m.focus == onQueue}
	if !q.open {
		return v
	}
	for _, j := range q.now.Jobs[min(q.top, len(q.now.Jobs)):min(q.top+q.height, len(q.now.Jobs))] {
		v.Jobs = append(v.Jobs, m.jobValues(j))
	}
	return v
}

func (m *Model) jobValues(j transfer.JobView) view.Job {
	v := view.Job{
		Title: jobTitle(j), State: stateOf(j), Way: wayOf(j),
		Done: j.Bytes, Total: j.BytesTotal, ItemsDone: j.Items, Items: j.ItemsTotal,
		Speed: int64(j.Speed), ETA: j.Left, Holdup: holdupText(j.Holdup, m.now), Failed: j.Failed,
		Dragged: m.hand.does == moving && m.hand.job == j.ID,
	}
	if len(j.Current) > 0 {
		v.Current = j.Current[0]
	}
	return v
}

// jobTitle says what a job carries where.
func jobTitle(j transfer.JobView) string {
	what := j.Title
	if j.Sources > 1 {
		what = words.Plural(j.Sources, "item")
	}
	verb := "Copy "
	if j.Op == plan.Move {
		verb = "Move "
	}
	return verb + what + " to " + j.To.String()
}

func stateOf(j transfer.JobView) view.JobState {
	switch j.State {
	case transfer.Queued:
		return view.JobWaiting
	case transfer.Running:
		return view.JobRunning
	case transfer.Paused:
		return view.JobPaused
	case transfer.Done:
		return view.JobDone
	case transfer.Cancelled:
		return view.JobCancelled
	case transfer.Failed:
		if j.Items > 0 {
			return view.JobPartly
		}
	}
	return view.JobFailed
}

// wayOf is the direction of a job. A job whose bytes stay on one side goes across.
func wayOf(j transfer.JobView) view.Way {
	if j.To.Side() == model.Account {
		return view.Up
	}
	return view.Down
}

// holdupText says what a job waits for.
func holdupText(h transfer.Holdup, now time.Time) string {
	until := ""
	if d := h.Until.Sub(now); !h.Until.IsZero() && d > 0 {
		until = " " + words.Duration(d)
	}
	switch h.Reason {
	case transfer.Pacing:
		return "1fichier allows the next call in" + orSoon(until)
	case transfer.Flood:
		return "1fichier asks to wait" + orSoon(until)
	case transfer.Held:
		return "paused"
	case transfer.Offline:
		return "no connection, trying again in" + orSoon(until)
	case transfer.Trouble:
		return words.Safe(h.Detail) + ", trying again in" + orSoon(until)
	case transfer.Reporting:
		return "1fichier is still processing the upload"
	case transfer.Checking:
		return "checking"
	case transfer.Behind:
		return "behind others"
	case transfer.Limited:
		return "held back by your limit"
	case transfer.DiskFull:
		return "the disk is full: " + words.Safe(h.Detail)
	case transfer.Writing:
		return "the disk does not answer"
	case transfer.Free:
	}
	return ""
}

func orSoon(until string) string {
	if until == "" {
		return " a moment"
	}
	return until
}
