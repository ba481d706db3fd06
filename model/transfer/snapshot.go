package transfer

import (
	"time"

	"onefm/model"
	"onefm/model/plan"
)

// JobID names a job: with a journal for good and in all processes, without one for
// as long as the engine lives. The first is 1.
type JobID int64

// State is how far a job is.
type State uint8

// The states of a job. Done, Failed and Cancelled are final; [Engine.Retry]
// leads from Failed and Cancelled back to Queued.
const (
	Queued    State = iota // nothing of it was begun yet
	Running                // at work, or waiting for its turn at the service
	Paused                 // held by the person
	Done                   // everything was done or skipped
	Failed                 // over, and something of it failed
	Cancelled              // stopped by the person
)

// Final reports whether the job is over.
func (s State) Final() bool { return s >= Done }

// String returns the word people see.
func (s State) String() string {
	switch s {
	case Queued:
		return "queued"
	case Running:
		return "running"
	case Paused:
		return "paused"
	case Done:
		return "done"
	case Failed:
		return "failed"
	case Cancelled:
		return "cancelled"
	}
	return "unknown"
}

// Failure is one item that could not be carried out. The rest of its job went on.
type Failure struct {
	Item   model.Item
	Target model.Path
	Err    error
	Step   int // for [Engine.RetryItem]
}

// Reason says what keeps a job from moving on.
type Reason uint8

// What can hold up a job.
const (
	Free      Reason = iota // nothing does
	Pacing                  // the service allows the next call at Until
	Flood                   // the service locked us out until Until
	Held                    // the person paused it
	Offline                 // no connection; tried again at Until
	Trouble                 // the service answered with an error; tried again at Until
	Reporting               // the service still processes an upload
	Checking                // the checksum of a file is being computed
	Behind                  // other jobs come first
	Limited                 // the person's own limit, or giving way to their SSH session
	DiskFull                // looked at again at Until
	Writing                 // the disk does not answer
)

// Holdup is what a job waits for.
type Holdup struct {
	Reason Reason
	Until  time.Time // when it goes on by itself; zero when nobody knows
	Detail string    // the service's or the system's own words; hostile text
}

// JobView is one job at one moment. Its size does not depend on the number of
// the job's items.
type JobView struct {
	ID    JobID
	Op    plan.Op
	State State
	// Interrupted: an earlier run was, and the job waits, paused, until somebody says
	// that it may go on.
	Interrupted bool
	Priority    Priority
	Title       string     // name of the first source; hostile text
	Sources     int        // how many sources were selected
	From        model.Path // the folder of the first; for a link of the web the link
	To          model.Path
	Started     time.Time // zero before anything was begun
	Ended       time.Time // zero unless State is final

	Bytes, BytesTotal int64 // through so far, those of unfinished files included
	Items, ItemsTotal int   // done or skipped; folders count too
	Skipped           int   // part of Items
	Failed            int   // not part of Items

	Speed   float64       // bytes a second, smoothed over the last seconds
	Left    time.Duration // expected; 0 when nothing can be said yet
	LeftMin time.Duration // at the best speed of late; 0 when nothing can be said yet
	LeftMax time.Duration // at the worst; 0 when nothing can be said yet
	History []float64     // bytes a second in steps of HistoryStep, oldest first; at most HistoryCells
	Holdup  Holdup
	Current []string // names of the files under way; at most a few; hostile text

	Failures []Failure // the first few of the Failed
	Err      error     // why the whole job stopped early; nil otherwise
}

// Snapshot is the whole queue at one moment, in the order of the queue.
type Snapshot struct {
	Jobs              []JobView
	Bytes, BytesTotal int64 // of the jobs that are not over
	Items, ItemsTotal int
	Speed             float64
	Left              time.Duration
	LeftMin, LeftMax  time.Duration // as in JobView
	History           []float64     // as in JobView, of all jobs together
	Limit             LimitView
	Active            int // jobs that are running
	Waiting           int // jobs that are queued or paused
}

// Busy reports whether a window should go on asking for snapshots.
func (s Snapshot) Busy() bool { return s.Active+s.Waiting > 0 }

// Result is how a job ended.
type Result struct {
	ID       JobID
	Op       plan.Op
	State    State // Done, Failed or Cancelled
	Title    string
	From     model.Path // the folder of the first source; for a link of the web the link
	To       model.Path
	Items    int // done, skipped ones included
	Skipped  int
	Untried  int // never begun, since the job was stopped
	Bytes    int64
	Took     time.Duration
	Failures []Failure // all of them, up to 10,000
	Failed   int       // how many there are
	Err      error     // why the whole job stopped early: a refused key, a cancel; nil otherwise
}

// Event tells that a job is over. Every job that ends gives exactly one, a
// retried job one more.
type Event struct{ Result }
