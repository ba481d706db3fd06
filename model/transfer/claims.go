package transfer

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
)

const (
	// claimPause is how often a job looks whether another is through with a target.
	claimPause = 2 * time.Second
	// claimLimit is how long it does so: longer than any upload may take
	// (1fichier-api §11).
	claimLimit = 5 * time.Hour
)

// claim writes down that the files are about to be sent, before a byte of them is.
// Files whose targets another job is sending to are returned as late: they are to
// be looked at again when that job is through.
func (u *sending) claim(ctx context.Context, files []*outgoing, asked fichier.Receipt) (mine []*outgoing, late [][]*outgoing) {
	acts := make([]begun, len(files))
	for k, f := range files {
		acts[k] = begun{i: f.i, doubt: doubt{receipt: asked, size: f.size, time: f.time}}
	}
	taken, err := u.e.begin(ctx, u.t, acts, true)
	if err != nil {
		u.fail(ctx, files, err)
		return nil, nil
	}
	if len(taken) == 0 {
		return files, nil
	}
	var others []*outgoing
	for _, f := range files {
		if _, other := taken[f.i]; other {
			others = append(others, f)
		} else {
			mine = append(mine, f)
		}
	}
	if len(mine) > 0 {
		return mine, [][]*outgoing{others}
	}
	u.await(ctx, others, taken)
	return nil, [][]*outgoing{u.open(others)}
}

// await waits until another job may be through with the targets of the files. What
// belongs to a job that does not go on fails: nobody knows yet whether its bytes
// have arrived.
func (u *sending) await(ctx context.Context, files []*outgoing, taken map[int]JobID) {
	if u.waiting.IsZero() {
		u.waiting = time.Now()
	}
	for _, f := range files {
		switch over, held := u.e.idle(taken[f.i]); {
		case held:
			u.e.failed(ctx, u.t, f.i, f.counted, model.ErrBegun)
		case over, time.Since(u.waiting) > claimLimit:
			u.e.failed(ctx, u.t, f.i, f.counted, model.ErrBusy)
		}
	}
	if len(u.open(files)) == 0 {
		return
	}
	u.e.yield(u.t)
	defer u.e.proceed(u.t)
	u.t.wait(Holdup{Reason: Behind})
	defer u.t.wait(Holdup{})
	_ = sleep(ctx, time.Now().Add(claimPause)) // the caller looks at ctx
}

// open returns the files whose steps have no outcome.
func (u *sending) open(files []*outgoing) []*outgoing {
	u.e.mu.Lock()
	defer u.e.mu.Unlock()
	var open []*outgoing
	for _, f := range files {
		if !u.t.settled[f.i] {
			open = append(open, f)
		}
	}
	return open
}

// idle reports whether a job of this queue is over, or held.
func (e *Engine) idle(id JobID) (over, held bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	j := e.find(id)
	return j != nil && j.state.Final(), j != nil && j.state == Paused
}

// stillNew leaves out the files whose names have come into the target folder since
// the plan was made, by another job or another program: the same bytes are as good
// as copied, anything else is no longer what the person has agreed to. It costs no
// call.
func (u *sending) stillNew(ctx context.Context, files []*outgoing) []*outgoing {
	l, err := u.e.o.Mirror.List(ctx, u.dir, model.Cached)
	if err != nil || len(files) == 0 {
		return files
	}
	there := map[string][]model.Entry{}
	for _, e := range l.Entries {
		there[e.Name] = append(there[e.Name], e)
	}
	var left []*outgoing
	for _, f := range files {
		others := unplanned(u.t.step(f.i), there[f.name])
		if len(others) == 0 {
			left = append(left, f)
			continue
		}
		u.met(ctx, f, others)
	}
	return left
}

// unplanned returns the entries that the plan did not know of.
func unplanned(s *plan.Step, there []model.Entry) []model.Entry {
	var others []model.Entry
	for _, e := range there {
		known := false
		if s.Conflict != nil {
			for _, old := range s.Conflict.Existing {
				known = known || old.ID == e.ID
			}
		}
		if !known {
			others = append(others, e)
		}
	}
	return others
}

// met deals with a file whose name was taken meanwhile.
func (u *sending) met(ctx context.Context, f *outgoing, others []model.Entry) {
	sum := f.sum
	for _, e := range others {
		if e.Kind != model.File || e.Size != f.size || e.Sum == "" {
			continue
		}
		if sum == "" {
			var err error
			if sum, err = u.e.localSum(ctx, u.t, f.path); err != nil {
				break
			}
		}
		if e.Sum == sum {
			u.e.copied(u.t, f.i, f.counted)
			return
		}
	}
	if ctx.Err() != nil {
		return
	}
	if u.t.job.plan.Request.Policy == plan.Skip {
		u.e.leave(u.t, f.i)
		return
	}
	u.e.failed(ctx, u.t, f.i, f.counted, &fs.PathError{Op: "upload", Path: u.t.step(f.i).Target.String(), Err: fs.ErrExist})
}

// localSum reads a local file and returns its Whirlpool.
func (e *Engine) localSum(ctx context.Context, t *task, p model.Path) (string, error) {
	t.wait(Holdup{Reason: Checking})
	defer t.wait(Holdup{})
	src, err := e.o.Disk.Open(ctx, p)
	if err != nil {
		return "", err
	}
	sum := newSum(ctx, e.aside)
	defer sum.end()
	_, err = io.CopyBuffer(sum, held{ctx, src, t}, make([]byte, copyBuffer))
	err = errors.Join(err, src.Check(), src.Close())
	if err != nil {
		return "", err
	}
	return sum.hex(), nil
}

// held reads a source as long as the job may go on.
type held struct {
	ctx context.Context //nolint:containedctx // it lives as long as one read of the source
	src Source
	t   *task
}

func (h held) Read(p []byte) (int, error) {
	if err := h.t.job.gate.pass(h.ctx); err != nil {
		return 0, err
	}
	return h.src.Read(p)
}
