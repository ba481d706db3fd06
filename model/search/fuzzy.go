package search

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// pattern is text whose characters have to come in their order, with anything
// between them.
type pattern struct {
	text  []byte   // folded
	parts [][]byte // its characters
	mask  uint64   // the letters a name needs, see maskOf
}

func newPattern(s string) *pattern {
	p := &pattern{text: appendFold(nil, s)}
	for at := 0; at < len(p.text); {
		_, n := utf8.DecodeRune(p.text[at:])
		p.parts = append(p.parts, p.text[at:at+n])
		at += n
	}
	p.mask = needs(p.text)
	return p
}

// holds implements cond.
func (p *pattern) holds(r *row) bool {
	_, end := p.find(r.name)
	return end > 0
}

// find returns the shortest range that ends where the pattern can end first, and
// 0, 0 when there is none.
func (p *pattern) find(s []byte) (start, end int) {
	for _, part := range p.parts {
		var i int
		if len(part) == 1 {
			i = bytes.IndexByte(s[end:], part[0])
		} else {
			i = bytes.Index(s[end:], part)
		}
		if i < 0 {
			return 0, 0
		}
		end += i + len(part)
	}
	start = end
	for _, part := range slices.Backward(p.parts) {
		if len(part) == 1 {
			start = bytes.LastIndexByte(s[:start], part[0])
		} else {
			start = bytes.LastIndex(s[:start], part)
		}
	}
	return start, end
}

// The weights of a match: letters next to each other and at the start of a word
// are what people mean; gaps and a late start count against it.
const (
	fuzzyWhole  = 400 // all together
	fuzzyNext   = 16  // a character right after the one before
	fuzzyStart  = 20  // a character that starts a word
	fuzzyGapMax = 12  // the most that a gap costs
	fuzzyMax    = 2047
)

// score tells how good the match is, from 1 to fuzzyMax, 0 for none. Where it was
// is passed to mark when that is not nil.
func (p *pattern) score(s []byte, mark func(start, end int)) int {
	if i := bytes.Index(s, p.text); i >= 0 {
		if mark != nil {
			mark(i, i+len(p.text))
		}
		score := fuzzyWhole + fuzzyNext*len(p.parts) - min(i, 50)
		if startsWord(s, i) {
			score += fuzzyStart * 4
		}
		return min(max(score, 1), fuzzyMax)
	}
	start, end := p.find(s)
	if end == 0 {
		return 0
	}
	score, at, last := fuzzyWhole/2, start, start
	for _, part := range p.parts {
		i := at + bytes.Index(s[at:end], part)
		switch {
		case startsWord(s, i):
			score += fuzzyStart
		case i == last && i > start:
			score += fuzzyNext
		}
		score -= min(i-last, fuzzyGapMax)
		if mark != nil {
			mark(i, i+len(part))
		}
		at = i + len(part)
		last = at
	}
	return min(max(score-min(start, 50), 1), fuzzyMax)
}

// startsWord reports whether a word starts at s[i]: at the start, or after what is
// neither a letter nor a digit.
func startsWord(s []byte, i int) bool {
	if i == 0 {
		return true
	}
	c := s[i-1]
	return c < utf8.RuneSelf && (c < 'a' || c > 'z') && (c < '0' || c > '9')
}
