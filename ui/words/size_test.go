package words

import (
	"math"
	"testing"
	"time"

	"onefm/fichier"
)

func TestSize(t *testing.T) {
	t.Parallel()
	tests := []struct {
		n                   int64
		size, column, short string
	}{
		{-1, "unknown size", "      ", "?"},
		{0, "0 B", "  0 B", "0B"},
		{512, "512 B", "512 B", "512B"},
		{999, "999 B", "999 B", "999B"},
		{1000, "1.0 kB", "1.0 kB", "1.0k"},
		{9949, "9.9 kB", "9.9 kB", "9.9k"},
		{9950, "10 kB", " 10 kB", "10k"},
		{84_000_000, "84 MB", " 84 MB", "84M"},
		{999_499, "999 kB", "999 kB", "999k"},
		{999_500, "1.0 MB", "1.0 MB", "1.0M"},
		{8_412_345_678, "8.4 GB", "8.4 GB", "8.4G"},
		{300_000_000_000, "300 GB", "300 GB", "300G"},
		{math.MaxInt64, "9.2 EB", "9.2 EB", "9.2E"},
	}
	for _, tt := range tests {
		column := tt.column
		if tt.n >= 0 && tt.n < 1000 {
			column = column[:3] + " " + column[3:] // the unit's room: "512  B"
			column = column[:4] + " B"
		}
		if got := Size(tt.n); got != tt.size {
			t.Errorf("Size(%d) = %q, want %q", tt.n, got, tt.size)
		}
		if got := SizeColumn(tt.n); got != column {
			t.Errorf("SizeColumn(%d) = %q, want %q", tt.n, got, column)
		}
		if got := SizeShort(tt.n); got != tt.short {
			t.Errorf("SizeShort(%d) = %q, want %q", tt.n, got, tt.short)
		}
	}
}

func FuzzSizeColumn(f *testing.F) {
	f.Add(int64(9950))
	f.Add(int64(math.MaxInt64))
	f.Fuzz(func(t *testing.T, n int64) {
		if got := SizeColumn(n); len(got) != SizeWidth {
			t.Errorf("SizeColumn(%d) = %q, %d wide", n, got, len(got))
		}
		if got := SizeShort(n); len(got) > 4 {
			t.Errorf("SizeShort(%d) = %q", n, got)
		}
	})
}

func TestCounts(t *testing.T) {
	t.Parallel()
	tests := []struct{ got, want string }{
		{Count(0), "0"},
		{Count(999), "999"},
		{Count(1000), "1,000"},
		{Count(int64(math.MinInt64)), "-9,223,372,036,854,775,808"},
		{Plural(1, "item"), "1 item"},
		{Plural(12000, "item"), "12,000 items"},
		{PluralOf(2, "copy", "copies"), "2 copies"},
		{Bytes(1), "1 byte"},
		{Percent(0, 0), ""},
		{Percent(0, 10), "0 %"},
		{Percent(999_999, 1_000_000), "99 %"},
		{Percent(10, 10), "100 %"},
		{Percent(math.MaxInt64-1, math.MaxInt64), "99 %"},
		{Percent(-5, 10), "0 %"},
		{Speed(12_400_000), "12 MB/s"},
		{Speed(-1), "0 B/s"},
		{Left(0), ""},
		{Left(time.Millisecond), "1 s left"},
		{Left(40 * time.Second), "40 s left"},
		{Left(395 * time.Second), "7 min left"},
		{Left(3 * time.Hour), "3 h left"},
		{Join("a", "", "b"), "a · b"},
		{Join(), ""},
		{Sentence("it failed"), "It failed."},
		{Sentence("Why?"), "Why?"},
		{Sentence(""), ""},
		{Tier(fichier.PremiumGold), "Premium GOLD"},
		{Tier(9), "offer 9"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestAccount(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 14, 12, 0, 0, 0, time.UTC)
	a := fichier.Account{Tier: fichier.Premium, Until: now.AddDate(0, 1, 0), ColdStorage: 1_200_000_000_000, ColdQuota: 2_000_000_000_000}
	if got, want := Account(a, now), "Premium until 14 Dec · 1.2 TB of 2.0 TB used"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	a = fichier.Account{HotStorage: 1000, OverQuota: true}
	if got, want := Account(a, now), "Free · 1.0 kB used, over the quota"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
