package app

import (
	"context"
	"time"

	"onefm/model"
)

// pane is one side of the window: a list of one folder. The two panes differ in
// their tree only.
type pane struct {
	id   int
	tree model.Tree
	ctx  context.Context //nolint:containedctx // the parent of every asking, ended with the window

	dir        model.Path
	shown      bool          // dir was listed, its rows are here
	all        []model.Entry // every entry of dir, in order
	rows       []int32       // those that are shown, as indices into all
	size       int64         // bytes of all entries with a known size
	unfiltered int           // rows there would be without the filter
	asOf       time.Time
	next       time.Time // when asking again is allowed
	cut        bool      // the service holds more than it told
	failed     error     // asking for dir again failed; the rows are old

	cursor, top, height int

	order      model.Order
	hidden     bool // dot files are shown
	generation int  // of all; sorting starts from one

	marks  marks
	anchor *anchor // marking a range

	input  input // what the keys of the footer go to
	field  field
	filter string
	search string
	origin int // where the search began

	back, forward []spot

	again slot      // reading the folder that is shown once more
	show  model.Key // where that puts the cursor; zero leaves it

	trip   trip       // the folder being asked for, and how it was chosen
	asking model.Path // zero when nothing is asked for
	asked  time.Time
	going  slot
}

// slot is one thing that is asked for at a time: a new request cancels the one
// before, whose answer, should it still come, is told by its number.
type slot struct {
	request int
	cancel  context.CancelFunc
}

func (s *slot) begin(ctx context.Context) context.Context {
	s.end()
	ctx, s.cancel = context.WithCancel(ctx)
	return ctx
}

func (s *slot) end() {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
	s.request++
}

// input is what the text in a pane's footer is for.
type input uint8

const (
	noInput input = iota
	filtering
	searching
)

// spot is a place to come back to.
type spot struct {
	dir model.Path
	key model.Key
}

// way is how a folder was chosen, which decides what the history makes of it.
type way uint8

const (
	staying way = iota // again, or instead of a folder that is gone
	jumping
	goingBack
	goingForward
)

// trip is a folder on its way.
type trip struct {
	spot

	way way
}

func newPane(ctx context.Context, id int, tree model.Tree, dir model.Path) *pane {
	return &pane{id: id, ctx: ctx, tree: tree, dir: dir, height: 1}
}

// len is the number of rows that are shown.
func (p *pane) len() int { return len(p.rows) }

// entry returns the entry of a row.
func (p *pane) entry(row int) model.Entry { return p.all[p.rows[row]] }

// current returns the entry under the cursor.
func (p *pane) current() (model.Entry, bool) {
	if p.cursor < 0 || p.cursor >= p.len() {
		return model.Entry{}, false
	}
	return p.entry(p.cursor), true
}

// item returns the entry under the cursor with its folder.
func (p *pane) item() (model.Item, bool) {
	e, ok := p.current()
	return model.Item{Dir: p.dir, Entry: e}, ok
}

// selection returns what an action works on: all marks, or else the entry under
// the cursor.
func (p *pane) selection() []model.Item {
	if p.marks.count() == 0 {
		if it, ok := p.item(); ok {
			return []model.Item{it}
		}
		return nil
	}
	return p.marked()
}

// grabbed returns what a press on a row would drag: all marks when the row is
// marked, else the row alone.
func (p *pane) grabbed(row int) []model.Item {
	if row < 0 || row >= p.len() {
		return nil
	}
	e := p.entry(row)
	if p.marks.has(e.Key()) {
		return p.marked()
	}
	return []model.Item{{Dir: p.dir, Entry: e}}
}

func (p *pane) marked() []model.Item {
	items := make([]model.Item, 0, p.marks.count())
	for _, e := range p.all {
		if p.marks.has(e.Key()) {
			items = append(items, model.Item{Dir: p.dir, Entry: e})
		}
	}
	return items
}

// account reports whether the pane shows the account.
func (p *pane) account() bool { return p.tree.Side() == model.Account }

// here is the place the pane is at.
func (p *pane) here() spot {
	s := spot{dir: p.dir}
	if e, ok := p.current(); ok {
		s.key = e.Key()
	}
	return s
}
