package app

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"onefm/model/plan"
	"onefm/model/transfer"
	"onefm/ui/view"
	"onefm/ui/words"
)

// fewFailures are told with what to do about each; more in a line each.
const fewFailures = 3

// jobDialog tells all about a job, as it goes on, and steers what failed of it.
type jobDialog struct {
	detailsDialog

	engine   Engine
	job      transfer.JobView
	failures []transfer.Failure
	all      bool // failures are all there are
	cursor   int  // the failure that keys are about, from 1; 0 for none
	heads    int  // facts in front of the first failure
}

func (d *jobDialog) values() view.Dialog {
	v := &view.Details{Title: d.title, Facts: d.facts, Top: d.list.top, Buttons: []view.Key{{Press: "Esc", Label: "Close"}}}
	if d.cursor > 0 {
		v.Cursor = d.heads + d.cursor
	}
	return v
}

func (d *jobDialog) key(k tea.KeyPressMsg) outcome {
	switch key := k.Keystroke(); {
	case (key == "down" || key == "j") && len(d.failures) > 0:
		d.cursor = min(d.cursor+1, len(d.failures))
	case (key == "up" || key == "k") && d.cursor > 0:
		d.cursor--
	case key == "pgdown" && len(d.failures) > 0:
		d.cursor = min(d.cursor+max(d.list.height/2, 1), len(d.failures))
	case key == "pgup" && d.cursor > 0:
		d.cursor = max(d.cursor-max(d.list.height/2, 1), 0)
	case (key == "r" || k.String() == "R") && !d.job.State.Final():
		// what failed is tried again once the job is over: its state says so
	case key == "r" && d.cursor > 0:
		e, id, f := d.engine, d.job.ID, d.failures[d.cursor-1]
		return outcome{then: func(*Model) tea.Cmd {
			return order("tried again", func() error { return e.RetryItem(id, f.Step) })
		}}
	case k.String() == "R" && d.job.Failed > 0:
		e, id := d.engine, d.job.ID
		return outcome{done: true, then: func(*Model) tea.Cmd {
			return order("tried again", func() error { return e.Retry(id) })
		}}
	default:
		return d.detailsDialog.key(k)
	}
	return stay()
}

func (d *jobDialog) bar() []view.Key {
	bar := d.detailsDialog.bar()
	if len(d.failures) > 0 && d.job.State.Final() {
		return []view.Key{{Press: "Up/Down", Label: "pick"}, {Press: "r", Label: "retry the item"}, {Press: "R", Label: "retry all"}, bar[1]}
	}
	return bar
}

// jobDetails tells all about the job under the cursor.
func (m *Model) jobDetails() tea.Cmd {
	j, ok := m.queue.job()
	if !ok {
		return nil
	}
	d := &jobDialog{engine: m.svc.Engine}
	m.renew(d, j)
	m.push(d)
	if j.State.Final() && j.Failed > len(j.Failures) {
		return allFailures(m.ctx, m.svc.Engine, j.ID)
	}
	return nil
}

// renewJobDialog shows what has changed since the details of a job were opened.
func (m *Model) renewJobDialog() {
	d, ok := m.top().(*jobDialog)
	if !ok {
		return
	}
	for _, j := range m.queue.now.Jobs {
		if j.ID == d.job.ID {
			m.renew(d, j)
		}
	}
	m.measure()
}

func (m *Model) renew(d *jobDialog, j transfer.JobView) {
	if !d.all || j.Failed != len(d.failures) {
		d.failures, d.all = j.Failures, j.Failed == len(j.Failures)
	}
	d.job, d.title = j, jobTitle(j)
	d.facts = m.jobFacts(j)
	d.heads = len(d.facts)
	for _, f := range d.failures {
		text := words.Safe(f.Item.Entry.Name) + ": " + words.Why(f.Err)
		if len(d.failures) <= fewFailures {
			n := words.Error(f.Err, words.Context{Verb: opVerb(j.Op), Name: f.Item.Entry.Name, Now: m.now})
			text = n.What + " " + n.Do
		}
		d.facts = append(d.facts, view.Fact{Label: "Failed", Value: text, Kind: view.Bad})
	}
	if more := j.Failed - len(d.failures); more > 0 {
		d.facts = append(d.facts, view.Fact{Label: "Failed", Value: "and " + words.Count(more) + " more", Kind: view.Bad})
	}
	d.cursor = min(d.cursor, len(d.failures))
}

// tookFailures shows all that failed of a job.
func (m *Model) tookFailures(msg failuresMsg) {
	d, ok := m.top().(*jobDialog)
	if !ok || d.job.ID != msg.job || len(msg.failures) != d.job.Failed {
		m.same = true
		return
	}
	d.failures, d.all = msg.failures, true
	m.renew(d, d.job)
	m.measure()
}

// jobFacts are what is known of a job but for what failed.
func (m *Model) jobFacts(j transfer.JobView) []view.Fact {
	facts := []view.Fact{
		{Label: "Job", Value: strconv.FormatInt(int64(j.ID), 10)},
		{Label: "From", Value: j.From.String()},
		{Label: "To", Value: j.To.String()},
		{Label: "State", Value: m.jobState(j)},
	}
	done := words.Size(j.BytesTotal)
	if !j.State.Final() || j.Bytes < j.BytesTotal {
		done = words.Join(words.Size(j.Bytes)+" of "+words.Size(j.BytesTotal), words.Percent(j.Bytes, j.BytesTotal))
	}
	items := words.Count(j.Items) + " of " + words.Count(j.ItemsTotal)
	if j.Skipped > 0 {
		items += ", " + words.Count(j.Skipped) + " of them skipped"
	}
	facts = append(facts, view.Fact{Label: "Done", Value: done}, view.Fact{Label: "Items", Value: items})
	if j.State == transfer.Running {
		facts = append(facts, m.runningFacts(j)...)
	}
	if !j.Started.IsZero() {
		facts = append(facts, view.Fact{Label: "Began", Value: words.Moment(j.Started, m.now)})
	}
	if !j.Ended.IsZero() {
		facts = append(facts, view.Fact{Label: "Ended", Value: words.Moment(j.Ended, m.now)})
	}
	if j.Err != nil {
		n := words.Error(j.Err, words.Context{Verb: opVerb(j.Op), Now: m.now})
		facts = append(facts, view.Fact{Label: "Stopped", Value: n.What + " " + n.Do, Kind: view.Bad})
	}
	return facts
}

// runningFacts are the facts that change all the time. There are always as many, so
// that what follows stands still.
func (m *Model) runningFacts(j transfer.JobView) []view.Fact {
	left := words.LeftBetween(j.Left, j.LeftMin, j.LeftMax)
	waits := view.Fact{Label: "Waits", Value: "for nothing"}
	if text := m.queue.said[j.ID].text; text != "" {
		waits.Value, waits.Kind = text, view.Warn
	}
	names := make([]string, len(j.Current))
	for i, name := range j.Current {
		names[i] = words.Ruler{}.TruncateName(words.Safe(name), shortName)
	}
	return []view.Fact{
		{Label: "Speed", Value: words.Join(words.Speed(int64(j.Speed)), left)},
		{Label: "Now", Value: words.Ruler{}.Truncate(strings.Join(names, ", "), 2*shortName)},
		waits,
	}
}

// shortName is the width of the names of what is under way, which share a line.
const shortName = 34

// jobState tells where a job stands, and its turn.
func (m *Model) jobState(j transfer.JobView) string {
	state := j.State.String()
	if j.Interrupted {
		state += ", left over from an earlier time"
	}
	switch {
	case j.State.Final():
		return state
	case j.Priority > transfer.Normal:
		state += ", urgent"
	case j.Priority < transfer.Normal:
		state += ", when others are done"
	}
	if j.Failed > 0 {
		state += "; what failed can be tried again when the rest is through"
	}
	return state
}

func opVerb(op plan.Op) string { return plainVerb(op) }
