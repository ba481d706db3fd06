package app

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/model/search"
	"onefm/ui/view"
	"onefm/ui/words"
)

// The ways to look at the account besides its folders are opened here.

// searchEverywhere asks what to look for in the whole account. What was searched
// for last is there again: typing starts anew, arrows change it.
func (m *Model) searchEverywhere() tea.Cmd {
	if m.svc.Find == nil || !m.svc.known() {
		return m.noIndex()
	}
	p := m.panes[view.Right]
	if p.finding != nil && p.finding.kind == everywhereHits {
		m.setFocus(onRight)
		p.input, p.field = everywhere, newField(p.finding.text)
		return nil
	}
	cmd := m.show(&finding{kind: everywhereHits, text: m.lastSearch})
	p.input, p.field = everywhere, newField("")
	p.field.hint, p.field.offer = m.lastSearch, m.lastSearch != ""
	if p.field.hint == "" {
		p.field.hint = "a part of a name"
	}
	return cmd
}

// known reports whether there is an account whose entries could be known.
func (s Services) known() bool { return s.HasKey || s.Stored }

func (m *Model) noIndex() tea.Cmd {
	return m.say(view.Warn, "There is no account to look through yet.", "Give an API key first: it is asked for at the start.")
}

// findSoon searches for what is typed so far.
func (m *Model) findSoon(p *pane) tea.Cmd {
	f := p.finding
	if f == nil || f.text == p.field.text {
		return nil
	}
	f.text, f.err = p.field.text, nil
	return m.find(p, true)
}

// usage shows what takes the space of the folder that is shown.
func (m *Model) showUsage() tea.Cmd {
	if m.svc.Usage == nil || !m.svc.known() {
		return m.noIndex()
	}
	p := m.panes[view.Right]
	return m.show(&finding{kind: usages, dir: p.dir})
}

// weigh shows the usage of another folder, the cursor on an entry of it.
func (m *Model) weigh(p *pane, dir model.Path, key model.Key) tea.Cmd {
	f := p.finding
	f.dir = dir
	p.setFilter("")
	ctx := f.slot.begin(p.ctx)
	f.busy, f.soon = true, false
	p.clearMarks()
	k := p.pick()
	k.want = key
	return gather(ctx, m.svc, *f, m.now, foundMsg{pane: p.id, request: f.slot.request, fresh: true, pick: k})
}

// duplicates shows the files that are there more than once.
func (m *Model) showDuplicates() tea.Cmd {
	if m.svc.Duplicates == nil || !m.svc.known() {
		return m.noIndex()
	}
	return m.show(&finding{kind: copiesKept})
}

// changes shows what happened in the account. Asked again it looks further back.
func (m *Model) showChanges() tea.Cmd {
	if m.svc.Changes == nil || !m.svc.known() {
		return m.noIndex()
	}
	spans := []int{7, 30, 1}
	at := 0
	if f := m.panes[view.Right].finding; f != nil && f.kind == changesMade {
		for i, days := range spans {
			if f.since == daysOf(days) {
				at = (i + 1) % len(spans)
			}
		}
	}
	return m.show(&finding{kind: changesMade, since: daysOf(spans[at])})
}

// enterFound is what Enter does in a finding: deeper into the usage, or to the
// entry in its folder.
func (m *Model) enterFound(p *pane) tea.Cmd {
	it, ok := p.item()
	if ok && p.finding.kind == usages && it.Entry.IsDir() && !it.Path().IsZero() {
		return m.weigh(p, it.Path(), model.Key{})
	}
	return m.goFound(p)
}

// parentFound is what leads up: out of a folder of the usage, or of the finding.
func (m *Model) parentFound(p *pane) tea.Cmd {
	if f := p.finding; f.kind == usages && !f.dir.IsRoot() {
		return m.weigh(p, f.dir.Parent(), model.Key{Name: f.dir.Base()})
	}
	m.leaveFinding(p)
	return nil
}

// goThere leads to the entry under the cursor in its folder.
func (m *Model) goThere() tea.Cmd {
	if m.pane().finding == nil {
		return m.say(view.Info, "This is the folder of the entry already.", "")
	}
	return m.goFound(m.pane())
}

// markAll marks all rows; of duplicates all but the copy that is kept.
func (m *Model) markAll() tea.Cmd {
	p := m.pane()
	if p.finding == nil || p.finding.kind != copiesKept {
		p.markAll()
		return nil
	}
	for row := range p.len() {
		p.mark(row, !p.note(row).keep)
	}
	return nil
}

// lastCopies counts the groups of duplicates of which no copy would be left.
func (p *pane) lastCopies() (groups int) {
	if p.finding == nil || p.finding.kind != copiesKept {
		return 0
	}
	left, gone := map[int]bool{}, map[int]bool{}
	for i, n := range p.sheet.notes {
		on := has(p.marks.bits, int32(i)) //nolint:gosec // there are few findings
		left[n.group] = left[n.group] || !on
		gone[n.group] = gone[n.group] || on
	}
	for group := range gone {
		if gone[group] && !left[group] {
			groups++
		}
	}
	return groups
}

// searchNotice is the line about a search that is typed: what is wrong with it, or
// what can be asked.
func (p *pane) searchNotice() view.Notice {
	var e *search.SyntaxError
	switch {
	case errors.As(p.finding.err, &e):
		return view.Notice{Kind: view.Warn, Notice: words.Notice{What: "“" + e.Word + "”: " + e.What + ".", Do: e.Do}}
	case p.finding.text == "":
		return view.Notice{}
	case p.finding.err != nil:
		return view.Notice{Kind: view.Bad, Notice: words.Error(p.finding.err, words.Context{Verb: "search"})}
	}
	return view.Notice{Kind: view.Info, Notice: words.Notice{What: "Also", Do: strings.Join(briefly(), "  ")}}
}

// briefly is the language of searches in one line.
func briefly() []string {
	return []string{"*.mkv", "ext:mkv,mp4", "size:>4G", "date:7d", "path:/Films", "is:folder", "is:dup", "-without", "\"two words\"", "~ltrs"}
}

// examples are searches to learn from.
func examples() []view.Key {
	var all []view.Key
	for _, ex := range search.Examples() {
		all = append(all, view.Key{Press: ex.Query, Label: ex.Means})
	}
	return all
}
