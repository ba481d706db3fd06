package app

import (
	"slices"
	"strings"

	"onefm/model"
	"onefm/ui/gesture"
	"onefm/ui/words"
)

// load is what an action works on, fixed when it was chosen. The items of a large
// one are gathered where nobody waits for them, in a command.
type load struct {
	few []model.Item // all of them, when there are not many

	sheet *sheet
	dir   model.Path // of the sheet's entries, where they have no notes
	set   []uint64
	n     int
	size  int64 // bytes of those with a known size
	open  int   // how many have none

	places map[place]struct{} // where few items are
	live   *marks             // where many are in their list by now
	marked bool               // it was what was marked
	pane   int                // in that pane
}

// loadOf returns items that belong to no list, such as pasted links.
func loadOf(items []model.Item) *load {
	l := &load{few: items, n: len(items), places: places(items)}
	for i := range items {
		if weighs(&items[i].Entry) {
			l.size += items[i].Entry.Size
		} else {
			l.open++
		}
	}
	return l
}

// load returns what an action works on: all marks, or else the entry under the
// cursor.
func (p *pane) load() *load {
	if p.marks.count() > inline && p.sheet.notes == nil {
		return p.many()
	}
	l := loadOf(p.selection())
	l.marked, l.pane = p.marks.count() > 0, p.id
	return l
}

// many returns the marks of a folder without looking at each of them.
func (p *pane) many() *load {
	l := &load{
		sheet: p.sheet, dir: p.dir, set: slices.Clone(p.marks.bits), n: p.marks.n, size: p.marks.size, open: p.marks.open,
		live: &marks{}, marked: true, pane: p.id,
	}
	*l.live = p.marks
	l.live.bits = l.set
	p.keep(l.live)
	return l
}

// grabbed returns what a press on a row would drag: all marks when the row is
// marked, else the row alone.
func (p *pane) grabbed(row int) *load {
	switch {
	case row < 0 || row >= p.len() || !p.real(p.rows.at[row]):
		return loadOf(nil)
	case p.isMarked(row):
		return p.load()
	}
	return loadOf([]model.Item{p.at(row)})
}

// Len implements [gesture.Load].
func (l *load) Len() int { return l.n }

// items gathers the items.
func (l *load) items() []model.Item {
	if l.sheet == nil {
		return l.few
	}
	all := make([]model.Item, 0, l.n)
	each(l.set, func(i int32) { all = append(all, model.Item{Dir: l.dir, Entry: l.sheet.entries[i]}) })
	return all
}

// side is where the items are.
func (l *load) side() model.Side {
	if l.sheet == nil && len(l.few) > 0 {
		return l.few[0].Dir.Side()
	}
	return l.dir.Side()
}

// thing names the load in a sentence.
func (l *load) thing() string {
	if l.n == 1 && len(l.few) == 1 {
		return l.few[0].Entry.Name
	}
	return words.Plural(l.n, "item")
}

// weight is the bytes of the load, unknown when there are folders in it.
func (l *load) weight() int64 {
	if l.open > 0 {
		return model.UnknownSize
	}
	return l.size
}

// holds reports whether an entry that a pane shows is one of the load.
func (l *load) holds(p *pane, i int32) bool {
	if l.places != nil {
		it := p.itemOf(i)
		_, ok := l.places[place{it.Dir, it.Entry.Key()}]
		return ok
	}
	return slices.Contains(p.kept, l.live) && has(l.live.bits, i)
}

// Judge implements [gesture.Load].
func (l *load) Judge(t gesture.Target) gesture.Reason {
	if l.sheet == nil {
		return gesture.Judge(l.few, t)
	}
	rel, below := l.dir.Rel(t.Dir)
	switch first, _, _ := strings.Cut(rel, "/"); {
	case t.Kind == gesture.Nowhere || t.Dir.IsZero():
		return gesture.NoTarget
	case below && rel != "." && l.hasFolder(first):
		return gesture.IntoItself
	case t.ReadOnly:
		return gesture.ReadOnly
	case t.Dir == l.dir:
		return gesture.AlreadyHere
	}
	return gesture.Possible
}

func (l *load) hasFolder(name string) (found bool) {
	each(l.set, func(i int32) {
		e := &l.sheet.entries[i]
		found = found || e.Name == name && e.IsDir()
	})
	return found
}
