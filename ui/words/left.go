package words

import (
	"strconv"
	"time"
)

// LeftBetween tells how long something still takes when the speed of late would
// bring it to an end between best and worst: "3–5 min left". The spread is left out
// when it says nothing, or when best and worst are 0 since too little is known. A
// worst of 0 beside a best means that at times nothing moves: "over 3 min left".
func LeftBetween(expected, best, worst time.Duration) string {
	switch {
	case expected <= 0 && best <= 0:
		return ""
	case best <= 0 || worst > 0 && worst < best+best/5:
		return Left(expected)
	case worst <= 0:
		return "over " + Left(coarse(best))
	}
	unit, name, step := time.Second, "s", int64(5)
	switch {
	case worst >= 2*day:
		unit, name, step = day, "days", 1
	case worst >= 3*time.Hour:
		unit, name, step = time.Hour, "h", 1
	case worst >= 2*time.Minute:
		unit, name, step = time.Minute, "min", 1
	}
	low := max(int64(best/unit)/step*step, 1)
	high := (int64((worst+unit-1)/unit) + step - 1) / step * step
	if low >= high {
		return Left(expected)
	}
	return strconv.FormatInt(low, 10) + "–" + strconv.FormatInt(high, 10) + " " + name + " left"
}

// coarse drops what flickers.
func coarse(d time.Duration) time.Duration {
	switch {
	case d >= 3*time.Hour:
		return d.Truncate(time.Hour)
	case d >= 2*time.Minute:
		return d.Truncate(time.Minute)
	}
	return max(d.Truncate(5*time.Second), time.Second)
}

// Soon tells a short length of time to the tenth of a second, so that a wait of a
// part of a second is not told as none: "0.3 s". Longer ones are told as [Duration]
// does.
func Soon(d time.Duration) string {
	if d >= 10*time.Second {
		return Duration(roundUp(d))
	}
	tenths := max((d+100*time.Millisecond-1)/(100*time.Millisecond), 1)
	if tenths >= 10 {
		return Duration(roundUp(d))
	}
	return "0." + strconv.FormatInt(int64(tenths), 10) + " s"
}
