package search

import (
	"bytes"
	"cmp"
	"slices"

	"onefm/model"
)

// Matcher tests entries one by one, for walks and for the filters of panes. It is
// not for use by several goroutines.
type Matcher struct {
	q    Query
	sums *Sums

	dir    model.Path
	folded []byte
	r      row
	buf    []byte
}

// NewMatcher returns a matcher of q. The sums answer is:dup; they may be nil when
// q does not need them.
func NewMatcher(q Query, sums *Sums) *Matcher { return &Matcher{q: q, sums: sums} }

// Match reports whether the entry is found, and where.
func (m *Matcher) Match(it model.Item) (Hit, bool) {
	if !m.Holds(it) {
		return Hit{}, false
	}
	return m.q.mark(it), true
}

// Holds reports whether the entry is found.
func (m *Matcher) Holds(it model.Item) bool {
	if m.dir != it.Dir || m.folded == nil {
		m.dir = it.Dir
		m.folded = append(appendFold(m.folded[:0], folderText(it.Dir)), '/')
		if n := len(m.folded); n > 1 && m.folded[n-2] == '/' {
			m.folded = m.folded[:n-1]
		}
	}
	e := &it.Entry
	m.buf = appendFold(m.buf[:0], e.Name)
	m.r = row{
		name: m.buf, size: e.Size, attr: attrOf(e), full: e.Sum, sum: sum32(e.Sum), dir: where(m.folded),
	}
	if !e.Time.IsZero() {
		m.r.time = e.Time.Unix()
	}
	if m.q.dup {
		m.r.dup = m.sums.dup(e)
	}
	return m.q.holds(&m.r)
}

// folderText is the path of a folder without its side.
func folderText(p model.Path) string { return p.Name() }

// holds reports whether all conditions hold, and of several words at least one in
// the name.
func (q *Query) holds(r *row) bool {
	for i := range q.checks {
		if c := &q.checks[i]; c.cond.holds(r) == c.not {
			return false
		}
	}
	inName := len(q.words) == 0
	for i := range q.words {
		switch w := q.words[i].text; {
		case bytes.Contains(r.name, w):
			inName = true
		case len(q.words) == 1 || !bytes.Contains(r.dir.path(), w):
			return false
		}
	}
	return inName
}

// mark finds what matched in an entry that was found.
func (q *Query) mark(it model.Item) Hit {
	h := Hit{Item: it}
	name := newFolded(it.Entry.Name)
	var dir folded
	inDir := func(text []byte) {
		if dir.text == nil {
			dir = newFolded(it.Dir.String())
		}
		if i := bytes.LastIndex(dir.text, text); i >= 0 {
			h.Dir = append(h.Dir, dir.span(i, i+len(text)))
		}
	}
	for _, w := range q.words {
		if i := wordIndex(name.text, w.text); i >= 0 {
			h.Name = append(h.Name, name.span(i, i+len(w.text)))
		} else {
			inDir(w.text)
		}
	}
	for _, c := range q.checks {
		if c.not {
			continue
		}
		switch c := c.cond.(type) {
		case *pattern:
			c.score(name.text, func(start, end int) { h.Name = append(h.Name, name.span(start, end)) })
		case pathWord:
			inDir(bytes.TrimSuffix(c.head, []byte{'/'}))
			if len(c.tail) > 0 && bytes.HasPrefix(name.text, c.tail) {
				h.Name = append(h.Name, name.span(0, len(c.tail)))
			}
		case below:
			inDir(bytes.TrimSuffix(c.text, []byte{'/'}))
		}
	}
	h.Name, h.Dir = join(h.Name), join(h.Dir)
	return h
}

// wordIndex returns where a word is best seen: at the start of a word of the name,
// else where it is first.
func wordIndex(name, w []byte) int {
	first := bytes.Index(name, w)
	for i := first; i >= 0; {
		if startsWord(name, i) {
			return i
		}
		next := bytes.Index(name[i+1:], w)
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return first
}

// join sorts spans and makes one of those that touch.
func join(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	var out []Span
	for _, s := range spans {
		switch n := len(out); {
		case s.Start == s.End:
		case n > 0 && s.Start <= out[n-1].End:
			out[n-1].End = max(out[n-1].End, s.End)
		default:
			out = append(out, s)
		}
	}
	return out
}

// Span is a range of bytes that matched. It starts and ends between characters.
type Span struct{ Start, End int }

// Hit is one entry that was found.
type Hit struct {
	Item model.Item
	Name []Span // what matched in Item.Entry.Name
	Dir  []Span // what matched in Item.Dir.String()
}

// Mark finds what matched in an entry that holds.
func (m *Matcher) Mark(it model.Item) Hit { return m.q.mark(it) }
