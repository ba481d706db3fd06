package search

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// glob is a pattern for the whole name, or with a slash in it for the end of the
// path: * any text, ? one character, [a-z] or [!a-z] one of a set. As in find(1) a
// * goes over slashes.
type glob struct {
	parts []globPart
	path  bool
}

type globPart struct {
	kind globKind
	text []byte // of a literal
	set  []rune // pairs of first and last
	not  bool
}

type globKind uint8

const (
	globText globKind = iota
	globOne
	globSet
	globAny
)

func newGlob(s string) (*glob, *problem) {
	g := &glob{path: strings.Contains(s, "/")}
	if g.path && s[0] != '/' {
		g.parts = append(g.parts, globPart{kind: globAny}, globPart{text: []byte{'/'}})
	}
	for i := 0; i < len(s); {
		switch s[i] {
		case '*':
			if n := len(g.parts); n == 0 || g.parts[n-1].kind != globAny {
				g.parts = append(g.parts, globPart{kind: globAny})
			}
			i++
		case '?':
			g.parts = append(g.parts, globPart{kind: globOne})
			i++
		case '[':
			p, n := globClass(s[i:])
			if n == 0 {
				return nil, &problem{"the [ has no ]", "A set is written [a-z] or [!a-z]; to find a [ put the word in quotes."}
			}
			g.parts = append(g.parts, p)
			i += n
		default:
			n := strings.IndexAny(s[i:], "*?[")
			if n < 0 {
				n = len(s) - i
			}
			g.parts = append(g.parts, globPart{text: appendFold(nil, s[i:i+n])})
			i += n
		}
	}
	return g, nil
}

// globClass reads a set and returns its length, 0 when it does not end.
func globClass(s string) (p globPart, n int) {
	p.kind = globSet
	body := s[1:]
	if body != "" && (body[0] == '!' || body[0] == '^') {
		p.not, body = true, body[1:]
	}
	end := strings.IndexByte(body, ']')
	if end == 0 { // a ] that comes first is one of the set
		end = strings.IndexByte(body[1:], ']') + 1
	}
	if end <= 0 {
		return p, 0
	}
	in := []rune(string(appendFold(nil, body[:end])))
	for i := 0; i < len(in); i++ {
		last := in[i]
		if i+2 < len(in) && in[i+1] == '-' {
			last = in[i+2]
		}
		p.set = append(p.set, in[i], last)
		if last != in[i] {
			i += 2
		}
	}
	return p, len(s) - len(body) + end + 1
}

// holds implements cond.
func (g *glob) holds(r *row) bool {
	if !g.path {
		return g.match(r.name)
	}
	p := r.dir.path()
	return g.match(append(slices.Clip(p), r.name...))
}

// match goes back to the last * only, so it takes no longer than the product of
// both lengths.
func (g *glob) match(s []byte) bool {
	i, star, from := 0, -1, 0
	for at := 0; ; {
		switch {
		case i == len(g.parts) && at == len(s):
			return true
		case i < len(g.parts) && g.parts[i].kind == globAny:
			if i++; i == len(g.parts) {
				return true
			}
			star, from = i, at
			continue
		case i < len(g.parts):
			if n := g.parts[i].match(s[at:]); n >= 0 {
				i, at = i+1, at+n
				continue
			}
		}
		if star < 0 || from >= len(s) {
			return false
		}
		from++
		if p := g.parts[star]; p.kind == globText { // to where the text is next
			n := bytes.Index(s[from:], p.text)
			if n < 0 {
				return false
			}
			from += n
		}
		i, at = star, from
	}
}

// match returns how much of s the part takes, or -1.
func (p *globPart) match(s []byte) int {
	if p.kind == globText {
		if bytes.HasPrefix(s, p.text) {
			return len(p.text)
		}
		return -1
	}
	if len(s) == 0 {
		return -1
	}
	r, n := utf8.DecodeRune(s)
	if p.kind == globOne {
		return n
	}
	in := false
	for i := 0; i < len(p.set); i += 2 {
		in = in || p.set[i] <= r && r <= p.set[i+1]
	}
	if in == p.not {
		return -1
	}
	return n
}
