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
	msg := listedMsg{pane: p.id, request: p.again.request, again: true, dir: p.dir, fresh: p.first()}
	msg.pick = p.wanted(msg)
	return listFolder(ctx, p.tree, msg)
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
	p.asking, p.asked, p.due = dir, now, time.Time{}
	msg := listedMsg{pane: p.id, request: p.going.request, dir: dir, fresh: fresh}
	msg.pick = p.wanted(msg)
	return listFolder(ctx, p.tree, msg)
}

// wanted is what the rows of an answer have to be like.
func (p *pane) wanted(msg listedMsg) pick {
	l := p.folder()
	if p.moves(msg) {
		return pick{order: l.order, sift: sift{hidden: l.sift.hidden}, want: p.trip.key}
	}
	k := l.pick()
	if msg.again {
		k.want, k.renamed = p.show, p.renamed
	} else {
		k.want = p.trip.key
	}
	return k
}

// moves reports whether an answer is about another folder than the one shown.
func (p *pane) moves(msg listedMsg) bool { return msg.dir != p.dir || !p.shown }

// inline is how many entries may be looked at without leaving the window's loop:
// a fraction of a millisecond.
const inline = 2000

// ready lays the rows of an answer out, unless that was done to what is wanted now.
// Many rows take a command, whose answer comes back as the same message.
func (p *pane) ready(msg *listedMsg) tea.Cmd {
	k := p.wanted(*msg)
	if msg.laid.sheet != nil && msg.laid.pick == k {
		return nil
	}
	msg.pick = k
	if len(msg.listing.Entries) <= inline && (k.was == nil || len(k.was.entries) <= inline) {
		msg.laid = k.lay(msg.listing.Entries, nil)
		return nil
	}
	return layAgain(*msg)
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
	switch {
	case errors.Is(msg.err, fs.ErrNotExist) && !msg.dir.IsRoot():
		return p.open(spot{dir: msg.dir.Parent()}, staying, now), msg.err
	case msg.err != nil && msg.listing.AsOf.IsZero():
		return nil, msg.err
	}
	if cmd := p.ready(&msg); cmd != nil {
		return cmd, nil
	}
	p.show, p.renamed = model.Key{}, [2]model.Key{}
	return p.put(msg), msg.err
}

// listed takes an answer and returns what a person must be told.
func (p *pane) listed(msg listedMsg, now time.Time) (tea.Cmd, error) {
	if msg.again {
		return p.reloaded(msg, now)
	}
	asking := p.asking
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
	if cmd := p.ready(&msg); cmd != nil {
		p.asking = asking
		return cmd, nil
	}
	cmd := p.arrive(msg)
	if msg.err == nil && msg.fresh == model.Cached && now.Sub(p.asOf) > young {
		cmd = tea.Batch(cmd, p.ask(p.dir, model.Auto, now))
	}
	return cmd, msg.err
}

// arrive shows the folder that was asked for.
func (p *pane) arrive(msg listedMsg) tea.Cmd {
	if p.finding != nil && p.trip.way != staying {
		p.leaveFinding()
	}
	if p.moves(msg) {
		p.remember()
		p.leaveFinding()
		p.list = newList(p.order, p.sift.hidden, p.height)
		p.input = noInput
		p.again.end()
		p.show, p.renamed, p.late = model.Key{}, [2]model.Key{}, nil
	}
	p.trip = trip{spot: spot{dir: msg.dir}}
	p.dir, p.shown = msg.dir, true
	return p.put(msg)
}

// put puts the rows of a listing up.
func (p *pane) put(msg listedMsg) tea.Cmd {
	p.failed = msg.err
	p.asOf, p.next, p.cut = msg.listing.AsOf, msg.listing.Next, msg.listing.Cut
	p.folder().put(msg.laid)
	return p.recount()
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

// sorted takes the entries of a list in another order.
func (p *pane) sorted(msg laidMsg) tea.Cmd {
	for _, l := range []*list{&p.list, &p.under} {
		if l.sheet == nil || l.sheet != msg.laid.was {
			continue
		}
		if msg.laid.pick != l.pick() { // chosen anew meanwhile
			return p.resort(l)
		}
		l.put(msg.laid)
		l.endRange()
		return p.recount()
	}
	return nil
}

// resort brings the rows into the order that was chosen.
func (p *pane) resort(l *list) tea.Cmd {
	return reorder(laidMsg{pane: p.id, laid: laid{pick: l.pick()}})
}

// sortBy chooses a column; choosing it again turns the order around.
func (p *pane) sortBy(by model.SortBy) tea.Cmd {
	o := model.Order{By: by}
	if p.order.By == by && !p.found {
		o.Desc = !p.order.Desc
	} else {
		o.Desc = by == model.BySize || by == model.ByTime // largest and latest first
	}
	return p.sort(o)
}

func (p *pane) sort(o model.Order) tea.Cmd {
	if p.finding != nil && !p.finding.sorts() {
		return nil
	}
	p.order, p.found = o, false
	return p.resort(&p.list)
}
