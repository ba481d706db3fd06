package transfer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
)

// unfinished settles those steps of a task that an earlier run has done without
// living to write it down, and reports whether any are left. Only acts that leave no
// doubt in the journal are looked at: uploads and copies in the account are asked for
// by their receipts.
func (e *Engine) unfinished(ctx context.Context, t *task) bool {
	var did func(context.Context, *task, *plan.Step) bool
	switch t.kind {
	case downloadFile:
		did = e.downloaded
	case copyOnDisk:
		did = e.copiedOnDisk
	case moveInTree:
		did = e.movedInTree
	case makeFolders, uploadBatch, copyInAccount, fetchRemote, eraseSources, sweepFolders, tidyParts:
		return true
	}
	for i := range t.steps {
		if ctx.Err() != nil {
			return false
		}
		if s := t.step(i); did(ctx, t, s) {
			e.sweepPart(ctx, s.Target)
			e.copied(t, i, 0)
		}
	}
	return e.narrow(t)
}

// sweepPart removes what is left beside a local file that got its name just before the
// earlier run ended.
func (e *Engine) sweepPart(ctx context.Context, target model.Path) {
	if target.Side() != model.Local {
		return
	}
	part, err := e.o.Disk.Create(ctx, target.Parent(), target.Base(), "")
	if err == nil {
		err = part.Discard()
	}
	if err != nil {
		e.o.Log.Warn("a part file stays", "target", target, "cause", err)
	}
}

// narrow leaves only the steps without an outcome in the task.
func (e *Engine) narrow(t *task) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := 0
	for i, over := range t.settled {
		if !over {
			t.steps[n], t.plan[n] = t.steps[i], t.plan[i]
			n++
		}
	}
	t.steps, t.plan, t.settled = t.steps[:n], t.plan[:n], make([]bool, n)
	return n > 0
}

// downloaded reports whether the target of a download holds the very bytes: by their
// checksum, or, where none is known, by size and by the date that downloads get.
func (e *Engine) downloaded(ctx context.Context, t *task, s *plan.Step) bool {
	there, err := e.o.Disk.Stat(ctx, s.Target)
	from := s.Source.Entry
	if err != nil || there.Kind != model.File || there.Size != from.Size {
		return false
	}
	if from.Sum == "" {
		return !t.job.moving() && !from.Time.IsZero() && there.Time.Equal(from.Time)
	}
	sum, err := e.localSum(ctx, t, s.Target)
	if err != nil || sum != from.Sum {
		return false
	}
	if s.Source.Dir.Side() == model.Account {
		if err := e.o.Mirror.Verified(ctx, fichier.Link(from.ID), sum); err != nil {
			e.o.Log.Warn("a verified file is not marked in the mirror", "cause", err)
		}
	}
	return true
}

// copiedOnDisk reports whether the target of a copy on the disk holds what the source
// does.
func (e *Engine) copiedOnDisk(ctx context.Context, t *task, s *plan.Step) bool {
	there, err := e.o.Disk.Stat(ctx, s.Target)
	if err != nil || there.Kind != s.Source.Entry.Kind {
		return false
	}
	if there.Kind == model.Symlink {
		return there.Target == s.Source.Entry.Target
	}
	now, err := e.o.Disk.Stat(ctx, s.Source.Path())
	if err != nil || there.Kind != model.File || there.Size != now.Size || !there.Time.Equal(now.Time) {
		return false
	}
	t.wait(Holdup{Reason: Checking})
	defer t.wait(Holdup{})
	return e.alike(ctx, t, s.Source.Path(), s.Target)
}

// alike compares two local files.
func (e *Engine) alike(ctx context.Context, t *task, a, b model.Path) bool {
	x, err := e.o.Disk.Open(ctx, a)
	if err != nil {
		return false
	}
	defer x.Close()
	y, err := e.o.Disk.Open(ctx, b)
	if err != nil {
		return false
	}
	defer y.Close()
	p, q := make([]byte, copyBuffer), make([]byte, copyBuffer)
	for {
		n, errA := io.ReadFull(held{ctx, x, t}, p)
		m, errB := io.ReadFull(y, q)
		switch {
		case !bytes.Equal(p[:n], q[:m]):
			return false
		case errA != nil || errB != nil:
			end := func(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }
			return end(errA) && end(errB)
		}
	}
}

// movedInTree reports whether a move was made: the source is gone, and the target is
// what it was. A file or folder of the account keeps its identity on the way.
func (e *Engine) movedInTree(ctx context.Context, _ *task, s *plan.Step) bool {
	if s.Target.Side() == model.Account {
		return e.isAt(ctx, s.Target.Parent(), s.Target.Base(), s.Source.Entry.ID)
	}
	if _, err := e.o.Disk.Stat(ctx, s.Source.Path()); !errors.Is(err, fs.ErrNotExist) {
		return false
	}
	there, err := e.o.Disk.Stat(ctx, s.Target)
	was := s.Source.Entry
	if err != nil || there.Kind != was.Kind {
		return false
	}
	switch there.Kind {
	case model.File:
		return there.Size == was.Size && there.Time.Equal(was.Time)
	case model.Symlink:
		return there.Target == was.Target
	case model.Folder, model.Other:
	}
	return true
}

// isAt reports whether the folder is known to hold that very entry under the name.
func (e *Engine) isAt(ctx context.Context, dir model.Path, name, id string) bool {
	it, ok := e.lookup(ctx, dir, id)
	return ok && it.Entry.Name == name
}

// lookup finds an entry of an account folder by its identity, as far as is known.
func (e *Engine) lookup(ctx context.Context, dir model.Path, id string) (model.Item, bool) {
	l, err := e.o.Mirror.List(ctx, dir, model.Cached)
	if err != nil {
		return model.Item{}, false
	}
	for _, entry := range l.Entries {
		if entry.ID == id {
			return model.Item{Dir: dir, Entry: entry}, true
		}
	}
	return model.Item{}, false
}
