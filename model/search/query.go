package search

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Options say how a query is read.
type Options struct {
	Fuzzy bool      // words need not be together: as if each began with ~
	Now   time.Time // for dates like 7d; zero: the present. Its location is the zone of dates
}

// Query is a search that was understood. The zero Query finds everything.
//
// Its parts are words apart from each other; all of them must hold, and a - or !
// before one turns it round:
//
//	word "two words"     the name holds it; of several words some may be in the path
//	~wrd                 the letters come in this order
//	*.mkv  s??e[0-9]*    the whole name, or with a / the whole path
//	size:>1G 100M..2G    date:<2024-01-31 7d 2024-03..2024-05
//	ext:mkv,mp4          path:Films path:/Films    sum:5a3b
//	is:file is:folder is:public is:protected is:limited is:verified is:dup is:twin
//
// Neither case nor accents count.
type Query struct {
	words  []word // positive, without a slash
	checks []check
	dup    bool // some check asks for is:dup
}

// word is text that a name or the path has to hold.
type word struct {
	text []byte // folded, not empty
}

// check is any other condition.
type check struct {
	not  bool
	cond cond
}

// cond is one condition on a row.
type cond interface {
	holds(r *row) bool
}

// SyntaxError is a word of a query that makes no sense.
type SyntaxError struct {
	Word       string // as it was typed
	Start, End int    // where it is in the query, in bytes
	What       string // what is wrong, as the end of a sentence
	Do         string // what is possible, a sentence
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%q: %s. %s", e.Word, e.What, e.Do)
}

// IsZero reports whether q finds everything.
func (q Query) IsZero() bool { return len(q.words) == 0 && len(q.checks) == 0 }

// NeedsSums reports whether q asks for is:dup, which no single entry can tell; see
// [Sums].
func (q Query) NeedsSums() bool { return q.dup }

// Parse reads a query. Its error is a *[SyntaxError].
func Parse(text string, o Options) (Query, error) {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	var q Query
	for _, t := range split(text) {
		if err := q.add(t, o); err != nil {
			e := SyntaxError{Word: t.source, Start: t.start, End: t.start + len(t.source), What: err.what, Do: err.do}
			return Query{}, &e
		}
	}
	// The longest word is looked for first: it is likely the rarest.
	slices.SortStableFunc(q.words, func(a, b word) int { return len(b.text) - len(a.text) })
	return q, nil
}

// token is one word of a query.
type token struct {
	source string // as typed
	start  int
	text   string // without sign and quotes
	not    bool
	quoted int // text from here on was quoted; -1: nothing was
}

// split cuts a query at its blanks, but for those in quotes. A quote that is still
// open ends with the text: it is being typed.
func split(text string) []token {
	var list []token
	for i := 0; i < len(text); {
		if isBlank(text[i]) {
			i++
			continue
		}
		t := token{start: i, quoted: -1}
		if (text[i] == '-' || text[i] == '!') && i+1 < len(text) && !isBlank(text[i+1]) {
			t.not = true
			i++
		}
		var b strings.Builder
		in := false
		for ; i < len(text) && (in || !isBlank(text[i])); i++ {
			if text[i] != '"' {
				b.WriteByte(text[i])
				continue
			}
			if in = !in; in && t.quoted < 0 {
				t.quoted = b.Len()
			}
		}
		t.text, t.source = b.String(), text[t.start:i]
		list = append(list, t)
	}
	return list
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// problem is what is wrong with a token and what is possible instead.
type problem struct{ what, do string }

// add reads one token.
func (q *Query) add(t token, o Options) *problem {
	if t.quoted != 0 {
		if key, value, ok := strings.Cut(t.text, ":"); ok && (t.quoted < 0 || t.quoted > len(key)) {
			c, known, err := field(strings.ToLower(key), value, o)
			if err != nil {
				return err
			}
			if known {
				q.check(t.not, c)
				return nil
			}
		}
		if text, ok := strings.CutPrefix(t.text, "~"); ok {
			return q.fuzzy(text, t.not)
		}
		if t.quoted < 0 && strings.ContainsAny(t.text, "*?[") {
			return q.glob(t)
		}
		if o.Fuzzy && t.quoted < 0 {
			return q.fuzzy(t.text, t.not)
		}
	}
	text := appendFold(nil, t.text)
	switch {
	case len(text) == 0: // only an accent, or empty quotes: nothing to look for yet
	case t.not || bytes.IndexByte(text, '/') >= 0:
		q.check(t.not, newPathWord(text))
	default:
		q.words = append(q.words, word{text: text})
	}
	return nil
}

func (q *Query) check(not bool, c cond) {
	if k, ok := c.(kinds); ok && slices.Contains(k, isDup) {
		q.dup = true
	}
	q.checks = append(q.checks, check{not, c})
}

func (q *Query) fuzzy(text string, not bool) *problem {
	if p := newPattern(text); len(p.parts) > 0 {
		q.check(not, p)
	}
	return nil
}

func (q *Query) glob(t token) *problem {
	g, err := newGlob(t.text)
	if err != nil {
		return err
	}
	q.check(t.not, g)
	return nil
}
