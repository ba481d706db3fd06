package mirror

import (
	"context"
	"slices"
	"time"

	"onefm/model"
)

const (
	// lively is how often changes of other processes are looked for while somebody
	// is there: quick for a person, and a look takes some 50 µs, so it is a
	// ten-thousandth of a core. drowsy is how often when nobody is.
	lively = 500 * time.Millisecond
	drowsy = 5 * time.Second
)

// follow tells watches what other processes change, and notes what the ledger and
// the rows tell of the account.
func (m *Mirror) follow(ctx context.Context) {
	f := follower{m: m}
	for ctx.Err() == nil {
		if err := f.look(ctx); err != nil && ctx.Err() == nil {
			m.log.Warn("mirror watch", "err", err)
		}
		for waited := time.Duration(0); waited == 0 || waited < drowsy && m.live.mood().idle >= lingers; waited += lively {
			if sleep(ctx, lively) != nil {
				return
			}
		}
	}
}

// follower is how far follow has come.
type follower struct {
	m       *Mirror
	seen    uint64 // generation
	counted time.Time
	stale   bool // rows changed since they were counted
}

func (f *follower) look(ctx context.Context) error {
	m := f.m
	if m.watches.watched() {
		if err := f.changes(ctx); err != nil {
			return err
		}
	}
	m.reached()
	until, reason, err := m.ledger.Locked(ctx)
	if err != nil {
		return err
	}
	m.live.mu.Lock()
	b := &m.live.now.Budget
	same := b.LockedUntil.Equal(until)
	b.LockedUntil, b.LockReason = until, reason
	m.live.mu.Unlock()
	if !same {
		m.watches.tellStatus()
	}
	if f.counted.IsZero() || f.stale && time.Since(f.counted) >= recount {
		f.counted, f.stale = time.Now(), false
		return m.count(ctx)
	}
	return nil
}

// changes tells of the folders whose rows changed since the last look.
func (f *follower) changes(ctx context.Context) error {
	m := f.m
	now, err := m.Generation(ctx)
	if err != nil || now == f.seen {
		return err
	}
	first := f.seen == 0
	dirs, all, now, err := m.Changed(ctx, f.seen)
	if err != nil {
		return err
	}
	f.seen, f.stale = now, true
	if first {
		return nil // whoever watches has just read
	}
	var paths []model.Path
	for _, d := range dirs {
		paths = append(paths, d.Path)
	}
	if all { // too many to tell, or another database: whatever is shown
		d := m.live.mood()
		paths = slices.Concat(paths, d.wanted, d.likely, d.recent)
	}
	m.watches.tell(paths...)
	return nil
}
