package search

import "unicode/utf8"

// A mask sums up a name in 64 bits: which characters it has, a bit for each letter
// and three each for digits and what is no ASCII, and in the upper half which of
// them start a word. A name can only hold a text when it has all bits of its
// characters, which rules most names out without a look at them.
const (
	letterBits = 32
	letters    = 1<<letterBits - 1
)

func maskOf(s []byte) (mask uint64) {
	inside := false // a word
	for _, c := range s {
		b := bitOf(c)
		mask |= b
		if !inside {
			mask |= b << letterBits
		}
		inside = b != 0
	}
	return mask
}

// needs returns the bits of a mask that a name with this text has.
func needs(text []byte) uint64 { return maskOf(text) & letters }

// bitOf returns the bit of a character, 0 for blanks and punctuation.
func bitOf(c byte) uint64 {
	switch {
	case 'a' <= c && c <= 'z':
		return 1 << (c - 'a')
	case '0' <= c && c <= '9':
		return 1 << (26 + (c-'0')%3)
	case c >= utf8.RuneSelf:
		return 1 << (29 + c%3)
	}
	return 0
}

// exact reports whether the mask alone tells that a name holds the text: a single
// letter.
func exact(text []byte) bool { return len(text) == 1 && 'a' <= text[0] && text[0] <= 'z' }
