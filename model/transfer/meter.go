package transfer

import "time"

const (
	// meterWindow is what a speed is averaged over: long enough to be read, short
	// enough to show a line that breaks down.
	meterWindow = 10 * time.Second
	// meterStep is the least time between two samples.
	meterStep = 500 * time.Millisecond
	// meterCells holds a window of samples and the one before it.
	meterCells = int(meterWindow/meterStep) + 1
)

type sample struct {
	at    time.Time
	bytes int64
}

// meter turns a growing count of bytes into a smoothed speed. It is fed when
// somebody looks, so it costs nothing while nobody does.
type meter struct {
	past history
	ring [meterCells]sample
	next int // where the next sample goes
	n    int // how many are filled
}

// reset forgets all samples, after a pause or when bytes were lost again.
func (m *meter) reset() {
	m.next, m.n = 0, 0
	m.past.rest()
}

// speed records that bytes are through at now and returns bytes a second over
// the last seconds; 0 as long as nothing can be said.
func (m *meter) speed(now time.Time, bytes int64) float64 {
	if m.n > 0 && bytes < m.newest().bytes {
		m.reset()
	}
	m.past.add(now, bytes)
	if m.n == 0 || now.Sub(m.newest().at) >= meterStep {
		m.ring[m.next] = sample{at: now, bytes: bytes}
		m.next = (m.next + 1) % meterCells
		m.n = min(m.n+1, meterCells)
	}
	first := m.oldest(now)
	span := now.Sub(first.at)
	if span < meterStep {
		return 0
	}
	return float64(bytes-first.bytes) / span.Seconds()
}

func (m *meter) newest() sample { return m.ring[(m.next+meterCells-1)%meterCells] }

// oldest returns the oldest sample within the window. When only the one just
// taken lies in it, the one before serves: a rare look gets a rough speed.
func (m *meter) oldest(now time.Time) sample {
	at := func(back int) sample { return m.ring[(m.next+meterCells-back)%meterCells] }
	for back := m.n; back > 1; back-- {
		if s := at(back); back == 2 || now.Sub(s.at) <= meterWindow {
			return s
		}
	}
	return at(1)
}

// timeLeft is how long rest bytes take at speed; 0 when nothing can be said.
func timeLeft(rest int64, speed float64) time.Duration {
	const longest = 100 * 365 * 24 * time.Hour // anything longer says nothing and would overflow
	if rest <= 0 || speed <= 0 {
		return 0
	}
	seconds := float64(rest) / speed
	if seconds > longest.Seconds() {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}
