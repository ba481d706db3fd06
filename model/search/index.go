package search

import (
	"context"
	"errors"
	"io/fs"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
)

// Source is what an index is made of: a [mirror.Mirror].
type Source interface {
	WalkDirs(ctx context.Context, from model.Path, visit func(d mirror.Dir, entries []model.Entry) error) error
	Rows(ctx context.Context, id fichier.FolderID) ([]model.Entry, error)
	Changed(ctx context.Context, since uint64) (dirs []mirror.Dir, all bool, now uint64, err error)
	// Items returns rows by the ids of their entries, in that order, without those
	// that are gone.
	Items(ctx context.Context, ids []string) ([]model.Item, error)
	// Count tells how many rows there are.
	Count(ctx context.Context) (int, error)
}

var _ Source = (*mirror.Mirror)(nil)

// Index finds entries of the whole account. It may be used by many goroutines;
// [Index.Run] or [Index.Update] fill it and keep it true.
type Index struct {
	src  Source
	busy sync.Mutex // one update at a time

	taming atomic.Bool // see tame

	mu      sync.RWMutex // guards what follows
	chunks  []*chunk     // the last one takes new rows
	dirs    *folders
	odd     []string // identities of no usual shape
	rows    int
	of      int
	listed  int
	ready   bool
	gen     uint64
	changed chan struct{}
	dupMu   sync.Mutex
	dups    *dups // guarded by dupMu too; made when asked for, nil after a change
}

// New returns an empty index of src.
func New(src Source) *Index {
	return &Index{src: src, dirs: newFolders(), chunks: []*chunk{newChunk()}, changed: make(chan struct{})}
}

// Status tells how far an index is.
type Status struct {
	Entries int  // entries that can be found
	Of      int  // entries there are; 0: not known yet
	Folders int  // folders whose rows are known
	Ready   bool // nothing is missing
	Bytes   int  // memory the index takes
}

// Status returns how far the index is.
func (x *Index) Status() Status {
	x.mu.RLock()
	defer x.mu.RUnlock()
	s := Status{Entries: x.rows, Of: max(x.of, x.rows), Folders: x.listed, Ready: x.ready}
	for _, c := range x.chunks {
		s.Bytes += c.bytes()
	}
	return s
}

// Changed returns a channel that is closed when the index has grown or changed.
func (x *Index) Changed() <-chan struct{} {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.changed
}

// The pauses of [Index.Run].
const (
	calm      = 200 * time.Millisecond // after an update: many changes come together
	afterFail = 5 * time.Second        // before trying again
)

// Run fills the index and follows the changes of its source until ctx ends. wake
// tells that something changed, such as the channel of a [mirror.Watch]. While it
// runs it lowers the garbage collector's percentage as far as the index is large,
// unless GOGC is set.
func (x *Index) Run(ctx context.Context, wake <-chan struct{}) error {
	defer x.startTaming()()
	for {
		pause := calm
		if err := x.Update(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			pause = afterFail
		}
		t := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			t.Stop()
			return nil
		case <-t.C:
		}
		if pause == afterFail {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		}
	}
}

// Update brings the index to the present state of its source. Searches go on
// meanwhile and find what is there so far.
func (x *Index) Update(ctx context.Context) error {
	x.busy.Lock()
	defer x.busy.Unlock()
	x.mu.RLock()
	since := x.gen
	x.mu.RUnlock()
	dirs, all, now, err := x.src.Changed(ctx, since)
	switch {
	case err != nil:
		return err
	case all || since == 0:
		err = x.build(ctx)
	case len(dirs) > 0:
		err = x.follow(ctx, dirs)
	}
	if err != nil {
		return err
	}
	x.edit(func() { x.gen, x.ready, x.of = now, true, x.rows })
	x.tame()
	return nil
}

// edit changes the index and tells who waits for that.
func (x *Index) edit(f func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	f()
	x.dups = nil
	close(x.changed)
	x.changed = make(chan struct{})
}

// build fills the index anew.
func (x *Index) build(ctx context.Context) error {
	of, err := x.src.Count(ctx)
	if err != nil {
		return err
	}
	x.edit(func() {
		x.chunks, x.dirs, x.odd = []*chunk{newChunk()}, newFolders(), nil
		x.rows, x.listed, x.of, x.ready, x.gen = 0, 0, of, false, 0
	})
	err = x.src.WalkDirs(ctx, model.AccountPath("/"), func(d mirror.Dir, entries []model.Entry) error {
		x.mu.RLock()
		n, ok := x.dirs.byID[d.ID]
		x.mu.RUnlock()
		if !ok { // moved while the walk was on its way; the next update puts it right
			x.edit(func() { n, _ = x.dirs.put(d.ID, 0, d.Path.Base()) })
		}
		x.fill(n, entries, nil)
		return ctx.Err()
	})
	if errors.Is(err, model.ErrUnknown) { // nothing was ever listed
		return nil
	}
	return err
}

// batch is how many rows are added at a time: searches wait that long.
const batch = 2048

// fill adds the rows of folder n. It tells seen of every folder among them.
func (x *Index) fill(n uint32, entries []model.Entry, seen func(n uint32, isNew bool)) {
	x.edit(func() { x.listed++ })
	for len(entries) > 0 {
		part := entries[:min(batch, len(entries))]
		entries = entries[len(part):]
		chunks := len(x.chunks)
		x.edit(func() { x.append(n, part, seen) })
		if len(x.chunks) != chunks {
			x.tame()
		}
	}
}

func (x *Index) append(n uint32, entries []model.Entry, seen func(n uint32, isNew bool)) {
	c := x.chunks[len(x.chunks)-1]
	c.begin(n)
	for i := range entries {
		e := &entries[i]
		if c.full() {
			c = x.grow()
			c.begin(n)
		}
		c.add(e, &x.odd)
		if id, ok := folderID(e); ok {
			sub, isNew := x.dirs.put(id, n, e.Name)
			if seen != nil {
				seen(sub, isNew)
			}
		}
	}
	x.rows += len(entries)
}

// grow starts the next chunk.
func (x *Index) grow() *chunk {
	x.chunks[len(x.chunks)-1].seal()
	c := newChunk()
	x.chunks = append(x.chunks, c)
	return c
}

func folderID(e *model.Entry) (fichier.FolderID, bool) {
	if e.Kind != model.Folder {
		return 0, false
	}
	id, err := strconv.ParseInt(e.ID, 10, 64)
	return fichier.FolderID(id), err == nil && id > 0
}

// follow reads changed folders again, and new ones with all that is in them.
func (x *Index) follow(ctx context.Context, dirs []mirror.Dir) error {
	todo := make([]fichier.FolderID, 0, len(dirs))
	for _, d := range dirs {
		todo = append(todo, d.ID)
	}
	read, seen := map[uint32]bool{}, map[uint32]bool{}
	for len(todo) > 0 {
		id := todo[0]
		todo = todo[1:]
		x.mu.RLock()
		n, ok := x.dirs.byID[id]
		ok = ok && !x.dirs.gone[n]
		x.mu.RUnlock()
		if !ok || read[n] { // what is not known yet comes with the folder that holds it
			continue
		}
		entries, err := x.src.Rows(ctx, id)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		read[n] = true
		x.edit(func() { x.kill(func(folder uint32) bool { return folder == n }) })
		x.fill(n, entries, func(sub uint32, isNew bool) {
			seen[sub] = true
			if isNew {
				todo = append(todo, x.dirs.id[sub])
			}
		})
	}
	x.edit(func() {
		x.dirs.drop(func(n uint32) bool { return !seen[n] && x.dirs.parent[n] != nowhere && read[x.dirs.parent[n]] })
		x.kill(func(folder uint32) bool { return x.dirs.gone[folder] })
		x.compact()
	})
	return nil
}

// kill takes the rows of folders out.
func (x *Index) kill(of func(folder uint32) bool) {
	for _, c := range x.chunks {
		for i := range c.runs {
			if r := &c.runs[i]; !r.dead && of(r.folder) {
				r.dead = true
				c.dead += int(r.end - r.start)
				x.rows -= int(r.end - r.start)
			}
		}
	}
}

// compact gives back the memory of chunks that are mostly dead.
func (x *Index) compact() {
	old := x.chunks[:len(x.chunks)-1]
	open := x.chunks[len(x.chunks)-1]
	var poor []*chunk
	kept := make([]*chunk, 0, len(x.chunks))
	for _, c := range old {
		if 2*c.dead < c.rows() {
			kept = append(kept, c)
		} else {
			poor = append(poor, c)
		}
	}
	if open.dead > batch && 2*open.dead > open.rows() {
		poor, open = append(poor, open), newChunk()
	}
	x.chunks = append(kept, open)
	for _, c := range poor {
		for _, r := range c.runs {
			if r.dead || r.start == r.end {
				continue
			}
			to := x.chunks[len(x.chunks)-1]
			to.begin(r.folder)
			for i := r.start; i < r.end; i++ {
				if to.full() {
					to = x.grow()
					to.begin(r.folder)
				}
				to.copyRow(c, i)
			}
		}
	}
}
