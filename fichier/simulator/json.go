package simulator

import (
	"math/rand/v2"
	"strconv"
	"unicode/utf8"
)

// object is a JSON object whose keys come out in any order, as those of a Perl hash do.
type object []field

type field struct {
	key   string
	value any // string, int, int64, float64, nil, object, a slice of these, or a *blob for its sum
}

// bit is how the service writes a boolean.
func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// bitText is how user/info writes a boolean (1fichier-api §1.3).
func bitText(b bool) string { return strconv.Itoa(bit(b)) }

// encoder writes answers with the habits of the real service.
type encoder struct {
	buf          []byte
	rng          *rand.Rand
	steady       bool // keys in the order of the code
	loose        bool // numbers as strings now and then
	rawBackslash bool // does not escape it, which breaks the document
}

func (e *encoder) value(v any) {
	switch v := v.(type) {
	case nil:
		e.buf = append(e.buf, "null"...)
	case string:
		e.string(v)
	case int:
		e.number(strconv.Itoa(v))
	case int64:
		e.number(strconv.FormatInt(v, 10))
	case float64:
		e.number(strconv.FormatFloat(v, 'f', -1, 64))
	case *blob:
		e.string(v.whirlpool())
	case object:
		e.object(v)
	case []object:
		list(e, v)
	case []string:
		list(e, v)
	}
}

func list[T any](e *encoder, items []T) {
	e.buf = append(e.buf, '[')
	for i, item := range items {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		e.value(item)
	}
	e.buf = append(e.buf, ']')
}

func (e *encoder) object(o object) {
	if !e.steady {
		e.rng.Shuffle(len(o), func(i, j int) { o[i], o[j] = o[j], o[i] })
	}
	e.buf = append(e.buf, '{')
	for i, f := range o {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		e.string(f.key)
		e.buf = append(e.buf, ':')
		e.value(f.value)
	}
	e.buf = append(e.buf, '}')
}

func (e *encoder) number(digits string) {
	if e.loose && e.rng.IntN(3) == 0 {
		digits = `"` + digits + `"`
	}
	e.buf = append(e.buf, digits...)
}

func (e *encoder) string(s string) {
	const hex = "0123456789abcdef"
	e.buf = append(e.buf, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				e.buf = append(e.buf, s[start:i]...)
				e.buf = append(e.buf, "\uFFFD"...)
				start = i + size
			}
			i += size
			continue
		}
		e.buf = append(e.buf, s[start:i]...)
		switch {
		case c == '\\' && e.rawBackslash:
			e.buf = append(e.buf, c)
		case c == '"' || c == '\\':
			e.buf = append(e.buf, '\\', c)
		default:
			e.buf = append(e.buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		start = i
	}
	e.buf = append(e.buf, s[start:]...)
	e.buf = append(e.buf, '"')
}
