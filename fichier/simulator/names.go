package simulator

import (
	"strings"
	"unicode/utf8"
)

// hostile reports whether the service doesn't keep r in a name (1fichier-api §8).
func hostile(r rune) bool {
	return r < ' ' || r == 0x7f || strings.ContainsRune("\\<>\"'$`/", r)
}

// fitName returns what becomes of a name, or false when it is refused.
func fitName(name string, policy NamePolicy) (string, bool) {
	switch policy {
	case KeepNames:
		return name, name != "" && !strings.Contains(name, "/")
	case StripNames:
		name = strings.Map(func(r rune) rune {
			if hostile(r) {
				return -1
			}
			return r
		}, strings.ToValidUTF8(name, ""))
		name = strings.Trim(name, " ")
	case RefuseNames:
		if !utf8.ValidString(name) || strings.ContainsFunc(name, hostile) || strings.Trim(name, " ") != name {
			return "", false
		}
	}
	return name, name != "" && name != "." && name != ".."
}
