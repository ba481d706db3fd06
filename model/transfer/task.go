package transfer

import (
	"sync/atomic"

	"onefm/model"
	"onefm/model/plan"
)

// lane is a kind of work with a bound of its own on how much goes on at once.
type lane uint8

const (
	calls lane = iota // changes in the account that move no bytes here
	up
	down
	local // changes on the disk
	lanes
)

// kind is what a span of steps needs.
type kind uint8

const (
	makeFolders kind = iota
	uploadBatch
	downloadFile
	copyInAccount
	copyOnDisk
	moveInTree
	fetchRemote
	eraseSources // the verified downloads of a move
	sweepFolders // the emptied source folders of a move
	tidyParts    // the part files of a job that will not go on
)

// span is work that one worker does at a stretch: steps of one kind that go to
// one folder.
type span struct {
	kind  kind
	lane  lane
	steps []int32 // indices into the plan
}

// task is a span at work. Its counters are read by snapshots while the worker
// writes them.
type task struct {
	span

	job     *job
	plan    []plan.Step            // copies of steps
	parked  bool                   // guarded by Engine.mu: gave its place in the lane away
	settled []bool                 // guarded by Engine.mu: which of steps have an outcome
	bytes   atomic.Int64           // through, of steps without an outcome
	current atomic.Pointer[string] // name of the file under way
	hold    atomic.Pointer[Holdup]
	writing atomic.Int64 // when the write under way began, in Unix nanoseconds; 0: none is
}

// newTask loads the steps of a span.
func newTask(j *job, s span) *task {
	t := &task{span: s, job: j, settled: make([]bool, len(s.steps)), plan: make([]plan.Step, len(s.steps))}
	for i, at := range s.steps {
		t.plan[i] = j.plan.Step(int(at))
	}
	return t
}

func (t *task) step(i int) *plan.Step { return &t.plan[i] }

// at says which file is under way.
func (t *task) at(name string) { t.current.Store(&name) }

// wait says what the task waits for; a zero Holdup that it goes on.
func (t *task) wait(h Holdup) {
	if h.Reason == Free {
		t.hold.Store(nil)
		return
	}
	t.hold.Store(&h)
}

// calling says that a call to the service is under way or waits for its turn.
func (t *task) calling() { t.wait(Holdup{Reason: Pacing}) }

// moved counts bytes that went through the line or the disk.
func (t *task) moved(n int64) {
	t.bytes.Add(n)
	t.job.wire.Add(n)
}

// folder is the target folder of the task's steps.
func (t *task) folder() model.Path { return t.step(0).Target.Parent() }
