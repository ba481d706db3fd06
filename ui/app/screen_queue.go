package app

import (
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
		Active: s.Active > 0, Done: s.Bytes, Total: s.BytesTotal, Speed: int64(s.Speed), History: s.History,
		Left:  view.Remaining{Expected: s.Left, Best: s.LeftMin, Worst: s.LeftMax},
		Limit: limitText(s.Limit, m.now), Waiting: s.Waiting, Failed: m.queue.unseen, Standing: m.standing(),
	}
	if !v.Active {
		v.Idle = m.idleText()
		return v
	}
	running := 0
	for _, j := range s.Jobs {
		if j.State != transfer.Running {
			continue
		}
		running++
		v.Title = jobTitle(j)
		if running == 1 || v.Holdup == "" {
			v.Holdup = m.queue.holdup(j)
		}
	}
	if running > 1 {
		v.Title = words.Plural(running, "job")
		if s.Speed > 0 {
			v.Holdup = "" // the others move
		}
	}
	return v
}

// idleText is told while nothing moves: what waits, and the account.
func (m *Model) idleText() string {
	paused, waits, account := 0, "", ""
	for _, j := range m.queue.now.Jobs {
		if j.State == transfer.Paused {
			paused++
		}
	}
	if paused > 0 {
		waits = words.Plural(paused, "job") + " paused"
	}
	if !m.info.AsOf.IsZero() {
		account = words.Account(m.info.Account, m.now)
	}
	if n := m.queue.unseen; n > 0 {
		account = words.Join(words.Count(n)+" failed", account)
	}
	return words.Join(waits, account)
}

func (m *Model) queueValues() view.Queue {
	q := &m.queue
	v := view.Queue{Top: q.top, Total: len(q.now.Jobs), Cursor: q.cursor, Focused: m.focus == onQueue, Note: limitText(q.now.Limit, m.now)}
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
		Title: jobWhat(j), To: j.To.String(), Move: j.Op == plan.Move, State: stateOf(j), Way: wayOf(j),
		First: j.Priority > transfer.Normal, Last: j.Priority < transfer.Normal,
		Done: j.Bytes, Total: j.BytesTotal, ItemsDone: j.Items, Items: j.ItemsTotal,
		Speed: int64(j.Speed), Left: view.Remaining{Expected: j.Left, Best: j.LeftMin, Worst: j.LeftMax}, History: j.History,
		Holdup: m.queue.holdup(j), Failed: j.Failed,
		Dragged: m.hand.does == moving && m.hand.job == j.ID,
	}
	if len(j.Current) > 0 && (j.Sources > 1 || j.Current[0] != j.Title) {
		v.Current = j.Current[0]
	}
	return v
}

// jobWhat says what a job carries.
func jobWhat(j transfer.JobView) string {
	if j.Sources > 1 {
		return words.Plural(j.Sources, "item")
	}
	return j.Title
}

// jobTitle says what a job carries where.
func jobTitle(j transfer.JobView) string {
	verb := "Copy "
	if j.Op == plan.Move {
		verb = "Move "
	}
	return verb + jobWhat(j) + " to " + j.To.String()
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
