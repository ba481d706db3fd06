package app

import (
	"math/bits"
	"slices"
	"strings"

	"onefm/model"
	"onefm/model/search"
	"onefm/model/usage"
)

// sheet is what a list shows: entries in an order. It is made in a command and
// never changed afterwards, so that panes exchange whole sheets and no step of
// the window's loop grows with a folder.
type sheet struct {
	entries []model.Entry
	notes   []note // one an entry, in lists that are no folder; nil in a folder
	size    int64  // bytes of all entries with a known size
}

// note is what a found entry has besides itself.
type note struct {
	dir  model.Path    // the folder that holds it
	hits []search.Span // what of the name was searched for

	files  int64 // usage: files below
	least  bool  // usage: some folder of it is not known
	group  int   // duplicates: which copies belong together
	copies int   // duplicates: how many of them there are, on the first
	free   int64 // duplicates: what erasing all that is not kept would free
	keep   bool  // duplicates: this one stays
	why    usage.Reason

	change model.Path // changes: where it was
	kind   changeKind
	own    bool // onefm did it
}

// sift says which entries of a sheet are shown.
type sift struct {
	text   string // in lower case
	hidden bool   // dot files too
}

func (s sift) takes(e *model.Entry) bool {
	return (s.hidden || !model.IsHidden(e.Name)) && (s.text == "" || strings.Contains(strings.ToLower(e.Name), s.text))
}

// rows are the entries of a sheet that are shown. Like the sheet they never change.
type rows struct {
	sift sift
	at   []int32  // indices of entries, ascending
	bits []uint64 // the same as a set
	of   int      // rows there would be without the text
	size int64    // bytes of those with a known size
	open int      // how many have none
}

// choose returns the rows that pass a sift. from are rows of the same sheet to
// choose among, when all others are out of the question; nil is every entry.
func (s *sheet) choose(by sift, from *rows) *rows {
	r := &rows{sift: by, bits: make([]uint64, (len(s.entries)+63)/64)}
	take := func(i int32) {
		e := &s.entries[i]
		if !by.takes(e) {
			return
		}
		r.at = append(r.at, i)
		r.bits[i/64] |= 1 << (i % 64)
		if weighs(e) {
			r.size += e.Size
		} else {
			r.open++
		}
	}
	if from != nil && from.narrows(by) {
		r.of = from.of
		r.at = make([]int32, 0, len(from.at))
		for _, i := range from.at {
			take(i)
		}
		return r
	}
	r.at = make([]int32, 0, len(s.entries))
	for i := range s.entries {
		if by.hidden || !model.IsHidden(s.entries[i].Name) {
			r.of++
			take(int32(i)) //nolint:gosec // no folder holds two thousand million entries
		}
	}
	return r
}

// narrows reports whether all that passes by is among r.
func (r *rows) narrows(by sift) bool {
	return by.hidden == r.sift.hidden && r.sift.text != "" && strings.Contains(by.text, r.sift.text)
}

// work is how many entries choosing looks at.
func (s *sheet) work(by sift, from *rows) int {
	if from != nil && from.narrows(by) {
		return len(from.at)
	}
	return len(s.entries)
}

// shows reports whether an entry is among the rows.
func (r *rows) shows(i int32) bool { return has(r.bits, i) }

func has(set []uint64, i int32) bool {
	return int(i/64) < len(set) && set[i/64]&(1<<(i%64)) != 0
}

// row returns where an entry is among the rows.
func (r *rows) row(i int32) (int, bool) { return slices.BinarySearch(r.at, i) }

// weighs reports whether the size of an entry counts.
func weighs(e *model.Entry) bool { return e.Size >= 0 && !e.IsDir() }

// each calls f for every member of a set, in ascending order.
func each(set []uint64, f func(i int32)) {
	for w, word := range set {
		for ; word != 0; word &= word - 1 {
			f(int32(w*64 + bits.TrailingZeros64(word))) //nolint:gosec // see choose
		}
	}
}

// pick says what a list is to show of the entries it gets: in which order, which
// of them, and where its cursor goes.
type pick struct {
	order model.Order
	sift  sift
	flat  bool      // folders are not first
	found bool      // the entries stay in the order in which they were found
	want  model.Key // where the cursor goes; zero: it stays

	was     *sheet // what the list shows already; nil: something else
	renamed [2]model.Key
}

// laid is a sheet made to a pick, and how it differs from the one before.
type laid struct {
	pick

	sheet *sheet
	rows  *rows
	to    []int32 // where the entries of was are now; -1: nowhere
	at    int32   // the entry that is wanted; -1: it is not there
}

// lay makes a sheet of entries. It sorts them in place.
func (k pick) lay(entries []model.Entry, notes []note) laid {
	l := laid{pick: k, sheet: &sheet{entries: entries, notes: notes}, at: -1}
	k.sort(entries, notes)
	for i := range entries {
		l.sheet.size += max(entries[i].Size, 0)
	}
	l.rows = l.sheet.choose(k.sift, nil)
	if k.was != nil {
		l.to = k.moved(l.sheet)
	}
	if k.want.Name != "" {
		if l.at = l.sheet.find(k.want); l.at < 0 { // another file of that name by now
			l.at = l.sheet.find(model.Key{Name: k.want.Name})
		}
	}
	return l
}

func (k pick) sort(entries []model.Entry, notes []note) {
	switch {
	case k.found:
	case notes == nil:
		k.order.Sort(entries)
	default:
		k.sortNoted(entries, notes)
	}
}

// sortNoted sorts entries together with their notes.
func (k pick) sortNoted(entries []model.Entry, notes []note) {
	order := make([]int, len(entries))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := entries[a], entries[b]
		if k.flat {
			x.Kind, y.Kind = model.File, model.File
		}
		return k.order.Compare(x, y)
	})
	were, noted := slices.Clone(entries), slices.Clone(notes)
	for i, from := range order {
		entries[i], notes[i] = were[from], noted[from]
	}
}

// find returns the entry of a key. Where only the name is known, as after leaving
// a folder, the first of that name is taken.
func (s *sheet) find(key model.Key) int32 {
	named := int32(-1)
	for i := range s.entries {
		e := &s.entries[i]
		if e.Name != key.Name {
			continue
		}
		if e.ID == key.ID {
			return int32(i) //nolint:gosec // see choose
		}
		if named < 0 && key.ID == "" {
			named = int32(i) //nolint:gosec // see choose
		}
	}
	return named
}

// moved finds out where the entries of the sheet before are in s. What is equal at
// both ends, mostly all of it, is not looked up.
func (k pick) moved(s *sheet) []int32 {
	old, now := k.was.entries, s.entries
	to := make([]int32, len(old))
	first := 0
	for first < min(len(old), len(now)) && old[first].Key() == now[first].Key() {
		to[first] = int32(first) //nolint:gosec // see choose
		first++
	}
	oldEnd, nowEnd := len(old), len(now)
	for oldEnd > first && nowEnd > first && old[oldEnd-1].Key() == now[nowEnd-1].Key() {
		oldEnd--
		nowEnd--
		to[oldEnd] = int32(nowEnd) //nolint:gosec // see choose
	}
	places := make(map[model.Key]int32, nowEnd-first)
	for i := first; i < nowEnd; i++ {
		places[now[i].Key()] = int32(i) //nolint:gosec // see choose
	}
	for i := first; i < oldEnd; i++ {
		key := old[i].Key()
		if key == k.renamed[0] && key.Name != "" {
			key = k.renamed[1]
		}
		at, ok := places[key]
		if !ok {
			at = -1
		}
		to[i] = at
	}
	return to
}
