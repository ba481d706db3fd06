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

// Status is what the mirror can tell of itself and of the service at a moment.
type Status struct {
	// Budget is when the next call may leave, how many left lately, until when the
	// service has locked us and why; zero without a key.
	Budget fichier.Budget
	// Asking is the folder that is being asked for now; zero: none.
	Asking model.Path
	// Open are the folders that people look at, in the order of [Mirror.Attend].
	Open []OpenFolder
	// Folders are known, Listed of them with what they hold, and Files in these.
	Folders, Listed, Files int64
	// Syncing: folders that were never listed are being asked for, with Calls so
	// far; Left is how long the rest will take, about; 0: not known.
	Syncing bool
	Calls   int
	Left    time.Duration
	// Offline is why the last call did not reach the service, nil when it did, and
	// Since when that is so.
	Offline error
	Since   time.Time
}

// OpenFolder is a folder that people look at.
type OpenFolder struct {
	Dir  model.Path
	AsOf time.Time // when its rows were true; zero: never listed
	Next time.Time // when it is refreshed by itself; zero: not planned
}

// Folder returns what Open says of a folder; the zero OpenFolder when it is none.
func (s Status) Folder(dir model.Path) OpenFolder {
	for _, f := range s.Open {
		if f.Dir == dir {
			return f
		}
	}
	return OpenFolder{}
}

// Status returns what is known at the moment. It neither reads the database nor
// asks the service, so it may be called for every frame.
func (m *Mirror) Status(context.Context) Status {
	budget := m.budget()
	s := m.live.status()
	if s.Budget.LockedUntil.After(budget.LockedUntil) { // another process met it
		budget.LockedUntil, budget.LockReason = s.Budget.LockedUntil, s.Budget.LockReason
	}
	s.Budget = budget
	return s
}

// budget returns what the client says of itself; zero without a key.
func (m *Mirror) budget() fichier.Budget {
	if b, ok := m.api.(interface{ Budget() fichier.Budget }); ok {
		return b.Budget()
	}
	return fichier.Budget{}
}

// reached notes that a call reached the service that was not the mirror's.
func (m *Mirror) reached() {
	answered := m.budget().Answered
	m.live.mu.Lock()
	back := m.live.failures > 0 && answered.After(m.live.tried)
	m.live.mu.Unlock()
	if back {
		m.heard(nil)
	}
}

// WatchStatus returns a watch that fires when [Mirror.Status] has something new to
// tell, time apart; it has no folders to take.
func (m *Mirror) WatchStatus() *Watch { return m.watches.add(true) }

// live is what the mirror knows of its own doings. The zero value is ready.
type live struct {
	mu       sync.Mutex
	now      Status // but for Open
	open     []OpenFolder
	failures int // calls in a row that did not reach the service
	tried    time.Time
	walks    int // Syncs that run
	spawn    spawn
	paces    map[fichier.FolderID]pace
	attention
}

func (l *live) status() Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.now
	s.Open = slices.Clone(l.open)
	return s
}

// note changes the status and tells those who watch it.
func (m *Mirror) note(change func(*live)) {
	m.live.mu.Lock()
	change(&m.live)
	m.live.mu.Unlock()
	m.watches.tellStatus()
}

// heard notes what the outcome of a call tells of the line.
func (m *Mirror) heard(err error) {
	away := errors.Is(err, fichier.ErrNetwork)
	if !away && silent(err) {
		return
	}
	m.note(func(l *live) {
		l.tried = time.Now()
		switch {
		case !away:
			l.failures, l.now.Offline, l.now.Since = 0, nil, time.Time{}
		case l.failures == 0:
			l.now.Since = l.tried
			fallthrough
		default:
			l.failures++
			l.now.Offline = err
		}
	})
}

// silent reports whether err says nothing of the line: nobody was asked.
func silent(err error) bool {
	return errors.Is(err, fichier.ErrTooSoon) || errors.Is(err, ErrNoKey) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// outage is how long after a second failure in a row nobody tries again.
const outage = 3 * time.Second

// down returns why the service can't be reached, when that was found out a moment
// ago by several calls: then there is no point in letting everybody wait for the
// same answer.
func (m *Mirror) down() error {
	m.live.mu.Lock()
	defer m.live.mu.Unlock()
	if m.live.failures < 2 || time.Since(m.live.tried) > outage {
		return nil
	}
	return m.live.now.Offline
}
