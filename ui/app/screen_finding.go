package app

import (
	"strings"

	"onefm/model"
	"onefm/model/search"
	"onefm/model/usage"
	"onefm/ui/keymap"
	"onefm/ui/view"
	"onefm/ui/words"
)

// segments is the path bar of a pane.
func (p *pane) segments() []string {
	var all []string
	for _, s := range p.shownDir().Segments() {
		all = append(all, s.Name)
	}
	return all
}

// values is what makes a finding's pane look another way than a folder's.
func (f *finding) values(p *pane) *view.Finding {
	title := f.title()
	if f.kind == everywhereHits && p.input != everywhere && f.text != "" {
		title = "Search: " + f.text
	}
	if f.kind == usages {
		title = ""
	}
	return &view.Finding{
		Title: title, Where: f.kind != usages, Bars: f.kind == usages, Dates: f.kind == changesMade, Fixed: p.found || !f.sorts(),
		Counts: f.counts(p),
	}
}

// counts is the right end of the footer.
func (f *finding) counts(p *pane) string {
	n := &f.meta
	switch {
	case !n.shown:
		return ""
	case f.kind == usages:
		counts := words.Join(words.PluralOf(n.files, "file", "files"), words.Size(n.bytes))
		if !n.complete {
			return "at least " + counts
		}
		return counts
	case f.kind == copiesKept:
		return words.Join(words.PluralOf(n.total, "group of copies", "groups of copies"), words.Size(n.bytes)+" to free")
	case f.kind == changesMade:
		return words.Plural(n.total, "change")
	case n.text == "":
		return ""
	case n.total > len(p.sheet.entries):
		return words.Count(len(p.sheet.entries)) + " of " + words.Count(n.total) + " found"
	}
	return words.Count(n.total) + " found"
}

// badge tells what a finding knows, or still waits for.
func (m *Model) findingBadge(f *finding) view.Badge {
	n := &f.meta
	unknown := ""
	if more := m.unlisted(); more > 0 {
		unknown = words.PluralOf(more, "folder unknown", "folders unknown")
	}
	switch {
	case f.err != nil && f.kind != everywhereHits:
		return view.Badge{Text: "failed", Kind: view.BadgeFailed}
	case !n.shown:
		return view.Badge{Text: "looking", Kind: view.BadgeAsking}
	case f.kind == everywhereHits && n.text == "":
		return view.Badge{}
	case f.kind == everywhereHits && !n.complete && n.of > n.searched:
		return view.Badge{Text: "searched " + words.Count(n.searched) + " of " + words.Count(n.of), Kind: view.BadgeAsking}
	case f.kind == everywhereHits && unknown != "":
		return view.Badge{Text: unknown, Kind: view.BadgeAged}
	case f.kind == everywhereHits:
		return view.Badge{Text: "searched " + words.Count(n.searched), Kind: view.BadgeLive}
	case f.kind == usages && unknown != "":
		return view.Badge{Text: unknown, Kind: view.BadgeAged}
	case f.kind == usages:
		return view.Badge{Text: "usage", Kind: view.BadgeLive}
	case f.kind == copiesKept && unknown != "":
		return view.Badge{Text: unknown, Kind: view.BadgeAged}
	case !n.complete:
		return view.Badge{Text: "the latest only", Kind: view.BadgeAged}
	}
	return view.Badge{}
}

// wideFinding is the width from which rows of a finding tell all.
const wideFinding = 80

// note adds to a row what only a finding knows.
func (f *finding) note(row *view.Row, n *note, wide bool) {
	row.Hits = spans(n.hits)
	row.Where = n.dir.String()
	switch f.kind {
	case usages:
		row.Share, row.Files, row.Where, row.Least = f.share(row.Size), n.files, "", n.least
	case copiesKept:
		row.Twin = n.copies == 0
		if n.copies > 0 {
			row.Tail = words.Count(n.copies) + "x"
			if wide {
				row.Tail += ", frees " + words.Size(n.free)
			}
		}
		switch {
		case n.copies > 0 || !n.keep:
		case n.why == usage.Public:
			row.Tail = "kept: its folder is shared"
		case n.why == usage.Protected:
			row.Tail = "kept: its access is limited"
		}
		row.Flags &^= model.Duplicate
	case changesMade:
		row.Story = story(n.kind)
		row.Dimmed = row.Dimmed || n.kind == vanished
		if row.Tail = whence(row.Name, n); n.own {
			row.Tail = strings.TrimLeft(row.Tail+"  by onefm", " ")
		}
	case everywhereHits:
	}
}

// whence tells where an entry was before: the folder, the name, or both.
func whence(name string, n *note) string {
	switch was := n.change; {
	case n.kind != shifted || was.IsZero():
		return ""
	case was.Base() == name:
		return "from " + was.Parent().Name()
	case was.Parent() == n.dir:
		return "was " + was.Base()
	default:
		return "was " + was.String()
	}
}

func story(k changeKind) view.Story {
	switch k {
	case added:
		return view.Added
	case altered:
		return view.Altered
	case vanished:
		return view.Vanished
	case shifted:
		return view.Moved
	case unchanged:
	}
	return view.NoStory
}

// state is what stands in place of rows.
func (m *Model) findingState(p *pane, f *finding) (view.PaneState, words.Notice) {
	more := m.unlisted()
	switch {
	case f.err != nil && f.kind != everywhereHits:
		return view.Failed, words.Error(f.err, words.Context{Verb: "look at", Name: "the account"})
	case !f.meta.shown:
		return view.Loading, words.Notice{What: "Looking through the account …", Do: "Esc goes back."}
	case p.filter != "":
		return view.Empty, words.Notice{What: "No name here holds “" + p.filter + "”.", Do: "Esc ends the filter."}
	case f.kind == everywhereHits && f.text == "":
		return view.Empty, words.Notice{What: "Type a part of a name.", Do: "The whole account is searched, at once and without a call to 1fichier."}
	case f.kind == everywhereHits && !f.meta.complete:
		return view.Empty, words.Notice{What: "Nothing found so far.", Do: "The search goes on."}
	case f.kind == everywhereHits && more > 0:
		what := "Nothing that is known of the account fits."
		return view.Empty, words.Notice{What: what, Do: words.PluralOf(more, "folder was", "folders were") + " never listed; ga lists them all."}
	case f.kind == everywhereHits:
		return view.Empty, words.Notice{What: "Nothing in the account fits.", Do: "Fewer letters find more."}
	case f.kind == copiesKept:
		return view.Empty, words.Notice{What: "No file is there twice.", Do: "As far as checksums are known."}
	case f.kind == changesMade:
		return view.Empty, words.Notice{What: "Nothing changed in the last " + words.Duration(f.since) + ".", Do: "gc again looks further back."}
	}
	return view.Empty, words.Notice{What: "Nothing is in this folder."}
}

// spans turns what matched into what is drawn.
func spans(hits []search.Span) []view.Span {
	all := make([]view.Span, 0, len(hits))
	for _, h := range hits {
		all = append(all, view.Span{Start: h.Start, End: h.End})
	}
	return all
}

// barKey is a key that matters more in a finding than elsewhere, with what it does
// there.
type barKey struct {
	action keymap.Action
	label  string
}

// findingBar is the beginning of the key bar in a finding.
func (m *Model) findingBar(f *finding) []view.Key {
	keys := []barKey{{keymap.Open, "go there"}, {keymap.Mark, "mark"}, {keymap.Copy, "copy"}, {keymap.SearchAll, "search on"}, {keymap.Cancel, "back"}}
	switch f.kind {
	case usages:
		keys = []barKey{{keymap.Open, "deeper"}, {keymap.Parent, "up"}, {keymap.GoThere, "go there"}, {keymap.Cancel, "back"}, {keymap.Trash, "trash"}}
	case copiesKept:
		keys = []barKey{{keymap.MarkAll, "mark all but one"}, {keymap.Trash, "trash"}, {keymap.Open, "go there"}, {keymap.Cancel, "back"}}
	case changesMade:
		keys = []barKey{{keymap.Open, "go there"}, {keymap.Changes, "further back"}, {keymap.Cancel, "back"}}
	case everywhereHits:
	}
	if m.unlisted() > 0 {
		keys = append(keys, barKey{keymap.LearnAll, "list all folders"})
	}
	bar := make([]view.Key, 0, len(keys))
	for _, k := range keys {
		b, _ := m.keys.Find(k.action, keymap.Browse)
		press := b.Key()
		if k.action == keymap.Open {
			press = keymap.Label("enter")
		} else if m.cfg.FKeys {
			press = b.FKey()
		}
		bar = append(bar, view.Key{Press: press, Label: k.label})
		m.bar = append(m.bar, k.action)
	}
	return bar
}
