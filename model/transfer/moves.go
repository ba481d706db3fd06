package transfer

import (
	"context"
	"errors"
	"io/fs"
	"maps"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
)

// moveInTree moves entries within their tree, folders with all that they hold.
func (e *Engine) moveInTree(ctx context.Context, t *task) {
	t.at(t.step(0).Target.Base())
	items := t.sources()
	if _, err := e.folder(ctx, t, t.folder()); err != nil {
		e.conclude(ctx, t, items, all(map[int]error{}, items, err))
		return
	}
	if t.folder().Side() != model.Account {
		e.placeOnDisk(ctx, t)
		return
	}
	if len(items) == 1 && renamed(t.step(0)) {
		err := e.moveRenamed(ctx, t)
		e.conclude(ctx, t, items, map[int]error{0: err})
		return
	}
	errs := e.list(ctx, t, items, false, func(ctx context.Context, items []model.Item) error {
		return e.o.Mirror.Move(ctx, items, t.folder())
	})
	if t.job.again { // an earlier run may have moved it without hearing so
		maps.DeleteFunc(errs, func(_ int, err error) bool { return errors.Is(err, fichier.ErrNoChange) })
	}
	e.conclude(ctx, t, items, errs)
}

func (e *Engine) placeOnDisk(ctx context.Context, t *task) {
	for i := range t.steps {
		if t.job.gate.pass(ctx) != nil {
			return
		}
		s := t.step(i)
		t.at(s.Target.Base())
		if _, err := e.o.Disk.Place(ctx, s.Source, s.Target, overwrites(s)); err != nil {
			e.failed(ctx, t, i, 0, err)
			continue
		}
		e.copied(t, i, 0)
	}
}

// moveRenamed moves one entry and gives it another name: two calls. A file may
// meet its own old name in the target folder, a folder may not, so a folder gets
// its new name first, and its old one back when it can't be moved.
func (e *Engine) moveRenamed(ctx context.Context, t *task) error {
	s := t.step(0)
	it, to, name := s.Source, s.Target.Parent(), s.Target.Base()
	if it.Dir == to {
		return e.rename(ctx, t, it, name)
	}
	if t.job.again { // an earlier run may have made the first of two calls
		if moved, ok := e.lookup(ctx, to, it.Entry.ID); ok {
			return e.rename(ctx, t, moved, name)
		}
		if renamed, ok := e.lookup(ctx, it.Dir, it.Entry.ID); ok && renamed.Entry.Name == name {
			return e.moveOne(ctx, t, renamed, to)
		}
	}
	if it.Entry.Kind != model.Folder {
		if err := e.moveOne(ctx, t, it, to); err != nil {
			return err
		}
		return e.rename(ctx, t, model.Item{Dir: to, Entry: it.Entry}, name)
	}
	if err := e.rename(ctx, t, it, name); err != nil {
		return err
	}
	renamed := it
	renamed.Entry.Name = name
	err := e.moveOne(ctx, t, renamed, to)
	if err != nil && ctx.Err() == nil {
		err = errors.Join(err, e.rename(ctx, t, renamed, it.Entry.Name))
	}
	return err
}

func (e *Engine) moveOne(ctx context.Context, t *task, it model.Item, to model.Path) error {
	err := e.persist(ctx, t, func() error {
		return e.change(ctx, func(ctx context.Context) error { return e.o.Mirror.Move(ctx, []model.Item{it}, to) })
	})
	if t.job.again && errors.Is(err, fichier.ErrNoChange) { // an earlier run has moved it without hearing so
		return nil
	}
	return err
}

func (e *Engine) rename(ctx context.Context, t *task, it model.Item, name string) error {
	err := e.persist(ctx, t, func() error {
		return e.change(ctx, func(ctx context.Context) error {
			_, err := e.o.Mirror.Rename(ctx, it, name)
			return err
		})
	})
	if errors.Is(err, fichier.ErrNoChange) {
		return nil
	}
	return err
}

// eraseSources removes what verified copies have made superfluous: the sources of
// a move, and files of the account that were replaced.
func (e *Engine) eraseSources(ctx context.Context, t *task) {
	if err := e.write(ctx, t.job, true); err != nil { // that the copies are there must be known before the sources go
		for i := range t.steps {
			e.failed(ctx, t, i, 0, err)
		}
		return
	}
	var items []listed
	errs := map[int]error{}
	for i := range t.steps {
		s := t.step(i)
		t.at(s.Source.Entry.Name)
		for _, old := range replaced(s) {
			items = append(items, listed{i, old})
		}
		if !t.job.givesUp(s) {
			continue
		}
		if s.Source.Dir.Side() == model.Account {
			items = append(items, listed{i, s.Source})
		} else if err := e.eraseLocal(ctx, s.Source); err != nil {
			errs[i] = err
		}
	}
	maps.Copy(errs, e.list(ctx, t, onlyFiles(items, errs), false, e.eraseRemote))
	for i := range t.steps {
		if errs[i] != nil {
			e.failed(ctx, t, i, 0, errs[i])
			continue
		}
		e.through(t, i, 0)
	}
}

// onlyFiles keeps folders out of a call that would remove all that they hold.
func onlyFiles(items []listed, errs map[int]error) []listed {
	kept := items[:0]
	for _, l := range items {
		if l.it.Entry.Kind == model.Folder {
			errs[l.i] = model.ErrUnsupported
			continue
		}
		kept = append(kept, l)
	}
	return kept
}

// eraseLocal removes the source of a move that is still what was copied.
func (e *Engine) eraseLocal(ctx context.Context, it model.Item) error {
	now, err := e.o.Disk.Stat(ctx, it.Path())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case now.Kind == model.Folder:
		return model.ErrUnsupported
	case now.Kind != it.Entry.Kind, it.Entry.Kind != model.Symlink && now.Size != it.Entry.Size,
		!now.Time.Equal(it.Entry.Time):
		return model.ErrChanged
	}
	return e.o.Disk.Remove(ctx, []model.Item{it})
}

// eraseRemote removes files of the account; one that is gone already is as good.
func (e *Engine) eraseRemote(ctx context.Context, items []model.Item) error {
	err := e.o.Mirror.Remove(ctx, items)
	if len(items) == 1 && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return forgive(err, fs.ErrNotExist)
}

// forgive takes the items out of err that failed with nothing but what.
func forgive(err, what error) error {
	var named *model.ItemsError
	if !errors.As(err, &named) {
		return err
	}
	var left *model.ItemsError
	for _, f := range named.Items {
		if !errors.Is(f.Err, what) {
			left = model.Fail(left, f.Item, f.Err)
		}
	}
	return left.OrNil()
}

// sweepFolders removes the source folders of a move that are empty now.
func (e *Engine) sweepFolders(ctx context.Context, t *task) {
	blocked := e.blocked(t.job)
	for i := range t.steps {
		p := t.step(i).Source.Path()
		if blocked[p] {
			e.leave(t, i)
			continue
		}
		t.at(p.Base())
		err := e.removeEmpty(ctx, t, p)
		switch {
		case err == nil, errors.Is(err, fs.ErrNotExist):
			e.through(t, i, 0)
		default:
			block(blocked, p.Parent())
			e.failed(ctx, t, i, 0, err)
		}
	}
}

// removeEmpty removes a folder. The mirror itself sits out, for minutes, what the
// service is slow to notice; only a broken line is waited for here.
func (e *Engine) removeEmpty(ctx context.Context, t *task, p model.Path) error {
	if p.Side() != model.Account {
		return e.o.Disk.RemoveEmpty(ctx, p)
	}
	var last error
	err := e.persist(ctx, t, func() error {
		last = e.change(ctx, func(ctx context.Context) error { return e.o.Mirror.RemoveEmpty(ctx, p) })
		if errors.Is(last, fichier.ErrNetwork) || judged(last) == later {
			return last
		}
		return nil
	})
	if err != nil {
		return err
	}
	return last
}

// blocked are the folders that still hold a source which could not be moved.
func (e *Engine) blocked(j *job) map[model.Path]bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	dirs := map[model.Path]bool{}
	for i, o := range j.steps {
		if o == done || o == skipped || o == copied {
			continue
		}
		if s := j.plan.Step(i); s.Action != plan.RemoveFolder {
			block(dirs, s.Source.Dir)
		}
	}
	return dirs
}

// block adds dir and all folders above it.
func block(dirs map[model.Path]bool, dir model.Path) {
	for ; !dir.IsZero() && !dirs[dir]; dir = dir.Parent() {
		dirs[dir] = true
	}
}
