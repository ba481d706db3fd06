package view

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"onefm/ui/words"
)

func manyFacts(n int) []Fact {
	facts := make([]Fact, n)
	for i := range facts {
		facts[i] = Fact{Label: "Label", Value: fmt.Sprintf("value %d", i)}
	}
	facts[0].Value = strings.Repeat("0123456789", 20)
	return facts
}

// TestDetailsReachTheirEnd: with the greatest Top the last line shows.
func TestDetailsReachTheirEnd(t *testing.T) {
	t.Parallel()
	for _, size := range sizes() {
		v, l := fit(size.X, size.Y, Options{})
		d := &Details{Title: "x", Facts: manyFacts(100), Buttons: []Key{{"Esc", "Close", false}}}
		rows := ListRows(&l, d)
		d.Top = max(len(d.Facts)-rows, 0)
		v.Dialog = d
		got := ansi.Strip(Screen(v, &l, NewTheme(ThemeOptions{})))
		for _, want := range []string{"value 99", "Esc Close"} {
			if !strings.Contains(got, want) {
				t.Errorf("%v: %q is missing with Top %d:\n%s", size, want, d.Top, got)
			}
		}
	}
}

// TestProblemsFit: every problem that ListRows asks for is on the screen.
func TestProblemsFit(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{X: 60, Y: 20}, {X: 80, Y: 24}, {X: 200, Y: 60}} {
		v, l := fit(size.X, size.Y, Options{})
		d := &PlanSheet{Title: "x", From: "/a", To: "1f:/b", Facts: manyFacts(3)[1:], Total: 500, Buttons: []Key{{"Esc", "Close", false}}}
		for i := range ListRows(&l, d) {
			d.Problems = append(d.Problems, words.Notice{What: fmt.Sprintf("Cannot upload file %d: 1fichier can't store an empty file.", i), Do: fmt.Sprintf("Leave %d out.", i)})
		}
		v.Dialog = d
		got := ansi.Strip(Screen(v, &l, NewTheme(ThemeOptions{})))
		for _, want := range []string{"file 0:", fmt.Sprintf("Leave %d out.", len(d.Problems)-1), "Esc Close"} {
			if !strings.Contains(got, want) {
				t.Errorf("%v: %q is missing:\n%s", size, want, got)
			}
		}
	}
}

// TestListRows: the palette and the review sheet show exactly what they ask for.
func TestListRows(t *testing.T) {
	t.Parallel()
	for _, size := range sizes() {
		v, l := fit(size.X, size.Y, Options{})
		p := &Palette{Total: 1000}
		c := &Conflicts{Total: 1000, Choices: []Key{{"s", "skip", false}}, Buttons: []Key{{"Esc", "Cancel", false}}}
		for i := range ListRows(&l, p) {
			p.Rows = append(p.Rows, Command{Label: fmt.Sprintf("row %d.", i)})
		}
		for i := range ListRows(&l, c) {
			c.Rows = append(c.Rows, Conflict{Name: fmt.Sprintf("row %d.", i)})
		}
		for _, d := range []Dialog{p, c} {
			v.Dialog = d
			got := ansi.Strip(Screen(v, &l, NewTheme(ThemeOptions{})))
			last := fmt.Sprintf("row %d.", ListRows(&l, d)-1)
			if !strings.Contains(got, last) || !strings.Contains(got, "row 0.") || !strings.Contains(got, "▐") {
				t.Errorf("%v: %T misses %q or its scrollbar:\n%s", size, d, last, got)
			}
		}
	}
}

// TestButtonsStay: on a low screen the lines of a sheet give way, not its buttons.
func TestButtonsStay(t *testing.T) {
	t.Parallel()
	for h := 4; h < 12; h++ {
		v, l := fit(60, h, Options{})
		v.Dialog = &Confirm{Title: "Erase", Lines: []string{strings.Repeat("many words ", 60)}, Buttons: []Key{{"Enter", "Erase", false}, {"Esc", "Keep", false}}}
		if got := ansi.Strip(Screen(v, &l, NewTheme(ThemeOptions{}))); !strings.Contains(got, "Enter Erase") || !strings.Contains(got, "Esc Keep") {
			t.Errorf("%d lines:\n%s", h, got)
		}
	}
}

// TestLowSheetsKeepWhatMatters: on a phone the guide still shows where the key
// is made and where it goes, and a link is whole.
func TestLowSheetsKeepWhatMatters(t *testing.T) {
	t.Parallel()
	link := "https://1fichier.com/?k3v9q0zt4mx81hcd72wp"
	code, err := NewQR(link)
	if err != nil {
		t.Fatal(err)
	}
	keys := []Key{{"Enter", "Check and keep", false}, {"Esc", "Browse", false}}
	tests := []struct {
		name string
		d    Dialog
		want []string
	}{
		{"guide", &Guide{URL: words.KeyPage, Field: Field{Value: "abc", Caret: 3, Secret: true}, Buttons: keys, Focus: -1}, []string{words.KeyPage, "•••", "Paste it here:", "Check and keep"}},
		{"refused", &Guide{State: GuideRefused, URL: words.KeyPage, Field: Field{Value: "abc", Secret: true}, Error: words.Notice{What: "1fichier refused the API key."}, Buttons: keys}, []string{words.KeyPage, "•••", "refused the API"}},
		{"link", &LinkSheet{Note: "The terminal has no clipboard for us.", Links: []string{link}, QR: code, Buttons: keys[1:]}, []string{link, "Esc Browse"}},
	}
	for _, tt := range tests {
		v, l := fit(40, 12, Options{})
		v.Dialog = tt.d
		th := NewTheme(ThemeOptions{})
		got := Screen(v, &l, th)
		for _, want := range tt.want {
			if !strings.Contains(joined(got), strings.ReplaceAll(want, " ", "")) {
				t.Errorf("%s: %q is missing:\n%s", tt.name, want, ansi.Strip(got))
			}
		}
		if _, ok := Caret(v, &l, th); ok != (tt.name == "guide") {
			t.Errorf("%s: caret shows: %v", tt.name, ok)
		}
	}
}

// joined is the text of a dialog without its frame and blanks, so that what was
// broken over lines is found.
func joined(screen string) string {
	return strings.NewReplacer("│", "", " ", "", "\n", "").Replace(ansi.Strip(screen))
}
