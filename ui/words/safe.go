package words

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/displaywidth"
)

// Safe makes text of others – names, messages of the service, paths – fit to be
// shown. Control bytes become pictures (␛, ␤); C1 controls, bidirectional and
// other format characters, whatever has no width of its own, and bytes that are
// no UTF-8 become escapes (\x9b, \u202e). Everything else stays as it is.
//
// The result has no control characters, can't change how its neighbours are
// read, and each of its grapheme clusters is at least one cell wide.
func Safe(s string) string { return Ruler{}.Safe(s) }

// Safe is the function [Safe]. When only ASCII may be used, control bytes become
// escapes too, and the signs that our own sentences use become their ASCII twins
// of the same width.
func (r Ruler) Safe(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for s != "" {
		if n := leadingPlain(s); n > 0 {
			b.WriteString(s[:n])
			s = s[n:]
			continue
		}
		cluster := FirstCluster(s)
		s = s[len(cluster):]
		r.writeSafe(&b, cluster)
	}
	return b.String()
}

// plain reports whether s holds printable ASCII only.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// leadingPlain counts the bytes at the start of s that are clusters of their
// own: printable ASCII, but for the last one before something else, which may be
// the base of a combining mark.
func leadingPlain(s string) int {
	n := 0
	for n < len(s) && s[n] >= ' ' && s[n] <= '~' {
		n++
	}
	if n > 0 && n < len(s) && s[n] >= utf8.RuneSelf {
		n--
	}
	return n
}

// longestCluster is how many runes a cluster may have. Family emoji have up to
// ten; more is a stack of marks that would cover the neighbouring lines.
const longestCluster = 12

func (r Ruler) writeSafe(b *strings.Builder, cluster string) {
	if twin := asciiTwin(cluster); r.ASCII && twin != "" {
		b.WriteString(twin)
		return
	}
	if !sound(cluster) {
		_, n := utf8.DecodeRuneInString(cluster)
		if first := cluster[:n]; n < len(cluster) && sound(first) {
			r.writeSafe(b, first)
			cluster = cluster[n:]
		}
		for cluster != "" {
			c, n := utf8.DecodeRuneInString(cluster)
			r.writeRune(b, c, cluster[:n])
			cluster = cluster[n:]
		}
		return
	}
	if b.Len() == 0 && joins("a", cluster) {
		b.WriteString(carrier)
	}
	b.WriteString(cluster)
}

// asciiTwin returns what stands for a sign of our own sentences, empty for
// everything else.
func asciiTwin(sign string) string {
	switch sign {
	case "…":
		return "~"
	case "·", "–":
		return "-"
	case "→":
		return ">"
	case "“", "”":
		return `"`
	case "’":
		return "'"
	case "×":
		return "x"
	}
	return ""
}

// carrier is the dotted circle, which carries a mark that has no base.
const carrier = "◌"

// joins reports whether b continues the cluster that a begins.
func joins(a, b string) bool { return len(FirstCluster(a+b)) > len(a) }

// sound reports whether a cluster may be shown as it is: it is valid, holds
// nothing invisible out of its place, and has a width by either way of measuring.
func sound(cluster string) bool {
	if utf8.RuneCountInString(cluster) > longestCluster || strings.HasSuffix(cluster, string(zwj)) ||
		joins(cluster, "a") {
		return false
	}
	emoji := isEmoji(cluster)
	prev := rune(0)
	for i, c := range cluster {
		if c == utf8.RuneError && !strings.HasPrefix(cluster[i:], "\uFFFD") {
			return false
		}
		if !soundRune(c, prev, emoji) {
			return false
		}
		prev = c
	}
	return displaywidth.String(cluster) > 0 && ansi.StringWidthWc(cluster) > 0
}

const (
	zwj  = '\u200D' // joins emoji
	vs15 = '\uFE0E' // asks for a character as text
	vs16 = '\uFE0F' // asks for a character as emoji
)

func soundRune(c, prev rune, emoji bool) bool {
	switch {
	case c == zwj:
		return emoji
	case c == vs15 || c == vs16:
		return prev != 0
	case c >= 0xE0100 && c <= 0xE01EF: // variants of a Han character, in Japanese names
		return unicode.Is(unicode.Han, prev)
	}
	return !invisible(c)
}

// isEmoji reports whether a cluster begins with an emoji: wide, and a symbol.
func isEmoji(cluster string) bool {
	c, n := utf8.DecodeRuneInString(cluster)
	return n > 1 && unicode.Is(unicode.So, c)
}

// invisible reports whether c is a control, a format character or a blank that
// pretends to be a letter.
func invisible(c rune) bool {
	switch {
	case unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs,
		unicode.Variation_Selector, unicode.Noncharacter_Code_Point):
		return true
	case c == 0x034F, c == 0x115F, c == 0x1160, c == 0x17B4, c == 0x17B5, c == 0x3164, c == 0xFFA0, c == 0x2800:
		return true
	}
	return false
}

// writeRune writes one rune of an unsound cluster. raw is what it was decoded
// from.
func (r Ruler) writeRune(b *strings.Builder, c rune, raw string) {
	switch {
	case c == utf8.RuneError && len(raw) == 1:
		fmt.Fprintf(b, `\x%02x`, raw[0])
	case c >= ' ' && c <= '~':
		b.WriteRune(c)
	case c < 0x80 && r.ASCII:
		fmt.Fprintf(b, `\x%02x`, c)
	case c == '\n':
		b.WriteRune('␤')
	case c < ' ':
		b.WriteRune('␀' + c)
	case c == 0x7F:
		b.WriteRune('␡')
	case c <= 0xFFFF:
		fmt.Fprintf(b, `\u%04x`, c)
	default:
		fmt.Fprintf(b, `\U%08x`, c)
	}
}
