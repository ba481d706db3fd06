package words

import (
	"testing"
	"time"
)

func TestLeftBetween(t *testing.T) {
	t.Parallel()
	tests := []struct {
		expected, best, worst time.Duration
		want                  string
	}{
		{0, 0, 0, ""},
		{40 * time.Second, 0, 0, "40 s left"},
		{4 * time.Minute, 3*time.Minute + 10*time.Second, 4*time.Minute + 5*time.Second, "3–5 min left"},
		{4 * time.Minute, 230 * time.Second, 250 * time.Second, "4 min left"},
		{40 * time.Second, 28 * time.Second, 71 * time.Second, "25–75 s left"},
		{40 * time.Second, 28 * time.Second, 5 * time.Minute, "1–5 min left"},
		{2 * time.Hour, 80 * time.Minute, 170 * time.Minute, "80–170 min left"},
		{4 * time.Hour, 190 * time.Minute, 5 * time.Hour, "3–5 h left"},
		{40 * time.Hour, 30 * time.Hour, 71 * time.Hour, "1–3 days left"},
		{0, 200 * time.Second, 0, "over 3 min left"},
		{90 * time.Second, 63 * time.Second, 0, "over 1 min left"},
		{time.Second, time.Millisecond, 3 * time.Millisecond, "1–5 s left"},
	}
	for _, tt := range tests {
		if got := LeftBetween(tt.expected, tt.best, tt.worst); got != tt.want {
			t.Errorf("LeftBetween(%v, %v, %v) = %q, want %q", tt.expected, tt.best, tt.worst, got, tt.want)
		}
	}
}

func TestSoon(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0.1 s", 300 * time.Millisecond: "0.3 s", 310 * time.Millisecond: "0.4 s",
		time.Second: "1 s", 1100 * time.Millisecond: "2 s", 95 * time.Second: "1 min 35 s",
	} {
		if got := Soon(d); got != want {
			t.Errorf("Soon(%v) = %q, want %q", d, got, want)
		}
	}
}
