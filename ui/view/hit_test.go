package view

import (
	"image"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"onefm/model"
)

// locate returns where text stands on the screen.
func locate(t *testing.T, screen, text string) image.Point {
	t.Helper()
	for y, s := range strings.Split(ansi.Strip(screen), "\n") {
		if before, _, ok := strings.Cut(s, text); ok {
			return image.Pt(ansi.StringWidthWc(before), y)
		}
	}
	t.Fatalf("%q is not on the screen:\n%s", text, ansi.Strip(screen))
	return image.Point{}
}

// TestHitWhatIsSeen points at words on the screen.
func TestHitWhatIsSeen(t *testing.T) {
	t.Parallel()
	tests := []struct {
		scene, text string
		want        Target
	}{
		{"plain", "home", Target{Part: PartSegment, Pane: Left, Index: 1}},
		{"plain", "Videos", Target{Part: PartSegment, Pane: Left, Index: 3}},
		{"plain", "1f:", Target{Part: PartSegment, Pane: Right, Index: 0}},
		{"plain", "2 min", Target{Part: PartBadge, Pane: Right}},
		{"plain", "Name", Target{Part: PartHeader, Pane: Left, Column: ColName}},
		{"plain", "Size", Target{Part: PartHeader, Pane: Left, Column: ColSize}},
		{"plain", "Date", Target{Part: PartHeader, Pane: Left, Column: ColTime}},
		{"plain", "notes.txt", Target{Part: PartRow, Pane: Left, Row: 5, Column: ColName}},
		{"plain", "512  B", Target{Part: PartRow, Pane: Left, Row: 5, Column: ColSize}},
		{"plain", "07:59", Target{Part: PartRow, Pane: Left, Row: 5, Column: ColTime}},
		{"plain", "● beta.iso", Target{Part: PartRow, Pane: Left, Row: 3, Column: ColGutter}},
		{"plain", "🔒🔗", Target{Part: PartRow, Pane: Right, Row: 1, Column: ColMarks}},
		{"plain", "~p0x8aa", Target{Part: PartRow, Pane: Right, Row: 4, Column: ColName}},
		{"plain", "8 items", Target{Part: PartFooter, Pane: Right}},
		{"plain", "Premium", Target{Part: PartStrip}},
		{"plain", "F6 move", Target{Part: PartKey, Index: 1}},
		{"transfer", "3 uploads", Target{Part: PartStrip}},
		{"transfer", "2 items go", Target{Part: PartNotice}},
		{"transfer", "Undo", Target{Part: PartNoticeKey, Index: 0}},
		{"queue", "gamma.mkv → 1f", Target{Part: PartJob, Row: 4}},
		{"queue", "of 12 jobs", Target{Part: PartQueue}},
		{"which", "search everywhere", Target{Part: PartWhichKey, Index: 4}},
		{"drag", "Documentaries/   ", Target{Part: PartRow, Pane: Right, Row: 0, Column: ColName}},
		{"confirm", "Erase 12", Target{Part: PartDialog}},
		{"confirm", "Esc Keep", Target{Part: PartButton, Index: 1}},
		{"confirm", "notes.txt", Target{Part: PartOutside}},
		{"input", "Winter 電影", Target{Part: PartField}},
		{"input", "er 電影", Target{Part: PartField, Index: 4}},
		{"conflicts", "keep both  ", Target{Part: PartChoice, Index: 1}},
		{"conflicts", "larger", Target{Part: PartChoice, Index: 4}},
		{"conflicts", "notes.txt", Target{Part: PartItem, Row: 2}},
		{"conflicts", "replace ", Target{Part: PartItem, Row: 0, Column: ColChoice}},
		{"palette", "Carry", Target{Part: PartItem, Row: 2}},
		{"guide", "https://", Target{Part: PartLink}},
		{"guide", "Check and keep", Target{Part: PartButton, Index: 0}},
		{"menu", "Password", Target{Part: PartItem, Row: 3}},
		{"links", "https://", Target{Part: PartLink, Index: 0}},
	}
	for _, tt := range tests {
		for _, s := range scenes() {
			if s.name != tt.scene {
				continue
			}
			v, l := fit(100, 30, s.opts)
			s.set(v)
			v.Chip = nil
			th := NewTheme(ThemeOptions{})
			p := locate(t, Screen(v, &l, th), tt.text)
			if tt.text == "keep both  " || tt.text == "larger" {
				p = locate(t, Screen(v, &l, th), "k keep both  r").Add(image.Pt(2, 0))
				if tt.text == "larger" {
					p = locate(t, Screen(v, &l, th), "l larger")
				}
			}
			if got := Hit(v, &l, th, p); got != tt.want {
				t.Errorf("%s: %q at %v is %+v, want %+v", tt.scene, tt.text, p, got, tt.want)
			}
		}
	}
}

func TestHitRest(t *testing.T) {
	t.Parallel()
	v, l := fit(100, 30, Options{})
	th := NewTheme(ThemeOptions{})
	tests := []struct {
		name string
		at   image.Point
		want Target
	}{
		{"below the rows", image.Pt(70, 25), Target{Part: PartPane, Pane: Right}},
		{"between the panes", image.Pt(50, 10), Target{Part: PartSplit}},
		{"between the panes, left half", image.Pt(49, 10), Target{Part: PartSplit}},
		{"top of the scrollbar", image.Pt(48, 2), Target{Part: PartScroll, Pane: Left, Row: 0}},
		{"end of the scrollbar", image.Pt(48, 25), Target{Part: PartScroll, Pane: Left, Row: 51}},
		{"outside the screen", image.Pt(-1, 3), Target{}},
		{"beyond the screen", image.Pt(100, 3), Target{}},
	}
	for _, tt := range tests {
		if got := Hit(v, &l, th, tt.at); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestHitRowsCountFromTop(t *testing.T) {
	t.Parallel()
	v, l := fit(100, 30, Options{})
	p := &v.Panes[Left]
	p.Top, p.Rows = 10, p.Rows[10:]
	at := l.Panes[Left].Rows.Min.Add(image.Pt(5, 3))
	if got, want := Hit(v, &l, NewTheme(ThemeOptions{}), at), (Target{Part: PartRow, Row: 13}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestHitTwistyAndTabs(t *testing.T) {
	t.Parallel()
	v, l := fit(60, 20, Options{})
	p := &v.Panes[Left]
	p.Rows[1] = Row{Name: "deep", Kind: model.Folder, Depth: 2, Twisty: Closed}
	th := NewTheme(ThemeOptions{})
	screen := Screen(v, &l, th)
	if got, want := Hit(v, &l, th, locate(t, screen, "▸ deep")), (Target{Part: PartRow, Row: 1, Column: ColTwisty}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := Hit(v, &l, th, locate(t, screen, "Account")), (Target{Part: PartTab, Pane: Right}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestCaret(t *testing.T) {
	t.Parallel()
	tests := []struct {
		scene string
		after string // the text that ends where the caret is
		ok    bool
	}{
		{"plain", "", false},
		{"filter", "filter: mkv 電", true},
		{"input", "Winter", true},
		{"guide", strings.Repeat("•", 16), true},
		{"palette", "> cop", true},
		{"confirm", "", false},
	}
	for _, tt := range tests {
		for _, s := range scenes() {
			if s.name != tt.scene {
				continue
			}
			v, l := fit(100, 30, s.opts)
			s.set(v)
			th := NewTheme(ThemeOptions{})
			got, ok := Caret(v, &l, th)
			if ok != tt.ok {
				t.Errorf("%s: caret = %v, want %v", tt.scene, ok, tt.ok)
				continue
			}
			if !ok {
				continue
			}
			want := locate(t, Screen(v, &l, th), tt.after).Add(image.Pt(ansi.StringWidthWc(tt.after), 0))
			if got != want {
				t.Errorf("%s: caret at %v, want %v", tt.scene, got, want)
			}
		}
	}
}

// TestCaretScrolls: a text longer than its field shows the part with the caret.
func TestCaretScrolls(t *testing.T) {
	t.Parallel()
	value := strings.Repeat("電影", 60)
	for _, caret := range []int{0, len("電"), len(value) / 2, len(value)} {
		v, l := fit(80, 24, Options{})
		v.Dialog = &Input{Title: "x", Field: Field{Value: value, Caret: caret}, Focus: -1}
		th := NewTheme(ThemeOptions{})
		at, ok := Caret(v, &l, th)
		if hit := Hit(v, &l, th, at); !ok || hit.Part != PartField {
			t.Errorf("caret %d is at %v on %+v", caret, at, hit)
		}
		if hit := Hit(v, &l, th, at); hit.Index != caret {
			t.Errorf("a click on the caret %d means %d", caret, hit.Index)
		}
	}
}
