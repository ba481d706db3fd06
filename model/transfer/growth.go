package transfer

import "time"

const (
	// growSettle is the time a stream needs to come up to speed, growMeasure the time
	// that is measured then.
	growSettle  = time.Second
	growMeasure = 2 * time.Second
	// growGain is what one more stream must gain of all that comes in.
	growGain = 1.1
	// growRest is how long to leave it at that after a stream that gained nothing; it
	// doubles each time, up to growLongest.
	growRest    = 30 * time.Second
	growLongest = 10 * time.Minute
	// growGap without a look means that something else held everything up.
	growGap = 2 * time.Second
)

// growth decides how many streams a file is worth: one more as long as that makes
// all downloads together faster, one less when it did not.
type growth struct {
	trial  bool    // the last stream is on trial
	before float64 // bytes a second without it

	begun time.Time // of the settling; zero: nothing is being measured
	from  time.Time // of the measuring; zero while settling
	bytes int64     // that had come in by then
	epoch uint64
	last  time.Time // of a look
	until time.Time // no trial before
	rest  time.Duration
}

// again begins to measure anew.
func (g *growth) again(now time.Time, epoch uint64) {
	g.begun, g.from, g.epoch = now, time.Time{}, epoch
}

// measure returns the rate of all downloads once there is one. bytes is what came
// in so far; epoch changes whenever something else does that makes rates
// incomparable; still is false while something holds the line back.
func (g *growth) measure(now time.Time, bytes int64, epoch uint64, still bool) (rate float64, ok bool) {
	gap := now.Sub(g.last)
	g.last = now
	switch {
	case g.begun.IsZero(), gap > growGap, epoch != g.epoch, !still:
		g.again(now, epoch)
	case g.from.IsZero():
		if now.Sub(g.begun) >= growSettle {
			g.from, g.bytes = now, bytes
		}
	case now.Sub(g.from) >= growMeasure:
		return float64(bytes-g.bytes) / now.Sub(g.from).Seconds(), true
	}
	return 0, false
}

// judge says what a measured rate means: +1 for one more stream, -1 for one less.
// may says whether one more is possible.
func (g *growth) judge(now time.Time, rate float64, may bool) int {
	gained := rate > g.before*growGain
	switch {
	case g.trial && !gained:
		g.trial = false
		g.rest = min(max(2*g.rest, growRest), growLongest)
		g.until = now.Add(g.rest)
		return -1
	case g.trial && !may:
		g.trial = false
		return 0
	case !may, rate <= 0, now.Before(g.until):
		return 0
	}
	g.trial, g.before = true, rate
	return 1
}

// refused notes that a stream more could not be had.
func (g *growth) refused(now time.Time) {
	g.trial = false
	g.rest = min(max(2*g.rest, growRest), growLongest)
	g.until = now.Add(g.rest)
}
