package app

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/model/plan"
	"onefm/ui/view"
	"onefm/ui/words"
)

// reviewDialog is the one sheet that asks about all conflicts of a job. Steps that
// can't be done stand in it too, with the reason.
type reviewDialog struct {
	title   string
	plan    *plan.Plan
	steps   []int // conflicts first, then problems
	open    int   // how many of them are conflicts
	now     time.Time
	list    listCursor
	buttons buttons
	below   bool // the buttons have the keys
	back    func()
}

func newReview(title string, p *plan.Plan, back func(), now time.Time) *reviewDialog {
	conflicts := p.Conflicts()
	d := &reviewDialog{
		title: title, plan: p, open: len(conflicts), back: back, now: now,
		steps: append(slices.Clone(conflicts), p.Problems()...),
	}
	d.buttons.keys = []view.Key{{Press: "Enter", Label: "Start"}, {Press: "Esc", Label: "Cancel"}}
	return d
}

// answer is one way to deal with a conflict.
type answer struct {
	key    string
	choice plan.Choice
	label  string
}

func answers() []answer {
	return []answer{
		{"s", plan.Skip, "skip"},
		{"k", plan.Keep, "keep both"},
		{"r", plan.Replace, "replace"},
		{"n", plan.Newer, "newer wins"},
	}
}

func (d *reviewDialog) values() view.Dialog {
	from, to := d.list.window(len(d.steps))
	rows := make([]view.Conflict, 0, to-from)
	for n := from; n < to; n++ {
		rows = append(rows, d.row(n))
	}
	v := &view.Conflicts{
		Title: d.title, Same: d.plan.Same, Rows: rows, Top: d.list.top, Total: len(d.steps), Cursor: d.list.cursor,
		Buttons: slices.Clone(d.buttons.keys), Focus: -1,
	}
	for _, a := range answers() {
		v.Choices = append(v.Choices, view.Key{Press: strings.ToUpper(a.key), Label: a.label})
	}
	v.Buttons[0].Off = !d.plan.Ready()
	if d.below {
		v.Focus = d.buttons.focus
	}
	return v
}

func (d *reviewDialog) row(n int) view.Conflict {
	s := d.plan.Step(d.steps[n])
	row := view.Conflict{
		Name:   d.name(s),
		Source: view.Version{Size: s.Source.Entry.Size, Time: s.Source.Entry.Time},
		Target: view.Version{Size: model.UnknownSize},
	}
	if s.Problem != nil {
		row.Note = words.Error(s.Problem, words.Context{Now: d.now}).What
	}
	c := s.Conflict
	if c == nil {
		return row
	}
	if len(c.Existing) > 0 {
		row.Target = view.Version{Size: c.Existing[0].Size, Time: c.Existing[0].Time}
	}
	for _, a := range answers() {
		if a.choice == c.Choice {
			row.Choice = a.label
		}
	}
	if c.Kinds && row.Note == "" {
		row.Note = "a file meets a folder"
	}
	if c.Choice == plan.Keep {
		row.Note = "as " + s.Target.Base()
	}
	return row
}

// name is the way from the destination to the name in question.
func (d *reviewDialog) name(s plan.Step) string {
	name := s.Source.Entry.Name
	if dir, ok := d.plan.Request.To.Rel(s.Target.Parent()); ok && dir != "." {
		return dir + "/" + name
	}
	return name
}

func (d *reviewDialog) key(k tea.KeyPressMsg) outcome {
	key := k.String()
	if isEsc(k) {
		return d.cancelled()
	}
	if d.below {
		return d.buttonKey(k)
	}
	for _, a := range answers() {
		switch key {
		case a.key:
			d.choose(d.list.cursor, a.choice)
			d.list.to(d.list.cursor+1, len(d.steps))
			return stay()
		case strings.ToUpper(a.key):
			d.plan.ResolveAll(a.choice)
			return stay()
		}
	}
	switch k.Keystroke() {
	case "enter":
		return d.start()
	case "tab", "shift+tab":
		d.below = true
	case "space":
		d.cycle(d.list.cursor)
	default:
		d.list.key(k.Keystroke(), len(d.steps), true)
	}
	return stay()
}

func (d *reviewDialog) buttonKey(k tea.KeyPressMsg) outcome {
	switch k.Keystroke() {
	case "up", "shift+tab":
		d.below = false
		return stay()
	}
	switch i := d.buttons.key(k, false); i {
	case 0:
		return d.start()
	case 1:
		return d.cancelled()
	}
	return stay()
}

// start begins the job, or leads to what is not answered yet.
func (d *reviewDialog) start() outcome {
	if d.plan.Ready() {
		p, title := d.plan, d.title
		if idle(p) {
			return outcome{done: true, then: func(m *Model) tea.Cmd {
				return m.say(view.Info, "Nothing was changed: everything was skipped.", "")
			}}
		}
		return outcome{done: true, then: func(m *Model) tea.Cmd { return submit(m.svc.Engine, p, title) }}
	}
	d.below = false
	for n, i := range d.steps[:d.open] {
		if d.plan.Step(i).Conflict.Choice == plan.Ask {
			d.list.to(n, len(d.steps))
			break
		}
	}
	return stay()
}

func (d *reviewDialog) cancelled() outcome {
	back := d.back
	return outcome{done: true, then: func(m *Model) tea.Cmd {
		restore(back)
		return m.say(view.Info, "Cancelled; nothing was changed.", "")
	}}
}

// choose answers a row, if the answer is possible there.
func (d *reviewDialog) choose(row int, c plan.Choice) {
	if row >= 0 && row < d.open && slices.Contains(d.plan.Choices(d.steps[row]), c) {
		_ = d.plan.Resolve(d.steps[row], c) // it was just offered
	}
}

// cycle goes on to the next possible answer of a row.
func (d *reviewDialog) cycle(row int) {
	if row < 0 || row >= d.open {
		return
	}
	possible := slices.DeleteFunc(slices.Clone(d.plan.Choices(d.steps[row])), func(c plan.Choice) bool { return c == plan.Ask })
	if len(possible) == 0 {
		return
	}
	at := slices.Index(possible, d.plan.Step(d.steps[row]).Conflict.Choice)
	d.choose(row, possible[(at+1)%len(possible)])
}

func (d *reviewDialog) click(t view.Target, _ bool) outcome {
	switch t.Part {
	case view.PartItem:
		d.below = false
		d.list.to(t.Row, len(d.steps))
		if t.Column == view.ColChoice {
			d.cycle(t.Row)
		}
	case view.PartChoice:
		if all := answers(); t.Index < len(all) {
			d.plan.ResolveAll(all[t.Index].choice)
		}
	case view.PartButton:
		if t.Index == 0 {
			return d.start()
		}
		return d.cancelled()
	default:
	}
	return stay()
}

func (d *reviewDialog) wheel(by int) { d.list.to(d.list.cursor+by, len(d.steps)) }
func (d *reviewDialog) paste(string) {}
func (d *reviewDialog) rows(n int)   { d.list.resize(n, len(d.steps)) }

func (*reviewDialog) bar() []view.Key {
	return []view.Key{{Press: "s k r n", Label: "this row"}, {Press: "S K R N", Label: "all rows"}, {Press: "Space", Label: "next answer"}, {Press: "Enter", Label: "start"}, {Press: "Esc", Label: "cancel"}}
}
