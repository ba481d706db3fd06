package mirror

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onefm/fichier"
)

// SyncOptions say what a [Mirror.Sync] may do. The zero value lists what was never
// listed, and goes on for as long as it takes.
type SyncOptions struct {
	// Older: list folders again whose rows are older than this; 0: only those that
	// were never listed, or not to the end.
	Older time.Duration
	// Patience is how long the service may be out of reach before Sync gives up;
	// 0: for ever.
	Patience time.Duration
}

const (
	// listers is how many listings of a Sync are under way at once: enough to use
	// every turn when an answer takes a second.
	listers = 4
	// syncTries is how often a folder is asked for whose answer can't be used.
	syncTries = 3
)

// syncEvery is how long a call of a Sync takes when nobody else makes any.
func syncEvery() time.Duration { return fichier.CallRule().Every + courtesy }

// Sync makes the whole account known, or goes on where an earlier one, of this
// process or another, was broken off. It gives way to people and transfers, and
// waits while the service is locked or out of reach. progress, which may be nil,
// is told after every call. Folders that can't be listed are named in the error
// when all others are.
//
// # The number of calls
//
// Only a folder's own listing tells its sub-folders (1fichier-api §4.13), and one
// call tells its files too, 5,000 of them. So F folders cost F calls at least, and
// that is what Sync makes when none holds more: 2,000 folders are 2,000 calls, at
// one call in 350 ms 11 min 40 s; the 30 ms by which Sync lets others go first make
// it 12 min 40 s. The listing of a folder that has no sub-folder, or nothing at
// all, can't be saved: nothing but that listing says so.
//
// The one call that lists all files of the account (file/ls of -1, once an hour)
// does not help: its rows bear no folder (§4.5), so none of them saves a listing.
//
// A folder of N > 5,000 files costs one call for every window of upload dates, once
// in 30 s. The first listing is a sample that tells where the windows should end,
// and every answer corrects it: 60,000 files take 16 calls, 20 when the service does
// not tell how many there are, where 12 are the least that could hold them. Windows
// of one folder are asked for in between the listings of others, so they take no
// time of their own.
func (m *Mirror) Sync(ctx context.Context, o SyncOptions, progress func(Status)) error {
	if m.keyless() {
		return ErrNoKey
	}
	ctx = fichier.WithPriority(ctx, fichier.Prefetch)
	ctx, cancel := context.WithCancel(ctx)
	w := &accountWalk{
		m: m, o: o, began: time.Now(), progress: progress,
		state: map[fichier.FolderID]*walkState{}, done: make(chan listed, listers),
	}
	m.note(func(l *live) {
		l.walks++
		l.now.Syncing, l.now.Calls = true, 0
	})
	err := w.run(ctx)
	cancel()
	for w.busy > 0 {
		<-w.done
		w.busy--
	}
	m.note(func(l *live) {
		l.walks--
		l.now.Syncing, l.now.Left = l.walks > 0, 0
	})
	if counted := m.count(context.WithoutCancel(ctx)); err == nil {
		err = counted
	}
	if progress != nil {
		progress(m.Status(ctx))
	}
	return err
}

// accountWalk is one Sync.
type accountWalk struct {
	m        *Mirror
	o        SyncOptions
	began    time.Time
	progress func(Status)

	todo  []fichier.FolderID
	state map[fichier.FolderID]*walkState // of folders that need a second thought
	busy  int                             // listings under way
	done  chan listed
	spawn spawn
}

// walkState is what is known of a folder that is being listed or has to wait.
type walkState struct {
	busy  bool
	until time.Time
	tries int
	err   error // given up
}

// listed is the end of one listing.
type listed struct {
	id  fichier.FolderID
	err error
}

func (w *accountWalk) run(ctx context.Context) error {
	for {
		for w.busy == listers {
			if err := w.await(ctx, 0); err != nil {
				return err
			}
		}
		id, wait, err := w.next(ctx)
		switch {
		case err != nil:
			return err
		case wait < 0 && w.busy == 0:
			return w.failures()
		case wait != 0:
			if err := w.await(ctx, wait); err != nil {
				return err
			}
			continue
		}
		if err := w.m.giveWay(ctx); err != nil {
			return err
		}
		w.state[id] = &walkState{busy: true, tries: w.tries(id)}
		w.busy++
		go func() {
			_, err := w.m.refreshed(ctx, id)
			w.done <- listed{id, err}
		}()
		// The next one can judge the line only when this call has left.
		if err := w.await(ctx, courtesy); err != nil {
			return err
		}
	}
}

func (w *accountWalk) tries(id fichier.FolderID) int {
	if s := w.state[id]; s != nil {
		return s.tries
	}
	return 0
}

// await waits for the end of a listing, or for d when that is more than 0.
func (w *accountWalk) await(ctx context.Context, d time.Duration) error {
	var timer <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		timer = t.C
	}
	select {
	case <-timer:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case l := <-w.done:
		w.busy--
		return w.ended(ctx, l)
	}
}

// ended judges a listing.
func (w *accountWalk) ended(ctx context.Context, l listed) error {
	s := w.state[l.id]
	s.busy = false
	var e *fichier.Error
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case l.err == nil, errors.Is(l.err, fichier.ErrNotFound):
		delete(w.state, l.id)
	case errors.Is(l.err, fichier.ErrTooSoon) && errors.As(l.err, &e):
		s.until = time.Now().Add(max(e.RetryAfter, glance))
		return nil // no call
	case errors.Is(l.err, fichier.ErrNetwork):
		since := w.m.Status(ctx).Since
		if w.o.Patience > 0 && !since.IsZero() && time.Since(since) >= w.o.Patience {
			return l.err
		}
		s.until = time.Now()
	case errors.Is(l.err, fichier.ErrAuth), errors.Is(l.err, fichier.ErrTier), errors.Is(l.err, fichier.ErrAccount),
		errors.Is(l.err, ErrNoKey):
		return l.err
	default:
		if s.tries++; s.tries >= syncTries {
			s.err = l.err
		}
		s.until = time.Now().Add(fastest())
	}
	return w.told(ctx)
}

// failures names the folders that could not be listed.
func (w *accountWalk) failures() error {
	var all []error
	for id, s := range w.state {
		if s.err != nil {
			all = append(all, fmt.Errorf("list folder %d: %w", id, s.err))
		}
	}
	return errors.Join(all...)
}
