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
