package words

import (
	"strconv"
	"strings"
	"time"
)

// SizeWidth is the width of [SizeColumn] in cells.
const SizeWidth = 6

// Sizes are decimal, as 1fichier counts (a file may have 300 GB, a quota is in
// TB of 10¹² bytes) and as the desktop's file managers tell them.
const (
	thousand = 1000
	units    = "BkMGTPE"
)

// Size tells a number of bytes with two or three digits: "512 B", "8.4 GB",
// "84 GB". Less than zero is "unknown size".
func Size(n int64) string {
	if n < 0 {
		return "unknown size"
	}
	num, unit := scale(n)
	if unit == 'B' {
		return num + " B"
	}
	return num + " " + string(unit) + "B"
}

// SizeColumn is Size in exactly SizeWidth cells, so that numbers and units stand
// below each other. An unknown size is blank.
func SizeColumn(n int64) string {
	if n < 0 {
		return "      "
	}
	num, unit := scale(n)
	b := [SizeWidth]byte{' ', ' ', ' ', ' ', unit, 'B'}
	if unit == 'B' {
		b[4], b[5] = ' ', 'B'
	}
	copy(b[3-len(num):], num)
	return string(b[:])
}

// SizeShort is Size for the tightest places: "512B", "8.4G". An unknown size is
// "?".
func SizeShort(n int64) string {
	if n < 0 {
		return "?"
	}
	num, unit := scale(n)
	return num + string(unit)
}

// Speed tells bytes a second: "12 MB/s".
func Speed(n int64) string { return Size(max(n, 0)) + "/s" }

// Bytes tells every digit: "8,412,345,678 bytes".
func Bytes(n int64) string { return Plural(n, "byte") }

// scale returns at most three characters of number and the unit's letter.
func scale(n int64) (string, byte) {
	unit, u := uint64(1), 0
	for u < len(units)-1 && roundsTo1000(uint64(n), unit) {
		unit *= thousand
		u++
	}
	if u == 0 {
		return strconv.FormatInt(n, 10), units[0]
	}
	whole, rest := uint64(n)/unit, uint64(n)%unit
	tenths := whole*10 + (rest*10+unit/2)/unit
	if tenths >= 100 {
		return strconv.FormatUint((uint64(n)+unit/2)/unit, 10), units[u]
	}
	return strconv.FormatUint(tenths/10, 10) + "." + strconv.FormatUint(tenths%10, 10), units[u]
}

// roundsTo1000 reports whether n would be told with four digits in unit.
func roundsTo1000(n, unit uint64) bool { return (n+unit/2)/unit >= thousand }

// Percent tells how much of total is done: "42 %". It reaches 100 only when all
// is done; without a total it is empty.
func Percent(done, total int64) string {
	if total <= 0 {
		return ""
	}
	return strconv.Itoa(percent(done, total)) + " %"
}

func percent(done, total int64) int {
	if done >= total {
		return 100
	}
	return min(int(float64(max(done, 0))/float64(total)*100), 99)
}

// Left tells how long something still takes, in whole minutes from one on so that
// it does not flicker: "40 s left", "7 min left". Nothing or less is empty.
func Left(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	if d > time.Minute {
		d = (d + time.Minute - 1).Truncate(time.Minute)
	}
	return Duration(max(d, time.Second)) + " left"
}

// Plural counts things: "1 item", "12 items", "3,200 files". The plural adds an
// s; words that do otherwise use [PluralOf].
func Plural[N ~int | ~int64](n N, one string) string { return PluralOf(n, one, one+"s") }

// PluralOf counts things with an irregular plural.
func PluralOf[N ~int | ~int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// Count writes a number with a comma between thousands: "12,345".
func Count[N ~int | ~int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	if len(s) <= 3 {
		return sign + s
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, c := range []byte(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(c)
	}
	return b.String()
}

// Join puts parts that are not empty in one line: "12 items · 8.4 GB".
func Join(parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " · ")
}
