package app

import "onefm/model"

// list is what a pane shows, with its cursor and marks: a folder, or what was
// found. Its rows come in sheets; the methods here move about in them.
type list struct {
	sheet *sheet
	rows  *rows

	cursor, top, height int

	order model.Order
	flat  bool // folders are not first
	found bool // nobody chose an order: it is the one in which things were found
	sift  sift // what is wanted; rows follow

	marks  marks
	kept   []*marks // those that may be put back
	anchor *anchor  // marking a range

	filter string
	search string
	hits   *hits // rows that hold what is searched for
	origin int   // where the search began
}

// hits are the rows that hold a text.
type hits struct {
	of   *rows
	text string
	at   []int // ascending
}

// nobody is the sheet of a list that has none.
func nobody() *sheet { return &sheet{} }

func newList(order model.Order, hidden bool, height int) list {
	s := nobody()
	by := sift{hidden: hidden}
	return list{sheet: s, rows: s.choose(by, nil), sift: by, order: order, height: max(height, 1)}
}

// len is the number of rows that are shown.
func (l *list) len() int { return len(l.rows.at) }

// entry returns the entry of a row.
func (l *list) entry(row int) model.Entry { return l.sheet.entries[l.rows.at[row]] }

// note returns what a row has besides its entry; nil in a folder.
func (l *list) note(row int) *note {
	if l.sheet.notes == nil {
		return nil
	}
	return &l.sheet.notes[l.rows.at[row]]
}

// current returns the entry under the cursor.
func (l *list) current() (model.Entry, bool) {
	if l.cursor < 0 || l.cursor >= l.len() {
		return model.Entry{}, false
	}
	return l.entry(l.cursor), true
}

// pick is what a new sheet of this list has to be like.
func (l *list) pick() pick {
	return pick{order: l.order, flat: l.flat, found: l.found, sift: l.sift, was: l.sheet}
}

// fits reports whether a sheet was made to what the list wants now.
func (l *list) fits(k pick, anew bool) bool {
	p := l.pick()
	if anew {
		p.was = nil
	}
	return k.order == p.order && k.flat == p.flat && k.found == p.found && k.sift == p.sift && k.was == p.was
}

// put shows a new sheet. The cursor and the marks stay on their entries, and the
// cursor stays on its line of the screen as far as that goes. Where the entry
// under the cursor is gone, the next one that is left takes its place.
func (l *list) put(n laid) {
	line := l.cursor - l.top
	at := n.at
	if at < 0 && n.was != nil {
		at = l.survivor(n)
	}
	l.sheet, l.hits = n.sheet, nil
	if n.was == nil {
		l.marks, l.kept, l.anchor = marks{}, nil, nil
	} else {
		l.follow(n)
	}
	l.setRows(n.rows, at, line)
}

// survivor returns the new place of the entry under the cursor, or of the nearest
// one that is still shown.
func (l *list) survivor(n laid) int32 {
	for row := l.cursor; row < l.len(); row++ {
		if to := n.to[l.rows.at[row]]; to >= 0 && n.rows.shows(to) {
			return to
		}
	}
	for row := min(l.cursor, l.len()) - 1; row >= 0; row-- {
		if to := n.to[l.rows.at[row]]; to >= 0 && n.rows.shows(to) {
			return to
		}
	}
	return -1
}

// follow takes marks and a range to where their entries are now.
func (l *list) follow(n laid) {
	l.marks = l.marks.moved(n)
	for i, m := range l.kept {
		*l.kept[i] = m.moved(n)
	}
	if l.anchor == nil {
		return
	}
	from := int32(-1)
	if l.anchor.row < l.len() {
		from = n.to[l.rows.at[l.anchor.row]]
	}
	row, ok := n.rows.row(from)
	if !ok {
		l.anchor = nil
		return
	}
	before := marks{bits: l.anchor.before}
	l.anchor = &anchor{row: row, before: before.moved(n).bits}
}

// setRows shows rows of the sheet, the cursor on an entry or, where that is not
// shown, on the row where it was.
func (l *list) setRows(r *rows, at int32, line int) {
	l.rows, l.hits = r, nil
	if row, ok := r.row(at); ok && at >= 0 {
		l.cursor = row
	}
	l.cursor = min(max(l.cursor, 0), max(l.len()-1, 0))
	l.top = l.cursor - line
	l.reveal()
}

// sifted shows other rows of the same sheet. What passes no filter loses the
// cursor to the first that does.
func (l *list) sifted(r *rows) {
	at := int32(-1)
	if l.cursor < l.len() {
		at = l.rows.at[l.cursor]
	}
	line := l.cursor - l.top
	if _, ok := r.row(at); !ok && r.sift.text != "" {
		l.cursor, line = 0, 0
	}
	l.anchor = nil
	l.setRows(r, at, line)
}

// reveal scrolls so that the cursor is seen and no room is wasted.
func (l *list) reveal() {
	l.top = min(l.top, l.cursor)
	l.top = max(l.top, l.cursor-l.height+1)
	l.bound()
}

func (l *list) bound() { l.top = max(min(l.top, l.len()-l.height), 0) }

// move takes the cursor some rows down, or up when negative.
func (l *list) move(by int) { l.moveTo(l.cursor + by) }

func (l *list) moveTo(row int) {
	from := l.cursor
	l.cursor = min(max(row, 0), max(l.len()-1, 0))
	l.stretch(from)
	l.reveal()
}

func (l *list) page(dir int) { l.move(dir * max(l.height-1, 1)) }

// scroll moves the list under the pointer; the cursor comes along at the edges.
func (l *list) scroll(by int) {
	l.slide(by)
	row := min(max(l.cursor, l.top), l.top+l.height-1)
	if row != l.cursor {
		from := l.cursor
		l.cursor = min(max(row, 0), max(l.len()-1, 0))
		l.stretch(from)
	}
}

// slide moves the list and leaves the cursor alone, as while dragging.
func (l *list) slide(by int) {
	l.top += by
	l.bound()
}

func (l *list) resize(height int) {
	l.height = max(height, 1)
	l.reveal()
}
