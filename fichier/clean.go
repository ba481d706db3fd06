package fichier

import (
	"strings"
	"unicode"
)

// maxMessage is how many characters of a foreign text are kept.
const maxMessage = 300

// clean makes one short line of a text that somebody else wrote: no control
// characters, no invisible or direction-changing ones, white space collapsed.
func clean(s string) string {
	var b strings.Builder
	space, n := false, 0
	for _, r := range s {
		if n >= maxMessage {
			return b.String() + "…"
		}
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r):
			space = n > 0
			continue
		case !unicode.IsPrint(r), r == unicode.ReplacementChar:
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
			n++
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}
