package app

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/model/plan"
	"onefm/ui/view"
	"onefm/ui/words"
)

// planDialog tells what a job comes to before it starts: shown when some of it
// can't be done.
type planDialog struct {
	title    string
	plan     *plan.Plan
	problems []words.Notice
	list     listCursor
	buttons  buttons
	idle     bool // nothing is left to do
	back     func()
}

func newPlanSheet(title string, p *plan.Plan, back func(), now time.Time) *planDialog {
	d := &planDialog{title: title, plan: p, back: back, idle: idle(p)}
	for _, i := range p.Problems() {
		s := p.Step(i)
		c := words.Context{Verb: plainVerb(p.Request.Op), Name: s.Source.Entry.Name, Now: now}
		d.problems = append(d.problems, words.Error(s.Problem, c))
	}
	d.buttons.keys = []view.Key{{Press: "Enter", Label: "Start without them"}, {Press: "Esc", Label: "Cancel"}}
	if d.idle {
		d.buttons.keys = []view.Key{{Press: "Enter", Label: "Close"}}
	}
	return d
}

func (d *planDialog) values() view.Dialog {
	from, to := d.list.window(len(d.problems))
	return &view.PlanSheet{
		Title: d.title, From: origin(d.plan.Request.Sources), To: d.plan.Request.To.String(),
		Facts: planFacts(d.plan), Problems: d.problems[from:to], Top: d.list.top, Total: len(d.problems),
		Buttons: d.buttons.keys, Focus: d.buttons.focus,
	}
}

func origin(items []model.Item) string {
	if len(items) == 0 {
		return ""
	}
	return items[0].Dir.String()
}

func planFacts(p *plan.Plan) []view.Fact {
	facts := []view.Fact{{Label: "Files", Value: words.Count(p.Files)}}
	add := func(label, value string, show bool) {
		if show {
			facts = append(facts, view.Fact{Label: label, Value: value})
		}
	}
	add("Folders", words.Count(p.Folders), p.Folders > 0)
	add("Size", words.Size(p.Bytes), p.Bytes > 0)
	add("Identical", words.Count(p.Same), p.Same > 0)
	add("Calls", words.Count(p.Calls), p.Calls > 0)
	add("At least", words.Duration(p.Duration(0)), p.Duration(0) >= time.Second)
	if n := len(p.Problems()); n > 0 {
		facts = append(facts, view.Fact{Label: "Not possible", Value: words.Count(n), Kind: view.Warn})
	}
	return facts
}

func (d *planDialog) key(k tea.KeyPressMsg) outcome {
	if isEsc(k) {
		return d.press(1)
	}
	if d.list.key(k.Keystroke(), len(d.problems), true) {
		d.list.top = d.list.cursor
		d.list.slide(0, len(d.problems))
		return stay()
	}
	if i := d.buttons.key(k, false); i >= 0 {
		return d.press(i)
	}
	return stay()
}

func (d *planDialog) press(button int) outcome {
	p, title, back := d.plan, d.title, d.back
	if d.idle || button != 0 {
		return outcome{done: true, then: func(*Model) tea.Cmd { restore(back); return nil }}
	}
	return outcome{done: true, then: func(m *Model) tea.Cmd { return submit(m.svc.Engine, p, title) }}
}

func (d *planDialog) click(t view.Target, _ bool) outcome {
	if t.Part == view.PartButton {
		return d.press(t.Index)
	}
	return stay()
}

func (d *planDialog) wheel(by int) { d.list.slide(by, len(d.problems)) }
func (d *planDialog) paste(string) {}
func (d *planDialog) rows(n int)   { d.list.height = n }

func (*planDialog) bar() []view.Key {
	return []view.Key{{Press: "Enter", Label: "start"}, {Press: "Up/Down", Label: "scroll"}, {Press: "Esc", Label: "cancel"}}
}
