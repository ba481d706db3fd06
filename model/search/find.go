package search

import (
	"bytes"
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"onefm/model"
)

// By is what the hits of a search are sorted by.
type By uint8

// The orders of hits: the best first, the largest, the newest, by name.
const (
	Relevance By = iota
	Size
	Newest
	Name
)

// FindOptions say which hits of a search are wanted.
type FindOptions struct {
	Limit int // how many hits are returned; 0: they are only counted
	By    By
}

// Result is what a search found so far.
type Result struct {
	Hits     []Hit
	Total    int           // entries that match, more than the hits when there was a limit
	Searched int           // entries that were searched
	Of       int           // entries there are
	Complete bool          // nothing is missing from the index
	Took     time.Duration // what the search took

	// Stale is closed when the index has grown or changed since: searching again may
	// find more.
	Stale <-chan struct{}
}

// Find searches the index. It ends early, with its error, when ctx does.
func (x *Index) Find(ctx context.Context, q Query, o FindOptions) (Result, error) {
	start := time.Now()
	found, res, err := x.find(ctx, q, o)
	if err != nil {
		return res, err
	}
	ids := make([]string, len(found))
	for i, f := range found {
		ids[i] = f.id
	}
	items, err := x.src.Items(ctx, ids)
	if err != nil {
		return res, err
	}
	// The rows may have changed since the index last looked. What only a look at the
	// whole folder or account tells is taken from the index.
	m := NewMatcher(q.withoutKinds(), nil)
	for _, it := range items {
		for len(found) > 0 && found[0].id != it.Entry.ID {
			found = found[1:]
		}
		if len(found) > 0 {
			it.Entry.Flags |= found[0].flags
		}
		if h, ok := m.Match(it); ok {
			res.Hits = append(res.Hits, h)
		}
	}
	res.Took = time.Since(start)
	return res, nil
}

// found is what the index tells of a hit.
type found struct {
	id    string
	flags model.Flags // those that [Source.Items] leaves out
}

// find returns the hits, the best first.
func (x *Index) find(ctx context.Context, q Query, o FindOptions) ([]found, Result, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	res := Result{Searched: x.rows, Of: max(x.of, x.rows), Complete: x.ready, Stale: x.changed}
	s := newSeek(x, q, o)
	if q.dup {
		s.dups = x.duplicates()
	}
	best, total, err := s.run(ctx)
	if err != nil {
		return nil, res, err
	}
	res.Total = total
	out := make([]found, 0, len(best))
	for _, b := range best {
		c := x.chunks[b.chunk]
		f := found{id: unpackID(c.id[b.row*idBytes:(b.row+1)*idBytes], x.odd)}
		for _, flag := range []model.Flags{model.Duplicate, model.Pending} {
			if c.attr[b.row].flags(flag) {
				f.flags |= flag
			}
		}
		out = append(out, f)
	}
	return out, res, nil
}

// seek is one search through all chunks.
type seek struct {
	q      Query
	o      FindOptions
	chunks []*chunk
	dirs   *folders
	dups   *dups
	mask   uint64  // what every name needs, see maskOf
	first  uint64  // what a name needs to hold the first word
	sure   bool    // then it does hold it
	fuzzy  int     // how many patterns there are
	runs   []check // what the folder alone decides
	rows   []check // the others

	next atomic.Int64
}

func newSeek(x *Index, q Query, o FindOptions) *seek {
	s := &seek{q: q, o: o, chunks: x.chunks, dirs: x.dirs}
	if len(q.words) > 0 {
		s.first, s.sure = needs(q.words[0].text), exact(q.words[0].text)
	}
	for _, c := range q.checks {
		switch k := c.cond.(type) {
		case below:
			s.runs = append(s.runs, c)
			continue
		case *pattern:
			if !c.not {
				s.mask |= k.mask
				s.fuzzy++
			}
		}
		s.rows = append(s.rows, c)
	}
	return s
}

// maxWorkers is how many cores a search takes: more than that is not needed for a
// million rows, and there may be transfers.
const maxWorkers = 4

func (s *seek) run(ctx context.Context) ([]candidate, int, error) {
	workers := make([]*worker, min(maxWorkers, runtime.GOMAXPROCS(0), len(s.chunks)))
	var wg sync.WaitGroup
	for i := range workers {
		w := &worker{s: s, top: top{limit: s.o.Limit, s: s}}
		workers[i] = w
		wg.Go(func() {
			for ctx.Err() == nil {
				n := int(s.next.Add(1)) - 1
				if n >= len(s.chunks) {
					return
				}
				w.search(n)
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	first, total := workers[0], 0
	for _, w := range workers {
		total += w.total
		if w != first {
			for _, c := range w.top.list {
				first.top.offer(c)
			}
		}
	}
	return first.top.sorted(), total, nil
}

// worker searches one chunk after another.
type worker struct {
	s     *seek
	top   top
	total int

	n      int // the chunk
	c      *chunk
	r      row
	folder uint32
	buf    []byte
	built  bool // buf is the path of folder
}

// path implements place.
func (w *worker) path() []byte {
	if !w.built {
		w.buf, w.built = w.s.dirs.appendPath(w.buf[:0], w.folder, 0), true
	}
	return w.buf
}

func (w *worker) search(n int) {
	w.n, w.c = n, w.s.chunks[n]
	w.r = row{dir: w}
	for i := range w.c.runs {
		r := &w.c.runs[i]
		if r.dead || r.start == r.end {
			continue
		}
		if w.folder != r.folder || i == 0 {
			w.folder, w.built = r.folder, false
		}
		if w.passes() {
			w.searchRun(r)
		}
	}
}

// passes reports whether the folder itself rules its rows out.
func (w *worker) passes() bool {
	for _, c := range w.s.runs {
		if c.cond.holds(&w.r) == c.not {
			return false
		}
	}
	return true
}

// searchRun looks through the rows of one folder. A name needs the first word, but
// where the path holds that and there are others.
func (w *worker) searchRun(r *run) {
	words, mask, inPath := w.s.q.words, w.s.mask, true
	if len(words) > 0 {
		inPath = len(words) > 1 && bytes.Contains(w.path(), words[0].text)
	}
	if inPath {
		for i := r.start; i < r.end; i++ {
			if w.c.mask[i]&mask == mask {
				w.test(i)
			}
		}
		return
	}
	mask |= w.s.first
	text, sure := words[0].text, w.s.sure
	for i, m := range w.c.mask[r.start:r.end] {
		if m&mask != mask {
			continue
		}
		if i := r.start + uint32(i); sure || bytes.Contains(w.c.name(i), text) {
			w.test(i)
		}
	}
}

// test looks at one row.
func (w *worker) test(i uint32) {
	if len(w.s.rows) > 0 || len(w.s.q.words) > 1 {
		w.c.fill(&w.r, i)
		if w.s.dups != nil {
			w.r.dup = w.s.dups.has(w.r.size, w.r.sum, w.r.attr)
		}
		for k := range w.s.rows {
			if c := &w.s.rows[k]; c.cond.holds(&w.r) == c.not {
				return
			}
		}
		if !w.words() {
			return
		}
	}
	w.total++
	if w.top.limit == 0 || !w.worth(i) {
		return
	}
	w.c.fill(&w.r, i)
	w.top.offer(candidate{key: w.s.q.key(&w.r, w.s.o.By), chunk: uint32(w.n), row: i})
}

// words reports whether all words are there, and one of them in the name.
func (w *worker) words() bool {
	words := w.s.q.words
	if len(words) < 2 {
		return true // searchRun found it
	}
	inName := false
	for _, word := range words {
		switch {
		case bytes.Contains(w.r.name, word.text):
			inName = true
		case !bytes.Contains(w.path(), word.text):
			return false
		}
	}
	return inName
}
