package mirror

import (
	"time"

	"onefm/fichier"
)

const (
	// slowest is how long a folder that never changes stays as it is while somebody
	// looks at it.
	slowest = time.Hour
	// maxPaces bounds what is remembered of folders.
	maxPaces = 4096
)

// pace is how often a folder is worth a call.
type pace struct {
	every  time.Duration
	notYet time.Time // a call failed: not before this
}

// fastest is how often a folder may be listed.
func fastest() time.Duration { return fichier.ListRule(fichier.Root).Every }

// paced notes whether a listing told anything new. One that did not makes the next
// one wait twice as long.
func (m *Mirror) paced(id fichier.FolderID, changed bool) {
	m.live.mu.Lock()
	defer m.live.mu.Unlock()
	p := m.live.pace(id)
	p.every = min(2*p.every, slowest)
	if changed {
		p.every = fastest()
	}
	m.live.setPace(id, pace{every: p.every})
}

// slower notes that a folder could not be listed, for a reason of its own.
func (m *Mirror) slower(id fichier.FolderID) {
	m.live.mu.Lock()
	defer m.live.mu.Unlock()
	p := m.live.pace(id)
	p.every = min(2*p.every, slowest)
	p.notYet = time.Now().Add(p.every)
	m.live.setPace(id, p)
}

func (l *live) pace(id fichier.FolderID) pace {
	if p, ok := l.paces[id]; ok {
		return p
	}
	return pace{every: fastest()}
}

func (l *live) setPace(id fichier.FolderID, p pace) {
	if l.paces == nil {
		l.paces = map[fichier.FolderID]pace{}
	}
	for old := range l.paces { // any one: it only starts anew
		if len(l.paces) < maxPaces {
			break
		}
		delete(l.paces, old)
	}
	l.paces[id] = p
}
