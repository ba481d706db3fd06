package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"

	"onefm/model"
)

// slow is how long one entry may take to say what it is, twice that at most. Then
// it is listed by its name: a folder of mounts shows although one of them is dead.
const slow = time.Second

// look appends to entries what rows are, without waiting for those that do not
// answer.
func (d *Disk) look(ctx context.Context, dir string, rows []fs.DirEntry, entries []model.Entry) ([]model.Entry, error) {
	for len(rows) > 0 {
		n, some, err := d.lookAtSome(ctx, dir, rows)
		entries = append(entries, some...)
		if err != nil {
			return entries, err
		}
		if n < len(rows) {
			entries = append(entries, byName(rows[n]))
			n++
		}
		rows = rows[n:]
	}
	return entries, nil
}

// byName is an entry of which only its folder tells.
func byName(row fs.DirEntry) model.Entry {
	return model.Entry{Name: row.Name(), Kind: kind(row.Type()), Size: model.UnknownSize, Mode: row.Type()}
}

// lookAtSome looks at rows until one gets stuck and returns how many it has done.
func (d *Disk) lookAtSome(ctx context.Context, dir string, rows []fs.DirEntry) (int, []model.Entry, error) {
	if err := d.guard.begin(dir); err != nil {
		return 0, nil, err
	}
	w := &looker{disk: d, dir: dir, rows: rows, entries: make([]model.Entry, 0, len(rows))}
	over := make(chan struct{})
	go func() {
		defer close(over)
		w.work()
	}()
	t := time.NewTimer(slow)
	defer t.Stop()
	seen := 0
	for {
		select {
		case <-over:
			return len(rows), w.entries, nil
		case <-ctx.Done():
			n := w.stop()
			t.Reset(grace)
			select {
			case <-over:
			case <-t.C:
				w.giveUp(n)
			}
			return 0, nil, ctx.Err()
		case <-t.C:
			n, stuck := w.giveUp(seen)
			if stuck {
				return n, w.entries, nil
			}
			seen = n
			t.Reset(slow)
		}
	}
}

// looker is one goroutine that looks at rows. When it is left behind, entries
// belongs to who left it.
type looker struct {
	disk *Disk
	dir  string
	rows []fs.DirEntry

	mu       sync.Mutex
	entries  []model.Entry
	n        int  // rows that are done
	stopped  bool // take no more
	left     bool // counted as stuck
	finished bool
}

func (w *looker) work() {
	for _, row := range w.rows {
		e, ok := w.disk.lookAt(w.dir, row)
		w.mu.Lock()
		if w.stopped {
			w.mu.Unlock()
			break
		}
		w.n++
		if ok {
			w.entries = append(w.entries, e)
		}
		w.mu.Unlock()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.finished = true
	if w.left {
		w.disk.guard.back(w.place())
	}
}

// stop makes the looker take no more and returns how many rows are done.
func (w *looker) stop() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	return w.n
}

// giveUp leaves the looker behind if it has done no more than seen rows, and
// returns how many it has done.
func (w *looker) giveUp(seen int) (n int, stuck bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.finished || w.n != seen || w.n == len(w.rows) {
		return w.n, false
	}
	w.stopped, w.left = true, true
	w.disk.guard.leave(w.place())
	return w.n, true
}

func (w *looker) place() string { return join(w.dir, w.rows[w.n].Name()) }

// lookAt returns what a row is; false when it has vanished.
func (d *Disk) lookAt(dir string, row fs.DirEntry) (model.Entry, bool) {
	path := join(dir, row.Name())
	if d.guard.isStuck(path) {
		return byName(row), true
	}
	info, err := d.info(row)
	if errors.Is(err, fs.ErrNotExist) {
		return model.Entry{}, false
	}
	if err != nil {
		return byName(row), true
	}
	return entry(path, row.Name(), info), true
}

// join is filepath.Join for a clean folder and a plain name, which it costs a
// third of.
func join(dir, name string) string {
	if os.IsPathSeparator(dir[len(dir)-1]) {
		return dir + name
	}
	return dir + string(os.PathSeparator) + name
}
