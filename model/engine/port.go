package engine

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/transfer"
)

// Journal is where the jobs of an account are written down.
type Journal interface {
	// Add writes a plan down as a job. It is durable when Add returns.
	Add(ctx context.Context, p *plan.Plan) (transfer.JobID, error)
	// Snapshot tells of the jobs without what only a running engine knows.
	Snapshot(ctx context.Context) (transfer.Snapshot, error)
}

// Options say whose transfers a [Port] leads to, and how.
type Options struct {
	Lock    string // the file of the account's lock; empty: for this process alone
	Account string // tells accounts apart; both ends of a socket must agree

	// Engine makes an engine that takes its jobs from the journal.
	Engine func() Engine
	// Journal may only be nil without a Lock.
	Journal Journal
	// Spawn starts an engine in a process of its own and returns when it listens, or
	// when another one does. nil: none can be started.
	Spawn func(ctx context.Context) error
	// Apart says that the engine should rather run in a process of its own, and only
	// when there is something to do.
	Apart bool

	Getenv func(string) string // nil: os.Getenv
	Log    *slog.Logger        // nil: nothing is logged
}

// Port is the queue of an account, whichever process works on it.
type Port struct {
	o    Options
	feed transfer.Feed
	kick chan struct{} // holds one token while an engine is wanted

	mu      sync.Mutex
	at      way           // nil: no engine is in reach
	changed chan struct{} // closed when at or ended change
	ended   bool          // Run has returned
	failed  error         // why at is nil, when it is known
	wanted  bool
	retired bool                              // nobody goes on with an engine of this port
	quit    chan struct{}                     // closed by Retire
	settled bool                              // leftovers of dead engines were looked at
	open    map[transfer.JobID]transfer.State // jobs that were last seen not to be over
	mine    map[transfer.JobID]bool           // jobs that were submitted here
	shown   transfer.Snapshot                 // the last one, for when nobody answers
	read    time.Time                         // when the journal was last read
}

var _ transfer.Queue = (*Port)(nil)

// way leads to an engine: in this process or through a socket.
type way interface {
	look(ctx context.Context) (transfer.Snapshot, error)
	order(ctx context.Context, q request) error
	wait(ctx context.Context, id transfer.JobID) (transfer.Result, error)
	submit(pl *plan.Plan) (transfer.JobID, error) // past the journal
}

// New returns a port that leads nowhere until [Port.Run].
func New(o Options) *Port {
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	return &Port{
		o: o, kick: make(chan struct{}, 1), quit: make(chan struct{}), changed: make(chan struct{}),
		open: map[transfer.JobID]transfer.State{}, mine: map[transfer.JobID]bool{},
	}
}

// attach makes w the way, tells what ended while there was none, and lets jobs of
// this process go on that a stranger found without an engine.
func (p *Port) attach(ctx context.Context, w way) {
	s, err := w.look(ctx)
	p.mu.Lock()
	p.at, p.failed = w, nil
	close(p.changed)
	p.changed = make(chan struct{})
	var over, held []transfer.JobID
	if err == nil {
		p.shown = s
		for _, j := range s.Jobs {
			before, known := p.open[j.ID]
			switch {
			case known && j.State.Final():
				over = append(over, j.ID)
			case known && j.State == transfer.Paused && before != transfer.Paused && p.mine[j.ID]:
				held = append(held, j.ID)
			}
		}
	}
	p.mu.Unlock()
	for _, id := range held {
		_ = w.order(ctx, request{Do: doResume, Job: id})
	}
	for _, id := range over {
		p.tell(ctx, w, id)
	}
}

// tell tells the end of a job that is over.
func (p *Port) tell(ctx context.Context, w way, id transfer.JobID) {
	ctx, cancel := context.WithTimeout(ctx, answering)
	defer cancel()
	if r, err := w.wait(ctx, id); err == nil {
		p.over(r)
	}
}

// detach tells that the way is gone.
func (p *Port) detach(why error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at, p.failed = nil, why
	close(p.changed)
	p.changed = make(chan struct{})
}

// over hands the end of a job on, once.
func (p *Port) over(r transfer.Result) {
	p.mu.Lock()
	delete(p.open, r.ID)
	p.mu.Unlock()
	p.feed.Publish(transfer.Event{Result: r})
}

// way returns the way there is, and what tells when that changes.
func (p *Port) way() (w way, changed <-chan struct{}, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return nil, p.changed, transfer.ErrStopped
	}
	return p.at, p.changed, p.failed
}

// want asks for an engine.
func (p *Port) want() {
	p.mu.Lock()
	p.wanted = true
	p.mu.Unlock()
	select {
	case p.kick <- struct{}{}:
	default:
	}
}

// reaching is how long an engine may take to start.
const reaching = 20 * time.Second

// Ready waits until an engine is in reach, starting one where there is none.
func (p *Port) Ready(ctx context.Context) error {
	_, err := p.reach(ctx)
	return err
}

func (p *Port) reach(ctx context.Context) (way, error) {
	ctx, cancel := context.WithTimeout(ctx, reaching)
	defer cancel()
	for {
		w, changed, err := p.way()
		if w != nil || errors.Is(err, transfer.ErrStopped) || errors.Is(err, ErrVersion) {
			return w, err
		}
		p.want()
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, errors.Join(ErrAway, err)
		}
	}
}

// Submit implements [transfer.Queue]. The job is in the journal when it returns;
// should the engine die meanwhile, the next one finds it there.
func (p *Port) Submit(pl *plan.Plan) (transfer.JobID, error) {
	if !pl.Ready() {
		return 0, model.ErrUnresolved
	}
	ctx := context.Background()
	w, err := p.reach(ctx)
	if err != nil {
		return 0, err
	}
	if p.o.Journal == nil {
		return w.submit(pl)
	}
	id, err := p.o.Journal.Add(ctx, pl)
	if err != nil {
		return 0, err
	}
	p.mu.Lock()
	p.open[id], p.mine[id] = transfer.Queued, true
	p.mu.Unlock()
	if err := w.order(ctx, request{Do: doAdopt, Job: id}); err != nil {
		p.o.Log.Info("the engine went away before it heard of a job", "job", id, "cause", err)
		p.want()
	}
	return id, nil
}

// stale is how old a look into the journal may be while no engine runs.
const stale = time.Second

// Snapshot implements [transfer.Queue]. While no engine runs it tells what the
// journal holds, and when nobody answers what was last known.
func (p *Port) Snapshot() transfer.Snapshot {
	w, _, _ := p.way()
	if w != nil {
		if s, err := w.look(context.Background()); err == nil {
			p.seen(s)
			return s
		}
	}
	p.mu.Lock()
	last, fresh := p.shown, time.Since(p.read) < stale
	p.mu.Unlock()
	if w != nil || fresh || p.o.Journal == nil {
		return last
	}
	ctx, cancel := context.WithTimeout(context.Background(), answering)
	defer cancel()
	s, err := p.o.Journal.Snapshot(ctx)
	if err != nil {
		p.o.Log.Warn("cannot read the journal", "cause", err)
		return last
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shown, p.read = s, time.Now()
	return s
}

// seen remembers which jobs are not over.
func (p *Port) seen(s transfer.Snapshot) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shown = s
	for _, j := range s.Jobs {
		if !j.State.Final() {
			p.open[j.ID] = j.State
		}
	}
}

// Subscribe implements [transfer.Queue].
func (p *Port) Subscribe() *transfer.Subscription { return p.feed.Subscribe() }

// Wait implements [transfer.Queue]. It goes on waiting when the engine dies and
// another one takes the job up.
func (p *Port) Wait(ctx context.Context, id transfer.JobID) (transfer.Result, error) {
	for {
		w, changed, err := p.way()
		if errors.Is(err, transfer.ErrStopped) {
			return transfer.Result{}, err
		}
		if w != nil {
			r, err := w.wait(ctx, id)
			if !errors.Is(err, ErrAway) && !errors.Is(err, transfer.ErrStopped) {
				return r, err
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return transfer.Result{}, ctx.Err()
		}
	}
}

// order has something done to the queue by whoever runs it.
func (p *Port) order(q request) error {
	ctx := context.Background()
	w, err := p.reach(ctx)
	if err != nil {
		return err
	}
	return w.order(ctx, q)
}

// Cancel implements [transfer.Queue].
func (p *Port) Cancel(id transfer.JobID) error { return p.order(request{Do: doCancel, Job: id}) }

// Pause implements [transfer.Queue].
func (p *Port) Pause(id transfer.JobID) error { return p.order(request{Do: doPause, Job: id}) }

// Resume implements [transfer.Queue].
func (p *Port) Resume(id transfer.JobID) error { return p.order(request{Do: doResume, Job: id}) }

// Retry implements [transfer.Queue].
func (p *Port) Retry(id transfer.JobID) error { return p.order(request{Do: doRetry, Job: id}) }

// RetryItem implements [transfer.Queue].
func (p *Port) RetryItem(id transfer.JobID, step int) error {
	return p.order(request{Do: doRetryItem, Job: id, Step: step})
}

// SetPriority implements [transfer.Queue].
func (p *Port) SetPriority(id transfer.JobID, pr transfer.Priority) error {
	return p.order(request{Do: doPriority, Job: id, Priority: pr})
}

// Reorder implements [transfer.Queue].
func (p *Port) Reorder(id transfer.JobID, delta int) error {
	return p.order(request{Do: doMove, Job: id, Delta: delta})
}

// SetLimit implements [transfer.Queue].
func (p *Port) SetLimit(l transfer.Limit) error { return p.order(request{Do: doLimit, Limit: &l}) }

// GiveWay implements [transfer.Queue]. Without an engine there is nothing to do.
func (p *Port) GiveWay(trip time.Duration) {
	switch w, _, _ := p.way(); w := w.(type) {
	case inside:
		w.engine.GiveWay(trip)
	case *client:
		_ = w.w.send(request{Do: doGiveWay, Trip: trip}) // a dead one is noticed elsewhere
	}
}

// Here reports whether the engine runs in this process.
func (p *Port) Here() bool {
	w, _, _ := p.way()
	_, here := w.(inside)
	return here
}

// Retire ends the engine that works on the queue, in whichever process, and
// [Port.Run]: its key is not good any more. What is not done stays in the journal.
func (p *Port) Retire(ctx context.Context) {
	w, _, _ := p.way()
	if c, ok := w.(*client); ok {
		_ = c.order(ctx, request{Do: doRetire})
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.retired {
		p.retired = true
		close(p.quit)
	}
}

// Lasts reports whether jobs outlive this process.
func (p *Port) Lasts() bool { return p.o.Journal != nil }

// Private keeps the queue to this process, and nothing of it is stored. It is for
// before [Port.Run].
func (p *Port) Private() { p.o.Lock, p.o.Journal = "", nil }

// Clear implements [transfer.Queue].
func (p *Port) Clear() { _ = p.order(request{Do: doClear}) }
