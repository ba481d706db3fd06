package transfer

import "time"

const (
	// givingSlack is how much longer than on an idle line an answer may take: half as
	// much again, and in any case what nobody notices.
	givingSlack = 25 * time.Millisecond
	// givingCut and givingStep lower the rate by three tenths when answers are late
	// and raise it by a fourteenth when they are not: quick to yield, slow to take.
	// Where it was too much the last time it is raised by givingCare only.
	givingCut  = 0.7
	givingStep = 1.07
	givingCare = 1.015
	givingNear = 0.8
	// givingLeast is left to transfers in any case, in bytes a second.
	givingLeast = 16 << 10
	// givingCalm is the time that a lower rate needs to show at the other end.
	givingCalm = 400 * time.Millisecond
	// givingSilence without a measurement means that nobody is there.
	givingSilence = 30 * time.Second
	// givingMemory is for how long the quickest answer stands for the idle line.
	givingMemory = 5 * time.Minute
)

// giving finds the rate at which transfers leave a person's SSH session quick. A
// line that is full queues; its queue is what makes answers late. So the rate is
// lowered while answers are late and raised while they are not. The zero value
// gives nothing away.
type giving struct {
	rate float64 // bytes a second; 0: all of the line

	last   time.Time     // of the last measurement
	acted  time.Time     // of the last change
	bytes  int64         // that had moved then
	peak   float64       // the best rate that went through
	much   float64       // the rate that was too much the last time
	idle   time.Duration // the quickest answer of this window of givingMemory
	before time.Duration // and of the one before
	since  time.Time     // when this window began
	late   int           // late answers in a row
}

// sample takes one measurement. bytes is what has moved in all.
func (g *giving) sample(now time.Time, rtt time.Duration, bytes int64) {
	if rtt <= 0 {
		return
	}
	fresh := g.last.IsZero() || now.Sub(g.last) > givingSilence
	g.last = now
	g.learn(now, rtt)
	if fresh || bytes < g.bytes {
		g.acted, g.bytes, g.rate = now, bytes, 0
		return
	}
	span := now.Sub(g.acted)
	if span < givingCalm {
		return
	}
	rate := float64(bytes-g.bytes) / span.Seconds()
	g.acted, g.bytes, g.peak = now, bytes, max(g.peak, rate)
	idle := g.idle
	if g.before > 0 {
		idle = min(idle, g.before)
	}
	if rtt <= idle+max(idle/2, givingSlack) {
		g.late = 0
		g.raise()
		return
	}
	// One late answer may be the network's mood; two are a queue.
	if g.late++; g.late < 2 || rate < 1 {
		return
	}
	if g.rate > 0 {
		rate = min(rate, g.rate)
	}
	g.much, g.rate = rate, max(rate*givingCut, givingLeast)
}

func (g *giving) raise() {
	if g.rate == 0 {
		return
	}
	step := givingStep
	if g.rate > g.much*givingNear && g.rate < g.much*givingStep {
		step = givingCare
	}
	if g.rate *= step; g.rate > 2*g.peak {
		g.rate = 0 // it has not been what bounds for long
	}
}

// learn keeps the quickest answer of the last minutes.
func (g *giving) learn(now time.Time, rtt time.Duration) {
	if g.since.IsZero() || now.Sub(g.since) > givingMemory {
		g.before, g.idle, g.since = g.idle, rtt, now
	}
	g.idle = min(g.idle, rtt)
}

// quiet takes all of the line again when nobody measures any more. It reports
// whether that has just happened.
func (g *giving) quiet(now time.Time) bool {
	if g.rate == 0 || now.Sub(g.last) <= givingSilence {
		return false
	}
	g.rate, g.last = 0, time.Time{}
	return true
}
