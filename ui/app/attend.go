package app

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/fichier"
	"onefm/model"
	"onefm/ui/view"
	"onefm/ui/words"
)

// attention is what the mirror was told that people look at.
type attention struct {
	open, likely model.Path
	at           time.Time
	due          bool // it is to be told again in a moment
}

// attentive is how often the mirror is told what people look at.
const attentive = time.Second

// isInput reports whether a person did something.
func isInput(msg tea.Msg) bool {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.MouseMsg, tea.FocusMsg, tea.PasteMsg, tea.ResumeMsg:
		return true
	}
	return false
}

// attend tells the mirror what people look at, when that or the hand on the keys
// has moved, once a second at most.
func (m *Model) attend(input bool) tea.Cmd {
	p := m.panes[view.Right]
	if m.svc.Attend == nil || !p.account() || !m.svc.HasKey {
		return nil
	}
	now := attention{open: p.dir}
	if !p.asking.IsZero() {
		now.open = p.asking
	}
	if it, ok := p.item(); ok && it.Entry.IsDir() {
		now.likely = it.Path()
	}
	was := m.attention
	switch {
	case !input && now.open == was.open && now.likely == was.likely:
		return nil
	case m.now.Sub(was.at) < attentive:
		if was.due {
			return nil
		}
		m.attention.due = true
		return after(m.ctx, attentive, attendMsg{})
	}
	now.at, now.due = m.now, was.due
	m.attention = now
	likely := make([]model.Path, 0, 1)
	if !now.likely.IsZero() {
		likely = append(likely, now.likely)
	}
	return attendTo(m.svc.Attend, []model.Path{now.open}, likely)
}

// tookStatus takes what the mirror tells of itself. The screen is drawn again only
// when it would say something else.
func (m *Model) tookStatus(msg statusMsg) tea.Cmd {
	if msg.services != m.gen {
		m.same = true
		return nil
	}
	p := m.panes[view.Right]
	said, badge := m.standing(), m.badge(p)
	m.status = msg.status
	news := m.hear()
	m.same = said == m.standing() && badge == m.badge(p) && news == nil
	if msg.asked {
		return tea.Batch(news, m.count())
	}
	return tea.Batch(news, waitForStatus(m.ctx, m.svc.StatusChanged, m.svc.Status, m.gen, false), m.count())
}

// hear tells what has become known of the stored data since it was asked last.
func (m *Model) hear() tea.Cmd {
	if m.svc.Notices == nil {
		return nil
	}
	var cmds []tea.Cmd
	all := m.svc.Notices()
	for _, n := range all[min(m.learned, len(all)):] {
		cmds = append(cmds, m.say(view.Warn, words.Stored(n), ""))
	}
	m.learned = len(all)
	return tea.Batch(cmds...)
}

// locked reports until when the service has locked us out.
func (m *Model) locked() (until time.Time, yes bool) {
	until = m.status.Budget.LockedUntil
	return until, until.After(m.now)
}

// offline reports whether the last call did not reach the service.
func (m *Model) offline() bool {
	return m.status.Offline != nil || errors.Is(m.panes[view.Right].failed, fichier.ErrNetwork)
}

// standing is how things are between us and the service.
func (m *Model) standing() view.Standing {
	s := &m.status
	if !m.svc.HasKey || m.svc.Status == nil {
		return view.Standing{}
	}
	until, locked := m.locked()
	switch {
	case locked:
		return view.Standing{Kind: view.Warn, Text: "1fichier locked us out until " + words.Moment(until, m.now)}
	case m.offline() && !s.Since.IsZero():
		return view.Standing{Kind: view.Warn, Text: "no connection since " + words.Moment(s.Since, m.now)}
	case m.offline():
		return view.Standing{Kind: view.Warn, Text: "no connection"}
	case s.Syncing, m.learning.on:
		text := "syncing " + words.Count(s.Listed) + " of " + words.Plural(s.Folders, "folder")
		if left := words.Left(s.Left); left != "" {
			text += ", " + left
		}
		return view.Standing{Text: text}
	}
	if wait := s.Budget.Next.Sub(m.now); wait > time.Second {
		return view.Standing{Text: "next call at " + s.Budget.Next.In(m.now.Location()).Format("15:04:05")}
	}
	return view.Standing{Text: "ready"}
}

// deferred is what becomes of a job that is given while the service can't be asked.
func (m *Model) deferred() string {
	until, locked := m.locked()
	switch {
	case locked:
		return "Queued: it starts at " + words.Moment(until, m.now) + ", when 1fichier lets us in again."
	case m.offline():
		return "Queued: it starts when 1fichier can be reached again."
	}
	return ""
}

// count has the screen drawn again in a second while it counts down.
func (m *Model) count() tea.Cmd {
	if m.counting || !m.panes[view.Right].awaits(m.now) {
		return nil
	}
	m.counting = true
	return after(m.ctx, time.Second, secondMsg{})
}

// awaits reports whether somebody asked for the folder anew, which has to wait.
func (p *pane) awaits(now time.Time) bool { return p.due.After(now) }
