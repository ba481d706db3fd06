package app

import (
	"math/bits"
	"path"
	"slices"
	"strings"
)

// marks are the marked entries of a sheet, with what they weigh. As a set of bits
// all rows of a large folder are marked in one go.
type marks struct {
	bits []uint64
	n    int
	size int64 // bytes of those with a known size
	open int   // how many have none
}

func (m *marks) count() int { return m.n }

func (m *marks) put(s *sheet, i int32, on bool) {
	if has(m.bits, i) == on {
		return
	}
	if need := (len(s.entries) + 63) / 64; len(m.bits) < need {
		m.bits = append(m.bits, make([]uint64, need-len(m.bits))...)
	}
	m.bits[i/64] ^= 1 << (i % 64)
	sign := 1
	if !on {
		sign = -1
	}
	m.n += sign
	if e := &s.entries[i]; weighs(e) {
		m.size += int64(sign) * e.Size
	} else {
		m.open += sign
	}
}

// moved returns the marks that are still entries, weighed anew.
func (m *marks) moved(n laid) marks {
	var kept marks
	each(m.bits, func(i int32) {
		if to := n.to[i]; to >= 0 {
			kept.put(n.sheet, to, true)
		}
	})
	return kept
}

// outside returns the marks that are on none of the rows.
func (m *marks) outside(s *sheet, r *rows) marks {
	var out marks
	for w := range m.bits {
		for word := m.bits[w] &^ r.bits[w]; word != 0; word &= word - 1 {
			out.put(s, int32(w*64+bits.TrailingZeros64(word)), true) //nolint:gosec // see choose
		}
	}
	return out
}

// with returns m and all rows besides. m has none of them.
func (m *marks) with(r *rows) marks {
	all := marks{bits: slices.Clone(r.bits), n: m.n + len(r.at), size: m.size + r.size, open: m.open + r.open}
	for w := range m.bits {
		all.bits[w] |= m.bits[w]
	}
	return all
}

// anchor is where marking a range began, and what was marked before.
type anchor struct {
	row    int
	before []uint64
}

// isMarked reports whether a row is marked.
func (l *list) isMarked(row int) bool {
	return row >= 0 && row < l.len() && has(l.marks.bits, l.rows.at[row])
}

func (l *list) mark(row int, on bool) {
	if row >= 0 && row < l.len() {
		l.marks.put(l.sheet, l.rows.at[row], on)
	}
}

func (l *list) toggle(row int) { l.mark(row, !l.isMarked(row)) }

// markAnd toggles the row under the cursor and moves on.
func (l *list) markAnd(by int) {
	l.toggle(l.cursor)
	l.move(by)
}

func (l *list) markAll() {
	out := l.marks.outside(l.sheet, l.rows)
	l.marks = out.with(l.rows)
}

func (l *list) invert() {
	was := l.marks
	out := was.outside(l.sheet, l.rows)
	all := out.with(l.rows)
	for w := range was.bits {
		all.bits[w] &^= was.bits[w] & l.rows.bits[w]
	}
	all.n -= was.n - out.n
	all.size -= was.size - out.size
	all.open -= was.open - out.open
	l.marks = all
}

func (l *list) clearMarks() { l.marks, l.anchor = marks{}, nil }

// mostKept bounds how many sets are followed, such as marks that may be put back.
const mostKept = 16

// keep has a set follow its entries when the rows change.
func (l *list) keep(m *marks) { l.kept = append(l.kept[max(len(l.kept)-mostKept+1, 0):], m) }

// unmark clears the marks; what it returns puts them back, as long as the list
// still shows the same folder and nothing else was marked.
func (l *list) unmark() (back func()) {
	were := l.marks
	l.clearMarks()
	l.keep(&were)
	return func() {
		if at := slices.Index(l.kept, &were); at >= 0 && l.marks.count() == 0 {
			l.marks = were
			l.kept = slices.Delete(l.kept, at, at+1)
		}
	}
}

// markThese marks or clears rows that were found by a mask.
func (l *list) markThese(set []uint64, on bool) {
	each(set, func(i int32) { l.marks.put(l.sheet, i, on) })
}

// fitting returns the rows whose names match a mask.
func fitting(s *sheet, r *rows, mask string) (set []uint64, n int) {
	masks := splitMasks(strings.ToLower(mask))
	set = make([]uint64, len(r.bits))
	for _, i := range r.at {
		if matchesAny(masks, s.entries[i].Name) {
			set[i/64] |= 1 << (i % 64)
			n++
		}
	}
	return set, n
}

// toggleRange begins marking a range at the cursor, or ends it.
func (l *list) toggleRange() {
	if l.anchor != nil {
		l.endRange()
		return
	}
	if l.len() == 0 {
		return
	}
	l.anchor = &anchor{row: l.cursor, before: slices.Clone(l.marks.bits)}
	l.mark(l.cursor, true)
}

func (l *list) endRange() { l.anchor = nil }

// stretch follows the cursor while a range is marked: only the rows it passed
// change, so that a range of any length costs nothing.
func (l *list) stretch(from int) {
	if l.anchor == nil || from == l.cursor {
		return
	}
	step := 1
	if l.cursor < from {
		step = -1
	}
	for row := from; row != l.cursor+step; row += step {
		if row >= 0 && row < l.len() {
			l.mark(row, has(l.anchor.before, l.rows.at[row]) || l.inRange(row))
		}
	}
}

func (l *list) inRange(row int) bool {
	return row >= min(l.anchor.row, l.cursor) && row <= max(l.anchor.row, l.cursor)
}

// matchesAny reports whether a name fits one of the masks, such as *.mkv; case
// does not matter.
func matchesAny(masks []string, name string) bool {
	name = strings.ToLower(name)
	for _, m := range masks {
		if ok, err := path.Match(m, name); err == nil && ok {
			return true
		}
	}
	return false
}

// splitMasks cuts a text into masks and writes out {a,b}.
func splitMasks(s string) []string {
	var masks []string
	depth, start := 0, 0
	cut := func(end int) {
		if end > start {
			masks = append(masks, expand(s[start:end])...)
		}
		start = end + 1
	}
	for i, r := range s {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case depth <= 0 && (r == ' ' || r == ',' || r == ';'):
			cut(i)
		}
	}
	cut(len(s))
	return masks
}

// most bounds what a mask of many braces is written out to.
const mostMasks = 200

func expand(mask string) []string {
	open := strings.IndexByte(mask, '{')
	if open < 0 {
		return []string{mask}
	}
	end := strings.IndexByte(mask[open:], '}')
	if end < 0 {
		return []string{mask}
	}
	end += open
	var all []string
	for alt := range strings.SplitSeq(mask[open+1:end], ",") {
		for _, rest := range expand(mask[end+1:]) {
			if len(all) < mostMasks {
				all = append(all, mask[:open]+alt+rest)
			}
		}
	}
	return all
}
