package app

import (
	"context"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/search"
	"onefm/model/usage"
)

// finder looks through the whole account. Its index is made when it is asked for
// the first time: who never searches pays nothing.
type finder struct {
	mirror *mirror.Mirror
	index  *search.Index
	asked  chan struct{} // closed with the first question
	once   sync.Once

	mu      sync.Mutex
	counted *usage.Tree // what the folders of the account hold
	at      uint64      // the generation of the mirror that this is true for
}

func newFinder(m *mirror.Mirror) *finder {
	return &finder{mirror: m, index: search.New(m), asked: make(chan struct{})}
}

// run works until ctx ends.
func (f *finder) run(ctx context.Context, others func(context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	wake := make(chan struct{}, 1)
	g.Go(func() error { return others(ctx) })
	g.Go(func() error {
		select {
		case <-f.asked:
			return f.index.Run(ctx, wake)
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	g.Go(func() error { return f.follow(ctx, wake) })
	return g.Wait()
}

// follow wakes the index when rows have changed.
func (f *finder) follow(ctx context.Context, wake chan<- struct{}) error {
	w := f.mirror.Watch()
	defer w.Close()
	for {
		if err := take(ctx, w); err != nil {
			return err
		}
		w.Take()
		select {
		case wake <- struct{}{}:
		default: // it knows already
		}
	}
}

func (f *finder) find(ctx context.Context, text string, limit int) (search.Result, error) {
	f.once.Do(func() { close(f.asked) })
	q, err := search.Parse(text, search.Options{Now: time.Now()})
	if err != nil {
		return search.Result{}, err
	}
	return f.index.Find(ctx, q, search.FindOptions{Limit: limit})
}

// usage weighs the entries of a folder. The account is counted once and again only
// when something has changed.
func (f *finder) usage(ctx context.Context, dir model.Path) (usage.Sum, []usage.Row, error) {
	t, err := f.count(ctx)
	if err != nil {
		return usage.Sum{}, nil, err
	}
	sum, known := t.Folder(dir)
	if !known {
		return usage.Sum{}, nil, fmt.Errorf("weigh %s: %w", dir, fs.ErrNotExist)
	}
	rows, err := t.Rows(ctx, dir, usage.Largest)
	return sum, rows, err
}

func (f *finder) count(ctx context.Context) (*usage.Tree, error) {
	now, err := f.mirror.Generation(ctx)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	t, at := f.counted, f.at
	f.mu.Unlock()
	if t != nil && at == now {
		return t, nil
	}
	t, err = usage.Count(ctx, f.mirror, model.AccountPath("/"), nil)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	f.counted, f.at = t, now
	f.mu.Unlock()
	return t, nil
}

func (f *finder) duplicates(ctx context.Context, groups int) ([]usage.Group, usage.Found, error) {
	var all []usage.Group
	found, err := usage.Duplicates(ctx, f.mirror, model.AccountPath("/"), usage.DuplicateOptions{Limit: groups},
		func(g usage.Group) error {
			all = append(all, g)
			return nil
		})
	return all, found, err
}
