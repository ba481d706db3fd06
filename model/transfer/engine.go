package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// Engine carries plans out. Its methods may be used by many goroutines and, but
// for Run, Wait and Subscription.Next, do not block.
type Engine struct {
	o       Options
	limits  [lanes]int
	events  events
	traffic traffic
	worth   worth
	wake    chan struct{} // holds one token while the queue should be looked at
	making  chan struct{} // held by the one who makes folders
	wg      sync.WaitGroup

	unwritten chan struct{} // holds one token while the journal lacks something
	writing   chan struct{} // held by the one who writes into the journal

	mu         sync.Mutex
	base       context.Context // of Run; nil before
	ended      bool
	jobs       []*job // in the order of the queue
	last       JobID
	use        [lanes]int           // tasks that hold a place
	parked     int                  // tasks that gave theirs away for a while
	lag, pause time.Duration        // listingLag and listingPause; tests have them shorter
	dead       bool                 // for tests: nothing is written down any more, as after a kill
	tap        func()               // for tests: called before and after every write into the journal
	claims     map[model.Path]JobID // targets that a job is sending to
}

// New returns an engine that is idle until [Engine.Run].
func New(o Options) *Engine {
	if o.Uploads <= 0 {
		o.Uploads = DefaultUploads
	}
	if o.Downloads <= 0 {
		o.Downloads = DefaultDownloads
	}
	if o.Lines <= 0 {
		o.Lines = DefaultLines
	}
	if o.Batch <= 0 {
		o.Batch = DefaultBatch
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	e := &Engine{
		o:      o,
		limits: [lanes]int{calls: 1, up: o.Uploads, down: o.Downloads, local: 2},
		wake:   make(chan struct{}, 1),
		lag:    listingLag, pause: listingPause,
		making:    make(chan struct{}, 1),
		unwritten: make(chan struct{}, 1),
		writing:   make(chan struct{}, 1),
		claims:    map[model.Path]JobID{},
	}
	e.traffic.init(o.Lines, o.Limit)
	return e
}

// Run works on the queue until ctx ends and every goroutine of the engine is
// gone. Jobs that are not over stay as they are; part files that a later run can
// go on with stay too. It returns [ErrRunning] when called twice, nil otherwise.
func (e *Engine) Run(ctx context.Context) error {
	e.mu.Lock()
	if e.base != nil {
		e.mu.Unlock()
		return ErrRunning
	}
	ctx = fichier.WithPriority(ctx, fichier.Transfer)
	e.base = ctx
	e.mu.Unlock()
	if e.o.Journal != nil {
		e.aside(func() { e.keep(ctx) })
	}
	for ctx.Err() == nil {
		e.dispatch(ctx)
		select {
		case <-ctx.Done():
		case <-e.wake:
		}
	}
	e.mu.Lock()
	e.ended = true
	for _, j := range e.jobs {
		if !j.state.Final() {
			j.over.set(Result{}, ErrStopped)
		}
	}
	e.mu.Unlock()
	e.wg.Wait()
	e.writeAll(ctx)
	e.events.close()
	return nil
}

// look makes Run look at the queue.
func (e *Engine) look() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// dispatch begins as much as the lanes have room for, in the order of the queue.
func (e *Engine) dispatch(ctx context.Context) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, j := range e.jobs {
		if j.state.Final() {
			continue
		}
		if j.stop == nil && j.state != Paused {
			if j.feed(e.o.Batch) {
				e.look()
			}
			e.fillLanes(ctx, j)
		}
		e.advance(ctx, j)
	}
}

func (e *Engine) fillLanes(ctx context.Context, j *job) {
	for l := range lanes {
		for len(j.spans[l]) > 0 && e.use[l] < e.limits[l] {
			e.start(ctx, j, j.take(l))
		}
	}
}

// start starts a worker on s.
func (e *Engine) start(ctx context.Context, j *job, s span) {
	ctx = j.within(ctx)
	if j.started.IsZero() {
		j.started, j.news.row = time.Now(), true
		e.remind()
	}
	if j.state == Queued {
		j.state = Running
	}
	t := newTask(j, s)
	j.running[t] = struct{}{}
	e.use[s.lane]++
	e.spawn(func() { e.work(ctx, t) }, func(err error) { e.left(t, err) })
}

// within returns the context of the job, which is made at its first step.
func (j *job) within(ctx context.Context) context.Context {
	if j.ctx == nil {
		j.ctx, j.cancel = context.WithCancelCause(ctx)
	}
	return j.ctx
}

// spawn is the only place that starts goroutines. A panic ends the goroutine with
// an error and nothing else; over is called in any case.
func (e *Engine) spawn(work func(), over func(error)) {
	e.wg.Go(func() {
		var err error
		defer func() { over(err) }()
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("%w: %v", model.ErrInternal, p)
				e.o.Log.Error("panic in a transfer", "panic", p, "stack", string(debug.Stack()))
			}
		}()
		work()
	})
}

// aside starts a goroutine that belongs to a task and is waited for by it.
func (e *Engine) aside(work func()) { e.spawn(work, func(error) {}) }

// left takes a task off its lane. Steps of a task that broke down have failed;
// steps without an outcome otherwise stay to be done.
func (e *Engine) left(t *task, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	j := t.job
	delete(j.running, t)
	if t.parked {
		e.parked--
	} else {
		e.use[t.lane]--
	}
	if err != nil {
		for i := range t.settled {
			e.settle(t, i, failed, err)
		}
	}
	if len(j.erase) >= listLength {
		j.add(j.eraseSpan())
	}
	e.remind()
	e.look()
}

// advance leads an idle job to its last steps and then to its end.
func (e *Engine) advance(ctx context.Context, j *job) {
	if len(j.running) > 0 || j.stop == nil && (j.state == Paused || !j.idle()) {
		return
	}
	last, ok := j.lastSpan()
	switch {
	case !ok:
		e.finish(j)
	case e.use[last.lane] < e.limits[last.lane]:
		e.start(ctx, j, last)
	default: // other jobs have the places
		j.last = &last
	}
}

// lastSpan is what is still to be done after all steps of the plan.
func (j *job) lastSpan() (span, bool) {
	switch {
	case j.last != nil && (j.stop == nil || j.last.kind == tidyParts):
		s := *j.last
		j.last = nil
		return s, true
	case j.stop != nil:
		if j.tidied || len(j.parts) == 0 || !errors.Is(j.stop, model.ErrCancelled) {
			return span{}, false
		}
		j.tidied = true
		return span{kind: tidyParts, lane: local}, true
	case len(j.erase) > 0:
		return j.eraseSpan(), true
	case len(j.sweep) > 0:
		s := span{kind: sweepFolders, lane: calls, steps: j.sweep}
		j.sweep = nil
		return s, true
	}
	return span{}, false
}

// eraseSpan takes a list of sources that are copied and may go.
func (j *job) eraseSpan() span {
	n := min(len(j.erase), listLength)
	s := span{kind: eraseSources, lane: calls, steps: j.erase[:n:n]}
	j.erase = j.erase[n:]
	return s
}

// finish ends a job and tells everybody.
func (e *Engine) finish(j *job) {
	j.state, j.ended = Done, time.Now()
	switch {
	case errors.Is(j.stop, model.ErrCancelled):
		j.state = Cancelled
	case j.stop != nil, len(j.failures) > 0:
		j.state = Failed
	}
	if j.cancel != nil {
		j.cancel(nil)
	}
	j.folders = folders{}
	j.news.row = true
	e.remind()
	j.over.set(j.result(), nil)
	e.events.publish(Event{Result: j.over.result})
}
