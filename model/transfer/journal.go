package transfer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
	"onefm/model/transfer/journal"
)

// flushEvery is how long outcomes may wait to be written down. What can't be found
// out again does not wait.
const flushEvery = 250 * time.Millisecond

// news is what the journal does not know of a job yet. Engine.mu guards it.
type news struct {
	on       bool // there is a journal
	row      bool
	pages    map[int]bool // of outcomes
	failures []journal.Failure
	mended   []int32
	settled  []int32
	parts    map[int32]string
	joined   []int32
	steps    bool // some were changed
}

func (n *news) outcome(i int32) {
	if !n.on {
		return
	}
	if n.pages == nil {
		n.pages = map[int]bool{}
	}
	n.pages[int(i)/plan.PageLen], n.row = true, true
}

func (n *news) failure(i int32, err error) {
	if n.on {
		n.failures = append(n.failures, journal.Failure{Step: i, Err: err})
	}
}

func (n *news) mend(i int32) {
	if n.on {
		n.mended = append(n.mended, i)
	}
}

func (n *news) empty() bool {
	return !n.row && len(n.pages)+len(n.failures)+len(n.mended)+len(n.settled)+len(n.parts)+len(n.joined) == 0
}

// undoubt notes that it is known what became of step i.
func (j *job) undoubt(i int32) {
	if _, ok := j.doubts[i]; !ok {
		return
	}
	delete(j.doubts, i)
	if j.news.on {
		j.news.settled = append(j.news.settled, i)
	}
}

// change takes the news of a job. Engine.mu is held.
func (j *job) change() journal.Change {
	n := &j.news
	c := journal.Change{
		Job: int64(j.id), Failures: n.failures, Mended: n.mended, Settled: n.settled, Parts: n.parts, Joined: n.joined,
		Outcomes: map[int][]byte{},
	}
	for page := range n.pages {
		from := page * plan.PageLen
		part := j.steps[from:min(from+plan.PageLen, len(j.steps))]
		b := make([]byte, len(part))
		for i, o := range part {
			b[i] = byte(o)
		}
		c.Outcomes[page] = b
	}
	if n.row {
		row := j.row()
		c.Row = &row
	}
	*n = news{on: n.on}
	return c
}

// again takes news back that could not be written.
func (n *news) again(c journal.Change) {
	n.row = n.row || c.Row != nil
	for page := range c.Outcomes {
		n.outcome(int32(page * plan.PageLen)) //nolint:gosec // it was the number of a step
	}
	n.failures = append(c.Failures, n.failures...)
	n.mended = append(c.Mended, n.mended...)
	n.settled = append(c.Settled, n.settled...)
	n.joined = append(c.Joined, n.joined...)
	parts := maps.Clone(c.Parts)
	maps.Copy(parts, n.parts)
	n.parts = parts
}

// row is the job as the journal has it.
func (j *job) row() journal.Job {
	r := journal.Job{
		ID: int64(j.id), State: journal.Unfinished, Place: j.place, Priority: int(j.priority), Total: j.total,
		Started: j.started, Ended: j.ended, Bytes: j.bytes, Items: j.items, Skipped: j.skipped, Why: j.stop,
	}
	switch j.state {
	case Paused:
		r.State = journal.Paused
	case Done:
		r.State = journal.Done
	case Failed:
		r.State = journal.Failed
	case Cancelled:
		r.State = journal.Cancelled
	case Queued, Running:
	}
	if errors.Is(j.stop, fichier.ErrAuth) { // another key leads on
		r.State, r.Why = journal.Unfinished, nil
	}
	return r
}

// keep writes news down from time to time until ctx ends.
func (e *Engine) keep(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.unwritten:
		}
		if sleep(ctx, time.Now().Add(flushEvery)) != nil {
			return
		}
		e.mu.Lock()
		jobs := slices.Clone(e.jobs)
		e.mu.Unlock()
		for _, j := range jobs {
			if err := e.write(ctx, j, false); err != nil {
				e.o.Log.Warn("the journal can't be written", "job", j.id, "cause", err)
				e.remind()
			}
		}
	}
}

// remind says that there are news.
func (e *Engine) remind() {
	if e.o.Journal == nil {
		return
	}
	select {
	case e.unwritten <- struct{}{}:
	default:
	}
}

// write writes the news of a job down.
func (e *Engine) write(ctx context.Context, j *job, durable bool) error {
	_, err := e.writeActs(ctx, j, durable, nil)
	return err
}

// writeActs writes the news of a job down, and acts that are begun now. Those whose
// target another job has claimed are returned.
func (e *Engine) writeActs(ctx context.Context, j *job, durable bool, acts []journal.Doubt) (map[int32]int64, error) {
	if e.o.Journal == nil {
		return nil, nil
	}
	e.writing <- struct{}{} // news are written in the order in which they came
	defer func() { <-e.writing }()
	if e.tap != nil {
		e.tap()
		defer e.tap()
	}
	e.mu.Lock()
	switch {
	case e.dead:
		e.mu.Unlock()
		return nil, ErrStopped
	case j.news.empty() && len(acts) == 0 && !durable:
		e.mu.Unlock()
		return nil, nil
	}
	steps := j.news.steps
	c := j.change()
	e.mu.Unlock()
	if steps {
		j.plan.Flush()
	}
	c.Durable, c.Doubts = durable, acts
	taken, err := e.o.Journal.Write(ctx, c)
	if err != nil {
		e.mu.Lock()
		j.news.again(c)
		j.news.steps = j.news.steps || steps
		e.mu.Unlock()
		return nil, fmt.Errorf("journal: %w", err)
	}
	if c.Row != nil && c.Row.State == journal.Done {
		if err := e.o.Journal.Shed(ctx, c.Job); err != nil {
			e.o.Log.Warn("the steps of a job that is over stay in the journal", "job", c.Job, "cause", err)
		}
	}
	return taken, nil
}

// writeAll writes all news down.
func (e *Engine) writeAll(ctx context.Context) {
	e.mu.Lock()
	jobs := slices.Clone(e.jobs)
	e.mu.Unlock()
	for _, j := range jobs {
		if err := e.write(ctx, j, true); err != nil {
			e.o.Log.Warn("the journal can't be written", "job", j.id, "cause", err)
		}
	}
}

// begun is an act that is begun now: step i of a task.
type begun struct {
	i     int
	doubt doubt
}

// begin writes down what the task is about to do, before it does. It returns the
// steps whose targets belong to another job, with that job.
func (e *Engine) begin(ctx context.Context, t *task, acts []begun, claim bool) (map[int]JobID, error) {
	now := time.Now()
	j := t.job
	taken := map[int]JobID{}
	var rows []journal.Doubt
	e.mu.Lock()
	for _, a := range acts {
		at, target := t.steps[a.i], t.step(a.i).Target
		if by, other := e.claims[target]; claim && other && by != j.id {
			taken[a.i] = by
			continue
		}
		a.doubt.at = now
		j.doubts[at] = a.doubt
		d := journal.Doubt{
			Step: at, Host: a.doubt.receipt.Host, XID: a.doubt.receipt.XID, Size: a.doubt.size, Time: a.doubt.time, Sum: a.doubt.sum, At: now,
		}
		if claim {
			e.claims[target] = j.id
			d.Dir, d.Name = target.Parent().Name(), target.Base()
		}
		rows = append(rows, d)
	}
	e.mu.Unlock()
	if len(rows) == 0 {
		return taken, nil
	}
	others, err := e.writeActs(ctx, j, true, rows)
	if err != nil || len(others) > 0 {
		e.mu.Lock()
		defer e.mu.Unlock()
		for _, a := range acts {
			at := t.steps[a.i]
			by, other := others[at]
			if err == nil && !other {
				continue
			}
			if _, mine := taken[a.i]; mine {
				continue
			}
			delete(j.doubts, at)
			e.release(t.step(a.i).Target, j)
			if other {
				taken[a.i] = JobID(by)
			}
		}
	}
	return taken, err
}

// release gives up the claim of a job on a target. Engine.mu is held.
func (e *Engine) release(target model.Path, j *job) {
	if e.claims[target] == j.id {
		delete(e.claims, target)
	}
}

// notePart writes down that a part file with a tag is about to be made for step i of
// the task.
func (e *Engine) notePart(ctx context.Context, t *task, i int, tag string) {
	j, at := t.job, t.steps[i]
	e.mu.Lock()
	known := j.parts[at] == tag
	j.parts[at] = tag
	if j.news.on && !known {
		if j.news.parts == nil {
			j.news.parts = map[int32]string{}
		}
		j.news.parts[at] = tag
	}
	e.mu.Unlock()
	if known {
		return
	}
	if err := e.write(ctx, j, false); err != nil {
		e.o.Log.Warn("a part file is not written down", "job", j.id, "cause", err)
	}
}

// dropPart notes that the part file of step i is gone.
func (e *Engine) dropPart(t *task, i int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.forgetPart(t.job, t.steps[i])
}

func (e *Engine) forgetPart(j *job, at int32) {
	if _, ok := j.parts[at]; !ok {
		return
	}
	delete(j.parts, at)
	if j.news.on {
		delete(j.news.parts, at)
		j.news.joined = append(j.news.joined, at)
		e.remind()
	}
}
