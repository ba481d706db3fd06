package engine

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/transfer"
)

// depot is a journal in memory that the engines of a test share, as those of
// several processes share a file. It notices when two of them run at once.
type depot struct {
	t *testing.T

	mu      sync.Mutex
	jobs    []*stored
	running int // engines
	changed chan struct{}
}

type stored struct {
	view transfer.JobView
	ends int // how often it was carried out
}

func newDepot(t *testing.T) *depot { return &depot{t: t, changed: make(chan struct{})} }

func (d *depot) Add(_ context.Context, p *plan.Plan) (transfer.JobID, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := transfer.JobID(len(d.jobs) + 1)
	d.jobs = append(d.jobs, &stored{view: transfer.JobView{ID: id, To: p.Request.To, Title: "job"}})
	d.tell()
	return id, nil
}

func (d *depot) Snapshot(context.Context) (transfer.Snapshot, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.snapshot(), nil
}

func (d *depot) snapshot() transfer.Snapshot {
	var s transfer.Snapshot
	for _, j := range d.jobs {
		s.Jobs = append(s.Jobs, j.view)
		switch {
		case j.view.State == transfer.Running:
			s.Active++
		case !j.view.State.Final():
			s.Waiting++
		}
	}
	return s
}

func (d *depot) tell() {
	close(d.changed)
	d.changed = make(chan struct{})
}

// until waits until the jobs are as wanted.
func (d *depot) until(what string, ok func(transfer.Snapshot) bool) {
	d.t.Helper()
	for {
		d.mu.Lock()
		s, changed := d.snapshot(), d.changed
		d.mu.Unlock()
		if ok(s) {
			return
		}
		select {
		case <-changed:
		case <-d.t.Context().Done():
			d.t.Fatal("gave up waiting: " + what)
		}
	}
}

func states(s transfer.Snapshot) []transfer.State {
	var all []transfer.State
	for _, j := range s.Jobs {
		all = append(all, j.State)
	}
	return all
}

func all(state transfer.State, n int) func(transfer.Snapshot) bool {
	return func(s transfer.Snapshot) bool {
		return slices.Equal(states(s), slices.Repeat([]transfer.State{state}, n))
	}
}

// worker is an engine on a depot. It finishes a job as soon as work is let
// through; until then the job runs.
type worker struct {
	d    *depot
	work chan struct{} // a token for each job that may be done; nil: all may

	mu    sync.Mutex
	known map[transfer.JobID]chan struct{} // closed when the job is over
	feed  transfer.Feed
	kick  chan struct{}
	stop  context.Context //nolint:containedctx // of Run
	quit  context.CancelFunc
}

func (d *depot) engine(work chan struct{}) Engine {
	w := &worker{d: d, work: work, known: map[transfer.JobID]chan struct{}{}, kick: make(chan struct{}, 1)}
	w.stop, w.quit = context.WithCancel(context.Background())
	return w
}

func (w *worker) Load(_ context.Context, goOn bool) error {
	w.d.mu.Lock()
	defer w.d.mu.Unlock()
	for _, j := range w.d.jobs {
		if !goOn && !j.view.State.Final() {
			j.view.State = transfer.Paused
		}
		w.take(j.view.ID)
	}
	return nil
}

func (w *worker) take(id transfer.JobID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.known[id] == nil {
		w.known[id] = make(chan struct{})
		if w.d.jobs[id-1].view.State.Final() {
			close(w.known[id])
		}
	}
	w.look()
}

func (w *worker) look() {
	select {
	case w.kick <- struct{}{}:
	default:
	}
}

func (w *worker) Adopt(_ context.Context, id transfer.JobID) error {
	w.d.mu.Lock()
	defer w.d.mu.Unlock()
	w.take(id)
	return nil
}

func (w *worker) Run(ctx context.Context) error {
	w.d.mu.Lock()
	if w.d.running++; w.d.running > 1 {
		w.d.t.Error("two engines run at once")
	}
	w.d.mu.Unlock()
	for ctx.Err() == nil {
		if w.next(ctx) {
			continue
		}
		select {
		case <-ctx.Done():
		case <-w.kick:
		}
	}
	w.d.mu.Lock()
	w.d.running--
	w.d.mu.Unlock()
	w.quit()
	w.feed.Close()
	return nil
}

// next does the next job and reports whether there was one.
func (w *worker) next(ctx context.Context) bool {
	j := w.begin()
	if j == nil {
		return false
	}
	if w.work != nil {
		select {
		case <-w.work:
		case <-ctx.Done():
			return false
		}
	}
	w.d.mu.Lock()
	if j.view.State == transfer.Running {
		j.view.State = transfer.Done
		if j.ends++; j.ends > 1 {
			w.d.t.Errorf("job %d was done twice", j.view.ID)
		}
		w.end(j)
	}
	w.d.tell()
	w.d.mu.Unlock()
	return true
}

func (w *worker) begin() *stored {
	w.d.mu.Lock()
	defer w.d.mu.Unlock()
	for _, j := range w.d.jobs {
		w.mu.Lock()
		known := w.known[j.view.ID] != nil
		w.mu.Unlock()
		if known && (j.view.State == transfer.Queued || j.view.State == transfer.Running) {
			j.view.State = transfer.Running
			w.d.tell()
			return j
		}
	}
	return nil
}

// end tells that a job is over. The depot is locked.
func (w *worker) end(j *stored) {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.known[j.view.ID])
	w.feed.Publish(transfer.Event{Result: transfer.Result{ID: j.view.ID, State: j.view.State, To: j.view.To}})
}

func (w *worker) Submit(p *plan.Plan) (transfer.JobID, error) {
	id, _ := w.d.Add(context.Background(), p)
	return id, w.Adopt(context.Background(), id)
}

func (w *worker) Snapshot() transfer.Snapshot {
	s, _ := w.d.Snapshot(context.Background())
	return s
}

func (w *worker) Subscribe() *transfer.Subscription { return w.feed.Subscribe() }

func (w *worker) Wait(ctx context.Context, id transfer.JobID) (transfer.Result, error) {
	w.mu.Lock()
	over := w.known[id]
	w.mu.Unlock()
	if over == nil {
		return transfer.Result{}, transfer.ErrNoJob
	}
	select {
	case <-over:
		w.d.mu.Lock()
		defer w.d.mu.Unlock()
		v := w.d.jobs[id-1].view
		return transfer.Result{ID: id, State: v.State, To: v.To}, nil
	case <-w.stop.Done():
		return transfer.Result{}, transfer.ErrStopped
	case <-ctx.Done():
		return transfer.Result{}, ctx.Err()
	}
}

func (w *worker) change(id transfer.JobID, to transfer.State) error {
	w.d.mu.Lock()
	defer w.d.mu.Unlock()
	if int(id) > len(w.d.jobs) || id < 1 || w.d.jobs[id-1].view.State.Final() {
		return transfer.ErrNoJob
	}
	j := w.d.jobs[id-1]
	j.view.State = to
	if to.Final() {
		w.end(j)
	}
	w.d.tell()
	w.look()
	return nil
}

func (w *worker) Cancel(id transfer.JobID) error { return w.change(id, transfer.Cancelled) }
func (w *worker) Pause(id transfer.JobID) error  { return w.change(id, transfer.Paused) }
func (w *worker) Resume(id transfer.JobID) error { return w.change(id, transfer.Queued) }
func (w *worker) Retry(transfer.JobID) error     { return transfer.ErrNoJob }

func (w *worker) Reorder(transfer.JobID, int) error                   { return nil }
func (w *worker) SetLimit(transfer.Limit) error                       { return nil }
func (w *worker) GiveWay(time.Duration)                               {}
func (w *worker) RetryItem(transfer.JobID, int) error                 { return nil }
func (w *worker) SetPriority(transfer.JobID, transfer.Priority) error { return nil }
func (w *worker) Clear()                                              {}

// job is a plan that a depot takes.
func job() *plan.Plan {
	return &plan.Plan{Request: plan.Request{To: model.AccountPath("/Films")}}
}
