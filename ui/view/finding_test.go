package view

import (
	"image"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"onefm/model"
	"onefm/ui/words"
)

// The columns of a list lie beside each other at any width, whatever it shows.
func TestFindingColumnsDoNotOverlap(t *testing.T) {
	t.Parallel()
	for _, f := range []Finding{{}, {Where: true}, {Bars: true}, {Where: true, Dates: true}} {
		for w := range 220 {
			c := findingColumns(w, &f)
			spans := [][2]int{{c.name, c.nameWidth}, {c.where, c.whereWidth}, {c.share, c.shareWidth}, {c.files, c.filesWidth}, {c.size, c.sizeWidth}, {c.time, c.timeWidth}}
			spans = slices.DeleteFunc(spans, func(s [2]int) bool { return s[1] == 0 })
			slices.SortFunc(spans, func(a, b [2]int) int { return a[0] - b[0] })
			end := 0
			for _, s := range spans {
				if s[0] < end {
					t.Fatalf("%+v at %d cells: columns %v overlap", f, w, spans)
				}
				end = s[0] + s[1]
			}
			if len(spans) > 1 && end > w-1 {
				t.Fatalf("%+v at %d cells: columns %v reach into the scrollbar", f, w, spans)
			}
			if w >= 30 && c.nameWidth < 10 {
				t.Fatalf("%+v at %d cells: %d are left for the name", f, w, c.nameWidth)
			}
		}
	}
}

// found is a pane of w cells with rows of a list that is no folder.
func found(w int, f Finding, rows ...Row) (*Values, Layout, *Theme) {
	l := Arrange(w*2, 14, Options{Focus: Right})
	v := &Values{Now: noon(), Focus: Right}
	v.Panes[Right] = Pane{Segments: []string{"1f:"}, Finding: &f, Rows: rows, Total: len(rows), Cursor: 1}
	return v, l, NewTheme(ThemeOptions{})
}

func TestHitsAreBroughtOut(t *testing.T) {
	t.Parallel()
	rows := []Row{
		{Name: "Häxan and 🥐 alien.mkv", Hits: []Span{{0, 6}, {10, 12}}},
		{Name: "the cursor is here", Hits: []Span{{4, 10}}},
		{Name: "short", Hits: []Span{{-1, 2}, {3, 99}, {4, 2}}},
		{Name: strings.Repeat("long ", 40) + "alien.mkv", Hits: []Span{{0, 4}, {200, 205}}},
	}
	v, l, theme := found(60, Finding{Where: true}, rows...)
	screen := Screen(v, &l, theme)
	for _, want := range []struct {
		style Style
		text  string
	}{{Mark, "Häxan"}, {CursorMark, "cursor"}, {Mark, "long"}} {
		if !strings.Contains(screen, theme.start[want.style]+want.text) {
			t.Errorf("%q is not brought out in\n%q", want.text, screen)
		}
	}
	for y, line := range strings.Split(screen, "\n") {
		if ansi.StringWidth(line) != l.Size.X {
			t.Errorf("line %d is %d cells wide", y, ansi.StringWidth(line))
		}
	}
}

func TestUsageTellsWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	rows := []Row{
		{Name: "all", Kind: model.Folder, Size: 67_000_000_000, Share: 654},
		{Name: "part", Kind: model.Folder, Size: 130, Share: 1, Least: true},
		{Name: "none", Kind: model.Folder, Size: model.UnknownSize, Least: true},
		{Name: "empty", Size: 0},
	}
	v, l, theme := found(60, Finding{Bars: true}, rows...)
	text := ansi.Strip(Screen(v, &l, theme))
	for _, want := range []string{"65 %", "67 GB", "<1 %", "≥ 130  B", "━━━", "0  B"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	at := strings.Split(text, "\n")[l.Panes[Right].Rows.Min.Y+2]
	if !strings.Contains(at, "none/") || !strings.Contains(at, "?") || strings.Contains(at, "%") {
		t.Errorf("a folder that nobody has looked into is told as %q", at)
	}
}

// A click on a list is a click on its rows, and what stands in their place is none.
func TestPointAtFinding(t *testing.T) {
	t.Parallel()
	v, l, theme := found(60, Finding{Title: "Search everywhere", Where: true}, Row{Name: "one"}, Row{Name: "two", Twin: true, Story: Moved})
	rows := l.Panes[Right].Rows
	if got := Hit(v, &l, theme, image.Pt(rows.Min.X+5, rows.Min.Y+1)); got.Part != PartRow || got.Row != 1 {
		t.Errorf("under the pointer is %+v", got)
	}
	v.Panes[Right].Rows, v.Panes[Right].Help = nil, []Key{{"*.mkv", "the whole name", false}}
	v.Panes[Right].Note = words.Notice{What: "Type"}
	if got := Hit(v, &l, theme, image.Pt(rows.Min.X+5, rows.Min.Y+1)); got.Part != PartPane {
		t.Errorf("under the pointer is %+v", got)
	}
	if text := ansi.Strip(Screen(v, &l, theme)); !strings.Contains(text, "*.mkv  the whole name") {
		t.Errorf("no example in\n%s", text)
	}
}

func TestStandingKeepsItsPlace(t *testing.T) {
	t.Parallel()
	for _, w := range []int{1, 2, 10, 39, 40, 80, 200} {
		v, l := fit(w, 24, Options{})
		v.Strip.Standing = Standing{Kind: Warn, Text: "1fichier locked us out until 14:32"}
		for y, line := range strings.Split(Screen(v, &l, NewTheme(ThemeOptions{})), "\n") {
			if ansi.StringWidth(line) != w {
				t.Errorf("line %d of %d cells is %d wide", y, w, ansi.StringWidth(line))
			}
		}
	}
}
