package app

import (
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
	"onefm/model/transfer"
	"onefm/ui/view"
	"onefm/ui/words"
)

const (
	// tick is how often the queue is looked at while something moves: smooth for a
	// bar, cheap for View.
	tick = 100 * time.Millisecond
	// slowTick is tick on slow links, where every frame takes from the keys.
	slowTick = 300 * time.Millisecond
	// freshen is how often the local pane is read again while files arrive in it.
	freshen = time.Second
)

// queue is the list of jobs as it was last looked at.
type queue struct {
	open   bool
	now    transfer.Snapshot
	cursor int
	top    int
	height int

	look   int       // number of the look that is awaited
	fresh  time.Time // when the local pane was last read because of jobs
	said   map[transfer.JobID]said
	unseen int // jobs that ended with failures since the queue was last open
}

// wanted is how many rows the queue would like on a screen of a height.
func (q *queue) wanted(height int) int { return min(max(len(q.now.Jobs), 3), max(height/3, 3)) }

func (q *queue) resize(height int) {
	q.height = height
	q.move(0)
}

func (q *queue) move(by int) {
	n := len(q.now.Jobs)
	q.cursor = min(max(q.cursor+by, 0), max(n-1, 0))
	q.top = min(q.top, q.cursor)
	q.top = max(q.top, q.cursor-max(q.height, 1)+1)
	q.top = max(min(q.top, n-q.height), 0)
}

// toBusy puts the cursor on the first job that is not over.
func (q *queue) toBusy() {
	for i, j := range q.now.Jobs {
		if !j.State.Final() {
			q.move(i - q.cursor)
			return
		}
	}
}

// job returns the job under the cursor.
func (q *queue) job() (transfer.JobView, bool) {
	if q.cursor >= len(q.now.Jobs) {
		return transfer.JobView{}, false
	}
	return q.now.Jobs[q.cursor], true
}

// put takes a new snapshot; the cursor stays on its job.
func (q *queue) put(s transfer.Snapshot, now time.Time) {
	at, had := q.job()
	q.now = s
	q.remember(s, now)
	if had {
		if i := slices.IndexFunc(s.Jobs, func(j transfer.JobView) bool { return j.ID == at.ID }); i >= 0 {
			q.cursor = i
		}
	}
	q.move(0)
}

// watchQueue looks at the queue soon, and goes on while something moves. An
// earlier look that is still on its way counts no more.
func (m *Model) watchQueue(wait time.Duration) tea.Cmd {
	if m.svc.Engine == nil {
		return nil
	}
	m.queue.look++
	return look(m.ctx, m.svc.Engine, snapshotMsg{services: m.gen, look: m.queue.look}, wait)
}

func (m *Model) pulled(msg snapshotMsg) tea.Cmd {
	if msg.services != m.gen || msg.look != m.queue.look {
		m.same = true
		return nil
	}
	jobs := len(m.queue.now.Jobs)
	m.queue.put(msg.snapshot, m.now)
	m.renewJobDialog()
	m.offerRest()
	if m.queue.open && len(msg.snapshot.Jobs) != jobs {
		m.arrange()
	}
	if !msg.snapshot.Busy() {
		return nil
	}
	wait := tick
	if m.term.Slow() {
		wait = slowTick
	}
	return tea.Batch(m.watchQueue(wait), m.freshenLocal(), m.listen())
}

// freshenLocal reads the local pane again while a job puts files into its folder.
func (m *Model) freshenLocal() tea.Cmd {
	p := m.panes[view.Left]
	if m.now.Sub(m.queue.fresh) < freshen || p.asking != (model.Path{}) || len(p.folder().sheet.entries) > 5000 {
		return nil
	}
	for _, j := range m.queue.now.Jobs {
		if j.State == transfer.Running && (j.To == p.dir || j.Op == plan.Move) {
			m.queue.fresh = m.now
			return p.reload()
		}
	}
	return nil
}

// ended tells how a job ended and shows what it changed.
func (m *Model) ended(msg endedMsg) tea.Cmd {
	if msg.services != m.gen || msg.err != nil {
		m.same = true
		return nil
	}
	cmds := []tea.Cmd{
		waitForEnd(m.ctx, m.svc.Ended, m.gen),
		m.tellEnd(msg.event.Result),
		m.watchQueue(0),
		inform(m.ctx, m.svc, m.gen),
	}
	for _, p := range m.panes {
		if p.shown {
			cmds = append(cmds, p.reload())
		}
	}
	return tea.Batch(cmds...)
}

func (m *Model) tellEnd(r transfer.Result) tea.Cmd {
	did, verb := "Copied ", "copy"
	if r.Op == plan.Move {
		did, verb = "Moved ", "move"
	}
	if errors.Is(r.Err, fichier.ErrAuth) && m.cfg.SignIn != nil {
		m.openGuide(r.Err)
		return nil
	}
	done := words.Plural(r.Items-r.Skipped, "item") + " to " + r.To.String()
	switch {
	case r.State == transfer.Cancelled && r.Items == r.Skipped:
		return m.say(view.Info, "Cancelled before anything was "+strings.ToLower(did[:len(did)-1])+".", "")
	case r.State == transfer.Cancelled:
		return m.say(view.Info, "Cancelled after "+done+".", "What is done stays.")
	case len(r.Failures) == 1:
		f := r.Failures[0]
		m.unseen()
		return m.fail(verb, f.Item.Entry.Name, f.Err)
	case len(r.Failures) > 1:
		m.unseen()
		what := words.Plural(len(r.Failures), "item") + " failed; " + strings.ToLower(did) + done + "."
		return m.say(view.Bad, what, "w and Enter list why.")
	case r.Err != nil:
		m.unseen()
		return m.fail(verb, r.Title, r.Err)
	}
	if r.Skipped > 0 {
		done += ", " + words.Count(r.Skipped) + " skipped"
	}
	return m.say(view.Good, words.Join(did+done, words.Size(r.Bytes)+took(r.Took)), "")
}

func took(d time.Duration) string {
	if d < time.Second {
		return " in less than a second"
	}
	return " in " + words.Duration(d)
}

func (m *Model) unseen() {
	if !m.queue.open {
		m.queue.unseen++
	}
}

// toggleQueue opens the queue and gives it the keys, or closes it.
func (m *Model) toggleQueue() tea.Cmd {
	if m.queue.open && m.focus == onQueue {
		m.queue.open = false
		m.setFocus(focus(m.last))
		m.arrange()
		return nil
	}
	return m.focusQueue()
}

func (m *Model) focusQueue() tea.Cmd {
	if !m.queue.open {
		m.queue.toBusy()
	}
	m.queue.open, m.queue.unseen = true, 0
	m.setFocus(onQueue)
	m.arrange()
	return m.watchQueue(0)
}
