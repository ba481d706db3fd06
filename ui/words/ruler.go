package words

import (
	"iter"
	"path"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Ruler measures and cuts text in terminal cells, always between grapheme
// clusters. The zero Ruler is right for every terminal that has not said that it
// measures clusters (mode 2027): most add up the widths of the runes, so clusters
// on which the two ways differ are shown in a form on which they agree where
// there is one – a family by its first member – and measured by their runes
// where there is none.
//
// Give it text that passed [Safe].
type Ruler struct {
	Clusters bool // the terminal measures clusters
	ASCII    bool // cut with ~ instead of …, and write our own signs in ASCII
}

// Width returns the cells of s, as the zero Ruler sees it.
func Width(s string) int { return Ruler{}.Width(s) }

// Truncate cuts s to w cells, as the zero Ruler does.
func Truncate(s string, w int) string { return Ruler{}.Truncate(s, w) }

// Pad makes s exactly w cells wide, as the zero Ruler does.
func Pad(s string, w int) string { return Ruler{}.Pad(s, w) }

// Cells yields the grapheme clusters of s in the form in which they are to be
// written, each with its width. Nothing of zero width is yielded.
func (r Ruler) Cells(s string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for at := 0; at < len(s); {
			if n := leadingPlain(s[at:]); n > 0 {
				for ; n > 0; n-- {
					if !yield(s[at:at+1], 1) {
						return
					}
					at++
				}
				continue
			}
			cluster := FirstCluster(s[at:])
			at += len(cluster)
			if form, w := r.form(cluster); w > 0 && !yield(form, w) {
				return
			}
		}
	}
}

// FirstCluster returns the first grapheme cluster of s: what the caret steps
// over and what Backspace takes away.
func FirstCluster(s string) string { return graphemes.FromString(s).First() }

// form returns how a cluster is written, and its width.
func (r Ruler) form(cluster string) (string, int) {
	w := ansi.StringWidth(cluster)
	if r.Clusters {
		return cluster, w
	}
	wc := ansi.StringWidthWc(cluster)
	if wc == w {
		return cluster, w
	}
	for i, c := range cluster {
		if i > 0 && decorates(c) {
			cluster = cluster[:i]
			return cluster, ansi.StringWidthWc(cluster)
		}
	}
	return cluster, wc
}

// decorates reports whether c only dresses the emoji before it: selectors, skin
// tones, joined emoji, the keycap.
func decorates(c rune) bool {
	return c == zwj || c == vs15 || c == vs16 || c == 0x20E3 || c >= 0x1F3FB && c <= 0x1F3FF
}

// Width returns the cells of s.
func (r Ruler) Width(s string) int {
	if plain(s) {
		return len(s)
	}
	w := 0
	for _, n := range r.Cells(s) {
		w += n
	}
	return w
}

// Plain returns s in the form in which it is written: as many cells wide on the
// terminal as Width says.
func (r Ruler) Plain(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for cluster := range r.Cells(s) {
		b.WriteString(cluster)
	}
	return b.String()
}

// Ellipsis is the one cell that marks a cut.
func (r Ruler) Ellipsis() string {
	if r.ASCII {
		return "~"
	}
	return "…"
}

// Truncate cuts the end of s so that it has at most w cells, and marks the cut.
func (r Ruler) Truncate(s string, w int) string {
	if r.fits(s, w) {
		return s
	}
	if w <= 0 {
		return ""
	}
	return r.head(s, w-1) + r.Ellipsis()
}

// TruncateMiddle cuts the middle of s: the start and the end stay.
func (r Ruler) TruncateMiddle(s string, w int) string {
	if r.fits(s, w) {
		return s
	}
	if w < 3 {
		return r.Truncate(s, w)
	}
	head := r.head(s, w/2)
	return head + r.Ellipsis() + r.tail(s, w-1-r.Width(head))
}

// longestExt is how wide an extension may be to be kept, with its dot.
const longestExt = 8

// TruncateName cuts the end of a name but keeps its extension while there is
// room for it: "holiday-in-th….jpeg".
func (r Ruler) TruncateName(s string, w int) string {
	if r.fits(s, w) {
		return s
	}
	ext := path.Ext(s)
	n := r.Width(ext)
	if n < 2 || n > longestExt || n+4 > w || ext == s {
		return r.Truncate(s, w)
	}
	return r.head(s, w-n-1) + r.Ellipsis() + ext
}

// Pad makes s exactly w cells wide: cut at its end, or filled with spaces.
func (r Ruler) Pad(s string, w int) string {
	s = r.Truncate(s, w)
	return s + spaces(w-r.Width(s))
}

// PadLeft is Pad for what stands at the right.
func (r Ruler) PadLeft(s string, w int) string {
	s = r.Truncate(s, w)
	return spaces(w-r.Width(s)) + s
}

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }

func (r Ruler) fits(s string, w int) bool {
	return len(s) <= w && plain(s) || r.Width(s) <= w
}

// Cut returns the most of s's start that has at most w cells, but at least one
// cluster.
func (r Ruler) Cut(s string, w int) string {
	if head := r.head(s, w); head != "" {
		return head
	}
	return FirstCluster(s)
}

// head returns the most of s's start that has at most w cells.
func (r Ruler) head(s string, w int) string {
	at := 0
	for at < len(s) {
		cluster := FirstCluster(s[at:])
		_, n := r.form(cluster)
		if n > w {
			break
		}
		w -= n
		at += len(cluster)
	}
	return s[:at]
}

// tail returns the most of s's end that has at most w cells.
func (r Ruler) tail(s string, w int) string {
	over := r.Width(s) - w
	at := 0
	for over > 0 && at < len(s) {
		cluster := FirstCluster(s[at:])
		_, n := r.form(cluster)
		over -= n
		at += len(cluster)
	}
	return s[at:]
}

// Wrap breaks s into lines of at most w cells, between words where it can. Line
// feeds break too. It returns at least one line.
func (r Ruler) Wrap(s string, w int) []string {
	w = max(w, 1)
	var lines []string
	for para := range strings.SplitSeq(s, "\n") {
		lines = append(lines, r.wrap(para, w)...)
	}
	return lines
}

func (r Ruler) wrap(s string, w int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		if line != "" && r.Width(line)+1+r.Width(word) <= w {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		cut := r.head(word, w)
		for ; len(cut) < len(word); cut = r.head(word, w) {
			if cut == "" { // one cluster wider than the line
				word = word[len(FirstCluster(word)):]
				continue
			}
			lines = append(lines, cut)
			word = word[len(cut):]
		}
		line = word
	}
	return append(lines, line)
}
