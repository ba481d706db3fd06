package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"

	"onefm/fichier"
	"onefm/model"
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
	}
	defer f.close()
	err := f.run(ctx)
	if f.part != nil {
		err = errors.Join(err, f.leave(ctx, err))
	}
	if err != nil {
		e.refusedAll(t, err)
		e.failed(ctx, t, 0, f.counted, err)
		return
	}
	if f.want == "" && t.job.moving() {
		e.unverified(t, 0, f.counted)
		return
	}
	e.copied(t, 0, f.counted)
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

	part     Part
	sum      *sum // of the bytes the part has
	have     int64
	counted  int64 // in the progress of the task
	ticket   fichier.Ticket
	started  bool // the ticket was used
	patience patience
	fresh    bool // the last failure was met with a new ticket already
	refused  int  // how often the host would not continue where we are
	twice    bool // fetched again from the start, since the bytes were wrong
}

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
			err = f.check()
		}
		if err == nil {
			break
		}
		if f.twice || !errors.Is(err, model.ErrMismatch) {
			return err
		}
		f.twice, f.ticket = true, fichier.Ticket{}
		if err := f.restart(ctx); err != nil {
			return err
		}
	}
	if err := f.part.Commit(f.replace, s.Source.Entry.Time); err != nil {
		return err
	}
	f.part = nil
	f.note(ctx)
	return nil
}

// open opens the part and takes up what an earlier run left of the same file.
func (f *fetch) open(ctx context.Context, dir model.Path, name string) error {
	part, err := f.e.o.Disk.Create(ctx, dir, name, f.tag())
	if err != nil {
		return err
	}
	f.part, f.sum = part, newSum(ctx, f.e.aside)
	if have := part.Size(); have > 0 && have <= f.size {
		if err := f.takeUp(ctx); err != nil {
			return err
		}
	} else if err := f.restart(ctx); err != nil {
		return err
	}
	return f.room(ctx, dir)
}

// close lets go of everything, also after a panic.
func (f *fetch) close() {
	if f.sum != nil {
		f.sum.end()
	}
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

// takeUp hashes what the part has already.
func (f *fetch) takeUp(ctx context.Context) error {
	f.t.wait(Holdup{Reason: Checking})
	defer f.t.wait(Holdup{})
	from := f.part.Reader()
	buf := make([]byte, copyBuffer)
	for {
		if err := f.t.job.gate.pass(ctx); err != nil {
			return err
		}
		n, err := from.Read(buf)
		_, _ = f.sum.Write(buf[:n])
		f.have += int64(n)
		switch {
		case errors.Is(err, io.EOF):
			f.count(f.have, 0)
			return nil
		case err != nil:
			return f.restart(ctx)
		}
	}
}

// restart begins again with an empty part.
func (f *fetch) restart(ctx context.Context) error {
	f.sum.end()
	f.sum = newSum(ctx, f.e.aside)
	f.have = 0
	f.count(0, 0)
	return f.part.Truncate(0)
}

// count sets the progress to have bytes, of which moved have just come through
// the line.
func (f *fetch) count(have, moved int64) {
	f.t.bytes.Add(have - f.counted)
	f.counted = have
	f.t.job.wire.Add(moved)
}

// room checks that the disk can hold what is still to come.
func (f *fetch) room(ctx context.Context, dir model.Path) error {
	free, err := f.e.o.Disk.FreeSpace(ctx, dir)
	if err != nil || f.size < 0 {
		return nil //nolint:nilerr // a disk that does not tell is tried
	}
	if need := f.size - f.have; free < need {
		return fmt.Errorf("%w: %d bytes are needed, %d are free", model.ErrNoSpace, need, free)
	}
	return nil
}

// check compares what has arrived with what the account holds.
func (f *fetch) check() error {
	got := f.sum.hex()
	if f.want != "" && got != f.want {
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
	f.sum.end()
	part := f.part
	f.part = nil
	cancelled := errors.Is(context.Cause(ctx), model.ErrCancelled)
	useful := f.have > 0 && f.tag() != "" && (ctx.Err() != nil || resumable(err))
	if cancelled || !useful {
		return part.Discard()
	}
	f.e.mu.Lock()
	f.t.job.parts[f.t.steps[0]] = f.tag()
	f.e.mu.Unlock()
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
	parts := j.parts
	j.parts = map[int32]string{}
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
	}
}
