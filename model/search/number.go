package search

import (
	"math"
	"strconv"
	"strings"
	"time"
)

const howSize = "Say size:>1G, size:<=500k, size:100M..2G, or size:1.4G for about that much."

// parseSize reads the value of size:.
func parseSize(value string) (cond, *problem) {
	b := between{lo: 0, hi: math.MaxInt64, of: rowSize}
	if from, to, ok := strings.Cut(value, ".."); ok {
		if from == "" && to == "" {
			return nil, emptyField("size")
		}
		if from != "" {
			v, ok := exactSize(from)
			if !ok {
				return nil, badSize(from)
			}
			b.lo = v
		}
		if to != "" {
			v, ok := exactSize(to)
			if !ok {
				return nil, badSize(to)
			}
			b.hi = v
		}
		if b.lo > b.hi {
			return nil, &problem{"the range ends before it starts", howSize}
		}
		return b, nil
	}
	op, rest := operator(value)
	v, ok := exactSize(rest)
	if !ok {
		return nil, badSize(rest)
	}
	switch op {
	case ">":
		b.lo = v + 1
	case ">=":
		b.lo = v
	case "<":
		b.hi = v - 1
	case "<=":
		b.hi = v
	case "=":
		b.lo, b.hi = v, v
	default:
		half := halfDigit(rest)
		b.lo, b.hi = v-half, v+max(half-1, 0)
	}
	return b, nil
}

func badSize(s string) *problem {
	return &problem{strconv.Quote(s) + " is no size", howSize}
}

// operator cuts a comparison from the start of s.
func operator(s string) (op, rest string) {
	for _, op := range []string{">=", "<=", ">", "<", "="} {
		if rest, ok := strings.CutPrefix(s, op); ok {
			return op, rest
		}
	}
	return "", s
}

// exactSize reads 512, 1.5G, 100MB, 4Ki or 4KiB. Units are decimal, as everywhere
// in onefm, but for those with an i.
func exactSize(s string) (int64, bool) {
	number, unit := cutUnit(s)
	f, err := strconv.ParseFloat(number, 64)
	if err != nil || f < 0 || unit == 0 || f*float64(unit) >= math.MaxInt64/2 {
		return 0, false
	}
	return int64(math.Round(f * float64(unit))), true
}

// cutUnit returns the number and the bytes of the unit; 0 is an unknown one.
func cutUnit(s string) (number string, unit int64) {
	i := 0
	for i < len(s) && (s[i] == '.' || '0' <= s[i] && s[i] <= '9') {
		i++
	}
	name := strings.TrimSuffix(strings.ToLower(s[i:]), "b")
	step := int64(1000)
	if base, ok := strings.CutSuffix(name, "i"); ok && base != "" {
		name, step = base, 1024
	}
	unit = 1
	for j, u := range []string{"", "k", "m", "g", "t", "p"} {
		if j > 0 {
			unit *= step
		}
		if name == u {
			return s[:i], unit
		}
	}
	return s[:i], 0
}

// halfDigit is half of what the last digit of a size stands for: 1.4G means all
// that is told as 1.4 GB. A plain number of bytes means itself.
func halfDigit(s string) int64 {
	number, unit := cutUnit(s)
	if unit == 1 {
		return 0
	}
	half := unit / 2
	if _, decimals, ok := strings.Cut(number, "."); ok {
		for range decimals {
			half /= 10
		}
	}
	return half
}

const howDate = "Say date:7d for the last 7 days (also h, w, m, y), date:<2024-01-31, date:2024-03, date:2024-01..2024-06, date:today."

// parseDate reads the value of date:. A moment is a day, month or year, or a time
// ago; > is after it, < before it.
func parseDate(value string, now time.Time) (cond, *problem) {
	b := between{lo: math.MinInt64, hi: math.MaxInt64, of: rowTime}
	if from, to, ok := strings.Cut(value, ".."); ok {
		if from == "" && to == "" {
			return nil, emptyField("date")
		}
		if from != "" {
			start, _, ok := moment(from, now)
			if !ok {
				return nil, badDate(from)
			}
			b.lo = start.Unix()
		}
		if to != "" {
			_, end, ok := moment(to, now)
			if !ok {
				return nil, badDate(to)
			}
			b.hi = end.Unix() - 1
		}
		if b.lo > b.hi {
			return nil, &problem{"the range ends before it starts", howDate}
		}
		return b, nil
	}
	op, rest := operator(value)
	start, end, ok := moment(rest, now)
	if !ok {
		return nil, badDate(rest)
	}
	switch op {
	case ">":
		b.lo = end.Unix()
	case ">=":
		b.lo = start.Unix()
	case "<":
		b.hi = start.Unix() - 1
	case "<=":
		b.hi = end.Unix() - 1
	default:
		b.lo, b.hi = start.Unix(), end.Unix()-1
		if start.Equal(end) { // 7d: since then
			b.hi = math.MaxInt64
		}
	}
	return b, nil
}

func badDate(s string) *problem {
	return &problem{strconv.Quote(s) + " is no date", howDate}
}

// Since reads a moment as date: takes it, such as 7d, yesterday or 2024-01-31, and
// returns when it starts.
func Since(s string, now time.Time) (time.Time, error) {
	start, _, ok := moment(s, now)
	if !ok {
		return start, &SyntaxError{
			Word: s, End: len(s), What: "this is no date",
			Do: "Say 7d for 7 days ago (also h, w, m, y), 2024-01-31, 2024-03, today or yesterday.",
		}
	}
	return start, nil
}

// moment reads a day, month or year, which last from start to end, or a time ago,
// which is a point.
func moment(s string, now time.Time) (start, end time.Time, ok bool) {
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch s {
	case "today":
		return day, day.AddDate(0, 0, 1), true
	case "yesterday":
		return day.AddDate(0, 0, -1), day, true
	}
	for i, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if t, err := time.ParseInLocation(layout, s, now.Location()); err == nil {
			step := [3][3]int{{0, 0, 1}, {0, 1, 0}, {1, 0, 0}}[i]
			return t, t.AddDate(step[0], step[1], step[2]), true
		}
	}
	if s == "" {
		return start, end, false
	}
	n, err := strconv.ParseUint(s[:len(s)-1], 10, 16)
	if err != nil {
		return start, end, false
	}
	switch i := int(n); s[len(s)-1] {
	case 'h':
		start = now.Add(-time.Duration(i) * time.Hour)
	case 'd':
		start = now.AddDate(0, 0, -i)
	case 'w':
		start = now.AddDate(0, 0, -7*i)
	case 'm':
		start = now.AddDate(0, -i, 0)
	case 'y':
		start = now.AddDate(-i, 0, 0)
	default:
		return start, end, false
	}
	return start, start, true
}

// ParseSize reads a size as size: takes it: 512, 1.5G, 100MB or 4KiB, in bytes.
func ParseSize(s string) (int64, bool) { return exactSize(s) }
