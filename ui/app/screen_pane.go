package app

import (
	"errors"
	"image"
	"slices"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/ui/gesture"
	"onefm/ui/view"
	"onefm/ui/words"
)

func (m *Model) paneValues(i int) view.Pane {
	p := m.panes[i]
	v := view.Pane{
		Title: paneTitle(p), Badge: m.badge(p), Order: p.order,
		Top: p.top, Total: p.len(), Cursor: p.cursor,
		Marked: p.marks.count(), MarkedSize: p.marks.size, MarkedOpen: p.marks.open > 0,
		Size: p.sheet.size,
	}
	if p.len() == 0 {
		v.Cursor = -1
	}
	v.Segments = p.segments()
	if p.finding != nil {
		v.Finding = p.finding.values(p)
	}
	v.State, v.Note = m.paneState(p)
	if p.finding != nil && p.finding.kind == everywhereHits && p.finding.text == "" {
		v.Help = examples()
	}
	v.Rows = m.rowValues(p, m.layout.Panes[i].Rows.Dy())
	v.Filter = m.filterValues(p)
	return v
}

func paneTitle(p *pane) string {
	if p.account() {
		return "Account"
	}
	return "Local"
}

// rowValues are the rows that are seen, and no others.
func (m *Model) rowValues(p *pane, height int) []view.Row {
	end := min(p.top+max(height, 0), p.len())
	rows := make([]view.Row, 0, max(end-p.top, 0))
	armed, going := m.drag.Phase() == gesture.Armed, m.leaving()
	for at := p.top; at < end; at++ {
		it := p.at(at)
		e := it.Entry
		row := view.Row{
			Name: e.Name, Kind: e.Kind, Flags: e.Flags, Target: e.Target, Size: e.Size, Time: e.Time,
			Marked: p.isMarked(at),
			Dimmed: slices.ContainsFunc(going, func(l *load) bool { return l.holds(p, p.rows.at[at]) }),
		}
		if n := p.note(at); n != nil {
			p.finding.note(&row, n, m.layout.Panes[p.id].Rows.Dx() >= wideFinding)
		}
		if e.Has(model.Duplicate) {
			row.Suffix = shortID(e.ID)
		}
		if armed && m.drag.From() == p.id {
			row.Armed = at == p.cursor || row.Marked && p.isMarked(p.cursor)
		}
		rows = append(rows, row)
	}
	return rows
}

// shortID tells twins apart: the end of their links.
func shortID(id string) string {
	const most = 6
	if len(id) > most {
		id = id[len(id)-most:]
	}
	return "?" + id
}

func (m *Model) filterValues(p *pane) *view.Filter {
	switch {
	case p.input == searching:
		at, of := p.matchCount()
		return &view.Filter{Text: p.field.text, Caret: p.field.caret, Editing: true, Search: true, Shown: at, Of: of}
	case p.input == filtering:
		f := &view.Filter{Text: p.field.text, Caret: p.field.caret, Editing: true, Shown: p.len(), Of: p.rows.of}
		if m.both {
			f.Prompt = "both panes"
		}
		return f
	case p.input == everywhere:
		return &view.Filter{
			Text: p.field.text, Caret: p.field.caret, Editing: true, Prompt: "search", Hint: p.field.hint,
			Counts: p.finding.counts(p),
		}
	case p.filter != "":
		return &view.Filter{Text: p.filter, Shown: p.len(), Of: p.rows.of}
	}
	return nil
}

// paneState says what stands in place of rows where there are none.
func (m *Model) paneState(p *pane) (view.PaneState, words.Notice) {
	switch {
	case p.finding != nil && p.len() == 0:
		return m.findingState(p, p.finding)
	case p.account() && !m.svc.HasKey && !p.shown:
		return view.Empty, words.Notice{What: "No account is open yet."}
	case !p.shown && p.failed != nil && p.asking.IsZero():
		return view.Failed, words.Error(p.failed, words.Context{Verb: "list", Name: label(p.dir), Now: m.now})
	case !p.shown:
		return view.Loading, words.Notice{What: "Listing " + label(p.dir) + " …", Do: "Esc stops."}
	case p.len() > 0:
		return view.Ready, words.Notice{}
	case p.filter != "":
		return view.Empty, words.Notice{What: "No name here holds “" + p.filter + "”.", Do: "Esc ends the filter."}
	case len(p.sheet.entries) > 0:
		return view.Empty, words.Notice{What: "Only hidden entries.", Do: ". shows them."}
	}
	return view.Empty, words.Notice{What: "Nothing is in this folder."}
}

// badge tells how old a pane's knowledge is, and what it is waiting for.
func (m *Model) badge(p *pane) view.Badge {
	switch {
	case p.finding != nil:
		return m.findingBadge(p.finding)
	case !p.asking.IsZero() && p.asking != p.dir:
		return view.Badge{Text: "opening " + label(p.asking), Kind: view.BadgeAsking}
	case !p.shown && !p.asking.IsZero():
		return view.Badge{Text: "asking", Kind: view.BadgeAsking}
	case !p.asking.IsZero() && (p.account() || m.now.Sub(p.asked) > 0):
		return view.Badge{Text: words.Age(p.asOf, m.now), Kind: view.BadgeAsking}
	case !p.account() || !p.shown:
		return view.Badge{}
	case errors.Is(p.failed, fichier.ErrNetwork), m.status.Offline != nil:
		return view.Badge{Text: words.Offline(p.asOf, m.now), Kind: view.BadgeOffline}
	case p.failed != nil:
		return view.Badge{Text: words.Age(p.asOf, m.now), Kind: view.BadgeFailed}
	}
	age := words.Age(p.asOf, m.now)
	if p.awaits(m.now) {
		return view.Badge{Text: age + ", again in " + words.Duration(p.due.Sub(m.now).Round(time.Second)), Kind: view.BadgeAged}
	}
	if age == words.Age(m.now, m.now) {
		return view.Badge{Text: age, Kind: view.BadgeLive}
	}
	return view.Badge{Text: age, Kind: view.BadgeAged}
}

// lit is the part of the screen that a drop would go to.
func (m *Model) lit() view.Target {
	t := m.drag.Target()
	if m.drag.Reason() != gesture.Possible {
		return view.Target{}
	}
	switch t.Kind {
	case gesture.Pane:
		return view.Target{Part: view.PartPane, Pane: t.Pane}
	case gesture.Folder:
		p := m.panes[t.Pane]
		for row := p.top; row < min(p.top+p.height, p.len()); row++ {
			if it := p.at(row); it.Entry.IsDir() && it.Path() == t.Dir {
				return view.Target{Part: view.PartRow, Pane: t.Pane, Row: row}
			}
		}
	case gesture.Segment:
		for i, s := range m.panes[t.Pane].shownDir().Segments() {
			if s.Path == t.Dir {
				return view.Target{Part: view.PartSegment, Pane: t.Pane, Index: i}
			}
		}
	case gesture.Queue:
		if m.queue.open {
			return view.Target{Part: view.PartQueue}
		}
		return view.Target{Part: view.PartStrip}
	case gesture.Tab:
		return view.Target{Part: view.PartTab, Pane: t.Pane}
	case gesture.Nowhere:
	}
	return view.Target{}
}

// chip tells what is dragged and where it would go.
func (m *Model) chip() *view.Chip {
	t := m.drag.Target()
	c := &view.Chip{At: m.drag.Point(), Verb: "copy", Size: model.UnknownSize}
	if what, ok := m.drag.Items().(*load); ok {
		c.Items, c.Size = what.n, what.weight()
	}
	if m.drag.Move() {
		c.Verb = "move"
	}
	if m.drag.Carried() {
		p, rows := m.pane(), m.layout.Panes[m.last].Rows
		c.At = image.Pt(rows.Min.X, rows.Min.Y+p.cursor-p.top)
	}
	switch t.Kind {
	case gesture.Nowhere:
	case gesture.Folder:
		c.To = t.Dir.Base() + "/"
	case gesture.Pane, gesture.Segment, gesture.Queue, gesture.Tab:
		c.To, c.Here = t.Dir.Name(), t.Kind == gesture.Pane
	}
	if r := m.drag.Reason(); r != gesture.Possible && t.Kind != gesture.Nowhere {
		c.Reason = r.String()
	}
	return c
}
