package transfer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// maxSplits bounds how often a refused request is cut in two to find the file
// that the service does not take.
const maxSplits = 32

// errMissing: the service took a file and then knows nothing of it.
var errMissing = fmt.Errorf("taken but not stored: %w", fichier.ErrServer)

// sending carries the files of one task to one folder.
type sending struct {
	e        *Engine
	t        *task
	dir      model.Path
	id       fichier.FolderID
	patience patience
	splits   int
	waiting  time.Time // since when for another job
}

// upload sends the files of a task in one request, and again what did not arrive.
func (e *Engine) upload(ctx context.Context, t *task) {
	files := e.announce(ctx, t)
	if len(files) == 0 {
		return
	}
	u := &sending{e: e, t: t, dir: t.folder()}
	id, err := e.folder(ctx, t, u.dir)
	if err != nil {
		u.fail(ctx, files, err)
		return
	}
	u.id = id
	files = u.stillNew(ctx, u.recall(ctx, files))
	groups := [][]*outgoing{u.already(ctx, files)}
	for len(groups) > 0 && ctx.Err() == nil {
		group := groups[0]
		groups = groups[1:]
		if group = u.stillNew(ctx, group); len(group) > 0 {
			groups = append(u.send(ctx, group), groups...)
		}
	}
}

// send makes one upload request and returns what is to be sent after it, as
// requests.
func (u *sending) send(ctx context.Context, files []*outgoing) [][]*outgoing {
	var node fichier.Node
	err := u.e.persist(ctx, u.t, func() (err error) {
		node, err = u.e.o.Client.UploadNode(ctx)
		return err
	})
	if err != nil {
		u.fail(ctx, files, err)
		return nil
	}
	asked := fichier.Receipt{Host: node.Host, XID: node.ID}
	files, late := u.claim(ctx, files, asked)
	if len(files) == 0 {
		return late
	}
	attempting, cancel := context.WithCancel(ctx)
	defer cancel()
	a := newAttempt(attempting, u.e, u.t, files)
	start := time.Now()
	receipt, err := u.e.o.Client.Upload(attempting, node, a.request(u.id))
	all := a.close()
	if err == nil {
		measure(&u.e.worth.up, bytesOfAll(files), time.Since(start))
	}
	if ctx.Err() != nil {
		if all {
			u.doubt(files, asked)
		} else {
			u.undoubt(files)
		}
		return nil
	}
	return append(u.ended(ctx, files, asked, receipt, all, err), late...)
}

// ended decides about a request that is over.
func (u *sending) ended(ctx context.Context, files []*outgoing, asked, receipt fichier.Receipt, all bool, err error) [][]*outgoing {
	if err == nil {
		return u.reported(ctx, files, receipt)
	}
	u.e.o.Log.Info("upload failed", "job", u.t.job.id, "files", len(files), "whole", all, "cause", err)
	return u.broken(ctx, files, asked, all, err)
}

// reported asks what became of an upload that the service took.
func (u *sending) reported(ctx context.Context, files []*outgoing, r fichier.Receipt) [][]*outgoing {
	links, sure, err := u.settle(ctx, files, r, true)
	if !sure {
		u.unsure(ctx, files, r, err)
		return nil
	}
	if len(links) > 0 {
		return [][]*outgoing{u.take(ctx, files, links)}
	}
	var left []*outgoing
	for _, f := range files {
		if u.again(ctx, f, errMissing) {
			left = append(left, f)
		}
	}
	return [][]*outgoing{left}
}

// broken decides about a request that did not end well.
func (u *sending) broken(ctx context.Context, files []*outgoing, r fichier.Receipt, all bool, cause error) [][]*outgoing {
	v, _ := judge(cause)
	torn := unreadable(files)
	switch {
	case v == halt:
		u.fail(ctx, files, cause)
		return nil
	case len(torn) > 0:
		// The request was torn by us; it was not complete, so nothing can have arrived
		// but what the service tells by itself.
	case v == final:
		return u.refused(ctx, files, cause)
	case !errors.Is(cause, fichier.ErrInDoubt):
		return u.rest(ctx, files, cause)
	}
	links, sure, err := u.settle(ctx, files, r, all)
	if !sure {
		u.unsure(ctx, files, r, errors.Join(cause, err))
		return nil
	}
	left := u.take(ctx, files, links)
	left = u.dropUnreadable(ctx, left)
	if len(torn) > 0 || len(left) < len(files) {
		return [][]*outgoing{left}
	}
	return u.rest(ctx, left, cause)
}

// rest waits before files are sent again, or fails them when that was tried often
// enough.
func (u *sending) rest(ctx context.Context, files []*outgoing, cause error) [][]*outgoing {
	if len(files) == 0 {
		return nil
	}
	if err := u.e.rest(ctx, u.t, &u.patience, cause); err != nil {
		u.fail(ctx, files, err)
		return nil
	}
	return [][]*outgoing{files}
}

// refused deals with a request that the service does not take: one file of it may
// be the reason.
func (u *sending) refused(ctx context.Context, files []*outgoing, cause error) [][]*outgoing {
	if len(files) == 1 || u.splits >= maxSplits || errors.Is(cause, fichier.ErrQuota) {
		u.fail(ctx, files, cause)
		return nil
	}
	u.splits++
	half := len(files) / 2
	return [][]*outgoing{files[:half:half], files[half:]}
}

// unreadable lists the files whose sources could not be read as announced.
func unreadable(files []*outgoing) []*outgoing {
	var bad []*outgoing
	for _, f := range files {
		if f.err != nil {
			bad = append(bad, f)
		}
	}
	return bad
}

// dropUnreadable measures the sources that tore the request once more and returns
// the files that can be sent.
func (u *sending) dropUnreadable(ctx context.Context, files []*outgoing) []*outgoing {
	left := make([]*outgoing, 0, len(files))
	for _, f := range files {
		if f.err == nil || u.again(ctx, f, f.err) {
			left = append(left, f)
		}
	}
	return left
}

// again prepares a file to be sent a second time; the second time it fails.
func (u *sending) again(ctx context.Context, f *outgoing, why error) bool {
	if f.resent || !errors.Is(why, model.ErrChanged) && !errors.Is(why, model.ErrMismatch) && !errors.Is(why, errMissing) {
		u.e.failed(ctx, u.t, f.i, f.counted, why)
		return false
	}
	if err := u.e.measure(ctx, f); err != nil {
		u.e.failed(ctx, u.t, f.i, f.counted, err)
		return false
	}
	f.resent, f.err, f.sum = true, nil, ""
	u.e.remeasured(u.t, f)
	return true
}

// unsure gives up on files of which nobody can say whether they arrived. A retry
// asks again before it sends.
func (u *sending) unsure(ctx context.Context, files []*outgoing, r fichier.Receipt, cause error) {
	u.doubt(files, r)
	if cause == nil {
		cause = fichier.ErrInDoubt
	}
	if !errors.Is(cause, fichier.ErrInDoubt) {
		cause = fmt.Errorf("%w: %w", fichier.ErrInDoubt, cause)
	}
	u.fail(ctx, files, cause)
}

// doubt remembers that nobody knows whether these files arrived.
func (u *sending) doubt(files []*outgoing, r fichier.Receipt) {
	u.e.mu.Lock()
	defer u.e.mu.Unlock()
	for _, f := range files {
		at := u.t.steps[f.i]
		d := u.t.job.doubts[at]
		d.receipt, d.sum, d.size, d.time = r, f.sum, f.size, f.time
		u.t.job.doubts[at] = d
	}
}

// undoubt notes that these files certainly did not arrive.
func (u *sending) undoubt(files []*outgoing) {
	u.e.mu.Lock()
	defer u.e.mu.Unlock()
	for _, f := range files {
		u.t.job.undoubt(u.t.steps[f.i])
		u.e.release(u.t.step(f.i).Target, u.t.job)
	}
	u.e.remind()
}

func (u *sending) fail(ctx context.Context, files []*outgoing, err error) {
	for _, f := range files {
		u.e.failed(ctx, u.t, f.i, f.counted, err)
	}
}
