package transfer

import (
	"errors"
	"testing"
	"time"
)

func TestParseLimit(t *testing.T) {
	t.Parallel()
	at := func(clock string) time.Time {
		now, err := time.Parse("2006-01-02 15:04", "2026-03-01 "+clock)
		if err != nil {
			t.Fatal(err)
		}
		return now
	}
	tests := []struct {
		text, shown string // shown is text when empty
		now         string
		want        rates
		next        string // empty: never
	}{
		{"2M", "", "12:00", rates{both: 2 << 20}, ""},
		{"1.5M", "", "12:00", rates{both: 1.5 * (1 << 20)}, ""},
		{"500k/s", "500k", "12:00", rates{both: 500 << 10}, ""},
		{"100", "", "12:00", rates{both: 100}, ""},
		{"off", "", "12:00", rates{}, ""},
		{"up 1M down 5M", "up 1M, down 5M", "12:00", rates{up: 1 << 20, down: 5 << 20}, ""},
		{"08:00-23:00 2M, else 10M", "", "12:00", rates{both: 2 << 20}, "23:00"},
		{"08:00-23:00 2M, else 10M", "", "07:59", rates{both: 10 << 20}, "08:00"},
		{"08:00-23:00 2M, else 10M", "", "08:00", rates{both: 2 << 20}, "23:00"},
		{"08:00-23:00 2M, else 10M", "", "23:00", rates{both: 10 << 20}, "+08:00"},
		{"8-23 2M", "08:00-23:00 2M", "03:00", rates{}, "08:00"},
		{"22:00-06:00 off, up 500k", "22:00-06:00 off, up 500k", "23:30", rates{up: 500 << 10}, ""},
		{"22:00-06:00 1M", "", "05:59", rates{both: 1 << 20}, "06:00"},
		{"18-24 1M, else 2M", "18:00-00:00 1M, else 2M", "23:59", rates{both: 1 << 20}, "+00:00"},
		{"", "", "12:00", rates{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.text+" at "+tt.now, func(t *testing.T) {
			t.Parallel()
			l, err := ParseLimit(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if tt.shown == "" {
				tt.shown = tt.text
			}
			if l.String() != tt.shown {
				t.Errorf("shown as %q, want %q", l, tt.shown)
			}
			again, err := ParseLimit(l.String())
			if err != nil || again.String() != l.String() {
				t.Errorf("read again: %q, %v", again, err)
			}
			got, next := l.at(at(tt.now))
			var want time.Time
			switch {
			case len(tt.next) == 6:
				want = at(tt.next[1:]).Add(24 * time.Hour)
			case tt.next != "":
				want = at(tt.next)
			}
			if got != tt.want || !next.Equal(want) {
				t.Errorf("at %s: %+v until %v, want %+v until %v", tt.now, got, next, tt.want, want)
			}
		})
	}
}

func TestWhatIsNoLimit(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"fast", "-1M", "2X", "M", "/s", ",", "2M,", "up", "08:00-23:00", "08:00-08:00 1M", "25:00-26:00 1M", "8:60-9 1M",
		"0.1", "NaN", "Inf", "1e30", "else", "up down 1M",
	} {
		if l, err := ParseLimit(text); !errors.Is(err, ErrLimit) {
			t.Errorf("%q is %+v, %v", text, l, err)
		}
	}
}

func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"2M", "08:00-23:00 2M, else up 1M down 5k", "22-6 off"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLimit(text)
		if err != nil {
			return
		}
		again, err := ParseLimit(l.String())
		if err != nil || again.String() != l.String() {
			t.Errorf("%q is shown as %q, which is %q, %v", text, l, again, err)
		}
	})
}
