package mirror

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"onefm/fichier"
	"onefm/model"
)

const (
	// idleEvery lies between two calls of the refreshers of all processes: less than
	// a third of the three calls a second that the service allows (1fichier-api §2).
	idleEvery = 1200 * time.Millisecond
	// rest is how long a cursor rests before what lies under it counts as likely.
	rest = 300 * time.Millisecond
	// mishap is the pause after something went wrong that only time may mend.
	mishap = 10 * time.Second
)

// idleRule is what every call of a refresher takes from the common ledger.
func idleRule() fichier.Rule { return fichier.Rule{Key: "idle", Every: idleEvery} }

// attention is what people look at, guarded by live.mu.
type attention struct {
	wanted, likely []model.Path
	recent         []model.Path // that were wanted before, the latest first
	at             time.Time    // of the last Attend
	turns          int          // how often wanted or likely became others
	poke           chan struct{}
	running        chan struct{} // holds a token while Run works
}

// maxRecent is how many folders are remembered as recently visited.
const maxRecent = 16

// Attend tells [Mirror.Run] which account folders people look at now, the most
// important first, and which they will likely open next, such as the one at the
// cursor. Call it when either changes and when a person does something, once a
// second at most: what nobody attends to for an hour is not refreshed any more. It
// never blocks.
func (m *Mirror) Attend(open, likely []model.Path) {
	foreign := func(p model.Path) bool { return p.IsZero() || p.Side() != model.Account }
	open = slices.DeleteFunc(slices.Clone(open), foreign)
	likely = slices.DeleteFunc(slices.Clone(likely), foreign)
	poke := m.live.signal()
	m.live.mu.Lock()
	for _, p := range m.live.wanted {
		if !slices.Contains(open, p) {
			m.live.recent = slices.DeleteFunc(m.live.recent, func(q model.Path) bool { return q == p })
			m.live.recent = slices.Insert(m.live.recent, 0, p)
		}
	}
	m.live.recent = m.live.recent[:min(len(m.live.recent), maxRecent)]
	if !slices.Equal(open, m.live.wanted) || !slices.Equal(likely, m.live.likely) {
		m.live.turns++
	}
	m.live.wanted, m.live.likely, m.live.at = open, likely, time.Now()
	m.live.mu.Unlock()
	select {
	case poke <- struct{}{}:
	default: // it is going to look anyway
	}
}

// signal returns the channel by which Attend wakes Run.
func (l *live) signal() chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.poke == nil {
		l.poke, l.running = make(chan struct{}, 1), make(chan struct{}, 1)
	}
	return l.poke
}

// Run keeps fresh what people look at ([Mirror.Attend]), learns from an idle budget
// what they are likely to look at next, and makes watches report what other
// processes change, until ctx ends. It returns nil when its goroutines are gone.
// Of several Runs of one mirror only one works, the others wait for its end.
func (m *Mirror) Run(ctx context.Context) error {
	m.live.signal()
	select {
	case m.live.running <- struct{}{}:
		defer func() { <-m.live.running }()
	case <-ctx.Done():
		return nil
	}
	var wg sync.WaitGroup
	wg.Go(func() { m.follow(ctx) })
	wg.Go(func() { m.tend(ctx) })
	wg.Wait()
	return nil
}

// tend runs one errand after the other.
func (m *Mirror) tend(ctx context.Context) {
	ctx = fichier.WithPriority(ctx, fichier.Prefetch)
	c := chooser{Mirror: m}
	for ctx.Err() == nil {
		e, err := c.nextErrand(ctx)
		switch {
		case err != nil:
			if ctx.Err() == nil {
				m.log.Warn("mirror refresh", "err", err)
				m.pause(ctx, mishap)
			}
		case e.at.IsZero():
			m.pause(ctx, 0)
		case time.Until(e.at) > 0:
			m.pause(ctx, time.Until(e.at))
		default:
			m.do(ctx, e)
		}
	}
}

// pause waits for d, or for ever when d is 0, or until somebody attends and what he
// looks at has settled.
func (m *Mirror) pause(ctx context.Context, d time.Duration) {
	if d == 0 {
		select {
		case <-ctx.Done():
			return
		case <-m.live.signal():
		}
		_ = sleep(ctx, rest)
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	case <-m.live.signal():
		_ = sleep(ctx, rest)
	}
}

// do makes the call of an errand when nobody else wants one and the idle budget
// allows it.
func (m *Mirror) do(ctx context.Context, e errand) {
	if err := m.giveWay(ctx); err != nil {
		return
	}
	next, ok, err := m.ledger.Take(ctx, time.Now(), []fichier.Rule{idleRule()})
	switch {
	case err != nil:
		m.log.Warn("mirror refresh", "err", err)
		m.pause(ctx, mishap)
		return
	case !ok:
		_ = sleep(ctx, time.Until(next))
		return // by now something else may be more useful
	}
	if e.walk {
		m.note(func(l *live) { l.now.Calls++ })
	}
	_, err = m.refreshed(ctx, e.id)
	if err == nil || errors.Is(err, fichier.ErrNetwork) || errors.Is(err, fichier.ErrTooSoon) || ctx.Err() != nil {
		return // known to those who choose errands
	}
	m.log.Info("mirror refresh", "folder", e.id, "err", err)
	m.slower(e.id)
}

const (
	// courtesy is how much later than allowed a call of low priority leaves, so that
	// other processes, which have no common line, get their turn first.
	courtesy = 30 * time.Millisecond
	// waitsForOthers bounds that: the line may be busy for hours.
	waitsForOthers = 25
)

// giveWay waits for a moment at which a call may leave and nobody else wants one,
// in this process or another.
func (m *Mirror) giveWay(ctx context.Context) error {
	for range waitsForOthers {
		now := time.Now()
		next, err := m.ledger.next(ctx, now, fichier.CallRule(), fichier.RateRule())
		if err != nil {
			return err
		}
		waiting := m.budget().Waiting
		if !next.After(now) && waiting == 0 {
			return nil
		}
		if err := sleep(ctx, max(next.Sub(now), 0)+courtesy); err != nil {
			return err
		}
	}
	return ctx.Err()
}
