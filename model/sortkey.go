package model

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Sort orders entries in place, as [Order.Compare] says. It compares keys that are
// worked out once an entry, most of them by counting eight of their bytes, so that
// a folder of 100,000 files takes some hundredths of a second: 34 ms when their
// names differ in a number, 53 ms when they have nothing in common, 2.5 to 7 times
// less than by comparing entries (one core of an EPYC, go test -run - -bench Sort).
func (o Order) Sort(entries []Entry) {
	refs := make([]sortRef, len(entries))
	dirs, end := 0, len(entries)
	for i := range entries {
		if entries[i].IsDir() {
			refs[dirs].i = int32(i)
			dirs++
		} else {
			end--
			refs[end].i = int32(i)
		}
	}
	s := sorter{order: o, entries: entries, keys: make([][]byte, len(entries)), spare: make([]sortRef, len(entries))}
	s.sort(refs[:dirs])
	s.sort(refs[dirs:])
	arrange(entries, refs)
}

// sortRef stands for one entry while entries are sorted by one number.
type sortRef struct {
	by uint64
	i  int32
}

// sorter orders entries.
type sorter struct {
	order   Order
	entries []Entry
	keys    [][]byte // of the names, without what is alike in all
	spare   []sortRef
}

// sort orders entries of one kind.
func (s *sorter) sort(refs []sortRef) {
	s.makeKeys(refs)
	if s.order.By == ByName {
		s.byName(refs, s.order.Desc)
		return
	}
	s.addColumn(refs)
	s.count(refs)
	for same := range groups(refs) {
		if s.order.By == ByTime { // it has a second for its column
			slices.SortFunc(same, s.compare)
		} else {
			s.byName(same, false)
		}
	}
}

// byName orders entries by their names only.
func (s *sorter) byName(refs []sortRef, desc bool) {
	for n := range refs {
		refs[n].by = head(s.keys[refs[n].i])
		if desc {
			refs[n].by = ^refs[n].by
		}
	}
	s.count(refs)
	for same := range groups(refs) {
		slices.SortFunc(same, s.compare)
	}
}

// groups yields the runs of more than one reference with the same number.
func groups(refs []sortRef) func(yield func([]sortRef) bool) {
	return func(yield func([]sortRef) bool) {
		for from := 0; from < len(refs); {
			to := from + 1
			for to < len(refs) && refs[to].by == refs[from].by {
				to++
			}
			if to-from > 1 && !yield(refs[from:to]) {
				return
			}
			from = to
		}
	}
}

// few is when sorting by comparing beats eight passes of counting.
const few = 200

// count orders references by their numbers, one byte after the other, the last one
// first.
func (s *sorter) count(refs []sortRef) {
	if len(refs) < few {
		slices.SortFunc(refs, func(a, b sortRef) int { return cmp.Compare(a.by, b.by) })
		return
	}
	var alike, first uint64 = math.MaxUint64, refs[0].by
	for _, r := range refs {
		alike &^= r.by ^ first
	}
	from, to := refs, s.spare[:len(refs)]
	for shift := 0; shift < 64; shift += 8 {
		if byte(alike>>shift) == math.MaxUint8 {
			continue // they all have the same byte here
		}
		var at [256]int
		for _, r := range from {
			at[byte(r.by>>shift)]++
		}
		sum := 0
		for b, n := range at {
			at[b] = sum
			sum += n
		}
		for _, r := range from {
			b := byte(r.by >> shift)
			to[at[b]] = r
			at[b]++
		}
		from, to = to, from
	}
	if &from[0] != &refs[0] {
		copy(refs, from)
	}
}

// makeKeys works out the keys of the names.
func (s *sorter) makeKeys(refs []sortRef) {
	skip, size := s.alike(refs)
	all := make([]byte, 0, size+size/8+utf8.UTFMax)
	for _, r := range refs {
		at := len(all)
		all = appendNatural(all, s.entries[r.i].Name[skip:])
		s.keys[r.i] = all[at:len(all):len(all)]
	}
}

// alike returns how many bytes at the start of all names are the same and need no
// look, and the length of what is left of all.
func (s *sorter) alike(refs []sortRef) (skip, size int) {
	if len(refs) == 0 {
		return 0, 0
	}
	first := s.entries[refs[0].i].Name
	skip = len(first)
	for _, r := range refs {
		name := s.entries[r.i].Name
		size += len(name)
		for !strings.HasPrefix(name, first[:skip]) {
			skip = commonPrefix(name, first[:skip])
		}
	}
	// A number or a rune must not be cut.
	for skip > 0 && (isDigit(first[skip-1]) || first[skip-1] >= utf8.RuneSelf) {
		skip--
	}
	return skip, size - skip*len(refs)
}

// head returns the first eight bytes of a key as a number of the same order.
func head(key []byte) uint64 {
	if len(key) >= 8 {
		return binary.BigEndian.Uint64(key)
	}
	var b [8]byte
	copy(b[:], key)
	return binary.BigEndian.Uint64(b[:])
}

// addColumn works out the numbers of what orders before the name.
func (s *sorter) addColumn(refs []sortRef) {
	var rank map[string]uint64
	if s.order.By == ByExt {
		rank = s.rankExtensions(refs)
	}
	for n := range refs {
		r := &refs[n]
		e := &s.entries[r.i]
		switch s.order.By {
		case BySize:
			r.by = ordered(e.Size)
		case ByTime:
			r.by = ordered(e.Time.Unix())
		case ByExt:
			r.by = rank[ext(e)]
		case ByName:
		}
		if s.order.Desc {
			r.by = ^r.by
		}
	}
}

// ordered maps numbers to ones without a sign, in order.
func ordered(n int64) uint64 { return uint64(n) ^ 1<<63 }

func (s *sorter) rankExtensions(refs []sortRef) map[string]uint64 {
	rank := map[string]uint64{}
	for _, r := range refs {
		rank[ext(&s.entries[r.i])] = 0
	}
	all := make([]string, 0, len(rank))
	for e := range rank {
		all = append(all, e)
	}
	slices.Sort(all)
	for n, e := range all {
		rank[e] = uint64(n)
	}
	return rank
}

// compare orders two entries whose numbers are the same.
func (s *sorter) compare(a, b sortRef) int {
	x, y := &s.entries[a.i], &s.entries[b.i]
	if s.order.By == ByTime {
		if c := x.Time.Compare(y.Time); c != 0 {
			return s.turned(c)
		}
	}
	c := cmp.Or(bytes.Compare(s.keys[a.i], s.keys[b.i]), strings.Compare(x.Name, y.Name))
	if s.order.By == ByName {
		c = s.turned(c)
	}
	return cmp.Or(c, strings.Compare(x.ID, y.ID))
}

func (s *sorter) turned(c int) int {
	if s.order.Desc {
		return -c
	}
	return c
}

// arrange moves each entry once, to the place of its reference.
func arrange(entries []Entry, refs []sortRef) {
	const placed = -1
	for start := range refs {
		if refs[start].i == placed || int(refs[start].i) == start {
			continue
		}
		first := entries[start]
		for at := start; ; {
			from := int(refs[at].i)
			refs[at].i = placed
			if from == start {
				entries[at] = first
				break
			}
			entries[at] = entries[from]
			at = from
		}
	}
}

// appendNatural adds a key of name to b. Keys have the order of [CompareNatural],
// but for names that differ in case or leading zeros only, whose keys are the same.
// A number is a zero, the count of its digits and the digits; everything else is
// itself in lower case.
func appendNatural(b []byte, name string) []byte {
	for i := 0; i < len(name); {
		c := name[i]
		switch {
		case isDigit(c):
			n := digits(name[i:])
			b = appendNumber(b, strings.TrimLeft(name[i:i+n], "0"))
			i += n
		case c < utf8.RuneSelf:
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			b = append(b, c)
			i++
		default:
			r, n := fold(name[i:])
			b = utf8.AppendRune(b, r)
			i += n
		}
	}
	return b
}

// appendNumber adds a number without leading zeros.
func appendNumber(b []byte, number string) []byte {
	b = append(b, '0')
	if n := len(number); n < math.MaxUint8 {
		b = append(b, byte(n))
	} else {
		b = binary.BigEndian.AppendUint32(append(b, math.MaxUint8), uint32(min(n, math.MaxUint32)))
	}
	return append(b, number...)
}
