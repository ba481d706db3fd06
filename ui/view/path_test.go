package view

import (
	"strings"
	"testing"

	"onefm/ui/words"
)

func TestFitPath(t *testing.T) {
	t.Parallel()
	local := []string{"/", "home", "anna", "Videos", "2024"}
	tests := []struct {
		segments []string
		room     int
		want     string
		steps    []int
	}{
		{local, 40, "/home/anna/Videos/2024", []int{0, 1, 2, 3, 4}},
		{local, 22, "/home/anna/Videos/2024", []int{0, 1, 2, 3, 4}},
		{local, 21, "/…/anna/Videos/2024", []int{0, 1, 2, 3, 4}},
		{local, 18, "/…/Videos/2024", []int{0, 2, 3, 4}},
		{local, 8, "/…/2024", []int{0, 3, 4}},
		{local, 6, "…/2024", []int{3, 4}},
		{local, 4, "2024", []int{4}},
		{local, 3, "2…4", []int{4}},
		{local, 1, "…", []int{4}},
		{local, 0, "", nil},
		{[]string{"1f:"}, 20, "1f:/", []int{0}},
		{[]string{"1f:", "Films"}, 20, "1f:/Films", []int{0, 1}},
		{[]string{"1f:", "an endlessly long name"}, 12, "…/an en…name", []int{0, 1}},
		{[]string{`C:\`, "Users", "anna"}, 20, `C:\Users\anna`, []int{0, 1, 2}},
		{[]string{"/"}, 20, "/", []int{0}},
		{[]string{"1f:", "電影", "第二部"}, 10, "…/第二部", []int{1, 2}},
		{nil, 9, "", nil},
	}
	for _, tt := range tests {
		steps := fitPath(words.Ruler{}, tt.segments, tt.room)
		var b strings.Builder
		var index []int
		for _, s := range steps {
			b.WriteString(s.name + s.separator)
			index = append(index, s.index)
		}
		if got := b.String(); got != tt.want {
			t.Errorf("%q in %d: %q, want %q", tt.segments, tt.room, got, tt.want)
		}
		if len(index) != len(tt.steps) {
			t.Errorf("%q in %d leads to %v, want %v", tt.segments, tt.room, index, tt.steps)
			continue
		}
		for i := range index {
			if index[i] != tt.steps[i] {
				t.Errorf("%q in %d leads to %v, want %v", tt.segments, tt.room, index, tt.steps)
				break
			}
		}
	}
}

// TestColumns: whatever the width, columns lie in it, in order, without overlap.
func TestColumns(t *testing.T) {
	t.Parallel()
	for w := range 300 {
		for _, p := range []Pane{{}, {NoSize: true}, {NoTime: true}, {NoSize: true, NoTime: true}} {
			c := columnsFor(w, &p)
			end := c.name + c.nameWidth
			if c.sizeWidth > 0 {
				if c.size <= end {
					t.Errorf("%d cells: size at %d, name ends at %d", w, c.size, end)
				}
				end = c.size + c.sizeWidth
			}
			if c.timeWidth > 0 {
				if c.time <= end {
					t.Errorf("%d cells: date at %d, before it ends at %d", w, c.time, end)
				}
				end = c.time + c.timeWidth
			}
			if w > 3 && end >= w {
				t.Errorf("%d cells: columns end at %d", w, end)
			}
			if w >= 30 && c.nameWidth < 12 {
				t.Errorf("%d cells: %d for the name", w, c.nameWidth)
			}
			if p.NoSize && c.sizeWidth > 0 || p.NoTime && c.timeWidth > 0 {
				t.Errorf("%d cells: a column shows that is switched off", w)
			}
		}
	}
}

func TestThumb(t *testing.T) {
	t.Parallel()
	tests := []struct{ n, top, total, first, last int }{
		{10, 0, 100, 0, 0},
		{10, 90, 100, 9, 9},
		{10, 5, 20, 2, 6},
		{10, 10, 20, 5, 9},
		{10, 99, 20, 5, 9},
		{1, 3, 50_000, 0, 0},
	}
	for _, tt := range tests {
		if first, last := thumb(tt.n, tt.top, tt.total); first != tt.first || last != tt.last {
			t.Errorf("thumb(%d, %d, %d) = %d, %d, want %d, %d", tt.n, tt.top, tt.total, first, last, tt.first, tt.last)
		}
	}
}

func TestShortened(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1<<20) + ".jpeg"
	got := shortened(long)
	if len(got) != longestName || !strings.HasSuffix(got, ".jpeg") {
		t.Errorf("%d bytes, ends in %q", len(got), got[len(got)-5:])
	}
	if got := shortened("notes.txt"); got != "notes.txt" {
		t.Errorf("got %q", got)
	}
}
