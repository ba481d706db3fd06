package keymap

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"
)

// Listed returns the rows that help shows, in the order of the table.
func (m *Map) Listed() []Binding {
	return slices.DeleteFunc(m.Rows(), func(b Binding) bool { return b.Unlisted })
}

// haystack is all that a search of the help looks at.
func (b Binding) haystack() string {
	return strings.Join([]string{b.Title, b.Short, string(b.Action), b.Group, b.Help, b.Labels(" ")}, " ")
}

// Lookup returns the listed rows that fit a query, the best first; for an empty
// query all of them. A query that is exactly a key finds that key's row first.
func (m *Map) Lookup(query string) []Binding {
	rows := m.Listed()
	query = strings.TrimSpace(query)
	if query == "" {
		return rows
	}
	var found []Binding
	for _, row := range rows {
		if slices.Contains(strings.Split(row.Labels("\x00"), "\x00"), query) {
			found = append(found, row)
		}
	}
	for _, row := range rows {
		if strings.HasPrefix(strings.ToLower(row.Title), strings.ToLower(query)) {
			found = appendNew(found, row)
		}
	}
	for _, want := range []func(Binding) string{
		func(b Binding) string { return b.Title },
		Binding.haystack,
	} {
		found = appendMatches(found, rows, query, want)
	}
	return found
}

// appendMatches adds the rows whose text holds every word of the query, and for
// titles also those that hold its letters in order.
func appendMatches(found, rows []Binding, query string, text func(Binding) string) []Binding {
	words := strings.Fields(strings.ToLower(query))
	for _, row := range rows {
		low := strings.ToLower(text(row))
		all := !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(low, w) })
		if all {
			found = appendNew(found, row)
		}
	}
	titles := make([]string, len(rows))
	for i, row := range rows {
		titles[i] = row.Title
	}
	for _, match := range fuzzy.Find(query, titles) {
		found = appendNew(found, rows[match.Index])
	}
	return found
}

func appendNew(found []Binding, row Binding) []Binding {
	same := func(b Binding) bool { return b.Action == row.Action && b.Group == row.Group }
	if slices.ContainsFunc(found, same) {
		return found
	}
	return append(found, row)
}

// BarItem is one label of the key bar.
type BarItem struct {
	Action Action
	Key    string
	Short  string
}

// Bar returns the labels of the key bar in a context, the most useful first.
// With fkeys the function keys are shown where there are any.
func (m *Map) Bar(in Context, fkeys bool) []BarItem {
	rows := slices.DeleteFunc(m.Rows(), func(b Binding) bool { return b.Bar == 0 || b.In&in == 0 })
	slices.SortStableFunc(rows, func(a, b Binding) int { return cmp.Compare(b.Bar, a.Bar) })
	items := make([]BarItem, len(rows))
	for i, row := range rows {
		items[i] = BarItem{Action: row.Action, Key: row.Key(), Short: row.Short}
		if fkeys {
			items[i].Key = row.FKey()
		}
	}
	return items
}

// Markdown returns the table of keys for the README, one section a group.
func (m *Map) Markdown() string {
	var b strings.Builder
	group := ""
	for _, row := range m.Listed() {
		if row.Group != group {
			group = row.Group
			b.WriteString("\n| " + group + " | letters | F-keys and others | mouse |\n|---|---|---|---|\n")
		}
		var letters, others []string
		for _, seq := range row.Keys {
			if isLetters(seq) {
				letters = append(letters, code(Label(seq)))
			} else {
				others = append(others, code(Label(seq)))
			}
		}
		b.WriteString("| " + row.Title + " | " + strings.Join(letters, " ") + " | " +
			strings.Join(others, " ") + " | " + row.Mouse + " |\n")
	}
	return strings.TrimPrefix(b.String(), "\n")
}

func code(s string) string {
	if s == "|" {
		s = `\|`
	}
	return "`" + s + "`"
}
