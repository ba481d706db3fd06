package search

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"onefm/model"
)

// Sorter keeps the best of many hits of a [Matcher]: for walks, where no index is.
type Sorter struct {
	by    By
	limit int
	list  []kept // at most twice the limit
	hits  int

	sorted bool   // list was cut once: the worst of those kept then is
	worst  uint64 // the least that a hit needs
}

// kept is a hit with what it is sorted by.
type kept struct {
	key  uint64
	name []byte // folded, when sorted by name
	nth  int
	item model.Item
	q    *Query
}

// NewSorter returns a sorter that keeps limit hits.
func NewSorter(by By, limit int) *Sorter { return &Sorter{by: by, limit: max(limit, 1)} }

// Add takes the entry that m has just found to hold.
func (s *Sorter) Add(it model.Item, m *Matcher) {
	k := kept{nth: s.hits, q: &m.q, key: m.q.key(&m.r, s.by)}
	if len(s.list) >= s.limit && s.sorted && k.key < s.worst {
		s.hits++
		return
	}
	// The strings of a row may be parts of a page of rows, which would stay with them.
	e := &it.Entry
	e.Name, e.ID, e.Sum, e.Target = strings.Clone(e.Name), strings.Clone(e.ID), strings.Clone(e.Sum), strings.Clone(e.Target)
	k.item = it
	if s.by == Name {
		k.name = bytes.Clone(m.r.name)
	}
	s.hits++
	if s.list = append(s.list, k); len(s.list) >= 2*s.limit {
		s.cut()
	}
}

// cut drops all but the best.
func (s *Sorter) cut() {
	slices.SortFunc(s.list, func(a, b kept) int {
		return cmp.Or(cmp.Compare(b.key, a.key), bytes.Compare(a.name, b.name), a.nth-b.nth)
	})
	clear(s.list[min(s.limit, len(s.list)):])
	s.list = s.list[:min(s.limit, len(s.list))]
	if n := len(s.list); n == s.limit {
		s.sorted, s.worst = true, s.list[n-1].key
	}
}

// Hits returns what was kept, the best first.
func (s *Sorter) Hits() []Hit {
	s.cut()
	hits := make([]Hit, len(s.list))
	for i, k := range s.list {
		hits[i] = k.q.mark(k.item)
	}
	return hits
}
