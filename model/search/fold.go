package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// separator ends every name in a blob; no name and no query holds it.
const separator = 0

// appendFold appends s as it is compared: without case, accents and the
// differences between characters that look alike to who types them (ﬁ and fi, ß
// and ss, ’ and '). Bytes that are no UTF-8 stay what they are.
func appendFold(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			dst = append(dst, foldASCII(c))
			i++
			continue
		}
		var n int
		dst, n = appendFoldRune(dst, s[i:])
		i += n
	}
	return dst
}

func foldASCII(c byte) byte {
	switch {
	case 'A' <= c && c <= 'Z':
		return c + 'a' - 'A'
	case c == separator:
		return ' '
	}
	return c
}

// appendFoldRune folds the first character of s, which is no ASCII, and returns
// its length.
func appendFoldRune(dst []byte, s string) ([]byte, int) {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 {
		return append(dst, s[0]), 1
	}
	if hangul := r - 0xAC00; 0 <= hangul && hangul < 11172 { // Unicode 3.12: no table decomposes these
		dst = utf8.AppendRune(dst, 0x1100+hangul/588)
		dst = utf8.AppendRune(dst, 0x1161+hangul%588/28)
		if tail := hangul % 28; tail != 0 {
			dst = utf8.AppendRune(dst, 0x11A7+tail)
		}
		return dst, n
	}
	parts := norm.NFKD.PropertiesString(s).Decomposition()
	if parts == nil {
		return appendPlain(dst, r), n
	}
	for len(parts) > 0 {
		r, m := utf8.DecodeRune(parts)
		dst = appendPlain(dst, r)
		parts = parts[m:]
	}
	return dst, n
}

// appendPlain appends a character that has no decomposition.
func appendPlain(dst []byte, r rune) []byte {
	switch {
	case r < utf8.RuneSelf:
		return append(dst, foldASCII(byte(r)))
	case isAccent(r):
		return dst
	}
	switch r = unicode.ToLower(r); r {
	case 'ß':
		return append(dst, "ss"...)
	case 'æ':
		return append(dst, "ae"...)
	case 'œ':
		return append(dst, "oe"...)
	case 'þ':
		return append(dst, "th"...)
	case 'ø':
		return append(dst, 'o')
	case 'ł':
		return append(dst, 'l')
	case 'đ', 'ð':
		return append(dst, 'd')
	case 'ı':
		return append(dst, 'i')
	case 'ς':
		return append(dst, "σ"...)
	case '‘', '’', 'ʼ':
		return append(dst, '\'')
	case '“', '”':
		return append(dst, '"')
	case '‐', '–', '—':
		return append(dst, '-')
	}
	return utf8.AppendRune(dst, r)
}

// isAccent reports whether r only adorns the letter before it. The marks of Indic
// and other scripts that are letters in all but name are none.
func isAccent(r rune) bool {
	switch {
	case 0x0300 <= r && r <= 0x036F, 0x1AB0 <= r && r <= 0x1AFF,
		0x1DC0 <= r && r <= 0x1DFF, 0x20D0 <= r && r <= 0x20FF, 0xFE20 <= r && r <= 0xFE2F:
		return true
	}
	return false
}

// folded is a text as it is compared, and where its bytes come from.
type folded struct {
	text []byte
	from []int // from[i] is where the character starts that gave text[i]; nil: i itself
	len  int   // length of the original
}

// newFolded folds s and remembers where everything was.
func newFolded(s string) folded {
	f := folded{len: len(s), text: make([]byte, 0, len(s))}
	for i := 0; i < len(s); {
		n := 1
		if s[i] < utf8.RuneSelf {
			f.text = append(f.text, foldASCII(s[i]))
		} else {
			if f.from == nil {
				for j := range f.text {
					f.from = append(f.from, j)
				}
				f.from = append(make([]int, 0, len(s)), f.from...)
			}
			f.text, n = appendFoldRune(f.text, s[i:])
		}
		if f.from != nil || n > 1 {
			for len(f.from) < len(f.text) {
				f.from = append(f.from, i)
			}
		}
		i += n
	}
	return f
}

// span returns where text[start:end] was in the original, whole characters with
// the accents that follow them.
func (f folded) span(start, end int) Span {
	if f.from == nil {
		return Span{start, end}
	}
	last := f.from[end-1]
	for end < len(f.from) && f.from[end] == last {
		end++
	}
	s := Span{Start: f.from[start], End: f.len}
	if end < len(f.from) {
		s.End = f.from[end]
	}
	return s
}
