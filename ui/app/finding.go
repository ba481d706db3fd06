package app

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/model/mirror"
	"onefm/ui/view"
	"onefm/ui/words"
)

// findingKind is a way to look at the account besides its folders.
type findingKind uint8

const (
	everywhereHits findingKind = iota // what a search found
	usages                            // what takes the space
	copiesKept                        // files that are there more than once
	changesMade                       // what was added, changed, vanished
)

// changeKind is what happened to an entry; most entries have no such story.
type changeKind uint8

const (
	unchanged changeKind = iota
	added
	altered
	vanished
	shifted
)

// finding is what the account's pane shows in place of a folder. Its rows are real
// entries: they can be marked, copied, shared and removed where they are.
type finding struct {
	kind  findingKind
	text  string        // of a search
	dir   model.Path    // whose usage it is
	since time.Duration // how far changes go back

	slot  slot
	watch slot // waiting for the index to grow
	busy  bool // an answer is awaited
	soon  bool // it is to be asked again after a moment
	meta  found
	err   error
}

// found is what is told about the rows of a finding.
type found struct {
	shown    bool  // there was an answer
	total    int   // how many fit, more than there are rows
	searched int   // entries that were looked at
	of       int   // entries there are
	complete bool  // nothing was left out
	bytes    int64 // usage: below the folder; duplicates: what can be freed
	files    int64
	text     string          // what was searched for
	stale    <-chan struct{} // closed when a search would find something else by now
}

// mostFound is how many rows a finding has at most: nobody reads more, and a
// search says how many there are.
const mostFound = 5000

// foundMsg brings the rows of a finding.
type foundMsg struct {
	pane    int
	request int
	fresh   bool // of another search than before: the cursor goes to the top
	pick    pick
	laid    laid
	meta    found
	err     error
}

// findAgainMsg says that what a finding shows may have changed.
type findAgainMsg struct{ finding *finding }

// gather asks a service for the rows of a finding. It is called in commands.
func (f finding) gather(ctx context.Context, s Services, now time.Time) ([]model.Entry, []note, found, error) {
	switch f.kind {
	case usages:
		return gatherUsage(ctx, s, f.dir)
	case copiesKept:
		return gatherCopies(ctx, s)
	case changesMade:
		return gatherChanges(ctx, s, now.Add(-f.since))
	case everywhereHits:
	}
	return gatherHits(ctx, s, f.text)
}

func gatherHits(ctx context.Context, s Services, text string) ([]model.Entry, []note, found, error) {
	if text == "" {
		return nil, nil, found{shown: true}, nil
	}
	r, err := s.Find(ctx, text, mostFound)
	meta := found{shown: true, total: r.Total, searched: r.Searched, of: r.Of, complete: r.Complete, text: text, stale: r.Stale}
	entries, notes := make([]model.Entry, 0, len(r.Hits)), make([]note, 0, len(r.Hits))
	for _, h := range r.Hits {
		entries = append(entries, h.Item.Entry)
		notes = append(notes, note{dir: h.Item.Dir, hits: h.Name})
	}
	return entries, notes, meta, err
}

func gatherUsage(ctx context.Context, s Services, dir model.Path) ([]model.Entry, []note, found, error) {
	total, all, err := s.Usage(ctx, dir)
	meta := found{shown: true, complete: total.Complete(), bytes: total.Bytes, files: total.Files, total: len(all)}
	entries, notes := make([]model.Entry, 0, len(all)), make([]note, 0, len(all))
	for _, r := range all {
		e := r.Item.Entry
		if e.Size = r.Bytes; r.Bytes == 0 && r.Unlisted > 0 {
			e.Size = model.UnknownSize
		}
		entries = append(entries, e)
		notes = append(notes, note{dir: r.Item.Dir, files: r.Files, least: !r.Complete()})
	}
	return entries, notes, meta, err
}

func gatherCopies(ctx context.Context, s Services) ([]model.Entry, []note, found, error) {
	groups, all, err := s.Duplicates(ctx, mostFound/2)
	meta := found{shown: true, complete: all.Know.Complete(), total: all.Groups, bytes: all.Free}
	var entries []model.Entry
	var notes []note
	for i, g := range groups {
		for n, c := range g.Copies {
			entries = append(entries, c.Item.Entry)
			note := note{dir: c.Item.Dir, group: i + 1, keep: c.Keep, why: c.Why}
			if n == 0 {
				note.copies, note.free = len(g.Copies)+g.More, g.Free
			}
			notes = append(notes, note)
		}
	}
	return entries, notes, meta, err
}

func gatherChanges(ctx context.Context, s Services, since time.Time) ([]model.Entry, []note, found, error) {
	all, err := s.Changes(ctx, since, mostFound)
	meta := found{shown: true, complete: len(all) < mostFound, total: len(all)}
	entries, notes := make([]model.Entry, 0, len(all)), make([]note, 0, len(all))
	for _, c := range all {
		e := c.Entry
		e.Time = c.At
		entries = append(entries, e)
		notes = append(notes, note{dir: c.Path.Parent(), change: c.Was, kind: storyOf(c.Kind), own: c.Own})
	}
	return entries, notes, meta, err
}

func storyOf(k mirror.ChangeKind) changeKind {
	switch k {
	case mirror.Changed:
		return altered
	case mirror.Vanished:
		return vanished
	case mirror.Moved:
		return shifted
	case mirror.Added:
	}
	return added
}

// sorts reports whether the rows may be put in another order: copies stay in their
// groups, changes in the order in which they happened.
func (f *finding) sorts() bool { return f.kind == everywhereHits || f.kind == usages }

// title stands in the path bar.
func (f *finding) title() string {
	switch f.kind {
	case usages:
		return "Usage"
	case copiesKept:
		return "Duplicates"
	case changesMade:
		return "Changes of the last " + words.Duration(f.since)
	case everywhereHits:
	}
	return "Search everywhere"
}

// place is the folder that new things go to; no place in what was found.
func (p *pane) place() model.Path {
	switch {
	case p.finding == nil:
		return p.dir
	case p.finding.kind == usages:
		return p.finding.dir
	}
	return model.Path{}
}

// shownDir is the folder whose rows are shown.
func (p *pane) shownDir() model.Path {
	if p.finding != nil && p.finding.kind == usages {
		return p.finding.dir
	}
	return p.dir
}

func (m *Model) noPlace() tea.Cmd {
	return m.say(view.Info, "What was found is no folder to put things into.", "Esc goes back to one.")
}

// show puts a finding in place of the account's folder.
func (m *Model) show(f *finding) tea.Cmd {
	p := m.panes[view.Right]
	m.setFocus(onRight)
	if p.finding != nil {
		m.leaveFinding(p)
	}
	p.input = noInput
	p.under, p.finding = p.list, f
	p.list = newList(p.order, true, p.height)
	p.found = true
	if f.kind == usages {
		p.found, p.flat, p.order = false, true, model.Order{By: model.BySize, Desc: true}
	}
	return m.find(p, true)
}

// find asks for the rows of the finding. fresh: they have nothing to do with those
// that are shown.
func (m *Model) find(p *pane, fresh bool) tea.Cmd {
	f := p.finding
	ctx := f.slot.begin(p.ctx)
	f.busy, f.soon = true, false
	return gather(ctx, m.svc, *f, m.now, foundMsg{pane: p.id, request: f.slot.request, fresh: fresh, pick: p.pick()})
}

// findAgain asks anew when something was changed.
func (m *Model) findAgain(p *pane) tea.Cmd {
	if p.finding == nil {
		return nil
	}
	return m.find(p, false)
}

// findLater asks anew in a moment, so that many changes cost one look.
func (m *Model) findLater(p *pane) tea.Cmd {
	f := p.finding
	if f == nil || f.soon {
		return nil
	}
	f.soon = true
	return after(p.ctx, rest, findAgainMsg{finding: f})
}

// daysOf is so many days.
func daysOf(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// rest is how long a finding rests between two looks at what changes by itself.
const rest = 300 * time.Millisecond

func (m *Model) refind(msg findAgainMsg) tea.Cmd {
	p := m.panes[view.Right]
	if p.finding != msg.finding || !msg.finding.soon {
		m.same = true
		return nil
	}
	return m.find(p, false)
}

// tookFound shows what was found.
func (m *Model) tookFound(msg foundMsg) tea.Cmd {
	p := m.panes[msg.pane]
	f := p.finding
	if f == nil || msg.request != f.slot.request {
		m.same = true
		return nil
	}
	if msg.err == nil && !p.fits(msg.laid.pick, false) && msg.laid.want == (model.Key{}) {
		return m.find(p, msg.fresh) // sorted or filtered in another way meanwhile
	}
	if m.holding() && !msg.fresh {
		return m.findLater(p)
	}
	f.busy, f.err = false, msg.err
	if msg.err != nil {
		return nil
	}
	f.meta = msg.meta
	p.list.put(msg.laid)
	if msg.fresh && msg.laid.at < 0 {
		p.cursor, p.top = 0, 0
	}
	if msg.meta.stale == nil {
		return nil
	}
	f.soon = true
	return waitForMore(f.watch.begin(p.ctx), msg.meta.stale, findAgainMsg{finding: f})
}

// leaveFinding goes back to the folder, which is as it was.
func (m *Model) leaveFinding(p *pane) {
	if p.finding != nil && p.finding.kind == everywhereHits {
		m.lastSearch = p.finding.text
	}
	p.leaveFinding()
}

func (p *pane) leaveFinding() {
	if p.finding == nil {
		return
	}
	p.finding.slot.end()
	p.finding.watch.end()
	height := p.height
	p.list, p.under, p.finding = p.under, list{}, nil
	if p.input == everywhere {
		p.input = noInput
	}
	p.resize(height)
}

// goFound leads to the entry under the cursor, in its folder.
func (m *Model) goFound(p *pane) tea.Cmd {
	it, ok := p.item()
	if !ok || p.finding == nil {
		return nil
	}
	to := spot{dir: it.Dir, key: it.Entry.Key()}
	if !p.real(p.rows.at[p.cursor]) {
		to.key = model.Key{Name: it.Entry.Name}
	}
	m.leaveFinding(p)
	return p.open(to, jumping, m.now)
}

// share is how much of the whole a row takes, in thousandths.
func (f *finding) share(bytes int64) int {
	if f.meta.bytes <= 0 || bytes <= 0 {
		return 0
	}
	return int(float64(bytes) / float64(f.meta.bytes) * 1000)
}
