package transfer

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/disk"
	"onefm/model/mirror"
)

// copyTries bounds how often a server-side copy is asked for when its answers are
// lost.
const copyTries = 3

// copyOnDisk copies one file on the disk.
func (e *Engine) copyOnDisk(ctx context.Context, t *task) {
	s := t.step(0)
	t.at(s.Target.Base())
	if _, err := e.folder(ctx, t, s.Target.Parent()); err != nil {
		e.failed(ctx, t, 0, 0, err)
		return
	}
	var counted atomic.Int64
	again := func() error {
		t.bytes.Add(-counted.Swap(0))
		_, err := e.o.Disk.Copy(ctx, s.Source.Path(), s.Target, disk.CopyOptions{
			Replace: overwrites(s),
			Progress: func(n int64) {
				counted.Add(n)
				t.moved(n)
				_ = t.job.gate.pass(ctx) // the copy itself notices the end of ctx
			},
		})
		return err
	}
	err := again()
	for errors.Is(err, model.ErrNoSpace) && ctx.Err() == nil {
		if err = e.awaitRoom(ctx, t, s.Target.Parent(), weight(s), true); err == nil {
			err = again()
		}
	}
	if err != nil {
		e.failed(ctx, t, 0, counted.Load(), err)
		return
	}
	e.copied(t, 0, counted.Load())
}

// copyInAccount copies files and links into a folder of the account; no bytes
// pass here.
func (e *Engine) copyInAccount(ctx context.Context, t *task) {
	t.at(t.step(0).Target.Base())
	to := t.folder()
	open := t.sources()
	if _, err := e.folder(ctx, t, to); err != nil {
		e.conclude(ctx, t, open, all(map[int]error{}, open, err))
		return
	}
	o := mirror.CopyOptions{}
	if len(open) == 1 && renamed(t.step(0)) {
		o.Name = t.step(0).Target.Base()
	}
	open = e.doubtedBefore(ctx, t, to, open)
	for try := 1; len(open) > 0; try++ {
		ended := time.Now()
		if err := e.beginCopies(ctx, t, open); err != nil {
			e.conclude(ctx, t, open, all(map[int]error{}, open, err))
			return
		}
		errs := e.list(ctx, t, open, true, func(ctx context.Context, items []model.Item) error {
			_, err := e.o.Mirror.Copy(ctx, items, to, o)
			ended = time.Now()
			return err
		})
		clear, doubted := split(open, errs)
		e.conclude(ctx, t, clear, errs)
		if ctx.Err() != nil {
			return // what was asked for stays in doubt
		}
		if try == copyTries {
			e.doubtCopies(t, doubted, errs)
			e.conclude(ctx, t, doubted, errs)
			return
		}
		open = e.lookFor(ctx, t, to, doubted, errs, ended)
	}
}

// beginCopies writes down that these copies are about to be asked for.
func (e *Engine) beginCopies(ctx context.Context, t *task, items []listed) error {
	acts := make([]begun, len(items))
	for k, l := range items {
		acts[k] = begun{i: l.i}
	}
	_, err := e.begin(ctx, t, acts, false)
	return err
}

// neverAsked fails the items that an earlier run may have asked for: nothing tells
// whether the service fetches them already.
func (e *Engine) neverAsked(ctx context.Context, t *task, items []listed) []listed {
	var open []listed
	for _, l := range items {
		e.mu.Lock()
		_, doubted := t.job.doubts[t.steps[l.i]]
		e.mu.Unlock()
		if doubted {
			e.failed(ctx, t, l.i, 0, fichier.ErrInDoubt)
			continue
		}
		open = append(open, l)
	}
	return open
}

// doubtCopies remembers copies that may have been made.
func (e *Engine) doubtCopies(t *task, items []listed, errs map[int]error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, l := range items {
		if errs[l.i] != nil {
			t.job.doubts[t.steps[l.i]] = doubt{at: time.Now()}
		}
	}
}

// doubtedBefore looks for copies that an earlier run may have made and returns the
// items that are to be copied.
func (e *Engine) doubtedBefore(ctx context.Context, t *task, dir model.Path, items []listed) []listed {
	var open, doubted []listed
	ended := time.Time{}
	errs := map[int]error{}
	e.mu.Lock()
	for _, l := range items {
		d, ok := t.job.doubts[t.steps[l.i]]
		if !ok {
			open = append(open, l)
			continue
		}
		doubted, ended = append(doubted, l), latest(ended, d.at)
		errs[l.i] = fichier.ErrInDoubt
	}
	e.mu.Unlock()
	return append(open, e.lookFor(ctx, t, dir, doubted, errs, ended)...)
}

// split tells apart the items whose answer was lost.
func split(items []listed, errs map[int]error) (clear, doubted []listed) {
	for _, l := range items {
		if errors.Is(errs[l.i], fichier.ErrInDoubt) {
			doubted = append(doubted, l)
		} else {
			clear = append(clear, l)
		}
	}
	return clear, doubted
}

// lookFor looks whether copies whose answer was lost were made, and returns those
// that certainly were not.
func (e *Engine) lookFor(ctx context.Context, t *task, dir model.Path, items []listed, errs map[int]error, ended time.Time) []listed {
	var missing []listed
	for _, l := range items {
		s := t.step(l.i)
		want := wanted{sent: sent{name: s.Target.Base(), size: s.Source.Entry.Size, sum: s.Source.Entry.Sum}, old: replaced(s)}
		if want.sum == "" {
			e.mu.Lock()
			want.after = t.job.doubts[t.steps[l.i]].at
			e.mu.Unlock()
		}
		links, sure, _ := e.search(ctx, t, dir, []wanted{want}, ended)
		switch {
		case len(links) > 0:
			e.copied(t, l.i, 0)
		case sure:
			missing = append(missing, l)
		default:
			e.doubtCopies(t, []listed{l}, errs)
			e.failed(ctx, t, l.i, 0, errs[l.i])
		}
	}
	return missing
}

// conclude settles the steps of items: copied, or failed with their errors.
func (e *Engine) conclude(ctx context.Context, t *task, items []listed, errs map[int]error) {
	for _, l := range items {
		if err := errs[l.i]; err != nil {
			e.failed(ctx, t, l.i, 0, err)
			continue
		}
		e.copied(t, l.i, 0)
	}
}

// fetchRemote asks the service to fetch addresses by itself. A request whose
// answer was lost is not repeated: it would double the files.
func (e *Engine) fetchRemote(ctx context.Context, t *task) {
	items := e.neverAsked(ctx, t, t.sources())
	id, err := e.folder(ctx, t, t.folder())
	if err != nil {
		e.conclude(ctx, t, items, all(map[int]error{}, items, err))
		return
	}
	if err := e.beginCopies(ctx, t, items); err != nil {
		e.conclude(ctx, t, items, all(map[int]error{}, items, err))
		return
	}
	errs := e.list(ctx, t, items, true, func(ctx context.Context, items []model.Item) error {
		urls := make([]string, len(items))
		for i, it := range items {
			urls[i] = it.Path().Name()
		}
		_, err := e.o.Client.RequestRemote(ctx, fichier.RemoteRequest{URLs: urls, Folder: id})
		return err
	})
	e.conclude(ctx, t, items, errs)
}
