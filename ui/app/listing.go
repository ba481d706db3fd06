package app

import (
	"errors"
	"io/fs"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
)

// young is the age up to which a listing of the account is not asked for again
// when its folder is entered.
const young = time.Minute

// open leads to a folder. The rows of the old one stay until those of the new one
// are here; when asking fails, they stay for good.
func (p *pane) open(to spot, w way, now time.Time) tea.Cmd {
	p.trip = trip{spot: to, way: w}
	return p.ask(to.dir, p.first(), now)
}

// reload brings what is known of the folder that is shown. It costs no call, and
// does not disturb the way to another folder.
func (p *pane) reload() tea.Cmd {
	if !p.shown {
		return nil
	}
	if !p.account() && p.asking == p.dir {
		p.stop() // it may have been read before the change that is to be shown
	}
	ctx := p.again.begin(p.ctx)
	return list(ctx, p.tree, listedMsg{
		pane: p.id, request: p.again.request, again: true, dir: p.dir, fresh: p.first(), order: p.order,
	})
}

// reveals reads a folder again and puts the cursor on an entry of it, if it is
// still the folder that is shown.
func (p *pane) reveals(dir model.Path, key model.Key) tea.Cmd {
	if dir != p.dir {
		return nil
	}
	p.show = key
	return p.reload()
}

// refresh asks for the folder anew.
func (p *pane) refresh(now time.Time) tea.Cmd {
	p.trip = trip{spot: spot{dir: p.dir}}
	return p.ask(p.dir, model.Refresh, now)
}

// first is how a folder is asked for at first: of the account what the mirror
// knows, which is there at once.
func (p *pane) first() model.Freshness {
	if p.account() {
		return model.Cached
	}
	return model.Auto
}

func (p *pane) ask(dir model.Path, fresh model.Freshness, now time.Time) tea.Cmd {
	ctx := p.going.begin(p.ctx)
	p.asking, p.asked = dir, now
	return list(ctx, p.tree, listedMsg{
		pane: p.id, request: p.going.request, dir: dir, fresh: fresh, order: p.order,
	})
}

// stop forgets what is being asked for.
func (p *pane) stop() {
	p.going.end()
	p.asking = model.Path{}
}

// stale reports whether an answer is not wanted any more.
func (p *pane) stale(msg listedMsg) bool {
	if msg.again {
		return msg.request != p.again.request || msg.dir != p.dir
	}
	return msg.request != p.going.request
}

// reloaded takes the answer to reading the folder once more.
func (p *pane) reloaded(msg listedMsg, now time.Time) (tea.Cmd, error) {
	key := p.show
	p.show = model.Key{}
	switch {
	case errors.Is(msg.err, fs.ErrNotExist) && !msg.dir.IsRoot():
		return p.open(spot{dir: msg.dir.Parent()}, staying, now), msg.err
	case msg.err != nil && msg.listing.AsOf.IsZero():
		return nil, msg.err
	}
	p.put(msg, key)
	return p.resort(msg.order), msg.err
}

// listed takes an answer and returns what a person must be told.
func (p *pane) listed(msg listedMsg, now time.Time) (tea.Cmd, error) {
	if msg.again {
		return p.reloaded(msg, now)
	}
	p.asking = model.Path{}
	known := msg.err == nil || !msg.listing.AsOf.IsZero()
	switch {
	case msg.fresh == model.Cached && errors.Is(msg.err, model.ErrUnknown):
		return p.ask(msg.dir, model.Auto, now), nil
	case !known && errors.Is(msg.err, fs.ErrNotExist) && p.trip.way == staying && !msg.dir.IsRoot():
		up := spot{dir: msg.dir.Parent()}
		return p.open(up, staying, now), msg.err
	case !known && errors.Is(msg.err, model.ErrNotFolder) && !msg.dir.IsRoot():
		file := spot{dir: msg.dir.Parent(), key: model.Key{Name: msg.dir.Base()}}
		return p.open(file, p.trip.way, now), nil
	case !known:
		if msg.dir == p.dir {
			p.failed = msg.err
		}
		return nil, msg.err
	}
	p.arrive(msg)
	cmd := p.resort(msg.order)
	if msg.err == nil && msg.fresh == model.Cached && now.Sub(p.asOf) > young {
		cmd = tea.Batch(cmd, p.ask(p.dir, model.Auto, now))
	}
	return cmd, msg.err
}

// arrive shows the folder that was asked for.
func (p *pane) arrive(msg listedMsg) {
	to := p.trip.key
	moved := msg.dir != p.dir || !p.shown
	if moved {
		p.remember()
		p.all, p.rows, p.cursor, p.top = nil, p.rows[:0], 0, 0
		p.marks, p.anchor = marks{}, nil
		p.filter, p.input = "", noInput
		p.again.end()
	}
	p.trip = trip{spot: spot{dir: msg.dir}}
	p.dir, p.shown = msg.dir, true
	p.put(msg, to)
}

// put puts the rows of a listing up. Marks stay on their entries, and so does the
// cursor unless a key says where it goes.
func (p *pane) put(msg listedMsg, key model.Key) {
	if key == (model.Key{}) {
		key = p.here().key
	}
	p.failed = msg.err
	p.asOf, p.next, p.cut = msg.listing.AsOf, msg.listing.Next, msg.listing.Cut
	p.all, p.size = msg.listing.Entries, total(msg.listing.Entries)
	p.generation++
	p.marks = p.marks.among(p.all)
	p.endRange()
	p.arrange(key)
}

func total(entries []model.Entry) int64 {
	var sum int64
	for _, e := range entries {
		sum += max(e.Size, 0)
	}
	return sum
}

// remember writes the history when the folder changes.
func (p *pane) remember() {
	if !p.shown {
		return
	}
	switch p.trip.way {
	case staying:
	case jumping:
		p.back, p.forward = push(p.back, p.here()), nil
	case goingBack:
		p.back, p.forward = pop(p.back), push(p.forward, p.here())
	case goingForward:
		p.back, p.forward = push(p.back, p.here()), pop(p.forward)
	}
}

// history is how many places a pane remembers.
const history = 200

func push(s []spot, at spot) []spot {
	if len(s) >= history {
		s = slices.Delete(s, 0, 1)
	}
	return append(s, at)
}

// known returns where the cursor was when a folder was left last.
func (p *pane) known(dir model.Path) spot {
	for _, places := range [][]spot{p.back, p.forward} {
		for _, at := range slices.Backward(places) {
			if at.dir == dir {
				return at
			}
		}
	}
	return spot{dir: dir}
}

func pop(s []spot) []spot { return s[:max(len(s)-1, 0)] }

// resort brings the rows into the order that was chosen while they were asked for.
func (p *pane) resort(have model.Order) tea.Cmd {
	if have == p.order {
		return nil
	}
	msg := sortedMsg{pane: p.id, request: p.generation, order: p.order}
	return reorder(msg, p.all)
}

func (p *pane) sorted(msg sortedMsg) {
	if msg.request != p.generation || msg.order != p.order {
		return
	}
	key := p.here().key
	p.all = msg.entries
	p.endRange()
	p.arrange(key)
}

// sortBy chooses a column; choosing it again turns the order around.
func (p *pane) sortBy(by model.SortBy) tea.Cmd {
	o := model.Order{By: by}
	if p.order.By == by {
		o.Desc = !p.order.Desc
	} else {
		o.Desc = by == model.BySize || by == model.ByTime // largest and latest first
	}
	return p.sort(o)
}

func (p *pane) sort(o model.Order) tea.Cmd {
	have := p.order
	p.order = o
	return p.resort(have)
}
