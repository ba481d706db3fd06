package model_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
)

func TestCompareNatural(t *testing.T) {
	t.Parallel()
	ordered := []string{
		"", "!", "0", "00", "01", "1", "2", "9", "10", "123456789012345678901234567890",
		"123456789012345678901234567891", "1000000000000000000000000000000", "A", "a", "a1", "a1b", "a2",
		"a10", "a10b", "B", "b", "file 9", "file 10", "Z", "z", "\u00c4", "\u00e4", "日本", "\xff",
	}
	for i, a := range ordered {
		for j, b := range ordered {
			got, want := model.CompareNatural(a, b), sign(i-j)
			if a == "\xff" || b == "\xff" {
				want = -sign(model.CompareNatural(b, a)) // U+FFFD has its own place
			}
			if sign(got) != want {
				t.Errorf("CompareNatural(%q, %q) = %d, want %d", a, b, got, want)
			}
		}
	}
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func TestOrder(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	entries := []model.Entry{
		{Name: "b.txt", Size: 3, Time: day(2)},
		{Name: "a.zip", Size: 1, Time: day(3)},
		{Name: "docs", Kind: model.Folder, Size: model.UnknownSize, Time: day(1)},
		{Name: "c.txt", Size: 3, Time: day(1)},
		{Name: "link", Kind: model.Symlink, Flags: model.LinksToFolder, Size: model.UnknownSize, Time: day(9)},
		{Name: ".profile", Size: 2, Time: day(4)},
		{Name: "B.TXT", ID: "2", Size: 2, Time: day(2)},
		{Name: "B.TXT", ID: "1", Size: 2, Time: day(2)},
	}
	tests := []struct {
		order model.Order
		want  []string
	}{
		{model.Order{}, []string{"docs", "link", ".profile", "a.zip", "B.TXT1", "B.TXT2", "b.txt", "c.txt"}},
		{model.Order{Desc: true}, []string{"link", "docs", "c.txt", "b.txt", "B.TXT1", "B.TXT2", "a.zip", ".profile"}},
		{model.Order{By: model.BySize}, []string{"docs", "link", "a.zip", ".profile", "B.TXT1", "B.TXT2", "b.txt", "c.txt"}},
		{model.Order{By: model.BySize, Desc: true}, []string{"docs", "link", "b.txt", "c.txt", ".profile", "B.TXT1", "B.TXT2", "a.zip"}},
		{model.Order{By: model.ByTime}, []string{"docs", "link", "c.txt", "B.TXT1", "B.TXT2", "b.txt", "a.zip", ".profile"}},
		{model.Order{By: model.ByExt}, []string{"docs", "link", ".profile", "B.TXT1", "B.TXT2", "b.txt", "c.txt", "a.zip"}},
	}
	for _, tt := range tests {
		for range 20 {
			rand.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
			tt.order.Sort(entries)
			var got []string
			for _, e := range entries {
				got = append(got, e.Name+e.ID)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Fatalf("order %+v (-want +got):\n%s", tt.order, diff)
			}
		}
	}
}

func FuzzCompareNatural(f *testing.F) {
	f.Add("a1", "A01", "a10")
	f.Add("1", "!", ":")
	f.Add("\xff", "\ufffd", "K")
	f.Add("00", "0", "")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		ab, ba := model.CompareNatural(a, b), model.CompareNatural(b, a)
		if sign(ab) != -sign(ba) {
			t.Fatalf("%q and %q: %d and %d", a, b, ab, ba)
		}
		if (ab == 0) != (a == b) {
			t.Fatalf("%q and %q are told equal: %v", a, b, ab == 0)
		}
		three := []string{a, b, c}
		slices.SortFunc(three, model.CompareNatural)
		if model.CompareNatural(three[0], three[2]) > 0 {
			t.Fatalf("not transitive: %q", three)
		}
	})
}

func BenchmarkSort100k(b *testing.B) {
	entries := make([]model.Entry, 100_000)
	for i := range entries {
		entries[i] = model.Entry{Name: "holiday picture " + time.Duration(i*7919%len(entries)).String() + ".jpeg"}
	}
	for b.Loop() {
		model.Order{}.Sort(slices.Clone(entries))
	}
}
