package words

import (
	"strconv"
	"time"
)

const day = 24 * time.Hour

// Duration tells a length of time coarsely, in at most two units: "8 s",
// "3 min", "1 h 20 min", "2 days 3 h". Less than a second is "0 s".
func Duration(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d < time.Minute:
		return number(d, time.Second) + " s"
	case d < 10*time.Minute && d%time.Minute >= time.Second:
		return number(d, time.Minute) + " min " + number(d%time.Minute, time.Second) + " s"
	case d < time.Hour:
		return number(d, time.Minute) + " min"
	case d < day:
		return two(number(d, time.Hour)+" h", d%time.Hour, time.Minute, " min")
	}
	return two(Plural(int64(d/day), "day"), d%day, time.Hour, " h")
}

// two adds the smaller unit, unless there is none of it.
func two(head string, rest, unit time.Duration, name string) string {
	if rest < unit {
		return head
	}
	return head + " " + number(rest, unit) + name
}

func number(d, unit time.Duration) string { return strconv.FormatInt(int64(d/unit), 10) }

// fresh is how old knowledge may be to count as live: a folder may be asked for
// once in that time, so nobody can know better (1fichier-api §2).
const fresh = 30 * time.Second

// Age tells how old knowledge is, in one unit: "live", "2 min", "3 h", "5 days".
// The zero time is "never".
func Age(asOf, now time.Time) string {
	if asOf.IsZero() {
		return "never"
	}
	d := now.Sub(asOf)
	switch {
	case d < fresh:
		return "live"
	case d < time.Hour:
		return number(max(d, time.Minute), time.Minute) + " min"
	case d < day:
		return number(d, time.Hour) + " h"
	}
	return Plural(int64(d/day), "day")
}

// Offline tells how old knowledge is that can't be renewed: "offline 3 h".
func Offline(asOf, now time.Time) string {
	switch age := Age(asOf, now); age {
	case "never", "live":
		return "offline"
	default:
		return "offline " + age
	}
}

// The widths of [Date] in cells.
const (
	DateLong   = 16 // 2026-11-14 14:32
	DateMiddle = 12 // 14 Nov 14:32, or 14 Nov  2023 when that is long ago
	DateShort  = 6  // 14:32 today, 14 Nov, or the year when that is long ago
)

// recent is how far a date may be away to be told without its year.
const recent = 300 * day

// Date tells t in exactly width cells, one of DateLong, DateMiddle and DateShort,
// in the zone of now. The zero time and years beyond four digits are blank.
func Date(t, now time.Time, width int) string {
	blank := "                "[:width]
	if t.IsZero() {
		return blank
	}
	t = t.In(now.Location())
	if t.Year() < 0 || t.Year() > 9999 {
		return blank
	}
	near := now.Sub(t).Abs() < recent
	switch {
	case width == DateLong:
		return t.Format("2006-01-02 15:04")
	case width == DateMiddle && near:
		return t.Format("_2 Jan 15:04")
	case width == DateMiddle:
		return t.Format("_2 Jan  2006")
	case sameDay(t, now):
		return t.Format(" 15:04")
	case near:
		return t.Format("_2 Jan")
	}
	return t.Format("  2006")
}

func sameDay(a, b time.Time) bool {
	return a.YearDay() == b.YearDay() && a.Year() == b.Year()
}

// Moment tells when something will happen: "14:32", with the day when that is
// not today.
func Moment(t, now time.Time) string {
	t = t.In(now.Location())
	if sameDay(t, now) {
		return t.Format("15:04")
	}
	return t.Format("2 Jan 15:04")
}
