package mirror_test

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"onefm/model/mirror"
	"onefm/model/search"
)

// BenchmarkSearchMillion types into the search of a window over a mirror of a
// million files: the time of a keystroke with the rows of 200 hits, and the memory
// of the process, database included. See the package search for the numbers.
func BenchmarkSearchMillion(b *testing.B) {
	path := mirror.BenchFile(b, 2000, 500)
	debug.FreeOSMemory()
	b.ReportMetric(resident(), "before-MiB")
	m, err := mirror.Open(b.Context(), path, nil, mirror.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	x := search.New(m)
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	start := time.Now()
	go func() { done <- x.Run(ctx, nil) }()
	peak := 0.0
	for !x.Status().Ready {
		<-x.Changed()
		peak = max(peak, resident())
	}
	b.ReportMetric(time.Since(start).Seconds(), "build-s")
	var times []time.Duration
	for b.Loop() {
		for _, text := range []string{"recording 0004", "evening", "~rcrdngmkv", "999", "part 0000 mkv"} {
			for n := 1; n <= len(text); n++ {
				q, err := search.Parse(text[:n], search.Options{})
				if err != nil {
					b.Fatal(err)
				}
				began := time.Now()
				if _, err := x.Find(ctx, q, search.FindOptions{Limit: 200}); err != nil {
					b.Fatal(err)
				}
				times = append(times, time.Since(began))
				peak = max(peak, resident())
			}
		}
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(peak, "peak-MiB")
	b.ReportMetric(float64(x.Status().Bytes)/float64(x.Status().Entries), "B/entry")
	cancel()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
}

// resident is the memory of this process in MiB, 0 where that is not told.
func resident() float64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var total, pages float64
	if _, err := fmt.Sscan(string(text), &total, &pages); err != nil {
		return 0
	}
	return pages * float64(os.Getpagesize()) / (1 << 20)
}
