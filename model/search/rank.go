package search

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"

	"onefm/model"
)

// candidate is a row that may be among the best.
type candidate struct {
	key        uint64 // the higher the better
	chunk, row uint32
}

// key returns what a row that was found is sorted by.
func (q *Query) key(r *row, by By) uint64 {
	switch by {
	case Size:
		return uint64(max(r.size, -1) + 1)
	case Newest:
		return uint64(max(r.time, 0))
	case Name:
		var b [8]byte
		copy(b[:], r.name)
		return ^binary.BigEndian.Uint64(b[:])
	case Relevance:
	}
	return q.relevance(r)
}

// The weights of relevance. A hit in the name goes before one in the path, one at
// the start of a word before one inside; then the shorter name, then the newer.
const (
	inName      = 12_000 // all words are in the name
	isName      = 8_000  // the name is the word, but for an ending
	atStart     = 200    // a word starts the name
	startsAt    = 400    // a word starts a word of the name
	folderFirst = 30     // of two alike the folder is what people look for
)

// worth reports whether the row may be better than the worst of the best so far, as
// its length, date and mask alone tell: most are not, and need no closer look.
func (w *worker) worth(i uint32) bool {
	if w.s.o.By != Relevance || len(w.top.list) < w.top.limit {
		return true
	}
	n := int(w.c.off[i+1]-w.c.off[i]) - 1
	best := folderFirst
	if len(w.s.q.words) > 0 {
		best += inName
	}
	for _, word := range w.s.q.words {
		if b := bitOf(word.text[0]); b == 0 || w.c.mask[i]&(b<<letterBits) != 0 {
			best += startsAt + atStart
		}
	}
	if len(w.s.q.words) == 1 && n <= len(w.s.q.words[0].text)+longEnding {
		best += isName
	}
	best += fuzzyMax * w.s.fuzzy
	return relevanceKey(best, n, int64(w.c.time[i])) > w.top.list[0].key
}

func (q *Query) relevance(r *row) uint64 {
	score := 0
	all := true
	words := q.words
	for _, word := range words {
		switch i := wordIndex(r.name, word.text); {
		case i < 0:
			all = false
		case i == 0:
			score += startsAt + atStart
		case startsWord(r.name, i):
			score += startsAt
		}
	}
	if all && len(words) > 0 {
		score += inName
	}
	if len(words) == 1 && isWhole(r.name, words[0].text) {
		score += isName
	}
	for _, c := range q.checks {
		if p, ok := c.cond.(*pattern); ok && !c.not {
			score += p.score(r.name, nil)
		}
	}
	if r.attr.kind() == model.Folder {
		score += folderFirst
	}
	return relevanceKey(score, len(r.name), r.time)
}

// relevanceKey puts what counts most first.
func relevanceKey(score, length int, time int64) uint64 {
	short := uint64(math.MaxUint8 - min(length, math.MaxUint8))
	return uint64(min(score, math.MaxUint16))<<48 | short<<40 | uint64(time)<<8
}

// longEnding is the longest ending of a name, with its dot.
const longEnding = 6

// isWhole reports whether name is w, an ending aside.
func isWhole(name, w []byte) bool {
	rest, ok := bytes.CutPrefix(name, w)
	return ok && (len(rest) == 0 || len(rest) <= longEnding && rest[0] == '.' && bytes.IndexByte(rest[1:], '.') < 0 && bytes.IndexByte(rest, ' ') < 0)
}

// top keeps the best candidates: a heap with the worst at its root.
type top struct {
	s     *seek
	limit int
	list  []candidate
}

// compare is negative when a goes before b.
func (t *top) compare(a, b candidate) int {
	switch {
	case a.key > b.key:
		return -1
	case a.key < b.key:
		return 1
	}
	if t.s.o.By == Name {
		if c := bytes.Compare(t.s.chunks[a.chunk].name(a.row), t.s.chunks[b.chunk].name(b.row)); c != 0 {
			return c
		}
	}
	if a.chunk != b.chunk {
		return int(a.chunk) - int(b.chunk)
	}
	return int(a.row) - int(b.row)
}

func (t *top) offer(c candidate) {
	n := len(t.list)
	if n < t.limit {
		t.list = append(t.list, c)
		for n > 0 && t.compare(t.list[(n-1)/2], t.list[n]) < 0 {
			t.list[n], t.list[(n-1)/2] = t.list[(n-1)/2], t.list[n]
			n = (n - 1) / 2
		}
		return
	}
	if n == 0 || t.compare(c, t.list[0]) >= 0 {
		return
	}
	t.list[0] = c
	for i := 0; ; {
		worst := i
		for k := 2*i + 1; k <= 2*i+2 && k < n; k++ {
			if t.compare(t.list[k], t.list[worst]) > 0 {
				worst = k
			}
		}
		if worst == i {
			return
		}
		t.list[i], t.list[worst] = t.list[worst], t.list[i]
		i = worst
	}
}

func (t *top) sorted() []candidate {
	slices.SortFunc(t.list, t.compare)
	return t.list
}
