package engine

import (
	"context"
	"errors"
	"sync"

	"onefm/model/transfer"
)

// Peek tells what is in a queue: from the engine that runs, else from the journal,
// without a call to the service and without a change.
func Peek(ctx context.Context, o Options) (s transfer.Snapshot, live bool, err error) {
	q, end, err := join(ctx, o)
	switch {
	case err == nil:
		defer end()
		s, err = q.at.look(ctx)
		if err == nil {
			return s, true, nil
		}
	case errors.Is(err, ErrVersion):
		return s, false, err
	}
	s, err = o.Journal.Snapshot(ctx)
	return s, false, err
}

// Steer does something to a queue: through the engine that runs, else with one that
// begins nothing, so that it happens in the journal alone.
func Steer(ctx context.Context, o Options, do func(q transfer.Queue) error) error {
	ctx, cancel := context.WithTimeout(ctx, reaching)
	defer cancel()
	for {
		q, end, err := join(ctx, o)
		if err == nil {
			defer end()
			return do(q)
		}
		if errors.Is(err, ErrVersion) {
			return err
		}
		lock, err := o.lock()
		if err == nil {
			return errors.Join(o.alone(ctx, do), release(lock))
		}
		if !errors.Is(err, ErrHeld) || ctx.Err() != nil {
			return err
		}
		rest(ctx, shortly)
	}
}

// alone does something with an engine of this process that holds every job.
func (o Options) alone(ctx context.Context, do func(transfer.Queue) error) error {
	e := o.Engine()
	if err := e.Load(ctx, false); err != nil {
		return err
	}
	return do(e)
}

// lock takes the lock, where there is one.
func (o Options) lock() (*Lock, error) {
	if o.Lock == "" {
		return nil, nil //nolint:nilnil // the queue is this process's alone
	}
	return TryLock(o.Lock)
}

// join connects to the engine that runs, for a moment.
func join(ctx context.Context, o Options) (*Port, func(), error) {
	p := New(o)
	c, r, err := dial(ctx, announced(o.Lock), o.Account, p.over)
	if err != nil {
		return nil, nil, err
	}
	var reading sync.WaitGroup
	p.at = c
	reading.Go(func() {
		c.read(r)
		p.end() // nobody waits for an engine that is gone
	})
	return p, func() {
		c.close()
		reading.Wait()
	}, nil
}
