package fichier

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The service encodes one logical type in several ways: a flag as 1, "1" or null, a
// size as a number or its digits (1fichier-api §1.3). These types take them all and
// never fail; what makes no sense reads as absent.

// number is an integer, or absent.
type number struct {
	value int64
	ok    bool
}

func (n *number) UnmarshalJSON(p []byte) error {
	f, ok := scalar(p)
	*n = number{value: f.value, ok: ok}
	return nil
}

// size returns the number as a size in bytes.
func (n number) size() int64 {
	if !n.ok || n.value < 0 {
		return UnknownSize
	}
	return n.value
}

// real is a number with a fraction, 0 when absent.
type real float64

func (r *real) UnmarshalJSON(p []byte) error {
	f, err := strconv.ParseFloat(unquoteScalar(p), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		f = 0
	}
	*r = real(f)
	return nil
}

// flag is a truth value; an object or array counts when it is not empty.
type flag bool

func (f *flag) UnmarshalJSON(p []byte) error {
	if len(p) > 0 && (p[0] == '{' || p[0] == '[') {
		*f = len(bytes.TrimSpace(p[1:len(p)-1])) > 0
		return nil
	}
	n, _ := scalar(p)
	*f = n.value != 0
	return nil
}

// text is a string; numbers give their digits.
type text string

func (t *text) UnmarshalJSON(p []byte) error {
	switch {
	case len(p) == 0, p[0] == '{', p[0] == '[', string(p) == "null":
		*t = ""
	default:
		*t = text(unquoteScalar(p))
	}
	return nil
}

// moment is a date in French local time, zero when absent or impossible.
type moment struct{ time.Time }

func (m *moment) UnmarshalJSON(p []byte) error {
	m.Time = parseTime(unquoteScalar(p))
	return nil
}

// maxEntries bounds a list, so that a huge answer of tiny entries does not fill the
// memory.
const maxEntries = 1_000_000

// list is an array; null, absent, and any scalar are an empty one. Entries that
// aren't of the expected form are left out.
type list[T any] []T

func (l *list[T]) UnmarshalJSON(p []byte) error {
	*l = nil
	if len(p) == 0 || p[0] != '[' {
		return nil
	}
	*l = list[T]{} // an empty array is known to be empty
	d := json.NewDecoder(bytes.NewReader(p))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() && len(*l) < maxEntries {
		var v T
		var wrong *json.UnmarshalTypeError
		switch err := d.Decode(&v); {
		case errors.As(err, &wrong):
			continue
		case err != nil:
			return err
		}
		*l = append(*l, v)
	}
	return nil
}

// scalar reads a number, a numeric string or a truth value.
func scalar(p []byte) (number, bool) {
	s := strings.TrimSpace(unquoteScalar(p))
	switch s {
	case "true":
		return number{1, true}, true
	case "false":
		return number{0, true}, true
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return number{n, true}, true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) >= math.MaxInt64 {
		return number{}, false
	}
	return number{int64(f), true}, true
}

// unquoteScalar returns the text of a JSON scalar; null is empty.
func unquoteScalar(p []byte) string {
	if len(p) > 1 && p[0] == '"' {
		if bytes.IndexByte(p, '\\') < 0 && utf8.Valid(p) {
			return string(p[1 : len(p)-1]) // most are as they look
		}
		var s string
		if err := json.Unmarshal(p, &s); err != nil {
			return ""
		}
		return s
	}
	if string(p) == "null" {
		return ""
	}
	return string(p)
}

// bit is how flags are sent.
func bit(on bool) int {
	if on {
		return 1
	}
	return 0
}

// optionalBit is how a flag that may stay as it is is sent.
func optionalBit(on *bool) *int {
	if on == nil {
		return nil
	}
	return new(bit(*on))
}
