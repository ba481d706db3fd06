package fichier

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// Names on the wire differ from names that people see: the service does not keep
// some characters, so they travel as look-alikes (1fichier-api §8). The mapping is
// that of rclone, so that both programs show the same names. A name that holds a
// look-alike already gets the quoting rune before it, and the quoting rune itself
// is doubled; that makes the mapping reversible.
const (
	quote       = '‛'    // U+201B
	fullwidth   = 0xFEE0 // from an ASCII character to its full-width look-alike
	controlSign = '␀'    // U+2400, the first of the signs for control characters
	deleteSign  = '␡'
	spaceSign   = '␠'
	fullSolidus = '／'
	fullStop    = '．'
)

// kept lists the characters that the service does not keep anywhere in a name.
const notKept = "\\<>\"'$`"

// EncodeName returns the name as it goes to the service. For every name without
// '/' and NUL other than "." and "..", [DecodeName] gives it back, byte by byte.
func EncodeName(name string) string {
	switch name {
	case ".":
		return string(fullStop)
	case "..":
		return string(fullStop) + string(fullStop)
	}
	var b strings.Builder
	for i := 0; i < len(name); {
		r, n := utf8.DecodeRuneInString(name[i:])
		edge := i == 0 || i+n == len(name)
		switch {
		case r == utf8.RuneError && n == 1:
			b.WriteRune(quote)
			b.WriteString(strings.ToUpper(hex.EncodeToString([]byte{name[i]})))
		case r == quote || isSign(r, edge):
			b.WriteRune(quote)
			b.WriteRune(r)
		default:
			b.WriteRune(sign(r, edge))
		}
		i += n
	}
	return b.String()
}

// DecodeName returns the name that a wire name stands for. Whatever the service
// sends, the result holds neither '/' nor NUL and is neither "." nor "..".
func DecodeName(wire string) string {
	var b strings.Builder
	for i := 0; i < len(wire); {
		r, n := utf8.DecodeRuneInString(wire[i:])
		switch {
		case r == quote:
			n = unquote(&b, wire, i)
		case r == utf8.RuneError && n == 1:
			b.WriteByte(wire[i])
		default:
			b.WriteRune(plain(r, i == 0 || i+n == len(wire)))
		}
		i += n
	}
	return element(b.String())
}

// unquote decodes what the quoting rune at wire[i:] starts and returns its length.
func unquote(b *strings.Builder, wire string, i int) int {
	q := utf8.RuneLen(quote)
	rest := wire[i+q:]
	r, n := utf8.DecodeRuneInString(rest)
	if r == quote || isSign(r, i == 0 || n == len(rest)) {
		b.WriteRune(r)
		return q + n
	}
	if len(rest) >= 2 {
		// Only bytes of invalid UTF-8 are ever quoted; anything below would be a
		// way to smuggle in a '/'.
		if c, err := hex.DecodeString(rest[:2]); err == nil && c[0] >= utf8.RuneSelf {
			b.WriteByte(c[0])
			return q + 2
		}
	}
	b.WriteRune(quote)
	return q
}

// sign returns the look-alike of r, or r itself. Spaces have one only at an edge of
// the name.
func sign(r rune, edge bool) rune {
	switch {
	case r < ' ' && r > 0:
		return controlSign + r
	case r == 0x7F:
		return deleteSign
	case r == ' ' && edge:
		return spaceSign
	case r < utf8.RuneSelf && strings.ContainsRune(notKept, r):
		return r + fullwidth
	}
	return r
}

// plain undoes sign, and replaces what no name may hold.
func plain(r rune, edge bool) rune {
	switch {
	case r == '/':
		return fullSolidus
	case r == 0:
		return controlSign
	case !isSign(r, edge):
		return r
	case r == spaceSign:
		return ' '
	case r == deleteSign:
		return 0x7F
	case r < fullwidth:
		return r - controlSign
	}
	return r - fullwidth
}

// isSign reports whether r is the look-alike of some character.
func isSign(r rune, edge bool) bool {
	switch {
	case r == spaceSign:
		return edge
	case r == deleteSign, r > controlSign && r < controlSign+' ':
		return true
	}
	return r > fullwidth && r < fullwidth+utf8.RuneSelf && strings.ContainsRune(notKept, r-fullwidth)
}

// element makes sure that a name is one element of a path.
func element(name string) string {
	switch name {
	case ".", "..":
		return strings.ReplaceAll(name, ".", string(fullStop))
	}
	return name
}
