package view

import (
	"strconv"
	"strings"

	"onefm/ui/words"
)

// Colors is how many colours there are to use.
type Colors uint8

// The depths. NoColor draws with bold, underline and reverse only, and says in
// words what the others say by colour.
const (
	TrueColor Colors = iota // also right for 256 colours: the terminal library maps them
	Ansi16
	NoColor
)

// ThemeOptions choose a theme.
type ThemeOptions struct {
	Light    bool // dark text on a light background
	Colors   Colors
	ASCII    bool // no character beyond ASCII of our own; names stay as they are
	Clusters bool // the terminal measures grapheme clusters (mode 2027)
}

// Theme is how things look. It never changes once made.
type Theme struct {
	opts  ThemeOptions
	looks looks
	start [styleCount]string // SGR sequence that begins a style, whatever came before
	glyph glyphs
	ruler words.Ruler
}

// NewTheme returns the theme for the options. Where the environment makes
// ambiguous characters two cells wide (RUNEWIDTH_EASTASIAN), only ASCII keeps
// frames straight, so that is used whatever the options say.
func NewTheme(o ThemeOptions) *Theme {
	if words.Width("─") != 1 {
		o.ASCII = true
	}
	t := &Theme{opts: o, looks: looksFor(o), glyph: unicodeGlyphs(), ruler: words.Ruler{Clusters: o.Clusters, ASCII: o.ASCII}}
	if o.ASCII {
		t.glyph = asciiGlyphs()
	}
	for st, l := range t.looks {
		t.start[st] = l.sequence()
	}
	return t
}

// Options returns what the theme was made from.
func (t *Theme) Options() ThemeOptions { return t.opts }

// Ruler returns what measures text on this terminal.
func (t *Theme) Ruler() words.Ruler { return t.ruler }

// worded reports whether states are told in words, because there are no colours.
func (t *Theme) worded() bool { return t.opts.Colors == NoColor }

// look is how a style looks.
type look struct {
	fg, bg paint
	attrs  attrs
}

type looks [styleCount]look

// attrs are text attributes as a set of bits.
type attrs uint8

const (
	bold attrs = 1 << iota
	faint
	underline
	reverse
)

// paint is a colour: none, one of the 16, or red, green and blue.
type paint uint32

const (
	none     paint = 0
	isAnsi   paint = 1 << 24
	isRGB    paint = 2 << 24
	paintRGB paint = 1<<24 - 1
)

func ansi16(n int) paint   { return isAnsi | paint(n) }
func rgb(hex uint32) paint { return isRGB | paint(hex) }

// sequence returns the SGR sequence that replaces whatever was set by l.
func (l look) sequence() string {
	codes := []string{}
	for _, a := range []struct {
		attr attrs
		code string
	}{{bold, "1"}, {faint, "2"}, {underline, "4"}, {reverse, "7"}} {
		if l.attrs&a.attr != 0 {
			codes = append(codes, a.code)
		}
	}
	codes = append(codes, l.fg.codes(0)...)
	codes = append(codes, l.bg.codes(10)...)
	if len(codes) == 0 {
		return "\x1b[m"
	}
	return "\x1b[0;" + strings.Join(codes, ";") + "m"
}

// codes returns the SGR parameters for p; ground is 10 for the background.
func (p paint) codes(ground int) []string {
	switch {
	case p&isRGB != 0:
		n := p & paintRGB
		return []string{strconv.Itoa(38 + ground), "2", byteOf(n >> 16), byteOf(n >> 8), byteOf(n)}
	case p&isAnsi != 0 && p&paintRGB < 8:
		return []string{strconv.Itoa(30 + ground + int(p&paintRGB))}
	case p&isAnsi != 0:
		return []string{strconv.Itoa(90 + ground + int(p&paintRGB) - 8)}
	}
	return nil
}

func byteOf(n paint) string { return strconv.Itoa(int(n & 0xFF)) }
