package transfer

import (
	"math"
	"testing"
	"time"
)

func TestMeter(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name  string
		every time.Duration
		looks int
		bytes func(i int) int64 // at look i
		want  float64
	}{
		{"steady, ten looks a second", 100 * time.Millisecond, 300, func(i int) int64 { return int64(i) * 100 }, 1000},
		{"steady, a look a minute", time.Minute, 5, func(i int) int64 { return int64(i) * 60_000 }, 1000},
		{"one look says nothing", time.Second, 1, func(int) int64 { return 5000 }, 0},
		{"standing still for longer than the window", time.Second, 40, func(i int) int64 { return int64(min(i, 20)) * 1000 }, 0},
		{"the last ten seconds count", time.Second, 61, func(i int) int64 {
			if i <= 30 {
				return int64(i) * 1_000_000
			}
			return 30_000_000 + int64(i-30)*1000
		}, 1000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var m meter
			var got float64
			for i := range tt.looks {
				got = m.speed(at.Add(time.Duration(i)*tt.every), tt.bytes(i))
			}
			if math.Abs(got-tt.want) > tt.want/100 {
				t.Errorf("speed = %.1f, want %.1f", got, tt.want)
			}
		})
	}
}

func TestTimeLeft(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rest  int64
		speed float64
		want  time.Duration
	}{
		{1000, 100, 10 * time.Second},
		{0, 100, 0},
		{1000, 0, 0},
		{math.MaxInt64, 0.001, 0},
	}
	for _, tt := range tests {
		if got := timeLeft(tt.rest, tt.speed); got != tt.want {
			t.Errorf("timeLeft(%d, %g) = %v, want %v", tt.rest, tt.speed, got, tt.want)
		}
	}
}
