package mirror

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"

	"onefm/fichier"
	"onefm/model"
)

const (
	// lingers is how long after the last sign of a person neighbours of the open
	// folders are worth a call, strolls how long the rest of the account is, and
	// asleep after how long nothing is.
	lingers = 2 * time.Minute
	strolls = 10 * time.Minute
	asleep  = time.Hour
	// nearAge is how old the rows of a neighbour may be.
	nearAge = 10 * time.Minute
	// kin is how many unknown folders in and beside an open one are neighbours.
	kin = 8
	// firstProbe is how long after a failure the line is tried again; each further
	// failure doubles it up to lastProbe, or busyProbe while somebody waits for it.
	firstProbe = 5 * time.Second
	busyProbe  = 20 * time.Second
	lastProbe  = 2 * time.Minute
)

// errand is a folder worth a call.
type errand struct {
	id   fichier.FolderID
	at   time.Time // not before; zero: there is no errand
	walk bool      // it was never listed and nobody looks at it
}

// mood is what a choice of errands starts from.
type mood struct {
	now            time.Time
	idle           time.Duration // since the last Attend
	wanted, likely []model.Path
	recent         []model.Path
	probe          time.Time // when to try the line again; zero: it works
	walks, turns   int
}

func (l *live) mood() mood {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := mood{
		now: time.Now(), wanted: l.wanted, likely: l.likely, recent: slices.Clone(l.recent), walks: l.walks, turns: l.turns,
	}
	m.idle = m.now.Sub(l.at)
	if l.failures > 0 {
		most := lastProbe
		if m.idle < lingers {
			most = busyProbe
		}
		m.probe = l.tried.Add(min(firstProbe<<min(l.failures-1, 8), most))
	}
	return m
}

// chooser chooses errands. It keeps those that it found until their turn: a look at
// dozens of rows for every call would be felt.
type chooser struct {
	*Mirror

	turns      int // the attention that near was chosen for
	near, rest choice
}

// choice are errands of one kind.
type choice struct {
	todo  []folderRow
	walk  bool
	again time.Time // when to look for more
}

// searchAgain is how long what was not found is not looked for, unless people look
// at something else.
const searchAgain = 20 * time.Second

// nextErrand chooses what to ask for next: an open folder that is due, then one
// nearby, then one that was never listed; else the one that is due first.
func (m *chooser) nextErrand(ctx context.Context) (errand, error) {
	d := m.live.mood()
	if d.idle >= asleep || len(d.wanted) == 0 || m.budget().Refused || m.keyless() {
		m.planned(nil)
		return errand{}, nil
	}
	first, err := m.openErrand(ctx, d)
	if err != nil || !d.probe.IsZero() {
		return first, err
	}
	if !first.at.IsZero() && !first.at.After(d.now) {
		return first, nil
	}
	if d.turns != m.turns {
		m.turns, m.near = d.turns, choice{}
	}
	m.rest.walk = true
	for _, c := range []struct {
		*choice
		find func(context.Context, mood) ([]folderRow, error)
	}{{&m.near, m.nearby}, {&m.rest, m.beyond}} {
		e, err := m.first(ctx, c.choice, d)
		if err == nil && e.at.IsZero() && !d.now.Before(c.again) {
			if c.todo, err = c.find(ctx, d); err != nil {
				return errand{}, err
			}
			c.again = d.now.Add(searchAgain)
			e, err = m.first(ctx, c.choice, d)
		}
		if err != nil || !e.at.IsZero() {
			return e, err
		}
		if d.idle < strolls && (first.at.IsZero() || c.again.Before(first.at)) {
			first = errand{at: c.again}
		}
	}
	return first, nil
}

// first returns the first errand of a choice that is worth a call, and drops those
// before it that are not any more.
func (m *chooser) first(ctx context.Context, c *choice, d mood) (errand, error) {
	for ; len(c.todo) > 0; c.todo = c.todo[1:] {
		row, err := m.row(ctx, c.todo[0].id)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return errand{}, err
		}
		if ok, err := m.worth(ctx, row, d); ok || err != nil {
			return errand{id: row.id, at: d.now, walk: c.walk}, err
		}
	}
	return errand{}, nil
}

// keyless reports whether there is nobody to ask.
func (m *Mirror) keyless() bool {
	_, none := m.api.(keyless)
	return none
}

// openErrand returns the open folder that is due first, and notes when each is.
func (m *Mirror) openErrand(ctx context.Context, d mood) (first errand, err error) {
	open := make([]OpenFolder, 0, len(d.wanted))
	places, err := m.locate(ctx, d.wanted)
	if err != nil {
		return first, err
	}
	for i, dir := range d.wanted {
		row := places[i].row
		e, err := m.due1(ctx, row, d)
		if err != nil {
			return first, err
		}
		if !places[i].whole { // a folder on the way, or one that is gone
			if row.asOf != 0 {
				continue
			}
			e.at = d.now
		} else {
			o := OpenFolder{Dir: dir, Next: e.at}
			if row.asOf != 0 {
				o.AsOf = time.Unix(0, row.asOf)
			}
			open = append(open, o)
		}
		if !e.at.IsZero() && (first.at.IsZero() || e.at.Before(first.at)) {
			first = e
		}
	}
	m.planned(open)
	return first, nil
}

// due1 returns when an open folder is due.
func (m *Mirror) due1(ctx context.Context, row folderRow, d mood) (errand, error) {
	e := errand{id: row.id, at: d.now}
	p := m.paceOf(row.id)
	if row.asOf != 0 && row.stale < row.asOf && row.cut != cutYet {
		e.at = time.Unix(0, row.asOf).Add(p.every)
		if e.at.Sub(d.now) > slowest { // the clock was set back
			e.at = d.now
		}
	}
	if !d.probe.IsZero() {
		e.at = d.probe
	}
	if p.notYet.After(e.at) {
		e.at = p.notYet
	}
	next, err := m.next(ctx, row)
	if next.After(e.at) {
		e.at = next
	}
	return e, err
}

func (m *Mirror) paceOf(id fichier.FolderID) pace {
	m.live.mu.Lock()
	defer m.live.mu.Unlock()
	return m.live.pace(id)
}

// planned notes when the open folders are refreshed.
func (m *Mirror) planned(open []OpenFolder) {
	m.live.mu.Lock()
	same := slices.Equal(open, m.live.open)
	m.live.open = open
	m.live.mu.Unlock()
	if !same {
		m.watches.tellStatus()
	}
}
