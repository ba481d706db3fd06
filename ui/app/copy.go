package app

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/model/plan"
	"onefm/ui/view"
	"onefm/ui/words"
)

// draft is a request whose plan is being made.
type draft struct {
	id     int
	title  string // "Copy 12 items to 1f:/Backups"
	cancel context.CancelFunc
	back   func() // puts the marks back when nothing comes of it
}

// copyAcross copies or moves the selection to the folder of the other pane.
func (m *Model) copyAcross(move bool) tea.Cmd {
	p, to := m.pane(), m.other()
	what := p.load()
	if what.n == 0 {
		return nil
	}
	if to.place().IsZero() {
		return m.noPlace()
	}
	return m.request(opOf(move), what, to.place(), p.unmark())
}

func opOf(move bool) plan.Op {
	if move {
		return plan.Move
	}
	return plan.Copy
}

// request has a plan made. What comes of it shows in a chip, a sheet or a notice.
func (m *Model) request(op plan.Op, what *load, to model.Path, back func()) tea.Cmd {
	if what.n == 0 || to.IsZero() {
		return nil
	}
	if !m.svc.HasKey && to.Side() == model.Account {
		return m.say(view.Warn, "There is no account yet.", "Give an API key first: it is asked for at the start.")
	}
	ctx, cancel := context.WithCancel(m.ctx)
	m.ids++
	d := draft{id: m.ids, title: titleOf(op, what, to), cancel: cancel, back: back}
	m.drafts = append(m.drafts, d)
	return makePlan(ctx, m.svc.Plans, d.id, what, plan.Request{Op: op, To: to})
}

// titleOf says what a request would do.
func titleOf(op plan.Op, what *load, to model.Path) string {
	verb := "Copy "
	if op == plan.Move {
		verb = "Move "
	}
	if what.side() == model.Web {
		return verb + words.Plural(what.n, "link") + " to " + to.String()
	}
	return verb + what.thing() + " to " + to.String()
}

// doing turns a title into what is going on: "Copying 12 items to 1f:/Backups".
func doing(op plan.Op, title string) string {
	if op == plan.Move {
		return "Moving" + title[len("Move"):]
	}
	return "Copying" + title[len("Copy"):]
}

// planned takes a plan: without questions it starts after a moment, else a sheet
// asks.
func (m *Model) planned(msg plannedMsg) tea.Cmd {
	at := slices.IndexFunc(m.drafts, func(d draft) bool { return d.id == msg.draft })
	if at < 0 { // cancelled meanwhile
		m.same = true
		return nil
	}
	d := m.drafts[at]
	m.drafts = slices.Delete(m.drafts, at, at+1)
	d.cancel()
	if msg.err != nil {
		restore(d.back)
		return m.fail("look at", d.title, msg.err)
	}
	p := msg.plan
	switch {
	case len(p.Conflicts()) > 0:
		m.popUp(newReview(d.title, p, d.back, m.now))
	case len(p.Problems()) > 0:
		m.popUp(newPlanSheet(d.title, p, d.back, m.now))
	case idle(p):
		return m.nothingToDo(d, p)
	default:
		return m.hold(held{
			text: doing(p.Request.Op, d.title), wait: chipDelay, back: d.back,
			do: func(m *Model) tea.Cmd { return submit(m.svc.Engine, p, d.title) },
		})
	}
	return nil
}

func restore(back func()) {
	if back != nil {
		back()
	}
}

// idle reports whether a plan does nothing at all.
func idle(p *plan.Plan) bool {
	for _, s := range p.All() {
		if s.Action != plan.Leave || s.Same && p.Request.Op == plan.Move {
			return false
		}
	}
	return true
}

func (m *Model) nothingToDo(d draft, p *plan.Plan) tea.Cmd {
	if p.Same > 0 {
		what := "Everything is there already: " + words.Plural(p.Same, "identical file") + " in " + p.Request.To.String() + "."
		return m.say(view.Good, what, "")
	}
	restore(d.back)
	return m.say(view.Info, "There is nothing to "+plainVerb(p.Request.Op)+".", "")
}

func plainVerb(op plan.Op) string {
	if op == plan.Move {
		return "move"
	}
	return "copy"
}

// submitted takes the engine's answer to a plan.
func (m *Model) submitted(msg submittedMsg) tea.Cmd {
	if msg.err != nil {
		return m.fail("start", msg.title, msg.err)
	}
	if text := m.deferred(); text != "" {
		return tea.Batch(m.watchQueue(0), m.say(view.Info, text, ""))
	}
	return m.watchQueue(0)
}

// cancelDraft gives up the latest plan that is being made.
func (m *Model) cancelDraft() bool {
	if len(m.drafts) == 0 {
		return false
	}
	last := len(m.drafts) - 1
	d := m.drafts[last]
	d.cancel()
	restore(d.back)
	m.drafts = m.drafts[:last:last]
	return true
}

// clip is what was yanked or cut.
type clip struct {
	load *load // nil: nothing
	cut  bool
}

// yank remembers the selection.
func (m *Model) yank(cut bool) tea.Cmd {
	p := m.pane()
	what := p.load()
	if what.n == 0 {
		return nil
	}
	m.clip = clip{load: what, cut: cut}
	verb := "Yanked "
	if cut {
		verb = "Cut "
	}
	p.clearMarks()
	return m.say(view.Info, verb+what.thing()+".", "p pastes into any folder, in either pane.")
}

// put copies or moves what was yanked or cut into the folder of the pane.
func (m *Model) put() tea.Cmd {
	p := m.pane()
	if m.clip.load == nil {
		return m.say(view.Info, "Nothing was yanked or cut.", "y remembers items to copy, x to move.")
	}
	if p.place().IsZero() {
		return m.noPlace()
	}
	c := m.clip
	if c.cut {
		m.clip = clip{}
	}
	return m.request(opOf(c.cut), c.load, p.place(), nil)
}
