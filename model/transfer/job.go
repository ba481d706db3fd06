package transfer

import (
	"context"
	"sync/atomic"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
)

// What became of a step.
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
	sum     string
	size    int64
	time    time.Time // of the source
}

// job is a plan on its way. Engine.mu guards what is not atomic.
type job struct {
	id    JobID
	plan  *plan.Plan
	title string
	total int64 // bytes

	state  State
	stop   error // why it ends before its time
	ctx    context.Context
	cancel context.CancelCauseFunc
	gate   gate
	over   *ending

	built   bool // spans are cut; a retry cuts them anew
	steps   []outcome
	spans   [lanes][]span // not yet begun
	running map[*task]struct{}
	sweep   []int32 // source folders to be removed at the end when they are empty
	tidied  bool    // part files were removed after a cancel

	bytes    int64 // of steps that are through
	lost     int64 // of steps that failed
	items    int   // done or skipped
	skipped  int
	failures []Failure        // only ever appended to
	erase    []int32          // copied steps whose sources wait to be removed
	parts    map[int32]string // tags of part files that a retry can go on with
	doubts   map[int32]doubt
	folders  folders
	refused  error // why no further download of the job makes sense

	started, ended time.Time
	wire           atomic.Int64 // bytes that went through, those sent twice included
	meter          meter
}

func newJob(p *plan.Plan) *job {
	j := &job{plan: p, title: title(p)}
	j.steps = make([]outcome, p.Len())
	j.running = map[*task]struct{}{}
	j.parts = map[int32]string{}
	j.doubts = map[int32]doubt{}
	j.over = newEnding()
	for _, s := range p.All() {
		j.total += weight(&s)
	}
	return j
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

// prepare settles what needs no work and cuts the rest into spans.
func (j *job) prepare(batch int64) {
	var open []int32
	for n := range j.plan.Len() {
		i := int32(n) //nolint:gosec // a plan of two billion steps does not fit into memory
		step := j.plan.Step(n)
		s := &step
		switch {
		case j.steps[i] == copied:
			j.erase = append(j.erase, i)
		case j.steps[i] != todo:
		case s.Problem != nil:
			j.fail(i, s.Problem)
		case s.Action == plan.RemoveFolder:
			j.sweep = append(j.sweep, i)
		case s.Action != plan.Leave:
			open = append(open, i)
		case s.Same && j.remains(s):
			j.steps[i] = copied
			j.erase = append(j.erase, i)
		default:
			j.skip(i)
		}
	}
	j.spans = build(j.plan, open, batch)
	j.built = true
}

func (j *job) skip(i int32) {
	j.steps[i] = skipped
	j.items++
	j.skipped++
}

func (j *job) fail(i int32, err error) {
	s := j.plan.Step(int(i))
	if j.steps[i] == copied {
		j.steps[i] = stuck
	} else {
		j.steps[i] = failed
		j.lost += weight(&s)
	}
	j.failures = append(j.failures, Failure{Item: s.Source, Target: s.Target, Err: err})
}

// renew makes what failed or was never begun to be done again.
func (j *job) renew() {
	j.failures, j.stop, j.refused, j.lost = nil, nil, nil, 0
	for i, o := range j.steps {
		switch o {
		case failed:
			j.steps[i] = todo
		case stuck:
			j.steps[i] = copied
		case unproven:
			s := j.plan.Step(i)
			j.failures = append(j.failures, Failure{Item: s.Source, Target: s.Target, Err: model.ErrUnverified})
			j.lost += weight(&s)
		case todo, copied, done, skipped:
		}
	}
	j.state, j.built, j.tidied = Queued, false, false
	j.erase, j.sweep = nil, nil
	j.folders = folders{}
	j.gate.open()
	j.meter.reset()
	j.ctx, j.cancel = nil, nil
	j.started, j.ended = time.Time{}, time.Time{}
	j.over = newEnding()
}

// idle reports whether nothing is under way or waits to be begun.
func (j *job) idle() bool {
	if len(j.running) > 0 {
		return false
	}
	for _, spans := range j.spans {
		if len(spans) > 0 {
			return false
		}
	}
	return true
}

// moving reports whether sources are removed after they were copied.
func (j *job) moving() bool { return j.plan.Request.Op == plan.Move }

func (j *job) result() Result {
	r := Result{
		ID: j.id, Op: j.plan.Request.Op, State: j.state, Title: j.title, From: j.from(), To: j.plan.Request.To,
		Items: j.items, Skipped: j.skipped, Bytes: j.bytes, Failures: j.failures, Err: j.stop,
		Untried: len(j.steps) - j.items - len(j.failures),
	}
	if !j.started.IsZero() {
		r.Took = j.ended.Sub(j.started)
	}
	return r
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
