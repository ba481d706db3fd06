package app

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/fichier"
	"onefm/ui/view"
	"onefm/ui/words"
)

// learntMsg tells how listing the whole account ended.
type learntMsg struct {
	request int
	err     error
}

// learning is the listing of all folders that are not known yet.
type learning struct {
	slot slot
	on   bool
}

// unlisted is how many folders are known by name only.
func (m *Model) unlisted() int64 { return max(m.status.Folders-m.status.Listed, 0) }

// learnAll lists every folder that was never listed, and says what that costs; asked
// again it stops.
func (m *Model) learnAll() tea.Cmd {
	switch more := m.unlisted(); {
	case m.svc.Learn == nil || !m.svc.HasKey:
		return m.noIndex()
	case m.learning.on:
		m.learning.slot.end()
		m.learning.on = false
		return m.say(view.Info, "Stopped; what was listed stays known.", "")
	case more == 0 && m.status.Folders > 0:
		return m.say(view.Good, m.allKnown(), "")
	default:
		ctx := m.learning.slot.begin(m.ctx)
		m.learning.on = true
		calls := max(more, 1)
		what := "Listing " + words.PluralOf(calls, "folder", "folders") + " that nobody has looked into: " +
			words.PluralOf(calls, "call", "calls") + " or more, " + words.Duration(atLeast(calls)) + "."
		return tea.Batch(learn(ctx, m.svc.Learn, learntMsg{request: m.learning.slot.request}), m.say(view.Info, what, "ga stops it."))
	}
}

// atLeast is how long so many calls take.
func atLeast(calls int64) time.Duration { return time.Duration(calls) * fichier.CallRule().Every }

func (m *Model) allKnown() string {
	return "The whole account is known: " + words.Plural(m.status.Folders, "folder") + ", " + words.Plural(m.status.Files, "file") + "."
}

// learnt takes the end of it.
func (m *Model) learnt(msg learntMsg) tea.Cmd {
	if msg.request != m.learning.slot.request {
		m.same = true
		return nil
	}
	m.learning.on = false
	switch {
	case errors.Is(msg.err, context.Canceled):
		return nil
	case msg.err != nil:
		return m.fail("list", "the whole account", msg.err)
	}
	if m.svc.Status != nil {
		return tea.Batch(learnStatus(m.ctx, m.svc.Status, m.gen), m.say(view.Good, "Every folder of the account is known now.", ""))
	}
	return nil
}
