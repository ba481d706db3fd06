package view

import (
	"image"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"onefm/ui/words"
)

// small is a grid of 6×2 cells, drawn by what is given, without styles.
func small(paint func(c *canvas)) string {
	th := NewTheme(ThemeOptions{})
	c := newCanvas(image.Pt(6, 2), words.Ruler{})
	paint(c)
	return ansi.Strip(c.render(th))
}

func TestCanvasClips(t *testing.T) {
	t.Parallel()
	const empty = "      \n      "
	tests := []struct {
		name  string
		paint func(c *canvas)
		want  string
	}{
		{"text", func(c *canvas) { c.text(1, 0, 9, "abc", Text) }, " abc  \n      "},
		{"beyond the right edge", func(c *canvas) { c.text(4, 0, 9, "abc", Text) }, "    ab\n      "},
		{"before the left edge", func(c *canvas) { c.text(-1, 0, 9, "abc", Text) }, "bc    \n      "},
		{"above and below", func(c *canvas) { c.text(0, -1, 9, "abc", Text); c.text(0, 2, 9, "abc", Text) }, empty},
		{"no room", func(c *canvas) { c.text(0, 0, 0, "abc", Text); c.text(0, 0, -3, "abc", Text) }, empty},
		{"wide at the edge", func(c *canvas) { c.text(5, 0, 9, "電", Text) }, empty},
		{"wide without room for both halves", func(c *canvas) { c.text(0, 0, 3, "電影", Text) }, "電    \n      "},
		{"over the right half", func(c *canvas) { c.text(0, 0, 9, "電影", Text); c.text(1, 0, 9, "x", Text) }, " x影  \n      "},
		{"over the left half", func(c *canvas) { c.text(0, 0, 9, "電影", Text); c.text(2, 0, 1, "x", Text) }, "電x   \n      "},
		{"wide over two halves", func(c *canvas) { c.text(0, 0, 9, "電影", Text); c.text(1, 0, 2, "神", Text) }, " 神   \n      "},
		{"filled across", func(c *canvas) { c.text(0, 0, 9, "電影神", Text); c.fill(line(0, 1, 5), '-', Text) }, " ---- \n      "},
		{"control bytes", func(c *canvas) { c.text(0, 0, 9, "a\x1b[b", Text) }, "a␛[b  \n      "},
	}
	for _, tt := range tests {
		if got := small(tt.paint); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestTextReportsItsWidth(t *testing.T) {
	t.Parallel()
	for _, dry := range []bool{false, true} {
		c := newCanvas(image.Pt(20, 1), words.Ruler{})
		c.dry = dry
		for _, tt := range []struct {
			s          string
			room, want int
		}{{"abc", 9, 3}, {"abc", 2, 2}, {"abc", -1, 0}, {"電影", 9, 4}, {"電影", 3, 3}, {"電影", 2, 2}, {"電影", 1, 1}, {"", 5, 0}} {
			if got := c.text(0, 0, tt.room, tt.s, Text); got != tt.want {
				t.Errorf("dry %v: %q in %d took %d, want %d", dry, tt.s, tt.room, got, tt.want)
			}
		}
	}
}

// TestRenderIsSparing: a style is written when it changes, and never left on.
func TestRenderIsSparing(t *testing.T) {
	t.Parallel()
	th := NewTheme(ThemeOptions{Colors: NoColor})
	c := newCanvas(image.Pt(4, 2), words.Ruler{})
	c.text(0, 0, 2, "ab", Strong)
	c.text(3, 1, 1, "c", Cursor)
	if got, want := c.render(th), "\x1b[0;1mab\x1b[m  \n   \x1b[0;7mc\x1b[m"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBar(t *testing.T) {
	t.Parallel()
	tests := []struct {
		done, total int64
		want        string
	}{
		{0, 100, "░░░░░░"},
		{1, 1_000_000, "█░░░░░"},
		{50, 100, "███░░░"},
		{999_999, 1_000_000, "█████░"},
		{100, 100, "██████"},
		{200, 100, "██████"},
		{-5, 100, "░░░░░░"},
		{5, 0, "░░░░░░"},
		{1 << 62, 1<<62 + 1, "█████░"},
	}
	for _, tt := range tests {
		got := small(func(c *canvas) {
			(&painter{canvas: c, t: NewTheme(ThemeOptions{})}).bar(line(0, 0, 6), tt.done, tt.total)
		})
		if got, _, _ = strings.Cut(got, "\n"); got != tt.want {
			t.Errorf("%d of %d: %q, want %q", tt.done, tt.total, got, tt.want)
		}
	}
}

func TestFooterText(t *testing.T) {
	t.Parallel()
	p := &painter{t: NewTheme(ThemeOptions{})}
	tests := []struct {
		pane           Pane
		counts, marked string
	}{
		{Pane{Total: 1, Marked: 1, MarkedSize: 512}, "1 item", "● 1 marked · 512 B"},
		{Pane{Total: 1200, Size: 9_950, Marked: 3, MarkedSize: 8_412_345_678, MarkedOpen: true}, "1,200 items · 10 kB", "● 3 marked · over 8.4 GB"},
		{Pane{Total: 2, Marked: 2, MarkedOpen: true}, "2 items", "● 2 marked"},
		{Pane{State: Loading}, "", "● 0 marked · 0 B"},
	}
	for _, tt := range tests {
		if got := p.counts(&tt.pane); got != tt.counts {
			t.Errorf("counts: %q, want %q", got, tt.counts)
		}
		if got := p.marked(&tt.pane); got != tt.marked {
			t.Errorf("marked: %q, want %q", got, tt.marked)
		}
	}
}

// TestStripStandsStill: while numbers grow, the bar keeps its place and width.
func TestStripStandsStill(t *testing.T) {
	t.Parallel()
	l := Arrange(80, 24, Options{})
	want := ""
	for i := range int64(99) {
		s := Strip{Active: true, Title: "3 uploads", Done: i * 84_000_000, Total: 8_400_000_000, Speed: 900_000 + i*400_000, Left: Remaining{Expected: time.Duration(3500-30*i) * time.Second}}
		got := strings.Split(ansi.Strip(Screen(&Values{Strip: s}, &l, NewTheme(ThemeOptions{}))), "\n")[l.Strip.Min.Y]
		shape := strings.Map(func(r rune) rune {
			if r == '█' || r == '░' {
				return '#'
			}
			return ' '
		}, got)
		if want == "" {
			want = shape
		}
		if shape != want {
			t.Fatalf("at %d %%: %q", i, got)
		}
	}
}

// TestStripKeepsWhatMatters: the narrower the line, the less it tells, in order.
func TestStripKeepsWhatMatters(t *testing.T) {
	t.Parallel()
	s := Strip{
		Active: true, Title: "3 uploads", Done: 3_500_000_000, Total: 8_400_000_000, Speed: 12_400_000,
		Left: Remaining{Expected: 395 * time.Second}, Holdup: "the disk is slow", Waiting: 2, Failed: 1,
	}
	tests := []struct {
		w    int
		want []string
		not  []string
	}{
		{160, []string{"3 uploads", "41 %", "3.5 GB of 8.4 GB", "12 MB/s", "7 min left", "the disk is slow", "+2 waiting", "1 failed"}, nil},
		{100, []string{"41 %", "12 MB/s", "7 min left", "the disk is slow", "1 failed"}, []string{"waiting"}},
		{72, []string{"41 %", "the disk is slow", "1 failed"}, []string{"waiting", "MB/s"}},
		{40, []string{"3 uploads", "41 %", "1 failed"}, []string{"slow"}},
		{20, []string{"41 %"}, []string{"failed"}},
	}
	for _, tt := range tests {
		l := Arrange(tt.w, 24, Options{})
		got := strings.Split(ansi.Strip(Screen(&Values{Strip: s}, &l, NewTheme(ThemeOptions{}))), "\n")[l.Strip.Min.Y]
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%d cells: %q is missing in %q", tt.w, want, got)
			}
		}
		for _, not := range tt.not {
			if strings.Contains(got, not) {
				t.Errorf("%d cells: %q is in %q", tt.w, not, got)
			}
		}
	}
}
