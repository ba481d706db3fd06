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

	list

	dir    model.Path
	shown  bool // dir was listed, its rows are here
	asOf   time.Time
	next   time.Time // when asking again is allowed
	cut    bool      // the service holds more than it told
	failed error     // asking for dir again failed; the rows are old

	finding *finding // what is shown in place of the folder; nil: the folder
	under   list     // the folder, while something that was found is shown

	input input // what the keys of the footer go to
	field field

	back, forward []spot

	again   slot         // reading the folder that is shown once more
	show    model.Key    // where that puts the cursor; zero leaves it
	renamed [2]model.Key // an entry that bears another name by then
	late    *listedMsg   // what may not be shown while a button is held

	trip   trip       // the folder being asked for, and how it was chosen
	asking model.Path // zero when nothing is asked for
	asked  time.Time
	due    time.Time // when it is asked again because somebody said so; zero: nobody did
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
	everywhere // in the whole account
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
	return &pane{id: id, ctx: ctx, tree: tree, dir: dir, list: newList(model.Order{}, false, 1)}
}

// folder returns the list of the folder, be it shown or under what was found.
func (p *pane) folder() *list {
	if p.finding != nil {
		return &p.under
	}
	return &p.list
}

// at returns a row with the folder that holds it.
func (p *pane) at(row int) model.Item { return p.itemOf(p.rows.at[row]) }

func (p *pane) itemOf(i int32) model.Item {
	it := model.Item{Dir: p.dir, Entry: p.sheet.entries[i]}
	if p.sheet.notes != nil {
		it.Dir = p.sheet.notes[i].dir
	}
	return it
}

// item returns the entry under the cursor with its folder.
func (p *pane) item() (model.Item, bool) {
	if p.cursor < 0 || p.cursor >= p.len() {
		return model.Item{Dir: p.dir}, false
	}
	return p.at(p.cursor), true
}

// selection returns what an action works on: all marks, or else the entry under
// the cursor.
func (p *pane) selection() []model.Item {
	if p.marks.count() == 0 {
		if it, ok := p.item(); ok && p.real(p.rows.at[p.cursor]) {
			return []model.Item{it}
		}
		return nil
	}
	return p.markedItems()
}

// selected tells how many items selection has, and the first of them, without
// gathering them.
func (p *pane) selected() (n int, first model.Item) {
	if p.marks.count() <= 1 {
		items := p.selection()
		if len(items) == 0 {
			return 0, model.Item{}
		}
		return 1, items[0]
	}
	return p.marks.count(), model.Item{}
}

func (p *pane) markedItems() []model.Item {
	items := make([]model.Item, 0, p.marks.count())
	each(p.marks.bits, func(i int32) {
		if p.real(i) {
			items = append(items, p.itemOf(i))
		}
	})
	return items
}

// real reports whether an entry is there: what vanished is only remembered.
func (p *pane) real(i int32) bool {
	return p.sheet.notes == nil || p.sheet.notes[i].kind != vanished
}

// account reports whether the pane shows the account.
func (p *pane) account() bool { return p.tree.Side() == model.Account }

// here is the place the pane is at.
func (p *pane) here() spot {
	s := spot{dir: p.dir}
	if e, ok := p.folder().current(); ok {
		s.key = e.Key()
	}
	return s
}
