package transfer

import (
	"context"

	"onefm/fichier"
	"onefm/model"
)

// folders remembers the target folders of a job, so that a thousand files ask for
// theirs once.
type folders struct {
	ids   map[model.Path]fichier.FolderID // account folders that exist
	local map[model.Path]bool             // local folders that exist
	fails map[model.Path]error            // folders that can't be made
}

// folder makes sure that the target folder p exists; for an account folder it
// returns its id.
func (e *Engine) folder(ctx context.Context, t *task, p model.Path) (id fichier.FolderID, err error) {
	if id, known, err := e.known(t.job, p); known {
		return id, err
	}
	err = e.persist(ctx, t, func() (err error) {
		id, err = e.makeFolder(ctx, t, p)
		return err
	})
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	e.remember(t.job, p, id, err)
	return id, err
}

// makeFolder makes one folder. In the account one goroutine at a time does: two
// that miss the same folder would make it twice.
func (e *Engine) makeFolder(ctx context.Context, t *task, p model.Path) (fichier.FolderID, error) {
	if p.Side() != model.Account {
		_, err := e.o.Disk.Mkdir(ctx, p)
		return 0, err
	}
	select {
	case e.making <- struct{}{}:
		defer func() { <-e.making }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	if id, known, err := e.known(t.job, p); known {
		return id, err
	}
	return e.o.Mirror.EnsureFolder(ctx, p)
}

func (e *Engine) known(j *job, p model.Path) (id fichier.FolderID, known bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := j.folders.fails[p]; err != nil {
		return 0, true, err
	}
	if j.folders.local[p] {
		return 0, true, nil
	}
	id, known = j.folders.ids[p]
	return id, known, nil
}

func (e *Engine) remember(j *job, p model.Path, id fichier.FolderID, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	f := &j.folders
	if f.ids == nil {
		*f = folders{ids: map[model.Path]fichier.FolderID{}, local: map[model.Path]bool{}, fails: map[model.Path]error{}}
	}
	switch {
	case err != nil:
		f.fails[p] = err
	case p.Side() == model.Account:
		f.ids[p] = id
	default:
		f.local[p] = true
	}
}

// makeFolders does Mkdir steps, parents first.
func (e *Engine) makeFolders(ctx context.Context, t *task) {
	for i := range t.steps {
		s := t.step(i)
		t.at(s.Target.Base())
		if _, err := e.folder(ctx, t, s.Target); err != nil {
			e.failed(ctx, t, i, 0, err)
			continue
		}
		e.through(t, i, 0)
	}
}
