package view

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"onefm/model"
)

// luminance of WCAG 2.
func luminance(c paint) float64 {
	part := func(n paint) float64 {
		v := float64(n&0xFF) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c>>16) + 0.7152*part(c>>8) + 0.0722*part(c)
}

func contrast(a, b paint) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// xterm is the palette of the 16 colours that has the weakest blue and the
// strongest yellow of the common ones.
func xterm() [16]paint {
	return [16]paint{
		0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
		0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
	}
}

func (p paint) resolve(none paint) paint {
	switch {
	case p&isRGB != 0:
		return p & paintRGB
	case p&isAnsi != 0:
		return xterm()[p&paintRGB]
	}
	return none
}

// in256 is what the terminal library makes of p where there are 256 colours.
func (p paint) in256() paint {
	if p&isRGB == 0 {
		return p
	}
	c := ansi.Convert256(color.RGBA{R: uint8(p >> 16), G: uint8(p >> 8), B: uint8(p), A: 255})
	r, g, b, _ := c.RGBA()
	return rgb(r>>8<<16 | g>>8<<8 | b>>8)
}

func TestColoursSurvive256(t *testing.T) {
	t.Parallel()
	for _, o := range []ThemeOptions{{}, {Light: true}} {
		for st, l := range NewTheme(o).looks {
			for _, p := range []paint{l.fg, l.bg} {
				if got := p.in256(); got != p {
					t.Errorf("style %d: %06X becomes %06X", st, p&paintRGB, got&paintRGB)
				}
			}
		}
	}
}

// TestContrast measures every style against the usual backgrounds.
func TestContrast(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		opts    ThemeOptions
		grounds []paint // black, and what popular dark or light schemes have
		fg      paint
	}{
		"dark":    {ThemeOptions{}, []paint{0x000000, 0x111111, 0x1E1E1E, 0x1E1E2E, 0x282C34}, 0xDDDDDD},
		"light":   {ThemeOptions{Light: true}, []paint{0xFFFFFF, 0xFAFAFA, 0xFDF6E3}, 0x222222},
		"dark16":  {ThemeOptions{Colors: Ansi16}, []paint{0x000000}, 0xE5E5E5},
		"light16": {ThemeOptions{Colors: Ansi16, Light: true}, []paint{0xFFFFFF}, 0x000000},
	}
	for name, tt := range tests {
		th := NewTheme(tt.opts)
		for st := range styleCount {
			least := 4.5
			if st == Dimmed || st == Border || st == Remainder {
				least = 3
			}
			l := th.looks[st]
			for _, ground := range tt.grounds {
				fg, bg := l.fg.resolve(tt.fg), l.bg.resolve(ground)
				if got := contrast(fg, bg); got < least {
					t.Errorf("%s: style %d has a contrast of %.2f on %06X, want %.1f", name, st, got, ground, least)
				}
			}
		}
	}
}

// TestStates: what has a meaning looks different, in every theme, and without
// colour still by an attribute or by a character.
func TestStates(t *testing.T) {
	t.Parallel()
	for name, o := range themes() {
		th := NewTheme(o)
		for _, pair := range [][2]Style{
			{Text, Cursor},
			{Text, CursorIdle},
			{Text, Mark},
			{Text, Armed},
			{Text, Dimmed},
			{Text, Lit},
			{Cursor, CursorMark},
			{Cursor, CursorIdle},
			{Cursor, Lit},
			{Border, BorderFocus},
			{Text, Shortcut},
			{Text, Container},
			{Mark, Armed},
			{Carried, Text},
			{Refused, Text},
		} {
			if o.Colors == NoColor && pair == [2]Style{Cursor, Lit} {
				continue // told by the chip
			}
			if th.start[pair[0]] == th.start[pair[1]] {
				t.Errorf("%s: styles %d and %d look the same", name, pair[0], pair[1])
			}
		}
		for st, l := range th.looks {
			if l.attrs&bold != 0 && l.fg&isAnsi != 0 && l.fg&paintRGB < 8 {
				t.Errorf("%s: style %d is bold in a colour that bold may change", name, st)
			}
		}
		for st, seq := range th.start {
			if o.Colors == NoColor && strings.ContainsAny(seq, "34") && !strings.HasSuffix(seq, "4m") {
				t.Errorf("%s: style %d uses a colour: %q", name, st, seq)
			}
			if !strings.HasPrefix(seq, "\x1b[") || !strings.HasSuffix(seq, "m") {
				t.Errorf("%s: style %d starts with %q", name, st, seq)
			}
		}
	}
	if styleCount > 25 {
		t.Errorf("%d styles, want at most 25", styleCount)
	}
}

func TestSequence(t *testing.T) {
	t.Parallel()
	tests := []struct {
		l    look
		want string
	}{
		{look{}, "\x1b[m"},
		{look{attrs: bold | underline}, "\x1b[0;1;4m"},
		{look{fg: rgb(0x0A0B0C), bg: rgb(0xFFFFFF)}, "\x1b[0;38;2;10;11;12;48;2;255;255;255m"},
		{look{fg: ansi16(1), bg: ansi16(12), attrs: reverse}, "\x1b[0;7;31;104m"},
		{look{fg: ansi16(0)}, "\x1b[0;30m"},
	}
	for _, tt := range tests {
		if got := tt.l.sequence(); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.l, got, tt.want)
		}
	}
}

// styleAt draws v and returns the style at p.
func styleAt(v *Values, l *Layout, th *Theme, p image.Point) Style {
	c := newCanvas(l.Size, th.ruler)
	(&painter{canvas: c, v: v, l: l, t: th}).screen()
	return c.cells[p.Y*l.Size.X+p.X].style
}

func TestRowStyles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		set  func(v *Values, r *Row)
		want Style
	}{
		{"file", func(*Values, *Row) {}, Text},
		{"folder", func(_ *Values, r *Row) { r.Kind = model.Folder }, Container},
		{"cursor", func(v *Values, _ *Row) { v.Panes[Left].Cursor = 5 }, Cursor},
		{"cursor of a pane without the keys", func(v *Values, _ *Row) { v.Panes[Left].Cursor = 5; v.Focus = Right }, CursorIdle},
		{"cursor below a dialog", func(v *Values, _ *Row) {
			v.Panes[Left].Cursor = 5
			v.Dialog = &Menu{At: image.Pt(70, 20), Items: []Item{{Label: "x"}}}
		}, CursorIdle},
		{"marked", func(_ *Values, r *Row) { r.Marked = true }, Mark},
		{"marked with cursor", func(v *Values, r *Row) { v.Panes[Left].Cursor = 5; r.Marked = true }, CursorMark},
		{"pressed", func(_ *Values, r *Row) { r.Armed = true }, Armed},
		{"being dragged", func(_ *Values, r *Row) { r.Dimmed, r.Marked = true, true }, Dimmed},
		{"being dragged, with cursor", func(v *Values, r *Row) { v.Panes[Left].Cursor = 5; r.Dimmed, r.Marked = true, true }, MutedRaised},
		{"target", func(v *Values, _ *Row) { v.Lit = Target{Part: PartRow, Row: 5, Column: ColSize} }, Lit},
		{"another is the target", func(v *Values, _ *Row) { v.Lit = Target{Part: PartRow, Pane: Right, Row: 5} }, Text},
	}
	for _, tt := range tests {
		v, l := fit(100, 30, Options{})
		tt.set(v, &v.Panes[Left].Rows[5])
		at := l.Panes[Left].Rows.Min.Add(image.Pt(3, 5))
		if got := styleAt(v, &l, NewTheme(ThemeOptions{}), at); got != tt.want {
			t.Errorf("%s: style %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestFrameStyles(t *testing.T) {
	t.Parallel()
	v, l := fit(100, 30, Options{})
	th := NewTheme(ThemeOptions{})
	corner := func() [2]Style {
		return [2]Style{styleAt(v, &l, th, image.Pt(0, 0)), styleAt(v, &l, th, image.Pt(50, 0))}
	}
	if got, want := corner(), [2]Style{BorderFocus, Border}; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	v.Lit = Target{Part: PartPane, Pane: Right}
	if got, want := corner(), [2]Style{BorderFocus, Success}; got != want {
		t.Errorf("right pane lit: got %v, want %v", got, want)
	}
	if !strings.Contains(Screen(v, &l, th), "┓") || strings.Contains(Screen(v, &l, th), "╮") {
		t.Error("the frame of a lit pane is not thick")
	}
}
