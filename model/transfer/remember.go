package transfer

import (
	"context"
	"errors"
	"slices"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
	"onefm/model/transfer/journal"
)

// How long jobs that are over stay in the journal.
const (
	doneLife  = 7 * 24 * time.Hour
	otherLife = 30 * 24 * time.Hour
	mostDone  = 100 // jobs
)

// Record writes a job into the journal, for the engine that will adopt it: see
// [Engine.Adopt]. It is on the disk when Record returns. The plan may be dropped
// then.
func Record(ctx context.Context, to *journal.Journal, p *plan.Plan, pr Priority) (JobID, error) {
	if !p.Ready() {
		return 0, model.ErrUnresolved
	}
	row := journal.Job{
		Request: p.Request, Sources: len(p.Request.Sources), Title: title(p), Steps: p.Len(), Total: total(p), Priority: int(pr),
	}
	row.Request.Sources = row.Request.Sources[:min(1, row.Sources)]
	id, err := to.Add(ctx, row, p)
	return JobID(id), err
}

// Adopt takes a job of the journal that another process has written into the queue.
// A job that is there already stays as it is.
func (e *Engine) Adopt(ctx context.Context, id JobID) error {
	if e.o.Journal == nil {
		return ErrNoJob
	}
	e.mu.Lock()
	known, ended := e.find(id) != nil, e.ended
	e.mu.Unlock()
	switch {
	case known:
		return nil
	case ended:
		return ErrStopped
	}
	row, err := e.o.Journal.Job(ctx, int64(id))
	if errors.Is(err, journal.ErrNoJob) {
		return ErrNoJob
	}
	if err != nil {
		return err
	}
	j, err := recalled(ctx, e.o.Journal, row)
	if err != nil {
		return err
	}
	j.feed(e.o.Batch)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended {
		return ErrStopped
	}
	if e.find(id) == nil {
		e.enlist(j)
		e.look()
		e.remind()
	}
	return nil
}

// Load takes all jobs of the journal into the queue. Those that were not over go on,
// or, without goOn, wait until a person says so; the ones that a person had paused
// stay paused in any case. Call it before [Engine.Run].
func (e *Engine) Load(ctx context.Context, goOn bool) error {
	if e.o.Journal == nil {
		return nil
	}
	now := time.Now()
	if err := e.o.Journal.Tidy(ctx, now.Add(-doneLife), now.Add(-otherLife)); err != nil {
		return err
	}
	jobs, err := stored(ctx, e.o.Journal)
	if err != nil {
		return err
	}
	e.mu.Lock()
	for _, j := range jobs {
		if e.find(j.id) != nil {
			continue
		}
		if j.state == Queued && !goOn {
			j.state, j.left, j.news.row = Paused, true, true
			j.gate.close()
		}
		j.again = true // its last acts may have come after the last word about it
		e.reclaim(j)
		e.enlistOld(j)
	}
	e.mu.Unlock()
	e.writeAll(ctx)
	e.look()
	return nil
}

// reclaim takes the targets back of which nobody knows whether the job has put
// something there. Engine.mu is held.
func (e *Engine) reclaim(j *job) {
	for i, d := range j.doubts {
		if d.receipt.Host != "" {
			e.claims[j.plan.Step(int(i)).Target] = j.id
		}
	}
}

// Stored returns the queue as the journal has it, for when no engine runs. Nothing
// is changed.
func Stored(ctx context.Context, from *journal.Journal) (Snapshot, error) {
	jobs, err := stored(ctx, from)
	if err != nil {
		return Snapshot{}, err
	}
	e := New(Options{})
	e.jobs = jobs
	for _, j := range jobs {
		if j.state == Queued {
			j.left = true
		}
	}
	return e.Snapshot(), nil
}

func stored(ctx context.Context, from *journal.Journal) ([]*job, error) {
	rows, err := from.Jobs(ctx)
	if err != nil {
		return nil, err
	}
	over := 0
	for _, r := range slices.Backward(rows) {
		if r.State == journal.Done {
			over++
		}
	}
	var jobs []*job
	for _, r := range rows {
		if r.State == journal.Done {
			if over--; over >= mostDone {
				continue
			}
		}
		j, err := recalled(ctx, from, r)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, j)
	}
	return jobs, nil
}

// recalled returns a job of the journal as it was left.
func recalled(ctx context.Context, from *journal.Journal, row journal.Job) (*job, error) {
	m, err := from.Recall(ctx, row)
	if err != nil {
		return nil, err
	}
	j := emptyJob(plan.Restore(row.Request, row.Steps, from.Pages(row.ID)))
	j.id, j.title, j.sources, j.total = JobID(row.ID), row.Title, row.Sources, row.Total
	j.priority, j.place, j.news.on = Priority(row.Priority), row.Place, true
	j.started, j.ended, j.stop = row.Started, row.Ended, row.Why
	j.bytes, j.items, j.skipped, j.parts = row.Bytes, row.Items, row.Skipped, m.Parts
	for i, o := range m.Outcomes {
		j.steps[i] = outcome(o)
		j.again = j.again || o != byte(todo)
	}
	j.again = j.again || !row.Started.IsZero() || len(m.Doubts)+len(m.Parts) > 0
	for _, f := range m.Failures {
		s := j.plan.Step(int(f.Step))
		if j.steps[f.Step] != stuck {
			j.lost += weight(&s)
		}
		j.failures = append(j.failures, failure{f.Step, f.Err})
		j.show(&s, f.Err)
	}
	for _, d := range m.Doubts {
		j.doubts[d.Step] = doubt{receipt: fichier.Receipt{Host: d.Host, XID: d.XID}, sum: d.Sum, size: d.Size, time: d.Time, at: d.At}
	}
	j.state = map[journal.State]State{
		journal.Paused: Paused, journal.Done: Done, journal.Failed: Failed, journal.Cancelled: Cancelled,
	}[row.State]
	if j.state == Paused {
		j.gate.close()
	}
	if j.state.Final() {
		j.over.set(j.result(), nil)
	}
	return j, nil
}
