package view

import "image"

// Screen draws v. It returns l.Size.Y lines of l.Size.X cells, joined by line
// feeds, styled with SGR sequences; each line begins and ends unstyled.
func Screen(v *Values, l *Layout, t *Theme) string { return "" }

// Caret returns where the terminal's cursor belongs: in the text field that has
// the keys. It returns false when there is none.
func Caret(v *Values, l *Layout, t *Theme) (image.Point, bool) { return image.Point{}, false }

// Arrange computes the layout of a screen of w×h cells. Sizes below 1×1 count
// as 1×1.
func Arrange(w, h int, o Options) Layout { return Layout{} }
