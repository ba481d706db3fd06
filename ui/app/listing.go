package app

import (
	"context"
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

// reload brings what is known of the folder that is shown. It costs no call.
func (p *pane) reload(now time.Time) tea.Cmd {
	if p.asking != (model.Path{}) && p.asking != p.dir {
		return nil // on the way to another folder
	}
	p.trip = trip{spot: spot{dir: p.dir}}
	return p.ask(p.dir, p.first(), now)
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
	p.stop()
	ctx, cancel := context.WithCancel(p.ctx)
	p.cancel, p.asking, p.asked = cancel, dir, now
	msg := listedMsg{pane: p.id, request: p.request, dir: dir, fresh: fresh, order: p.order}
	return list(ctx, p.tree, msg)
}

// stop forgets what is being asked for. Its answer, should it still come, is
// stale.
func (p *pane) stop() {
	p.cancel()
	p.cancel = func() {}
	p.request++
	p.asking = model.Path{}
}

// listed takes an answer and returns what a person must be told.
func (p *pane) listed(msg listedMsg, now time.Time) (tea.Cmd, error) {
	if msg.request != p.request { // a newer request is on its way
		return nil, nil
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
	p.show(msg)
	cmd := p.resort(msg.order)
	if msg.err == nil && msg.fresh == model.Cached && now.Sub(p.asOf) > young {
		cmd = tea.Batch(cmd, p.ask(p.dir, model.Auto, now))
	}
	return cmd, msg.err
}

// show puts the rows of a listing up. Cursor and marks stay on their entries.
func (p *pane) show(msg listedMsg) {
	key := p.here().key
	moved := msg.dir != p.dir || !p.shown
	if moved {
		p.remember()
		key = p.trip.key
	} else if p.trip.key != (model.Key{}) {
		key = p.trip.key
	}
	p.trip = trip{spot: spot{dir: msg.dir}}
	p.dir, p.shown, p.failed = msg.dir, true, msg.err
	p.asOf, p.next, p.cut = msg.listing.AsOf, msg.listing.Next, msg.listing.Cut
	p.all, p.size = msg.listing.Entries, total(msg.listing.Entries)
	p.generation++
	if moved {
		p.cursor, p.top = 0, 0
		p.marks, p.anchor = marks{}, nil
		p.filter, p.input = "", noInput
	} else {
		p.marks = p.marks.among(p.all)
		p.endRange()
	}
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
