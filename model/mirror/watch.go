package mirror

import (
	"sync"

	"onefm/model"
)

// Watch reports changed folders to one reader. Reading slowly loses nothing:
// changes are gathered until they are taken.
type Watch struct {
	c    chan struct{}
	of   *watches
	dirs map[model.Path]bool // guarded by of.mu
}

type watches struct {
	mu  sync.Mutex
	all map[*Watch]bool
}

// Watch returns a new watch of the whole mirror. Close it when done. It reports
// the changes that this process makes or learns of.
func (m *Mirror) Watch() *Watch {
	w := &Watch{c: make(chan struct{}, 1), of: &m.watches, dirs: map[model.Path]bool{}}
	m.watches.mu.Lock()
	defer m.watches.mu.Unlock()
	if m.watches.all == nil {
		m.watches.all = map[*Watch]bool{}
	}
	m.watches.all[w] = true
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

// tell reports changed folders to all watches. It never blocks.
func (ws *watches) tell(dirs ...model.Path) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for w := range ws.all {
		for _, dir := range dirs {
			if !dir.IsZero() {
				w.dirs[dir] = true
			}
		}
		if len(w.dirs) == 0 {
			continue
		}
		select {
		case w.c <- struct{}{}:
		default: // it knows already
		}
	}
}
