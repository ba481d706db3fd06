package words

import (
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	t.Parallel()
	tests := []struct {
		d    time.Duration
		want string
	}{
		{-time.Second, "0 s"},
		{8*time.Second + 900*time.Millisecond, "8 s"},
		{time.Minute, "1 min"},
		{3*time.Minute + 20*time.Second, "3 min 20 s"},
		{12*time.Minute + 20*time.Second, "12 min"},
		{time.Hour, "1 h"},
		{80 * time.Minute, "1 h 20 min"},
		{24 * time.Hour, "1 day"},
		{51 * time.Hour, "2 days 3 h"},
	}
	for _, tt := range tests {
		if got := Duration(tt.d); got != tt.want {
			t.Errorf("Duration(%v) = %q, want %q", tt.d, got, tt.want)
		}
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 14, 14, 32, 0, 0, time.UTC)
	tests := []struct {
		ago           time.Duration
		live, offline string
	}{
		{-time.Hour, "live", "offline"}, // a clock that was set back
		{29 * time.Second, "live", "offline"},
		{30 * time.Second, "1 min", "offline 1 min"},
		{2 * time.Minute, "2 min", "offline 2 min"},
		{3*time.Hour + time.Minute, "3 h", "offline 3 h"},
		{49 * time.Hour, "2 days", "offline 2 days"},
	}
	for _, tt := range tests {
		if got := Age(now.Add(-tt.ago), now); got != tt.live {
			t.Errorf("Age(%v ago) = %q, want %q", tt.ago, got, tt.live)
		}
		if got := Offline(now.Add(-tt.ago), now); got != tt.offline {
			t.Errorf("Offline(%v ago) = %q, want %q", tt.ago, got, tt.offline)
		}
	}
	if got := Age(time.Time{}, now); got != "never" {
		t.Errorf("Age of nothing = %q", got)
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	paris := time.FixedZone("CET", 3600)
	now := time.Date(2026, 11, 14, 14, 32, 0, 0, paris)
	tests := []struct {
		name                string
		at                  time.Time
		long, middle, short string
	}{
		{"today", now.Add(-time.Hour), "2026-11-14 13:32", "14 Nov 13:32", " 13:32"},
		{"told in the zone of now", time.Date(2026, 11, 13, 23, 30, 0, 0, time.UTC), "2026-11-14 00:30", "14 Nov 00:30", " 00:30"},
		{"this year", time.Date(2026, 9, 4, 8, 5, 0, 0, paris), "2026-09-04 08:05", " 4 Sep 08:05", " 4 Sep"},
		{"long ago", time.Date(2023, 9, 4, 8, 5, 0, 0, paris), "2023-09-04 08:05", " 4 Sep  2023", "  2023"},
		{"far ahead", time.Date(2029, 9, 4, 8, 5, 0, 0, paris), "2029-09-04 08:05", " 4 Sep  2029", "  2029"},
		{"never", time.Time{}, "                ", "            ", "      "},
		{"beyond the calendar", time.Date(123456, 1, 1, 0, 0, 0, 0, paris), "                ", "            ", "      "},
	}
	for _, tt := range tests {
		for width, want := range map[int]string{DateLong: tt.long, DateMiddle: tt.middle, DateShort: tt.short} {
			if got := Date(tt.at, now, width); got != want {
				t.Errorf("%s: Date(%d) = %q, want %q", tt.name, width, got, want)
			}
		}
	}
}

func FuzzDate(f *testing.F) {
	f.Add(int64(0), int64(1<<40))
	f.Fuzz(func(t *testing.T, at, now int64) {
		for _, width := range []int{DateLong, DateMiddle, DateShort} {
			if got := Date(time.Unix(at, 0), time.Unix(now, 0).UTC(), width); len(got) != width {
				t.Errorf("Date(%d, %d, %d) = %q", at, now, width, got)
			}
		}
	})
}

func TestMoment(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 14, 23, 58, 0, 0, time.UTC)
	if got, want := Moment(now.Add(time.Minute), now), "23:59"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Moment(now.Add(time.Hour), now), "15 Nov 00:58"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
