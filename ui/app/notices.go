package app

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/ui/view"
	"onefm/ui/words"
)

// How long notices stay when nobody sends them away.
const (
	shortly = 6 * time.Second  // what went well
	longer  = 30 * time.Second // what did not
)

// notices is what was told and is not over yet, the latest last.
type notices struct{ list []told }

type told struct {
	id     int
	notice view.Notice
}

// mostNotices bounds the list; the oldest go first.
const mostNotices = 20

// nameWidth is how much of a name a sentence holds, so that the reason is seen.
const nameWidth = 40

// add tells something. The same text again only takes the place of the first.
func (n *notices) add(id int, notice view.Notice) {
	n.list = slices.DeleteFunc(n.list, func(t told) bool {
		return t.notice.What == notice.What && t.notice.Do == notice.Do
	})
	n.list = append(n.list, told{id, notice})
	if len(n.list) > mostNotices {
		n.list = slices.Delete(n.list, 0, 1)
	}
}

func (n *notices) remove(id int) {
	n.list = slices.DeleteFunc(n.list, func(t told) bool { return t.id == id })
}

// drop sends the latest away.
func (n *notices) drop() {
	n.list = n.list[:max(len(n.list)-1, 0)]
}

// latest returns what is shown. Trouble stays in front of good news.
func (n *notices) latest() view.Notice {
	if len(n.list) == 0 {
		return view.Notice{}
	}
	notice := n.list[len(n.list)-1].notice
	notice.More = len(n.list) - 1
	return notice
}

// say tells something in the notice line.
func (m *Model) say(kind view.NoticeKind, what, do string) tea.Cmd {
	return m.tell(kind, words.Notice{What: what, Do: do})
}

func (m *Model) tell(kind view.NoticeKind, n words.Notice) tea.Cmd {
	m.ids++
	m.notices.add(m.ids, view.Notice{Kind: kind, Notice: n})
	wait := shortly
	if kind == view.Warn || kind == view.Bad {
		wait = longer
	}
	return after(m.ctx, wait, expireMsg{id: m.ids})
}

// fail tells what could not be done. That somebody cancelled it is no news.
func (m *Model) fail(verb, name string, err error) tea.Cmd {
	if err == nil || errors.Is(err, context.Canceled) {
		return nil
	}
	return m.tell(view.Bad, words.Error(err, words.Context{Verb: verb, Name: name, Now: m.now, Width: nameWidth}))
}
