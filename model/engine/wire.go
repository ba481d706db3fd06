package engine

import (
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"onefm/model"
	"onefm/model/mishap"
	"onefm/model/transfer"
)

// hello is the first frame in both directions.
type hello struct {
	Onefm   int    `json:"onefm"` // the protocol
	Account string `json:"account"`
	PID     int    `json:"pid,omitempty"`
}

// What a client may ask for.
const (
	doSnapshot = "snapshot"
	doAdopt    = "adopt" // look into the journal
	doWait     = "wait"
	doCancel   = "cancel"
	doPause    = "pause"
	doResume   = "resume"
	doRetry    = "retry"
	doMove     = "move"
	doClear    = "clear"

	doRetryItem = "retry_item"
	doPriority  = "priority"
	doLimit     = "limit"
	doGiveWay   = "give_way" // not answered
	doRetire    = "retire"   // the engine ends: its key is not good any more
)

type request struct {
	ID    uint64         `json:"id"`
	Do    string         `json:"do"`
	Job   transfer.JobID `json:"job,omitempty"`
	Delta int            `json:"delta,omitempty"`
	Step  int            `json:"step,omitempty"`

	Priority transfer.Priority `json:"priority,omitempty"`
	Limit    *transfer.Limit   `json:"limit,omitempty"`
	Trip     time.Duration     `json:"trip,omitempty"`
}

// reply answers the request of its ID; without one it tells of a job that ended.
type reply struct {
	ID       uint64          `json:"id,omitempty"`
	Code     string          `json:"code,omitempty"`  // an error of the queue itself
	Error    json.RawMessage `json:"error,omitempty"` // any other
	Snapshot *wireSnapshot   `json:"snapshot,omitempty"`
	Result   *wireResult     `json:"result,omitempty"`
}

// The words for errors of the queue itself.
const (
	codeNoJob   = "no_job"
	codeStopped = "stopped"
)

// text is a string that may hold any byte; JSON has UTF-8 only.
type text string

func (t text) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return json.Marshal(string(t))
	}
	return json.Marshal([][]byte{[]byte(t)})
}

func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err == nil {
		*t = text(s)
		return nil
	}
	var raw [][]byte
	if err := json.Unmarshal(b, &raw); err != nil || len(raw) != 1 {
		return fmt.Errorf("%w: no text", ErrFrame)
	}
	*t = text(raw[0])
	return nil
}

type wirePath struct {
	Side model.Side `json:"side"`
	Name text       `json:"name"`
}

func pathOut(p model.Path) wirePath { return wirePath{p.Side(), text(p.Name())} }

func (w wirePath) path() model.Path {
	switch {
	case w.Name == "":
		return model.Path{}
	case w.Side == model.Account:
		return model.AccountPath(string(w.Name))
	case w.Side == model.Web:
		return model.WebPath(string(w.Name))
	}
	p, _ := model.LocalPath(string(w.Name))
	return p
}

type wireItem struct {
	Dir  wirePath   `json:"dir"`
	Name text       `json:"name"`
	Kind model.Kind `json:"kind,omitempty"`
	ID   text       `json:"id,omitempty"`
	Size int64      `json:"size"`
}

type wireFailure struct {
	Item   wireItem        `json:"item"`
	Target wirePath        `json:"target"`
	Step   int             `json:"step,omitempty"`
	Err    json.RawMessage `json:"err,omitempty"`
}

func failuresOut(all []transfer.Failure) []wireFailure {
	list := make([]wireFailure, len(all))
	for i, f := range all {
		e := f.Item.Entry
		list[i] = wireFailure{
			Item:   wireItem{Dir: pathOut(f.Item.Dir), Name: text(e.Name), Kind: e.Kind, ID: text(e.ID), Size: e.Size},
			Target: pathOut(f.Target), Step: f.Step, Err: mishap.Encode(f.Err),
		}
	}
	return list
}

func failuresIn(all []wireFailure) []transfer.Failure {
	list := make([]transfer.Failure, len(all))
	for i, f := range all {
		list[i] = transfer.Failure{
			Item: model.Item{Dir: f.Item.Dir.path(), Entry: model.Entry{
				Name: string(f.Item.Name), Kind: f.Item.Kind, ID: string(f.Item.ID), Size: f.Item.Size,
			}},
			Target: f.Target.path(), Step: f.Step, Err: mishap.Decode(f.Err),
		}
	}
	return list
}

// wireJob is a view; its own fields take the place of those that JSON can't say.
type wireJob struct {
	transfer.JobView

	Title    text
	From, To wirePath
	Failures []wireFailure
	Err      json.RawMessage
}

type wireSnapshot struct {
	transfer.Snapshot

	Jobs []wireJob
}

func snapshotOut(s transfer.Snapshot) *wireSnapshot {
	w := &wireSnapshot{Snapshot: s, Jobs: make([]wireJob, len(s.Jobs))}
	for i, j := range s.Jobs {
		w.Jobs[i] = wireJob{
			JobView: j, Title: text(j.Title), From: pathOut(j.From), To: pathOut(j.To),
			Failures: failuresOut(j.Failures), Err: mishap.Encode(j.Err),
		}
	}
	return w
}

func (w *wireSnapshot) snapshot() transfer.Snapshot {
	s := w.Snapshot
	s.Jobs = make([]transfer.JobView, len(w.Jobs))
	for i, j := range w.Jobs {
		v := j.JobView
		v.Title, v.From, v.To = string(j.Title), j.From.path(), j.To.path()
		v.Failures, v.Err = failuresIn(j.Failures), mishap.Decode(j.Err)
		s.Jobs[i] = v
	}
	return s
}

// mostFailures bounds the failures that travel with a result.
const mostFailures = 20_000

type wireResult struct {
	transfer.Result

	Title    text
	From, To wirePath
	Failures []wireFailure
	More     int // failures that did not travel
	Err      json.RawMessage
}

func resultOut(r transfer.Result) *wireResult {
	n := min(len(r.Failures), mostFailures)
	return &wireResult{
		Result: r, Title: text(r.Title), From: pathOut(r.From), To: pathOut(r.To),
		Failures: failuresOut(r.Failures[:n]), More: len(r.Failures) - n, Err: mishap.Encode(r.Err),
	}
}

func (w *wireResult) result() transfer.Result {
	r := w.Result
	r.Title, r.From, r.To = string(w.Title), w.From.path(), w.To.path()
	r.Failures, r.Err = failuresIn(w.Failures), mishap.Decode(w.Err)
	if w.More > 0 {
		r.Failures = append(r.Failures, transfer.Failure{Err: fmt.Errorf("%d more failures are not listed", w.More)})
	}
	return r
}
