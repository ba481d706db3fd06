package mirror

import (
	"context"
	"database/sql"
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
	// failure doubles it up to lastProbe.
	firstProbe = 5 * time.Second
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
	walks          int
}

func (l *live) mood() mood {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := mood{
		now: time.Now(), wanted: l.wanted, likely: l.likely, recent: slices.Clone(l.recent), walks: l.walks,
	}
	m.idle = m.now.Sub(l.at)
	if l.failures > 0 {
		m.probe = l.tried.Add(min(firstProbe<<min(l.failures-1, 8), lastProbe))
	}
	return m
}

// nextErrand chooses what to ask for next: an open folder that is due, then one
// nearby, then one that was never listed; else the one that is due first.
func (m *Mirror) nextErrand(ctx context.Context) (errand, error) {
	d := m.live.mood()
	if d.idle >= asleep || len(d.wanted) == 0 || m.Status(ctx).Budget.Refused || m.keyless() {
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
	for _, choose := range []func(context.Context, mood) (errand, error){m.nearErrand, m.walkErrand} {
		e, err := choose(ctx, d)
		switch {
		case err != nil:
			return e, err
		case e.at.IsZero():
		case !e.at.After(d.now):
			return e, nil
		case first.at.IsZero() || e.at.Before(first.at):
			first = e
		}
	}
	return first, nil
}

// keyless reports whether there is nobody to ask.
func (m *Mirror) keyless() bool {
	_, none := m.api.(keyless)
	return none
}

// openErrand returns the open folder that is due first, and notes when each is.
func (m *Mirror) openErrand(ctx context.Context, d mood) (first errand, err error) {
	open := make([]OpenFolder, 0, len(d.wanted))
	for _, dir := range d.wanted {
		row, rest, err := m.descend(ctx, dir)
		if err != nil {
			return first, err
		}
		e, err := m.due1(ctx, row, d)
		if err != nil {
			return first, err
		}
		if len(rest) > 0 { // a folder on the way, or one that is gone
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

// nearErrand returns a folder that people are likely to look at next: the one at
// the cursor, those above, those recently visited, and the latest ones in and
// beside the open ones that were never listed.
func (m *Mirror) nearErrand(ctx context.Context, d mood) (errand, error) {
	if d.idle >= lingers {
		return errand{}, nil
	}
	near := slices.Clone(d.likely)
	for _, p := range d.wanted {
		for !p.IsRoot() {
			p = p.Parent()
			near = append(near, p)
		}
	}
	near = append(near, d.recent...)
	for _, p := range near {
		row, rest, err := m.descend(ctx, p)
		if err != nil {
			return errand{}, err
		}
		if len(rest) > 0 && row.asOf != 0 {
			continue // there is no such folder
		}
		if ok, err := m.worth(ctx, row, d); ok || err != nil {
			return errand{id: row.id, at: d.now}, err
		}
	}
	for _, p := range d.wanted {
		row, rest, err := m.descend(ctx, p)
		if err != nil || len(rest) > 0 {
			return errand{}, err
		}
		kin, err := m.kin(ctx, row)
		if err != nil {
			return errand{}, err
		}
		for _, row := range kin {
			if ok, err := m.worth(ctx, row, d); ok || err != nil {
				return errand{id: row.id, at: d.now}, err
			}
		}
	}
	return errand{}, nil
}

// worth reports whether a neighbour may be asked for and is old enough.
func (m *Mirror) worth(ctx context.Context, row folderRow, d mood) (bool, error) {
	p := m.paceOf(row.id)
	age := d.now.Sub(time.Unix(0, row.asOf))
	if p.notYet.After(d.now) || row.asOf != 0 && age >= 0 && age < max(nearAge, 4*p.every) && row.cut != cutYet {
		return false, nil
	}
	next, err := m.next(ctx, row)
	return !next.After(d.now), err
}

// kin returns the latest folders in a folder and beside it that were never listed.
func (m *Mirror) kin(ctx context.Context, of folderRow) (rows []folderRow, err error) {
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		const latest = "parent = ? AND as_of = 0 ORDER BY created DESC, id DESC LIMIT ?"
		rows, err = folders(ctx, tx, latest, of.id, kin)
		if err != nil || of.id == fichier.Root {
			return err
		}
		more, err := folders(ctx, tx, latest, of.parent, kin)
		rows = append(rows, more...)
		return err
	})
	return rows, err
}

// walkErrand returns a folder that was never listed, so that in time the whole
// account can be searched.
func (m *Mirror) walkErrand(ctx context.Context, d mood) (errand, error) {
	if d.idle >= strolls || d.walks > 0 {
		return errand{}, m.syncing(ctx, false)
	}
	rows, err := m.unlisted(ctx, 2*kin)
	if err != nil {
		return errand{}, err
	}
	if err := m.syncing(ctx, len(rows) > 0); err != nil {
		return errand{}, err
	}
	for _, row := range rows {
		ok, err := m.worth(ctx, row, d)
		if err != nil {
			return errand{}, err
		}
		if ok {
			return errand{id: row.id, at: d.now, walk: true}, nil
		}
	}
	if len(rows) > 0 { // each failed, or is being listed elsewhere
		return errand{id: rows[0].id, at: d.now.Add(fastest()), walk: true}, nil
	}
	return errand{}, nil
}
