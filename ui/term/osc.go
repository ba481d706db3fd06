package term

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Hyperlink returns text as a link to url that terminals open on a click (OSC 8);
// those that don't know it show the text alone. The url must be a link of ours:
// what could end the sequence is refused and the plain text returned.
func Hyperlink(url, text string) string {
	if strings.IndexFunc(url, func(r rune) bool { return r <= ' ' || r >= 0x7f }) >= 0 {
		return text
	}
	return ansi.SetHyperlink(url) + text + ansi.ResetHyperlink()
}
