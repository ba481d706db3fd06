package app

import (
	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/ui/view"
	"onefm/ui/words"
)

// detailsDialog lists facts.
type detailsDialog struct {
	title string
	facts []view.Fact
	list  listCursor
}

func (d *detailsDialog) values() view.Dialog {
	return &view.Details{
		Title: d.title, Facts: d.facts, Top: d.list.top,
		Buttons: []view.Key{{Press: "Esc", Label: "Close"}},
	}
}

func (d *detailsDialog) key(k tea.KeyPressMsg) outcome {
	switch key := k.Keystroke(); key {
	case "up", "k":
		d.wheel(-1)
	case "down", "j":
		d.wheel(1)
	case "pgup", "ctrl+u":
		d.wheel(-max(d.list.height-1, 1))
	case "pgdown", "ctrl+d", "space":
		d.wheel(max(d.list.height-1, 1))
	case "enter", "q", "i", "esc", "ctrl+c":
		return closed()
	}
	return stay()
}

func (d *detailsDialog) click(t view.Target, _ bool) outcome {
	return outcome{done: t.Part == view.PartButton || t.Part == view.PartOutside}
}

func (d *detailsDialog) wheel(by int) { d.list.slide(by, len(d.facts)) }
func (d *detailsDialog) paste(string) {}
func (d *detailsDialog) rows(n int)   { d.list.height = n }

// details tells all that is known of the entry under the cursor.
func (m *Model) details() tea.Cmd {
	it, ok := m.pane().item()
	if !ok {
		return nil
	}
	m.push(&detailsDialog{title: it.Entry.Name, facts: m.facts(it)})
	return nil
}

func (m *Model) facts(it model.Item) []view.Fact {
	e := it.Entry
	facts := []view.Fact{
		{Label: "Name", Value: e.Name},
		{Label: "In", Value: it.Dir.String()},
		{Label: "Kind", Value: kindOf(e)},
	}
	if e.Size != model.UnknownSize {
		size := words.Size(e.Size)
		if e.Size >= 1000 {
			size += " (" + words.Bytes(e.Size) + ")"
		}
		facts = append(facts, view.Fact{Label: "Size", Value: size})
	}
	if !e.Time.IsZero() {
		facts = append(facts, view.Fact{Label: dateLabel(it), Value: e.Time.In(m.now.Location()).Format("2 Jan 2006 15:04:05")})
	}
	for _, f := range []view.Fact{
		{Label: "Leads to", Value: e.Target},
		{Label: "Whirlpool", Value: e.Sum},
		{Label: "Marks", Value: flagWords(e.Flags)},
	} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	switch {
	case it.Dir.Side() == model.Local && e.Mode != 0:
		facts = append(facts, view.Fact{Label: "Mode", Value: e.Mode.String()})
	case it.Dir.Side() == model.Account && e.Kind == model.File:
		facts = append(facts, view.Fact{Label: "Link", Value: e.ID})
	case it.Dir.Side() == model.Account:
		facts = append(facts, view.Fact{Label: "Number", Value: e.ID})
	}
	return facts
}

func dateLabel(it model.Item) string {
	switch {
	case it.Dir.Side() != model.Account:
		return "Changed"
	case it.Entry.IsDir():
		return "Made"
	}
	return "Uploaded"
}

func kindOf(e model.Entry) string {
	switch e.Kind {
	case model.Folder:
		return "folder"
	case model.Symlink:
		if e.Has(model.LinksToFolder) {
			return "link to a folder"
		}
		return "link"
	case model.Other:
		return "device, pipe or socket"
	case model.File:
	}
	return "file"
}

func flagWords(f model.Flags) string {
	var all []string
	for _, at := range []struct {
		flag model.Flags
		word string
	}{
		{model.Verified, "verified"},
		{model.Shared, "shared"},
		{model.Password, "password"},
		{model.Limited, "access limited"},
		{model.Duplicate, "another entry bears this name"},
		{model.ReadOnly, "read-only"},
		{model.Pending, "not listed by the service yet"},
	} {
		if f&at.flag != 0 {
			all = append(all, at.word)
		}
	}
	return words.Join(all...)
}

func (*detailsDialog) bar() []view.Key {
	return []view.Key{{Press: "Up/Down", Label: "scroll"}, {Press: "Esc", Label: "close"}}
}
