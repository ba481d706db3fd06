package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strconv"
	"sync"
	"sync/atomic"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/disk"
)

// download fetches the one file of a task.
func (e *Engine) download(ctx context.Context, t *task) {
	s := t.step(0)
	t.at(s.Target.Base())
	if err := e.refused(t); err != nil {
		e.failed(ctx, t, 0, 0, err)
		return
	}
	from := s.Source.Entry
	f := &fetch{
		e: e, t: t, link: fichier.Link(from.ID), size: from.Size, want: from.Sum,
		replace: overwrites(s), account: s.Source.Dir.Side() == model.Account,
		tickets: make(chan struct{}, 1),
	}
	defer f.close()
	err := f.run(ctx)
	if f.part != nil {
		err = errors.Join(err, f.leave(ctx, err))
	}
	counted := f.counted.Load()
	if err != nil {
		e.refusedAll(t, err)
		e.failed(ctx, t, 0, counted, err)
		return
	}
	if f.want == "" && t.job.moving() {
		e.unverified(t, 0, counted)
		return
	}
	e.copied(t, 0, counted)
}

// fetch is one download on its way.
type fetch struct {
	e       *Engine
	t       *task
	link    fichier.Link
	size    int64  // of the whole file, or model.UnknownSize
	want    string // its Whirlpool; empty when unknown
	replace bool
	account bool // the source is a file of the account's tree

	part    Part
	m       pieces // of the part
	trail   *trail // the sum of the bytes the part has; nil when there is nothing to compare it with
	counted atomic.Int64
	marks   sync.Mutex // held by whoever writes down what the part has
	marking bool       // that is done for this part
	alone   bool       // the host takes one stream a file

	tickets  chan struct{} // held by whoever looks at the three below
	ticket   fichier.Ticket
	started  bool   // the ticket was used
	version  string // what the host calls the bytes
	patience patience
	fresh    bool // the last failure was met with a new ticket already
	refused  int  // how often the host would not continue where we are
	twice    bool // fetched again from the start, since the bytes were wrong
	restarts int  // from the start for want of anything else
}

// mostRestarts bounds how often a file is begun again with a host that does not go
// on in the middle.
const mostRestarts = 10

// run fetches, verifies and names the file. The part stays open when it fails.
func (f *fetch) run(ctx context.Context) error {
	s := f.t.step(0)
	dir := s.Target.Parent()
	if _, err := f.e.folder(ctx, f.t, dir); err != nil {
		return err
	}
	if f.want == "" && f.t.job.moving() {
		f.want = f.e.askSum(ctx, f.t, f.link)
	}
	if err := f.open(ctx, dir, s.Target.Base()); err != nil {
		return err
	}
	for {
		err := f.fill(ctx)
		if err == nil {
			err = f.check(ctx)
		}
		if err == nil {
			break
		}
		if err := f.mend(ctx, dir, err); err != nil {
			return err
		}
	}
	if err := f.part.Commit(f.replace, s.Source.Entry.Time); err != nil {
		return err
	}
	f.part = nil
	f.e.dropPart(f.t, 0)
	f.note(ctx)
	return nil
}

// mend makes another run over the file possible after err, or returns the error to
// give up with.
func (f *fetch) mend(ctx context.Context, dir model.Path, err error) error {
	switch {
	case ctx.Err() != nil:
		return err
	case errors.Is(err, model.ErrNoSpace):
		return f.awaitRoom(ctx, dir, true)
	case errors.Is(err, errNoFurther) && f.restarts < mostRestarts:
		f.restarts++
		f.alone = true
		return f.restart(ctx)
	case errors.Is(err, model.ErrMismatch) && !f.twice:
		f.twice = true
		f.dropTicket()
		return f.restart(ctx)
	}
	return err
}

// open opens the part and takes up what an earlier run left of the same file.
func (f *fetch) open(ctx context.Context, dir model.Path, name string) error {
	f.e.notePart(ctx, f.t, 0, f.tag())
	part, err := f.e.o.Disk.Create(ctx, dir, name, f.tag())
	if err != nil {
		f.e.dropPart(f.t, 0)
		return err
	}
	f.part = part
	f.m.piece, f.m.least = f.e.traffic.share, f.e.traffic.least
	if err := f.takeUp(ctx); err != nil {
		return err
	}
	return f.awaitRoom(ctx, dir, false)
}

// takeUp begins with what the part has.
func (f *fetch) takeUp(ctx context.Context) error {
	size, kept := f.part.Size(), f.part.Marked()
	switch {
	case size <= 0 || f.size >= 0 && size > f.size || kept != nil && len(kept) == 0:
		return f.restart(ctx)
	case kept == nil:
		kept = []disk.Range{{From: 0, To: size}}
	case len(kept) == 1 && kept[0].From == 0:
		if err := f.part.Truncate(kept[0].To); err != nil { // one stream may go on as if it had been one
			return err
		}
	default:
		f.marking = true
	}
	f.m.reset(f.size, kept)
	have, _ := f.m.have()
	f.counted.Store(have)
	f.t.bytes.Add(have)
	f.follow(ctx)
	return nil
}

// follow begins to compute the sum of the part from its start.
func (f *fetch) follow(ctx context.Context) {
	f.unfollow()
	if f.want != "" {
		f.trail = newTrail(ctx, &f.m, f.part, f.e.aside)
	}
}

func (f *fetch) unfollow() {
	if f.trail != nil {
		f.trail.end()
		f.trail = nil
	}
}

// close lets go of everything, also after a panic.
func (f *fetch) close() {
	f.unfollow()
	if f.part != nil {
		_ = f.part.Close() // nobody decided about it: the next run does
	}
}

// tag proves that bytes belong to this very file. Without a sum nothing does.
func (f *fetch) tag() string {
	if f.want == "" || f.size < 0 {
		return ""
	}
	h := sha256.Sum256([]byte(string(f.link) + "\x00" + strconv.FormatInt(f.size, 10) + "\x00" + f.want))
	return hex.EncodeToString(h[:16])
}

// restart begins again with an empty part.
func (f *fetch) restart(ctx context.Context) error {
	f.unfollow()
	f.t.bytes.Add(-f.counted.Swap(0))
	f.m.reset(f.size, nil)
	f.marking = false
	if err := f.part.Truncate(0); err != nil {
		return err
	}
	f.follow(ctx)
	return nil
}

// count counts n bytes that have just come through the line.
func (f *fetch) count(n int64) {
	f.counted.Add(n)
	f.t.moved(n)
}

// markNow writes down what the part has. marks is held.
func (f *fetch) markNow() error {
	_, where := f.m.have()
	return f.part.Mark(where)
}

// awaitRoom waits until the disk can hold what is still to come; refused says that
// it has just refused to take more.
func (f *fetch) awaitRoom(ctx context.Context, dir model.Path, refused bool) error {
	have, _ := f.m.have()
	return f.e.awaitRoom(ctx, f.t, dir, f.size-have, refused)
}

// check compares what has arrived with what the account holds.
func (f *fetch) check(ctx context.Context) error {
	if f.trail == nil {
		return nil
	}
	f.t.wait(Holdup{Reason: Checking})
	defer f.t.wait(Holdup{})
	got, err := f.trail.finish(ctx)
	if err != nil {
		return err
	}
	if got != f.want {
		return fmt.Errorf("%w: got %.16s…, the account has %.16s…", model.ErrMismatch, got, f.want)
	}
	return nil
}

// note writes into the mirror that the file was verified.
func (f *fetch) note(ctx context.Context) {
	if f.want == "" || !f.account {
		return
	}
	now, cancel := lasting(ctx)
	defer cancel()
	if err := f.e.o.Mirror.Verified(now, f.link, f.want); err != nil {
		f.e.o.Log.Warn("a verified file is not marked in the mirror", "cause", err)
	}
}

// leave closes the part of a download that failed or was stopped. It is kept when
// going on with it may help: the engine stops, the line broke, the disk is full.
func (f *fetch) leave(ctx context.Context, err error) error {
	f.unfollow()
	part := f.part
	f.part = nil
	have, where := f.m.have()
	cancelled := errors.Is(context.Cause(ctx), model.ErrCancelled)
	useful := have > 0 && f.tag() != "" && (ctx.Err() != nil || resumable(err))
	if cancelled || !useful {
		f.e.dropPart(f.t, 0)
		return part.Discard()
	}
	if f.marking {
		if err := part.Mark(where); err != nil {
			f.e.o.Log.Warn("what a part has is not written down", "cause", err)
		}
	}
	return part.Close()
}

// resumable reports whether a download that failed with err could go on later with
// what it has.
func resumable(err error) bool {
	return judged(err) != final || anyOf(err, model.ErrNoSpace, model.ErrStuck, fichier.ErrExpired, fs.ErrExist)
}

// tidy removes the part files of a job that nobody will go on with.
func (e *Engine) tidy(ctx context.Context, j *job) {
	e.mu.Lock()
	parts := maps.Clone(j.parts)
	e.mu.Unlock()
	ctx, cancel := lasting(ctx)
	defer cancel()
	for i, tag := range parts {
		target := j.plan.Step(int(i)).Target
		part, err := e.o.Disk.Create(ctx, target.Parent(), target.Base(), tag)
		if err == nil {
			err = part.Discard()
		}
		if err != nil {
			e.o.Log.Warn("a part file stays", "target", target, "cause", err)
		}
		e.mu.Lock()
		e.forgetPart(j, i)
		e.mu.Unlock()
	}
}
