package transfer

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
)

// What became of a step. The numbers are written down in the journal.
type outcome uint8

const (
	todo   outcome = iota
	copied         // through and verified; what it replaces or moves is still there
	done
	skipped
	failed
	stuck    // copied, but the rest failed; a failure to people
	unproven // copied, but that can't be proved; a failure that a retry leaves alone
)

// ending is one end of a job: a retried job has several.
type ending struct {
	done   chan struct{} // closed when the rest is set
	result Result
	err    error
}

func newEnding() *ending { return &ending{done: make(chan struct{})} }

func (e *ending) set(r Result, err error) {
	e.result, e.err = r, err
	close(e.done)
}

// doubt is an upload of which nobody knows yet whether it arrived, or, without a
// receipt, a server-side copy of which nobody knows whether it was made.
type doubt struct {
	receipt fichier.Receipt
	sum     string // empty when nobody has read all bytes that were sent
	size    int64
	time    time.Time // of the source
	at      time.Time // when it was begun
}

// failure is a step that failed.
type failure struct {
	step int32
	err  error
}

// job is a plan on its way. Engine.mu guards what is not atomic.
type job struct {
	id       JobID
	plan     *plan.Plan
	title    string
	sources  int
	total    int64 // bytes
	priority Priority
	place    float64 // order among all jobs, as the journal has it

	state  State
	left   bool  // an earlier run was interrupted, and nobody has said that it may go on
	stop   error // why it ends before its time
	ctx    context.Context
	cancel context.CancelCauseFunc
	gate   gate
	over   *ending

	again   bool // an earlier run may have done what has no outcome
	steps   []outcome
	scan    scan          // where more spans come from
	spans   [lanes][]span // not yet begun
	waiting int           // steps of spans
	running map[*task]struct{}
	sweep   []int32 // source folders to be removed at the end when they are empty
	last    *span   // the next of the last ones, for which there was no place yet
	tidied  bool    // part files were removed after a cancel

	bytes    int64 // of steps that are through
	lost     int64 // of steps that failed
	items    int   // done or skipped
	skipped  int
	failures []failure        // only ever appended to
	shown    []Failure        // the first of them
	erase    []int32          // copied steps whose sources wait to be removed
	parts    map[int32]string // tags of part files that a retry can go on with
	doubts   map[int32]doubt
	folders  folders
	refused  error // why no further download of the job makes sense
	news     news  // what the journal does not know yet

	started, ended time.Time
	wire           atomic.Int64 // bytes that went through, those sent twice included
	meter          meter
}

// newJob returns the job of a plan of which nothing was begun.
func newJob(p *plan.Plan) *job {
	j := emptyJob(p)
	j.title, j.sources = title(p), len(p.Request.Sources)
	j.total = total(p)
	return j
}

func emptyJob(p *plan.Plan) *job {
	return &job{
		plan: p, steps: make([]outcome, p.Len()), running: map[*task]struct{}{},
		parts: map[int32]string{}, doubts: map[int32]doubt{}, over: newEnding(),
	}
}

// total is the weight of all steps of a plan.
func total(p *plan.Plan) (n int64) {
	for _, s := range p.All() {
		n += weight(&s)
	}
	return n
}

func title(p *plan.Plan) string {
	if len(p.Request.Sources) == 0 {
		return ""
	}
	it := p.Request.Sources[0]
	if it.Entry.Name != "" {
		return it.Entry.Name
	}
	return it.Path().Base()
}

func (j *job) from() model.Path {
	if len(j.plan.Request.Sources) == 0 {
		return model.Path{}
	}
	return j.plan.Request.Sources[0].Dir
}

// weight is how many bytes of progress a step stands for: those that pass through
// this machine.
func weight(s *plan.Step) int64 {
	switch s.Action {
	case plan.Upload, plan.Download:
		return max(s.Source.Entry.Size, 0)
	case plan.DiskCopy:
		if s.Source.Entry.Kind != model.Symlink { // copied as a link
			return max(s.Source.Entry.Size, 0)
		}
	case plan.Mkdir, plan.ServerCopy, plan.MoveOnly, plan.RemoteUpload, plan.RemoveFolder, plan.Leave:
	}
	return 0
}

// set gives a step its outcome.
func (j *job) set(i int32, o outcome) {
	j.steps[i] = o
	j.news.outcome(i)
}

func (j *job) skip(i int32) {
	j.set(i, skipped)
	j.items++
	j.skipped++
}

// fail notes that step i, which is s, failed. A doubt about it stays only when err
// says so.
func (j *job) fail(i int32, s *plan.Step, err error) {
	if j.steps[i] == copied {
		j.set(i, stuck)
	} else {
		j.set(i, failed)
		j.lost += weight(s)
	}
	if !errors.Is(err, fichier.ErrInDoubt) {
		j.undoubt(i)
	}
	j.failures = append(j.failures, failure{i, err})
	j.news.failure(i, err)
	j.show(s, err)
}

// show keeps the first failures as people see them.
func (j *job) show(s *plan.Step, err error) {
	if len(j.shown) < viewFailures {
		at := j.failures[len(j.failures)-1].step
		j.shown = append(j.shown, Failure{Item: s.Source, Target: s.Target, Err: err, Step: int(at)})
	}
}

// renew makes what failed or was never begun to be done again. With some only those
// steps are: other failures stay what they are.
func (j *job) renew(some map[int32]bool) {
	old := j.failures
	j.failures, j.shown, j.stop, j.refused, j.lost = nil, nil, nil, nil, 0
	for _, f := range old {
		o := j.steps[f.step]
		switch chosen := some == nil || some[f.step]; {
		case chosen && o == failed:
			j.set(f.step, todo)
			j.news.mend(f.step)
		case chosen && o == stuck:
			j.set(f.step, copied)
			j.news.mend(f.step)
		default: // what is unproven stays so
			s := j.plan.Step(int(f.step))
			if o != stuck {
				j.lost += weight(&s)
			}
			j.failures = append(j.failures, f)
			j.show(&s, f.err)
		}
	}
	j.restart(Queued)
	j.started, j.ended = time.Time{}, time.Time{}
	j.over = newEnding()
}

// restart makes the steps be looked through anew.
func (j *job) restart(s State) {
	j.state, j.scan, j.tidied, j.left, j.again = s, scan{}, false, false, true
	j.spans, j.waiting, j.last = [lanes][]span{}, 0, nil
	j.erase, j.sweep = nil, nil
	j.folders = folders{}
	j.gate.open()
	j.meter.reset()
	j.ctx, j.cancel = nil, nil
	j.news.row = true
}

// idle reports whether nothing is under way or waits to be begun.
func (j *job) idle() bool {
	return len(j.running) == 0 && j.waiting == 0 && j.scan.over
}

// moving reports whether sources are removed after they were copied.
func (j *job) moving() bool { return j.plan.Request.Op == plan.Move }

func (j *job) result() Result {
	r := Result{
		ID: j.id, Op: j.plan.Request.Op, State: j.state, Title: j.title, From: j.from(), To: j.plan.Request.To,
		Items: j.items, Skipped: j.skipped, Bytes: j.bytes, Failures: j.told(), Failed: len(j.failures), Err: j.stop,
		Untried: len(j.steps) - j.items - len(j.failures),
	}
	if !j.started.IsZero() {
		r.Took = j.ended.Sub(j.started)
	}
	return r
}

// mostFailures bounds how many failures a result tells one by one.
const mostFailures = 10_000

// told returns the failures as people see them.
func (j *job) told() []Failure {
	if len(j.failures) == len(j.shown) {
		return j.shown
	}
	all := make([]Failure, 0, min(len(j.failures), mostFailures))
	for _, f := range j.failures[:cap(all)] {
		s := j.plan.Step(int(f.step))
		all = append(all, Failure{Item: s.Source, Target: s.Target, Err: f.err, Step: int(f.step)})
	}
	return all
}

// remains reports whether something is to be removed once the step is copied: the
// source of a move, or what the copy replaces.
func (j *job) remains(s *plan.Step) bool { return j.givesUp(s) || len(replaced(s)) > 0 }

// givesUp reports whether the source of the step is removed once it is copied.
func (j *job) givesUp(s *plan.Step) bool {
	return j.moving() && s.Action != plan.MoveOnly && s.Source.Dir.Side() != model.Web
}

// replaced lists the entries of the account that a step does away with once it is
// copied. On the disk the new file takes the place of the old one at once.
func replaced(s *plan.Step) []model.Item {
	if s.Same || !overwrites(s) || s.Target.Side() != model.Account {
		return nil
	}
	items := make([]model.Item, 0, len(s.Conflict.Existing))
	for _, old := range s.Conflict.Existing {
		if old.ID != s.Source.Entry.ID || s.Action != plan.MoveOnly {
			items = append(items, model.Item{Dir: s.Target.Parent(), Entry: old})
		}
	}
	return items
}

// overwrites reports whether a step takes the place of what is there.
func overwrites(s *plan.Step) bool {
	return s.Conflict != nil && (s.Conflict.Choice == plan.Replace || s.Conflict.Choice == plan.Newer)
}
