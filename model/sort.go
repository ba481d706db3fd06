package model

import (
	"cmp"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SortBy is the column that orders a pane.
type SortBy uint8

// The columns to sort by.
const (
	ByName SortBy = iota
	BySize
	ByTime
	ByExt
)

// Order is how a pane is sorted: folders first, then by the column, ties by name
// and identity, so the order is total and rows never jump between two listings.
type Order struct {
	By   SortBy
	Desc bool
}

// Compare is the order of two entries.
func (o Order) Compare(a, b Entry) int { return o.compare(&a, &b) }

func (o Order) compare(a, b *Entry) int {
	if a.IsDir() != b.IsDir() {
		if a.IsDir() {
			return -1
		}
		return 1
	}
	c := o.column(a, b)
	if o.Desc {
		c = -c
	}
	if c != 0 {
		return c
	}
	return cmp.Or(CompareNatural(a.Name, b.Name), strings.Compare(a.ID, b.ID))
}

func (o Order) column(a, b *Entry) int {
	switch o.By {
	case BySize:
		return cmp.Compare(a.Size, b.Size)
	case ByTime:
		return a.Time.Compare(b.Time)
	case ByExt:
		return strings.Compare(ext(a), ext(b))
	case ByName:
	}
	return CompareNatural(a.Name, b.Name)
}

// ext returns the extension to sort by; the dot of a hidden name starts none.
func ext(e *Entry) string {
	if e.IsDir() {
		return ""
	}
	return strings.ToLower(path.Ext(strings.TrimLeft(e.Name, ".")))
}

// CompareNatural orders names as people do: case is ignored at first, and runs of
// digits count as numbers, so "file 9" comes before "file 10". Names that differ
// in case or leading zeros only are ordered by their bytes.
func CompareNatural(a, b string) int {
	n := commonPrefix(a, b)
	x, y := a[n:], b[n:]
	for x != "" && y != "" {
		if isDigit(x[0]) && isDigit(y[0]) {
			var c int
			if c, x, y = compareNumbers(x, y); c != 0 {
				return c
			}
			continue
		}
		r, n := fold(x)
		s, m := fold(y)
		if r != s {
			return cmp.Compare(r, s)
		}
		x, y = x[n:], y[m:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(a, b))
}

// commonPrefix returns how many bytes of both need no look: they are equal, and
// neither a number nor a rune goes on behind them.
func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && (isDigit(a[n-1]) || a[n-1] >= utf8.RuneSelf) {
		n--
	}
	return n
}

// compareNumbers compares the digits at the start of both and returns what
// follows them. Numbers of any length work: they are never converted.
func compareNumbers(x, y string) (c int, restX, restY string) {
	n, m := digits(x), digits(y)
	nx, ny := strings.TrimLeft(x[:n], "0"), strings.TrimLeft(y[:m], "0")
	return cmp.Or(cmp.Compare(len(nx), len(ny)), strings.Compare(nx, ny)), x[n:], y[m:]
}

func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func fold(s string) (rune, int) {
	if c := s[0]; c < utf8.RuneSelf {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		return rune(c), 1
	}
	r, n := utf8.DecodeRuneInString(s)
	return unicode.ToLower(r), n
}

// IsHidden reports whether a pane leaves the name out unless hidden entries are
// shown.
func IsHidden(name string) bool { return strings.HasPrefix(name, ".") }
