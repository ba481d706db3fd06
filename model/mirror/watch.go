package mirror

import (
	"sync"

	"onefm/model"
)

// Watch reports changed folders to one reader. Reading slowly loses nothing:
// changes are gathered until they are taken.
type Watch struct {
	c      chan struct{}
	of     *watches
	status bool                // tells of the status, not of folders
	dirs   map[model.Path]bool // guarded by of.mu
}

type watches struct {
	mu  sync.Mutex
	all map[*Watch]bool
}

// Watch returns a new watch of the whole mirror. Close it when done. It reports
// the changes that this process makes or learns of; those of other processes too
// while [Mirror.Run] runs.
func (m *Mirror) Watch() *Watch { return m.watches.add(false) }

func (ws *watches) add(status bool) *Watch {
	w := &Watch{c: make(chan struct{}, 1), of: ws, status: status, dirs: map[model.Path]bool{}}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.all == nil {
		ws.all = map[*Watch]bool{}
	}
	ws.all[w] = true
	return w
}

// C receives when there is something to take. It is never closed.
func (w *Watch) C() <-chan struct{} { return w.c }

// Take returns the folders whose rows changed since the last call, each once, in
// no particular order.
func (w *Watch) Take() []model.Path {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	out := make([]model.Path, 0, len(w.dirs))
	for dir := range w.dirs {
		out = append(out, dir)
	}
	clear(w.dirs)
	return out
}

// Close ends the watch.
func (w *Watch) Close() {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	delete(w.of.all, w)
}

func (w *Watch) fire() {
	select {
	case w.c <- struct{}{}:
	default: // it knows already
	}
}

// tell reports changed folders to all watches. It never blocks.
func (ws *watches) tell(dirs ...model.Path) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for w := range ws.all {
		if w.status {
			continue
		}
		for _, dir := range dirs {
			if !dir.IsZero() {
				w.dirs[dir] = true
			}
		}
		if len(w.dirs) > 0 {
			w.fire()
		}
	}
}

// tellStatus reports that the status changed.
func (ws *watches) tellStatus() {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for w := range ws.all {
		if w.status {
			w.fire()
		}
	}
}

// watched reports whether anybody wants to know of changed folders.
func (ws *watches) watched() bool {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for w := range ws.all {
		if !w.status {
			return true
		}
	}
	return false
}
