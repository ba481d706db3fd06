package transfer

import (
	"math"
	"testing"
	"time"
)

// grow lets a file come in for so long over a line whose rate depends on the number
// of streams, and returns how many there were on average and at most.
func grow(rate func(streams int) float64, most int, lasting time.Duration) (mean float64, top int) {
	const tick = 50 * time.Millisecond
	var g growth
	now, bytes, streams := time.Unix(0, 0), 0.0, 1
	sum, n := 0.0, 0
	for range int(lasting / tick) {
		now = now.Add(tick)
		bytes += rate(streams) * tick.Seconds()
		if r, ok := g.measure(now, int64(bytes), 0, true); ok {
			g.again(now, 0)
			streams += g.judge(now, r, streams < most)
		}
		sum += float64(streams)
		n++
		top = max(top, streams)
	}
	return sum / float64(n), top
}

func TestStreamsGrowAsLongAsTheyGain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		rate      func(streams int) float64
		low, high float64 // on average over an hour
		most      int
	}{
		{"one stream takes all of the line", func(int) float64 { return 1e7 }, 1, 1.1, 2},
		{"each stream is held to a rate", func(n int) float64 { return float64(n) * 1e6 }, 7.8, 8, 8},
		{"three fill the line", func(n int) float64 { return math.Min(float64(n)*1e6, 3e6) }, 2.9, 3.1, 4},
		{"more are worse", func(n int) float64 { return 1e7 / float64(n) }, 1, 1.1, 2},
		{"nothing comes", func(int) float64 { return 0 }, 1, 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			mean, most := grow(tt.rate, 8, time.Hour)
			if mean < tt.low || mean > tt.high || most > tt.most {
				t.Errorf("%.2f streams on average and %d at most, want %.1f to %.1f and %d", mean, most, tt.low, tt.high, tt.most)
			}
		})
	}
}

func TestAMeasurementIsOfOneStateOfThings(t *testing.T) {
	t.Parallel()
	var g growth
	now := time.Unix(0, 0)
	step := func(d time.Duration, epoch uint64, still bool) bool {
		now = now.Add(d)
		_, ok := g.measure(now, 0, epoch, still)
		return ok
	}
	run := func(n int, epoch uint64) (ok bool) {
		for range n {
			ok = ok || step(500*time.Millisecond, epoch, true)
		}
		return ok
	}
	run(1, 1)
	if run(5, 1) {
		t.Error("measured before three seconds were over")
	}
	if !run(2, 1) {
		t.Error("not measured after three seconds")
	}
	for name, disturb := range map[string]func(){
		"another download began": func() { step(time.Millisecond, g.epoch+1, true) },
		"the limit held it up":   func() { step(time.Millisecond, g.epoch, false) },
		"it was paused":          func() { step(time.Minute, g.epoch, true) },
	} {
		g.again(now, g.epoch)
		run(5, g.epoch)
		disturb()
		if run(4, g.epoch) {
			t.Errorf("measured on although %s", name)
		}
	}
}
