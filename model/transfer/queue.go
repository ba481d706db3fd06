package transfer

import (
	"context"
	"slices"

	"onefm/model"
	"onefm/model/plan"
)

// Submit puts a plan at the end of the queue. The plan belongs to the engine from
// then on. Conflicts must be resolved; steps with a problem become failures of the
// job.
func (e *Engine) Submit(p *plan.Plan) (JobID, error) {
	if !p.Ready() {
		return 0, model.ErrUnresolved
	}
	return e.enqueue(p)
}

// enqueue looks at the first steps before it takes the lock: a plan may be long, and
// nobody should wait for it. With a journal the job is on the disk first.
func (e *Engine) enqueue(p *plan.Plan) (JobID, error) {
	if e.o.Journal != nil {
		ctx := context.Background()
		id, err := Record(ctx, e.o.Journal, p, Normal)
		if err == nil {
			err = e.Adopt(ctx, id)
		}
		return id, err
	}
	j := newJob(p)
	j.feed(e.o.Batch)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended {
		return 0, ErrStopped
	}
	e.last++
	j.id = e.last
	e.enlist(j)
	e.look()
	return j.id, nil
}

// Cancel stops a job. What was done stays done, what was under way leaves no part
// file, and nothing that existed before is removed. The job is over when Wait
// returns.
func (e *Engine) Cancel(id JobID) error {
	var idle *job
	err := e.steer(id, func(j *job) error {
		if j.state.Final() || j.stop != nil {
			return ErrNoJob
		}
		e.stopJob(j, model.ErrCancelled)
		if e.base == nil { // nothing is under way
			e.finish(j)
			idle = j
		}
		return nil
	})
	if idle != nil {
		e.tidy(context.Background(), idle)
	}
	return err
}

// Pause holds a job where it is: streams stop, connections stay as long as the
// service lets them, and other jobs get the job's places.
func (e *Engine) Pause(id JobID) error {
	return e.steer(id, func(j *job) error {
		if j.state != Queued && j.state != Running || j.stop != nil {
			return ErrNoJob
		}
		j.state, j.news.row = Paused, true
		j.gate.close()
		for t := range j.running {
			e.park(t)
		}
		return nil
	})
}

// Resume lets a paused job go on.
func (e *Engine) Resume(id JobID) error {
	return e.steer(id, func(j *job) error {
		if j.state != Paused {
			return ErrNoJob
		}
		j.state, j.left, j.news.row = Running, false, true
		if len(j.running) == 0 {
			j.state = Queued
		}
		for t := range j.running {
			e.unpark(t)
		}
		j.meter.reset()
		j.gate.open()
		return nil
	})
}

// Retry does again what failed in a job that is over, and what a cancel or a
// refused key kept from being begun.
func (e *Engine) Retry(id JobID) error {
	return e.steer(id, func(j *job) error {
		if j.state != Failed && j.state != Cancelled || e.ended {
			return ErrNoJob
		}
		j.renew(nil)
		return nil
	})
}

// RetryItem does one failed item again in a job that is over: see [Failure].
func (e *Engine) RetryItem(id JobID, step int) error {
	return e.steer(id, func(j *job) error {
		if j.state != Failed && j.state != Cancelled || e.ended || !slices.ContainsFunc(j.failures, func(f failure) bool { return int(f.step) == step }) {
			return ErrNoJob
		}
		j.renew(map[int32]bool{int32(step): true}) //nolint:gosec // it is the number of a step
		return nil
	})
}

// Clear forgets the jobs that are over and removes part files that only they
// could have gone on with.
func (e *Engine) Clear() {
	e.mu.Lock()
	var gone []int64
	e.jobs = slices.DeleteFunc(e.jobs, func(j *job) bool {
		if !j.state.Final() {
			return false
		}
		switch {
		case len(j.parts) == 0:
			gone = append(gone, int64(j.id))
		case e.base != nil && !e.ended:
			ctx := e.base
			e.aside(func() {
				e.tidy(ctx, j)
				e.erase(ctx, int64(j.id))
			})
		default:
			return false // the next run tidies up
		}
		return true
	})
	e.mu.Unlock()
	e.erase(context.Background(), gone...)
}

// erase removes jobs from the journal.
func (e *Engine) erase(ctx context.Context, ids ...int64) {
	if e.o.Journal == nil || len(ids) == 0 {
		return
	}
	if err := e.o.Journal.Remove(context.WithoutCancel(ctx), ids...); err != nil {
		e.o.Log.Warn("jobs that are over stay in the journal", "cause", err)
	}
}

// Wait waits for the end of a job. When the engine ends first, the error is
// [ErrStopped].
func (e *Engine) Wait(ctx context.Context, id JobID) (Result, error) {
	e.mu.Lock()
	j := e.find(id)
	if j == nil {
		e.mu.Unlock()
		return Result{}, ErrNoJob
	}
	over := j.over
	e.mu.Unlock()
	select {
	case <-ctx.Done():
		return Result{}, ctx.Err()
	case <-over.done:
		return over.result, over.err
	}
}

// Subscribe returns a subscription to all events from now on.
func (e *Engine) Subscribe() *Subscription { return e.events.subscribe() }

// steer does something to one job and lets Run look at what follows from it.
func (e *Engine) steer(id JobID, do func(*job) error) error {
	e.mu.Lock()
	j := e.find(id)
	if j == nil {
		e.mu.Unlock()
		return ErrNoJob
	}
	err := do(j)
	idle := e.base == nil
	e.look()
	e.remind()
	e.mu.Unlock()
	if err == nil && idle && e.o.Journal != nil { // nobody writes it down later
		e.writeAll(context.Background())
	}
	return err
}

func (e *Engine) find(id JobID) *job {
	for _, j := range e.jobs {
		if j.id == id {
			return j
		}
	}
	return nil
}

// stopJob ends a job before its time. Engine.mu is held.
func (e *Engine) stopJob(j *job, why error) {
	j.stop = why
	if j.state == Paused {
		for t := range j.running {
			e.unpark(t)
		}
		j.state = Running
	}
	if j.cancel != nil {
		j.cancel(why)
	}
	j.gate.open()
}

// stopAll ends all jobs: with a refused key no call may be made at all.
func (e *Engine) stopAll(why error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, j := range e.jobs {
		if !j.state.Final() && j.stop == nil {
			e.stopJob(j, why)
		}
	}
	e.look()
}

// park gives the place of a task to others while it only waits.
func (e *Engine) park(t *task) {
	if !t.parked {
		t.parked = true
		e.use[t.lane]--
		e.parked++
	}
}

// unpark takes the place back, beyond the bound of the lane for a while if others
// took it.
func (e *Engine) unpark(t *task) {
	if t.parked {
		t.parked = false
		e.use[t.lane]++
		e.parked--
	}
}
