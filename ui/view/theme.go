package view

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
	opts ThemeOptions
}

// NewTheme returns the theme for the options.
func NewTheme(o ThemeOptions) *Theme { return &Theme{opts: o} }
