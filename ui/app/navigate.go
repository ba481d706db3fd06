package app

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/fichier"
	"onefm/model"
	"onefm/ui/gesture"
	"onefm/ui/view"
	"onefm/ui/words"
)

func (m *Model) moveCursor(by int) tea.Cmd {
	if m.focus == onQueue {
		m.queue.move(by)
		return nil
	}
	m.pane().move(by)
	return nil
}

func (m *Model) pageCursor(dir int) tea.Cmd {
	if m.focus == onQueue {
		m.queue.move(dir * max(m.queue.height-1, 1))
		return nil
	}
	m.pane().page(dir)
	return nil
}

// open enters the folder under the cursor, or tells about the file.
func (m *Model) open() tea.Cmd {
	if m.focus == onQueue {
		return m.jobDetails()
	}
	p := m.pane()
	it, ok := p.item()
	switch {
	case !ok:
		return nil
	case p.finding != nil:
		return m.enterFound(p)
	case !it.Entry.IsDir():
		return m.details()
	case it.Path().IsZero():
		return m.say(view.Warn, "“"+it.Entry.Name+"” can't be entered: its name leads elsewhere.", "")
	}
	return p.open(p.known(it.Path()), jumping, m.now)
}

func (m *Model) parent() tea.Cmd {
	p := m.pane()
	switch {
	case p.finding != nil:
		return m.parentFound(p)
	case p.dir.IsRoot():
		return nil
	}
	return p.open(spot{dir: p.dir.Parent(), key: model.Key{Name: p.dir.Base()}}, jumping, m.now)
}

func (m *Model) switchPane() tea.Cmd {
	if m.focus == onQueue {
		m.setFocus(focus(m.last))
	} else {
		m.setFocus(focus(1 - m.last))
	}
	return nil
}

func (m *Model) goBack(p *pane) tea.Cmd {
	if len(p.back) == 0 {
		return m.say(view.Info, "There is nothing to go back to.", "")
	}
	return p.open(p.back[len(p.back)-1], goingBack, m.now)
}

func (m *Model) goForward(p *pane) tea.Cmd {
	if len(p.forward) == 0 {
		return m.say(view.Info, "There is nothing to go forward to.", "")
	}
	return p.open(p.forward[len(p.forward)-1], goingForward, m.now)
}

func (m *Model) goHome() tea.Cmd {
	p, home := m.pane(), m.cfg.Home
	if p.account() {
		home = model.AccountPath("/")
	}
	if home.IsZero() {
		return m.say(view.Warn, "No home folder is known.", "")
	}
	return p.open(spot{dir: home}, jumping, m.now)
}

// askPath asks where to go.
func (m *Model) askPath() tea.Cmd {
	m.push(&inputDialog{
		title: "Go to path", label: "Path", verb: "Go",
		hint:  "1f:/Films is the account, ~ your home folder. Right changes the path shown.",
		field: field{hint: m.pane().dir.String(), offer: true},
		enter: func(m *Model, text string) tea.Cmd { return m.goPath(text) },
		check: func(text string) string {
			if strings.TrimSpace(text) == "" {
				return "Type a path."
			}
			return ""
		},
	})
	return nil
}

// goPath leads the pane of a path's side to it, and gives it the keys.
func (m *Model) goPath(text string) tea.Cmd {
	p, err := m.resolve(strings.TrimSpace(text))
	if err != nil {
		return m.fail("go to", text, err)
	}
	switch p.Side() {
	case model.Web:
		return m.paste(p.Name())
	case model.Account:
		m.setFocus(onRight)
	case model.Local:
		m.setFocus(onLeft)
	}
	return m.pane().open(spot{dir: p}, jumping, m.now)
}

// resolve reads a path as it is typed into the active pane: relative ones start
// at its folder, ~ at the home folder.
func (m *Model) resolve(text string) (model.Path, error) {
	dir := m.pane().dir
	switch {
	case text == "~" || strings.HasPrefix(text, "~/"):
		if !m.cfg.Home.IsZero() {
			return model.LocalPath(filepath.Join(m.cfg.Home.Name(), strings.TrimPrefix(text, "~")))
		}
	case strings.HasPrefix(text, model.AccountPrefix), model.IsLink(text), filepath.IsAbs(text):
	case dir.Side() == model.Account:
		return model.AccountPath(dir.Name() + "/" + text), nil
	default:
		return model.LocalPath(filepath.Join(dir.Name(), text))
	}
	return model.ParsePath(text)
}

// refresh asks for a folder anew. Of the account that costs a call, and may not be
// done at once.
func (m *Model) refresh(p *pane) tea.Cmd {
	if p.finding != nil {
		return m.find(p, false)
	}
	return p.refresh(m.now)
}

// listed takes the answer to asking for a folder.
func (m *Model) listed(msg listedMsg) tea.Cmd {
	p := m.panes[msg.pane]
	if p.stale(msg) {
		m.same = true
		return nil
	}
	if m.holding() && !p.moves(msg) { // what lies under a held pointer stays there
		p.late, m.same = &msg, true
		return nil
	}
	asked, moved := p.asked, p.dir != msg.dir || !p.shown
	cmd, err := p.listed(msg, m.now)
	if p.account() && p.shown && m.informedOf != m.gen { // rows come first, the account's state may wait
		m.informedOf = m.gen
		cmd = tea.Batch(cmd, inform(m.ctx, m.svc, m.gen))
	}
	switch {
	case err != nil:
		return tea.Batch(cmd, m.cannotList(p, msg, err))
	case p.cut && !msg.again && moved:
		what := "1fichier tells " + words.Count(len(p.folder().sheet.entries)) + " entries of " + label(p.dir) + "; there are more."
		return tea.Batch(cmd, m.say(view.Warn, what, "Folders of fewer files show whole."))
	case msg.fresh == model.Refresh && p.account():
		return tea.Batch(cmd, m.tellRefresh(p, asked))
	}
	return cmd
}

// cannotList tells why a folder could not be listed, and tries again by itself
// where the service says when.
func (m *Model) cannotList(p *pane, msg listedMsg, err error) tea.Cmd {
	if errors.Is(err, fichier.ErrAuth) && m.cfg.SignIn != nil {
		m.openGuide(err)
		return nil
	}
	var e *fichier.Error
	c := words.Context{Verb: "list", Name: label(msg.dir), Now: m.now, Width: nameWidth}
	if !errors.As(err, &e) || e.RetryAfter <= 0 {
		return m.fail("list", label(msg.dir), err)
	}
	c.Again = true
	again := after(m.ctx, e.RetryAfter, retryMsg{pane: p.id, request: p.going.request, fresh: model.Auto})
	return tea.Batch(again, m.tell(view.Bad, words.Error(err, c)))
}

func (m *Model) retry(msg retryMsg) tea.Cmd {
	p := m.panes[msg.pane]
	if msg.request != p.going.request {
		m.same = true
		return nil
	}
	dir := p.trip.dir
	if dir.IsZero() {
		dir = p.dir
	}
	return p.ask(dir, msg.fresh, m.now)
}

// tellRefresh says what asking anew came to.
func (m *Model) tellRefresh(p *pane, asked time.Time) tea.Cmd {
	if !p.asOf.Before(asked) {
		return m.say(view.Good, "Listed "+label(p.dir)+" anew, with one call.", "")
	}
	wait := p.next.Sub(m.now)
	if wait <= 0 {
		return nil
	}
	p.due = m.now.Add(wait)
	again := tea.Batch(after(m.ctx, max(wait, time.Second), retryMsg{pane: p.id, request: p.going.request, fresh: model.Refresh}), m.count())
	what := label(p.dir) + " was listed " + words.Duration(m.now.Sub(p.asOf)) + " ago; 1fichier allows it once in 30 s."
	return tea.Batch(again, m.say(view.Info, what, "It is listed again in "+words.Duration(wait)+"."))
}

// changed shows what changed in the account.
func (m *Model) changed(msg changedMsg) tea.Cmd {
	if msg.services != m.gen || msg.err != nil {
		m.same = true
		return nil
	}
	cmds := []tea.Cmd{waitForChange(m.ctx, m.svc.Changed, m.gen)}
	for _, p := range m.panes {
		if !p.account() || !p.shown {
			continue
		}
		if slices.Contains(msg.dirs, p.dir) {
			cmds = append(cmds, p.reload())
		}
		if p.finding != nil && p.finding.kind != everywhereHits { // the index of the search tells itself
			cmds = append(cmds, m.findLater(p))
		}
	}
	return tea.Batch(cmds...)
}

// holding reports whether a button of the mouse is held over rows.
func (m *Model) holding() bool {
	return m.drag.Phase() != gesture.Idle && !m.drag.Carried() || m.hand.does != nothing
}

// catchUp shows what came while a button was held.
func (m *Model) catchUp() tea.Cmd {
	if m.holding() {
		return nil
	}
	var cmds []tea.Cmd
	for _, p := range m.panes {
		if late := p.late; late != nil {
			p.late = nil
			m.same = false
			cmds = append(cmds, m.listed(*late))
		}
	}
	return tea.Batch(cmds...)
}

// label is how a folder is called in a sentence.
func label(p model.Path) string {
	if p.IsRoot() {
		return p.String()
	}
	return p.Base()
}
