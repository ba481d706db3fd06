package transfer

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Limit bounds how fast bytes come and go, all jobs together. The zero Limit bounds
// nothing. Times of day are those of the clock that the engine is asked with.
type Limit struct {
	both, up, down timetable
}

// LimitView is the limit in force at one moment.
type LimitView struct {
	Text      string    // as the person wrote it; empty without a limit
	Up, Down  float64   // bytes a second, 0 without a limit
	Until     time.Time // when the timetable changes it next; zero when it does not
	GivingWay bool      // lower than the person's limit, for their SSH session
}

// timetable is a list of rates with the time of day when each holds. The first
// that fits wins.
type timetable []slot

type slot struct {
	from, to int     // minutes of the day; equal: always. from > to: over midnight
	rate     float64 // bytes a second, 0: no limit
}

const day = 24 * 60 // minutes

// ErrLimit says that a text is no limit.
var ErrLimit = errors.New(`want a limit such as "2M", "up 1M down 5M" or "08:00-23:00 2M, else 10M"`)

// ParseLimit reads a limit. It is a list, separated by commas, of what holds when
// and which way, the first that fits wins:
//
//	2M                             up and down together
//	up 1M down 5M                  each way for itself
//	08:00-23:00 2M, else 10M       by the time of day
//	22:00-06:00 off, else up 500k  off is no limit, and so is what nothing fits
//
// Sizes are bytes a second; k, M and G are powers of 1,024, as curl has them.
func ParseLimit(text string) (Limit, error) {
	var l Limit
	for part := range strings.SplitSeq(text, ",") {
		words := strings.Fields(part)
		if len(words) == 0 {
			if strings.TrimSpace(text) == "" {
				return Limit{}, nil
			}
			return Limit{}, fmt.Errorf("%q: %w", text, ErrLimit)
		}
		if err := l.add(words); err != nil {
			return Limit{}, fmt.Errorf("%q: %w", strings.TrimSpace(part), err)
		}
	}
	return l, nil
}

// add reads one part of the list.
func (l *Limit) add(words []string) error {
	var s slot
	switch from, to, ok := strings.Cut(words[0], "-"); {
	case ok:
		var err, err2 error
		s.from, err = parseClock(from)
		s.to, err2 = parseClock(to)
		if err != nil || err2 != nil || s.from%day == s.to%day && s.to-s.from != day {
			return ErrLimit
		}
		s.from, s.to = s.from%day, s.to%day
		words = words[1:]
	case words[0] == "else":
		words = words[1:]
	}
	if len(words) == 0 {
		return ErrLimit
	}
	for len(words) > 0 {
		into := &l.both
		switch words[0] {
		case "up":
			into, words = &l.up, words[1:]
		case "down":
			into, words = &l.down, words[1:]
		}
		if len(words) == 0 {
			return ErrLimit
		}
		var err error
		if s.rate, err = parseRate(words[0]); err != nil {
			return err
		}
		*into, words = append(*into, s), words[1:]
	}
	return nil
}

// parseClock reads "08:00" or "8" into minutes.
func parseClock(s string) (int, error) {
	hours, minutes, _ := strings.Cut(s, ":")
	h, err := strconv.ParseUint(hours, 10, 8)
	m := uint64(0)
	if err == nil && minutes != "" {
		m, err = strconv.ParseUint(minutes, 10, 8)
	}
	if err != nil || h > 24 || m > 59 || h*60+m > day {
		return 0, ErrLimit
	}
	return int(h*60 + m), nil //nolint:gosec // at most a day
}

// parseRate reads "2M", "1.5M", "500k", "off".
func parseRate(s string) (float64, error) {
	switch strings.ToLower(s) {
	case "off", "unlimited", "none", "0":
		return 0, nil
	}
	s = strings.TrimSuffix(strings.ToLower(s), "/s")
	unit := 1.0
	if s != "" {
		if i := strings.IndexByte("kmgt", s[len(s)-1]); i >= 0 {
			unit, s = math.Pow(1024, float64(i+1)), s[:len(s)-1]
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n*unit >= 1) || n*unit > 1<<50 {
		return 0, ErrLimit
	}
	return n * unit, nil
}

// IsZero reports whether nothing is bounded, at any time.
func (l Limit) IsZero() bool { return len(l.both)+len(l.up)+len(l.down) == 0 }

// String is the limit as [ParseLimit] reads it; empty when it is zero.
func (l Limit) String() string {
	var parts []string
	for _, way := range []struct {
		word  string
		table timetable
	}{{"", l.both}, {"up ", l.up}, {"down ", l.down}} {
		for i, s := range way.table {
			when := ""
			switch {
			case s.from != s.to:
				when = clock(s.from) + "-" + clock(s.to) + " "
			case i > 0:
				when = "else "
			}
			parts = append(parts, when+way.word+formatRate(s.rate))
		}
	}
	return strings.Join(parts, ", ")
}

func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

func formatRate(r float64) string {
	if r == 0 {
		return "off"
	}
	unit := ""
	for _, u := range []string{"k", "M", "G"} {
		if r < 1024 {
			break
		}
		r, unit = r/1024, u
	}
	return strconv.FormatFloat(r, 'f', -1, 64) + unit
}

// MarshalText writes the limit as [Limit.String] does.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what [ParseLimit] reads.
func (l *Limit) UnmarshalText(b []byte) (err error) {
	*l, err = ParseLimit(string(b))
	return err
}

// rates are bytes a second that hold at one moment, 0 without a limit.
type rates struct{ both, up, down float64 }

// at returns what holds at now, and when that changes next; zero when it does not.
func (l Limit) at(now time.Time) (r rates, next time.Time) {
	minute := now.Hour()*60 + now.Minute()
	r = rates{both: l.both.at(minute), up: l.up.at(minute), down: l.down.at(minute)}
	for ahead := 1; ahead <= day; ahead++ {
		m := (minute + ahead) % day
		if (rates{both: l.both.at(m), up: l.up.at(m), down: l.down.at(m)}) != r {
			return r, time.Date(now.Year(), now.Month(), now.Day(), 0, minute+ahead, 0, 0, now.Location())
		}
	}
	return r, time.Time{}
}

func (t timetable) at(minute int) float64 {
	for _, s := range t {
		if s.from == s.to || s.from < s.to && minute >= s.from && minute < s.to ||
			s.from > s.to && (minute >= s.from || minute < s.to) {
			return s.rate
		}
	}
	return 0
}
