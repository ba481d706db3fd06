package mirror

import (
	"encoding/binary"
	"math"
	"slices"
	"sort"
)

// guess is what is believed about when the files of a large folder were sent: a
// sample of them in ascending order, each of which stands for some. The first one
// is what the folder's own listing told. Where a window turned out to hold more than
// an answer tells, that answer is the better sample.
type guess []sample

// sample is a file that is known and how many it stands for.
type sample struct {
	date   int64 // seconds since 1970
	weight float64
}

// newGuess spreads total over the files that were sent at dates.
func newGuess(dates []int64, total float64) guess {
	g := make(guess, 0, len(dates))
	for _, d := range dates {
		g = append(g, sample{d, total / float64(len(dates))})
	}
	g.sort()
	return g
}

func (g guess) sort() { slices.SortFunc(g, func(a, b sample) int { return int(a.date - b.date) }) }

// from returns the index of the first sample at or after date.
func (g guess) from(date int64) int {
	return sort.Search(len(g), func(i int) bool { return g[i].date >= date })
}

// within returns the samples of a window.
func (g guess) within(w window) guess {
	if w.to == 0 {
		return g[g.from(w.from):]
	}
	return g[g.from(w.from):max(g.from(w.to+1), g.from(w.from))]
}

// sum returns how many files the samples stand for.
func (g guess) sum() (n float64) {
	for _, s := range g {
		n += s.weight
	}
	return n
}

// scale multiplies what the samples stand for.
func (g guess) scale(by float64) {
	for i := range g {
		g[i].weight *= by
	}
}

// sure is by how many standard deviations a window must fit into an answer: with
// two, one window in forty has to be asked for again in parts.
const sure = 2

// window returns the longest span from a date that most likely fits into an answer
// of full files.
func (g guess) window(from int64, full int) window {
	w := window{from: from}
	var n, variance float64
	for _, s := range g[g.from(from):] {
		n += s.weight
		variance += s.weight * (s.weight - 1)
		if n+sure*math.Sqrt(max(variance, 0)) >= float64(full) {
			w.to = max(s.date-1, from)
			return w
		}
	}
	return w
}

// replace puts a better sample of n files in the place of one of a window.
func (g guess) replace(w window, dates []int64, n float64) guess {
	old := g.within(w)
	rest := g[g.from(w.from)+len(old):]
	better := newGuess(dates, n)
	return slices.Concat(g[:g.from(w.from)], better.within(w), rest)
}

// corrected returns by what to multiply what is believed of the rest when a window
// that was believed to hold expected files, by some samples, held actual.
func corrected(expected, actual float64, samples int) float64 {
	if samples == 0 || expected <= 0 {
		return 1
	}
	const doubt = 5 // samples that say otherwise weigh as much as so many
	prior := doubt * expected / float64(samples)
	return min(max((actual+prior)/(expected+prior), 0.25), 8)
}

// learn corrects what is believed of the files after a window that was told whole.
// known are the dates of all that is known, total is how many the service says there
// are, 0 when it does not, and full how many the first sample holds. As long as that
// was one of all the files, the total says how many are left for the rest of it.
func (g guess) learn(w window, known []int64, total int64, full int) {
	rest := g[g.from(w.to+1):]
	if w.to == 0 || len(rest) == 0 {
		return
	}
	in := g.within(w)
	by := corrected(in.sum(), float64(len(w.within(known))), len(in))
	if total > 0 && rest[0].weight == rest[len(rest)-1].weight {
		left := float64(total - int64(len(window{to: w.to}.within(known))))
		even, first := left/float64(len(rest)), float64(total)/float64(full)
		if even > 0.6*first && even < 1.4*first {
			by = even / rest[0].weight
		}
	}
	rest.scale(by)
}

// learnFull learns from the answer to a window that was too wide. before and after
// are the dates known in it without and with the answer, told those of the answer.
// How many of these were known already tells how many there may be.
func (g guess) learnFull(w window, before, after, told []int64, total bool) guess {
	const least = 1.2 // it was full, so there are some more
	n := least * float64(len(told))
	if again := len(told) - (len(after) - len(before)); again > 0 {
		n = max(n, float64(len(before))*float64(len(told))/float64(again))
	}
	in := g.within(w)
	expected := in.sum()
	if w.to != 0 && !total {
		g[g.from(w.to+1):].scale(corrected(expected, max(n, expected), len(in)))
	}
	return g.replace(w, told, max(n, expected))
}

// guessV1 starts a packed guess.
const guessV1 = 1

// pack writes a guess in some three bytes a sample.
func (g guess) pack() []byte {
	b := []byte{guessV1}
	var date int64
	var weight float32
	for _, s := range g {
		changed := int64(0)
		if float32(s.weight) != weight {
			changed = 1
		}
		b = binary.AppendVarint(b, (s.date-date)<<1|changed)
		date = s.date
		if changed != 0 {
			weight = float32(s.weight)
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(weight))
		}
	}
	return b
}

// unpackGuess is the inverse of pack; what it can't read is no guess.
func unpackGuess(b []byte) (g guess) {
	if len(b) == 0 || b[0] != guessV1 {
		return nil
	}
	b = b[1:]
	var last sample
	for len(b) > 0 {
		v, n := binary.Varint(b)
		if n <= 0 {
			return nil
		}
		b = b[n:]
		last.date += v >> 1
		if v&1 != 0 {
			if len(b) < 4 {
				return nil
			}
			last.weight = float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
			b = b[4:]
		}
		g = append(g, last)
	}
	return g
}
