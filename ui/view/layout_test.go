package view

import (
	"fmt"
	"image"
	"testing"
)

// TestArrangeKeepsItsWord checks what every layout promises, at every size.
func TestArrangeKeepsItsWord(t *testing.T) {
	t.Parallel()
	for w := 1; w <= 300; w += 1 + w/20 {
		for h := 1; h <= 100; h += 1 + h/12 {
			for _, o := range []Options{{}, {Focus: Right, Queue: 3}, {Split: 1, Queue: 50}, {Split: 999}} {
				l := Arrange(w, h, o)
				checkLayout(t, fmt.Sprintf("%d×%d %+v", w, h, o), &l)
			}
		}
	}
}

func checkLayout(t *testing.T, name string, l *Layout) {
	t.Helper()
	screen := image.Rectangle{Max: l.Size}
	lines := []image.Rectangle{l.Tabs, l.Queue, l.Strip, l.Notice, l.Keys}
	for i := range l.Panes {
		p := &l.Panes[i]
		lines = append(lines, p.Frame)
		for _, r := range []image.Rectangle{p.Path, p.Header, p.Rows, p.Footer, p.Scroll} {
			if !r.In(p.Frame) {
				t.Errorf("%s: %v lies outside its pane %v", name, r, p.Frame)
			}
		}
		if p.Shown() && p.Rows.Empty() {
			t.Errorf("%s: pane %d shows without rows", name, i)
		}
	}
	for i, r := range lines {
		if !r.In(screen) {
			t.Errorf("%s: %v lies outside the screen", name, r)
		}
		for _, q := range lines[i+1:] {
			if r.Overlaps(q) && !overlay(l, r) && !overlay(l, q) {
				t.Errorf("%s: %v and %v overlap", name, r, q)
			}
		}
	}
	if l.Queue.Empty() && !l.Panes[l.Options.Focus].Shown() {
		t.Errorf("%s: the pane with the keys does not show", name)
	}
	if l.Options.Queue > 0 && l.Size.Y >= 3 && l.Jobs.Empty() {
		t.Errorf("%s: the queue is open and shows no jobs", name)
	}
	if l.Stacked != (l.Size.X < StackBelow) {
		t.Errorf("%s: stacked = %v", name, l.Stacked)
	}
}

// overlay reports whether r is the notice, which may lie over other lines.
func overlay(l *Layout, r image.Rectangle) bool { return r == l.Notice }

func TestArrangeComfort(t *testing.T) {
	t.Parallel()
	tests := []struct {
		w, h        int
		rows, other int // rows of the focused pane and the other one
	}{
		{40, 12, 5, 0},
		{71, 24, 17, 0},
		{72, 24, 18, 18},
		{80, 24, 18, 18},
		{200, 60, 54, 54},
		{1, 1, 1, 0},
		{10, 5, 2, 0},
	}
	for _, tt := range tests {
		l := Arrange(tt.w, tt.h, Options{})
		if got := [2]int{l.Panes[Left].Rows.Dy(), l.Panes[Right].Rows.Dy()}; got != [2]int{tt.rows, tt.other} {
			t.Errorf("%d×%d: %v rows, want %d and %d", tt.w, tt.h, got, tt.rows, tt.other)
		}
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	for _, x := range []int{0, 10, 24, 30, 60, 61, 90, 96, 119} {
		l := Arrange(120, 40, Options{})
		l = Arrange(120, 40, Options{Split: l.SplitAt(x)})
		want := min(max(x, narrowestPane), 120-narrowestPane)
		if got := l.Panes[Right].Frame.Min.X; got < want-1 || got > want {
			t.Errorf("split dragged to %d is at %d, want %d", x, got, want)
		}
		if l.Panes[Left].Frame.Max.X != l.Panes[Right].Frame.Min.X {
			t.Errorf("split at %d leaves a gap", x)
		}
	}
}
