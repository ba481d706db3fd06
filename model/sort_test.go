package model_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
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

// checkSort sorts entries both ways.
func checkSort(t *testing.T, o model.Order, entries []model.Entry) {
	t.Helper()
	want := slices.Clone(entries)
	slices.SortFunc(want, o.Compare)
	o.Sort(entries)
	for i := range want {
		if entries[i].Key() != want[i].Key() || !entries[i].Time.Equal(want[i].Time) || entries[i].Size != want[i].Size {
			t.Fatalf("order %+v: entry %d is %+v, want %+v", o, i, entries[i], want[i])
		}
	}
}

func TestSortIsTheOrderOfCompare(t *testing.T) {
	t.Parallel()
	parts := []string{"", "a", "A", "file ", "File ", "0", "00", "7", "07", "12", "120", "\u00c4", "\u00e4", "\u212a", "k", "\xff", "\ufffd", ".", ".TXT", ".txt", "!", ":", "日"}
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 200 {
		prefix := parts[r.IntN(len(parts))]
		entries := make([]model.Entry, r.IntN(60+round%3*300))
		for i := range entries {
			var name strings.Builder
			name.WriteString(prefix)
			for range r.IntN(5) {
				name.WriteString(parts[r.IntN(len(parts))])
			}
			entries[i] = model.Entry{
				Name: name.String(), ID: fmt.Sprintf("%03d", (i*37+round)%1000), Kind: model.Kind(r.IntN(4)), Size: int64(r.IntN(5) - 1),
				Time: time.Unix(int64(r.IntN(3)-1)*62135596800, int64(r.IntN(3))).UTC(), Target: name.String(),
			}
		}
		checkSort(t, model.Order{By: model.SortBy(round % 4), Desc: round%8 > 3}, entries)
		for _, e := range entries {
			if e.Target != e.Name {
				t.Fatalf("an entry fell apart: %+v", e)
			}
		}
	}
}

func FuzzSort(f *testing.F) {
	f.Add("a1 a01 a10 A1", uint8(0))
	f.Add("x\xff x\ufffd x", uint8(4))
	f.Add("0 00 000000000000000000000000000000000000 1", uint8(5))
	f.Fuzz(func(t *testing.T, names string, order uint8) {
		var entries []model.Entry
		for name := range strings.SplitSeq(names, " ") {
			entries = append(entries, model.Entry{Name: name, Size: int64(len(name) % 3), Time: time.Unix(int64(len(name)%2), 0)})
		}
		checkSort(t, model.Order{By: model.SortBy(order % 4), Desc: order%8 > 3}, entries)
	})
}

// BenchmarkSort sorts 100,000 entries, and does it by Compare for a floor.
func BenchmarkSort(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, of := range map[string]func(i int) string{
		"numbered": func(i int) string { return fmt.Sprintf("holiday picture %06d.jpeg", i*7919%100_000) },
		"random":   func(int) string { return fmt.Sprintf("%x %d.txt", r.Uint64(), r.IntN(1000)) },
	} {
		b.Run(name, func(b *testing.B) {
			entries := make([]model.Entry, 100_000)
			for i := range entries {
				entries[i] = model.Entry{Name: of(i)}
			}
			shuffled := make([]model.Entry, len(entries))
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				copy(shuffled, entries)
				b.StartTimer()
				model.Order{}.Sort(shuffled)
			}
			took := b.Elapsed() / time.Duration(b.N)
			copy(shuffled, entries)
			start := time.Now()
			slices.SortFunc(shuffled, model.Order{}.Compare)
			b.ReportMetric(float64(took.Microseconds())/1000, "ms")
			b.ReportMetric(float64(time.Since(start))/float64(took), "times-faster")
		})
	}
}
