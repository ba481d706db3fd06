package mirror

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"onefm/fichier"
)

// bulk is an answer of n files, all of which differ from round to round.
func bulk(dir fichier.FolderID, n, round int) answer {
	a := answer{folder: dir, asked: time.Now(), allFiles: true}
	for i := range n {
		a.files = append(a.files, fichier.File{
			Link: fichier.Link(fmt.Sprintf("https://1fichier.com/?%08x%012d", uint32(i*2654435761), i)),
			Name: fmt.Sprintf("file %d of round %d", i, round), Size: int64(i), Date: time.Unix(1_700_000_000, 0),
			Sum: fmt.Sprintf("%0128x", uint64(i)*0x9e3779b97f4a7c15),
		})
	}
	return a
}

// merging keeps another process merging large answers until stop is called.
func merging(tb testing.TB, path string) (stop func()) {
	tb.Helper()
	m, err := open(tb.Context(), path, keyless{}, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(tb.Context())
	rows := 6_000
	if raceEnabled {
		rows = 600
	}
	under, done := make(chan struct{}), make(chan error, 1)
	go func() {
		var err error
		for round := 0; err == nil && ctx.Err() == nil; round++ {
			if round == 1 {
				close(under)
			}
			_, _, err = m.merge(ctx, bulk(fichier.Root, rows, round))
		}
		done <- err
	}()
	<-under
	return func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			tb.Error(err)
		}
		if err := m.Close(); err != nil {
			tb.Error(err)
		}
	}
}

// A large merge of another process lets everybody in between two of its
// transactions. What it did meanwhile is the measure: no clock of a busy machine.
func TestLargeMergeLocksNobodyOut(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "m.sqlite")
	m := openAt(t, path, keyless{}, Options{})
	defer closed(t, m)
	defer merging(t, path)()
	// Transactions of the merge: how many are watched, and how many a write may have
	// to wait for.
	watched, allowed := uint64(60), 6
	if raceEnabled {
		watched = 10
	}
	generation := func() uint64 {
		t.Helper()
		now, err := m.Generation(t.Context())
		must(t, err)
		return now
	}
	var waits []int
	for start, before := generation(), generation(); before < start+watched; {
		must(t, m.ledger.Lock(t.Context(), time.Now().Add(-time.Hour), "none")) // a write that is no generation
		after := generation()
		waits = append(waits, int(after-before))
		before = after
	}
	slices.Sort(waits)
	t.Logf("%d writes during %d transactions of a merge: they waited for %d at most", len(waits), watched, waits[len(waits)-1])
	if len(waits) < int(watched)/allowed {
		t.Errorf("only %d writes during %d transactions of another process", len(waits), watched)
	}
	if most := waits[len(waits)-1]; most > 4*allowed {
		t.Errorf("a write waited for %d transactions of another process", most)
	}
}

// BenchmarkWait is how long a write waits while another process merges large
// answers.
func BenchmarkWait(b *testing.B) {
	path := filepath.Join(b.TempDir(), "m.sqlite")
	l, err := OpenLedger(b.Context(), path, "", nil)
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	defer merging(b, path)()
	rules := []fichier.Rule{{Key: "*", Every: time.Nanosecond}}
	var waits []time.Duration
	for b.Loop() {
		start := time.Now()
		if _, _, err := l.Take(b.Context(), start, rules); err != nil {
			b.Fatal(err)
		}
		waits = append(waits, time.Since(start))
	}
	slices.Sort(waits)
	b.ReportMetric(ms(waits[len(waits)/2]), "ms-median")
	b.ReportMetric(ms(waits[len(waits)*99/100]), "ms-p99")
	b.ReportMetric(ms(waits[len(waits)-1]), "ms-max")
}
