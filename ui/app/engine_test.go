package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/transfer"
	"onefm/model/treetest"
)

// engine carries plans out on trees in memory, at once. What Snapshot tells is
// set by the test.
type engine struct {
	local, account *treetest.Memory

	mu     sync.Mutex
	plans  []*plan.Plan
	shown  transfer.Snapshot
	orders []string
	away   error // what orders are answered with
	// results are what Wait tells.
	results map[transfer.JobID]transfer.Result
	events  chan transfer.Event
}

func newEngine(local, account *treetest.Memory) *engine {
	return &engine{local: local, account: account, events: make(chan transfer.Event, 100)}
}

func (e *engine) tree(s model.Side) *treetest.Memory {
	if s == model.Account {
		return e.account
	}
	return e.local
}

func (e *engine) Submit(p *plan.Plan) (transfer.JobID, error) {
	if !p.Ready() {
		return 0, model.ErrUnresolved
	}
	r := transfer.Result{Op: p.Request.Op, State: transfer.Done, To: p.Request.To, Title: "job", Took: time.Second}
	for _, s := range p.All() {
		if s.Problem != nil {
			continue
		}
		if err := e.carry(s, p.Request.Op); err != nil {
			r.Failures = append(r.Failures, transfer.Failure{Item: s.Source, Target: s.Target, Err: err})
			r.State = transfer.Failed
			continue
		}
		r.Items++
		r.Bytes += max(s.Source.Entry.Size, 0)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.plans = append(e.plans, p)
	r.ID = transfer.JobID(len(e.plans))
	e.events <- transfer.Event{Result: r}
	return r.ID, nil
}

// carry does one step.
func (e *engine) carry(s plan.Step, op plan.Op) error {
	ctx := context.Background()
	to := e.tree(s.Target.Side())
	switch s.Action {
	case plan.Leave:
		return nil
	case plan.Mkdir:
		_, err := to.Mkdir(ctx, s.Target)
		return err
	case plan.RemoveFolder:
		return e.tree(s.Source.Dir.Side()).Remove(ctx, []model.Item{s.Source})
	case plan.MoveOnly:
		return to.Move(ctx, []model.Item{s.Source}, s.Target.Parent())
	case plan.Upload, plan.Download, plan.ServerCopy, plan.DiskCopy, plan.RemoteUpload:
	}
	from := e.tree(s.Source.Dir.Side())
	content, _ := from.Content(s.Source)
	if s.Conflict != nil && s.Conflict.Choice == plan.Replace {
		for _, old := range s.Conflict.Existing {
			if err := to.Remove(ctx, []model.Item{{Dir: s.Target.Parent(), Entry: old}}); err != nil {
				return err
			}
		}
	}
	to.AddFile(s.Target.Name(), content)
	if op == plan.Move {
		return from.Remove(ctx, []model.Item{s.Source})
	}
	return nil
}

func (e *engine) Snapshot() transfer.Snapshot {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.shown
}

func (e *engine) show(s transfer.Snapshot) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.shown = s
}

func (e *engine) submitted() []*plan.Plan {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]*plan.Plan(nil), e.plans...)
}

func (e *engine) note(order string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.orders = append(e.orders, order)
	return e.away
}

func (e *engine) Pause(transfer.JobID) error  { return e.note("pause") }
func (e *engine) Resume(transfer.JobID) error { return e.note("resume") }
func (e *engine) Retry(transfer.JobID) error  { return transfer.ErrNoJob }
func (e *engine) Cancel(transfer.JobID) error { return e.note("cancel") }
func (e *engine) Reorder(_ transfer.JobID, n int) error {
	if n < 0 {
		return e.note("earlier")
	}
	return e.note("later")
}

func (e *engine) RetryItem(id transfer.JobID, step int) error {
	return e.note(fmt.Sprintf("retry %d of %d", step, id))
}

func (e *engine) SetPriority(_ transfer.JobID, p transfer.Priority) error {
	return e.note(fmt.Sprintf("priority %d", p))
}
func (e *engine) SetLimit(l transfer.Limit) error { return e.note("limit " + l.String()) }
func (e *engine) Wait(_ context.Context, id transfer.JobID) (transfer.Result, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.results[id], nil
}
func (e *engine) Clear() { _ = e.note("clear") }

func (e *engine) ended(ctx context.Context) (transfer.Event, error) {
	select {
	case ev := <-e.events:
		return ev, nil
	case <-ctx.Done():
		return transfer.Event{}, ctx.Err()
	}
}

// memory is a window on trees in memory: /home with a few files on the left, an
// account with a few folders on the right.
type memory struct {
	local, account *treetest.Memory
	engine         *engine
	changes        chan []model.Path
	cfg            Config
}

func newMemory() *memory {
	m := &memory{
		local: treetest.NewMemory(model.Local), account: treetest.NewMemory(model.Account),
		changes: make(chan []model.Path, 10),
	}
	for _, name := range []string{"/home/alpha.txt", "/home/beta.iso", "/home/gamma.mkv", "/home/.hidden", "/home/docs/one.txt", "/home/docs/two.txt"} {
		m.local.AddFile(name, "content of "+name)
	}
	m.local.AddFolder("/home/empty")
	for _, name := range []string{"/Films/alien.mkv", "/Films/brazil.mkv", "/Music/song.flac", "/welcome.txt"} {
		m.account.AddFile(name, "content of "+name)
	}
	m.account.AddFolder("/Backups")
	m.engine = newEngine(m.local, m.account)
	m.cfg = Config{
		Services: Services{
			Local: m.local, Account: m.account, Engine: m.engine, HasKey: true, Ended: m.engine.ended,
			Plans: plan.Trees{Local: m.local, Account: m.account},
			Changed: func(ctx context.Context) ([]model.Path, error) {
				select {
				case dirs := <-m.changes:
					return dirs, nil
				case <-ctx.Done():
					return nil, ctx.Err()
				}
			},
		},
		LocalDir: m.local.Path("/home"), AccountDir: m.account.Path("/"), FKeys: true,
	}
	return m
}

var errTest = errors.New("the line is cut")
