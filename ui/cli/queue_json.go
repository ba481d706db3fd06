package cli

import (
	"time"

	"onefm/model/plan"
	"onefm/model/transfer"
)

// Job is a job of the queue: queue, and cp or mv with --detach.
type Job struct {
	ID      int64      `json:"job"`
	State   string     `json:"state"` // queued, running, paused, done, failed or cancelled; left: nobody works on it
	Op      string     `json:"op"`    // copy or move
	Title   string     `json:"title"` // name of the first source
	Sources int        `json:"sources"`
	From    string     `json:"from"`
	To      string     `json:"to"`
	Bytes   int64      `json:"bytes"`
	Total   int64      `json:"bytes_total"`
	Items   int        `json:"items"`
	Of      int        `json:"items_total"`
	Skipped int        `json:"skipped"`
	Failed  int        `json:"failed"`
	Speed   float64    `json:"speed"`        // bytes a second
	Left    float64    `json:"seconds_left"` // 0 when nobody knows
	Holdup  string     `json:"holdup"`       // pacing, flood, paused, offline, trouble, reporting, checking, behind, …; empty: nothing
	Until   *time.Time `json:"holdup_until"`
	Errors  []Failure  `json:"failures"` // the first few
	Error   *Failure   `json:"error,omitempty"`
	Live    bool       `json:"live"` // some process works on the queue
}

func newJob(j transfer.JobView, live bool, now time.Time) Job {
	o := Job{
		ID: int64(j.ID), State: jobState(row{j, live}), Op: opWord(j.Op), Title: j.Title, Sources: j.Sources,
		From: j.From.String(), To: j.To.String(), Bytes: j.Bytes, Total: j.BytesTotal, Items: j.Items, Of: j.ItemsTotal,
		Skipped: j.Skipped, Failed: j.Failed, Speed: j.Speed, Left: j.Left.Seconds(), Errors: []Failure{}, Live: live,
	}
	if live {
		o.Holdup, o.Until = holdupWord(j.Holdup.Reason), moment(j.Holdup.Until)
	}
	for _, f := range j.Failures {
		from := f.Item.Path()
		o.Errors = append(o.Errors, newFailure(f.Err, stepVerb(j.Op, from, f.Target), from.String(), now))
	}
	if j.Err != nil {
		f := newFailure(j.Err, opWord(j.Op), "", now)
		o.Error = &f
	}
	return o
}

// newEnd is a job that is over.
func newEnd(res transfer.Result, now time.Time) Job {
	v := transfer.JobView{
		ID: res.ID, Op: res.Op, State: res.State, Title: res.Title, From: res.From, To: res.To, Bytes: res.Bytes, BytesTotal: res.Bytes,
		Items: res.Items, ItemsTotal: res.Items + res.Untried + len(res.Failures), Skipped: res.Skipped, Failed: len(res.Failures),
		Failures: res.Failures, Err: res.Err,
	}
	return newJob(v, true, now)
}

func opWord(op plan.Op) string {
	if op == plan.Move {
		return "move"
	}
	return "copy"
}

func holdupWord(r transfer.Reason) string {
	switch r {
	case transfer.Free:
		return ""
	case transfer.Pacing:
		return "pacing"
	case transfer.Flood:
		return "flood"
	case transfer.Held:
		return "paused"
	case transfer.Offline:
		return "offline"
	case transfer.Trouble:
		return "trouble"
	case transfer.Reporting:
		return "reporting"
	case transfer.Checking:
		return "checking"
	case transfer.Behind:
		return "behind"
	case transfer.Limited:
		return "limit"
	case transfer.DiskFull:
		return "disk_full"
	case transfer.Writing:
		return "writing"
	}
	return "other"
}
