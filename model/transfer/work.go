package transfer

import (
	"context"
	"errors"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// work does what a task is for. It returns early, leaving steps without an
// outcome, when ctx ends.
func (e *Engine) work(ctx context.Context, t *task) {
	if t.job.again && !e.unfinished(ctx, t) {
		return
	}
	switch t.kind {
	case makeFolders:
		e.makeFolders(ctx, t)
	case uploadBatch:
		e.upload(ctx, t)
	case downloadFile:
		e.download(ctx, t)
	case copyInAccount:
		e.copyInAccount(ctx, t)
	case copyOnDisk:
		e.copyOnDisk(ctx, t)
	case moveInTree:
		e.moveInTree(ctx, t)
	case fetchRemote:
		e.fetchRemote(ctx, t)
	case eraseSources:
		e.eraseSources(ctx, t)
	case sweepFolders:
		e.sweepFolders(ctx, t)
	case tidyParts:
		e.tidy(ctx, t.job)
	}
}

// through notes that step i of the task is done. counted is what the task has
// added to its bytes for it.
func (e *Engine) through(t *task, i int, counted int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t.bytes.Add(-counted)
	e.settle(t, i, done, nil)
}

// copied notes that step i is through and verified: what it replaces, and in a
// move its source, may go now.
func (e *Engine) copied(t *task, i int, counted int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t.bytes.Add(-counted)
	o := done
	if t.job.remains(t.step(i)) {
		o = copied
	}
	e.settle(t, i, o, nil)
}

// failed notes that step i can't be done. It stays silent when the task was
// stopped: the step is then still to be done. A refused key stops everything.
func (e *Engine) failed(ctx context.Context, t *task, i int, counted int64, err error) {
	if judged(err) == halt {
		e.stopAll(err)
		return
	}
	if ctx.Err() != nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	t.bytes.Add(-counted)
	e.settle(t, i, failed, err)
}

// settle gives step i of the task its outcome, once. Engine.mu is held.
func (e *Engine) settle(t *task, i int, o outcome, err error) {
	if i >= len(t.settled) || t.settled[i] {
		return
	}
	t.settled[i] = true
	j, at := t.job, t.steps[i]
	before := j.steps[at]
	switch o {
	case failed:
		j.fail(at, t.step(i), err)
		if _, doubted := j.doubts[at]; !doubted {
			e.release(t.step(i).Target, j)
		}
		return
	case unproven:
		j.fail(at, t.step(i), err)
		j.set(at, unproven)
		e.release(t.step(i).Target, j)
		return
	case skipped:
		j.skip(at)
		return
	case copied:
		j.erase = append(j.erase, at)
	case done:
		j.items++
	case todo, stuck:
	}
	j.set(at, o)
	j.undoubt(at)
	e.release(t.step(i).Target, j)
	if before != copied {
		j.bytes += weight(t.step(i))
	}
}

// refusedAll remembers that the account as such was refused, so that the rest of
// the job fails without asking once more for every file: repeated refusals get
// people locked out (1fichier-api §2).
func (e *Engine) refusedAll(t *task, err error) {
	if !anyOf(err, fichier.ErrTier, fichier.ErrVPN, fichier.ErrAccount) {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	t.job.refused = err
}

func (e *Engine) refused(t *task) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return t.job.refused
}

// persist does one call that may be repeated until it succeeds or patience ends.
func (e *Engine) persist(ctx context.Context, t *task, call func() error) error {
	var p patience
	for {
		if err := t.job.gate.pass(ctx); err != nil {
			return err
		}
		t.calling()
		err := call()
		t.wait(Holdup{})
		if err == nil || ctx.Err() != nil {
			return err
		}
		if err := e.rest(ctx, t, &p, err); err != nil {
			return err
		}
	}
}

// rest waits before a next try. It returns cause when there should be none.
func (e *Engine) rest(ctx context.Context, t *task, p *patience, cause error) error {
	h, ok := p.after(cause, time.Now())
	if !ok || ctx.Err() != nil {
		return cause
	}
	e.o.Log.Info("waiting before another try", "job", t.job.id, "until", h.Until, "cause", cause)
	t.wait(h)
	defer t.wait(Holdup{})
	if err := sleep(ctx, h.Until); err != nil {
		return errors.Join(cause, err)
	}
	return nil
}

// linger is how long a change that is on its way to the service may still take
// after a cancel: long enough to learn whether it was made.
const linger = 2 * time.Second

// lingering returns a context for one change in the account: it ends a little
// later than ctx, so that a cancel does not leave its outcome in doubt.
func lingering(ctx context.Context) (context.Context, context.CancelFunc) {
	late, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		time.AfterFunc(linger, func() { cancel(context.Cause(ctx)) })
	})
	return late, func() {
		stop()
		cancel(nil)
	}
}

// change makes one change in the account.
func (e *Engine) change(ctx context.Context, make func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	late, done := lingering(ctx)
	defer done()
	return make(late)
}

// lasting returns a context for writing down what has happened already: a cancel
// does not undo it.
func lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
}

// unverified notes that step i is copied but that nobody can prove it: what was
// to be removed after it stays, for good.
func (e *Engine) unverified(t *task, i int, counted int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t.bytes.Add(-counted)
	e.settle(t, i, unproven, model.ErrUnverified)
}

// yield gives the place of a task to others while it waits for the service.
func (e *Engine) yield(t *task) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.parked < e.limits[up]+e.limits[down] {
		e.park(t)
		e.look()
	}
}

// proceed takes the place back.
func (e *Engine) proceed(t *task) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if t.job.state != Paused {
		e.unpark(t)
	}
}

// leave notes that step i is left out.
func (e *Engine) leave(t *task, i int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(t, i, skipped, nil)
}
