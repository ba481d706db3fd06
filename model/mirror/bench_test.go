package mirror

import (
	"context"
	"database/sql"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// benchFile makes a database of folders with files in each and returns its path.
func benchFile(b *testing.B, folders, files int) string {
	b.Helper()
	sizes := make([]int, folders)
	for i := range sizes {
		sizes[i] = files
	}
	path := filepath.Join(b.TempDir(), "m.sqlite")
	fill(b, path, sizes)
	return path
}

// million is an account of a million files: one folder of 100,000 and 1,800 of 500.
func million(b *testing.B) string {
	b.Helper()
	sizes := []int{100_000}
	for range 1_800 {
		sizes = append(sizes, 500)
	}
	path := filepath.Join(b.TempDir(), "m.sqlite")
	fill(b, path, sizes)
	return path
}

// fill makes a database of folders of so many files, all known. Its indexes are
// made last: that takes a fifth of the time.
func fill(b *testing.B, path string, sizes []int) {
	b.Helper()
	m, err := open(b.Context(), path, keyless{}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	err = m.s.write(b.Context(), func(ctx context.Context, tx *sql.Tx) error {
		now := time.Now().UnixNano()
		if _, err := tx.ExecContext(ctx, "UPDATE folders SET as_of = ?; DROP INDEX files_link; DROP INDEX files_bytes", now); err != nil {
			return err
		}
		w, r, n := newWriter(tx), rand.New(rand.NewPCG(1, 2)), 0
		for d, size := range sizes {
			id := fichier.FolderID(3_000_000 + d)
			if err := w.exec(ctx, "INSERT INTO folders(id, parent, name, as_of, total) VALUES(?, 0, ?, ?, ?)", id, fmt.Sprintf("folder %04d", d), now, size); err != nil {
				return err
			}
			links := make([]string, size)
			for i := range links {
				links[i] = "?" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64(nil, r.Uint64()), uint32(n+i))))
			}
			slices.Sort(links)
			for i, l := range links {
				row := fileRow{link: l, name: fmt.Sprintf("Some recording of an evening, part %04d %06d.mkv", d, i)}
				row.size, row.date = r.Int64N(1<<33), 1_700_000_000+int64(i)
				for k := 0; k < sumBytes; k += 8 {
					binary.BigEndian.PutUint64(row.sum[k:], r.Uint64())
				}
				if err := w.putFile(ctx, id, row); err != nil {
					return err
				}
			}
			n += size
		}
		for _, index := range []string{"files_link", "files_bytes"} {
			if err := statements(indexOf(index))(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := m.Close(); err != nil {
		b.Fatal(err)
	}
}

// indexOf returns the statement that makes an index of the tables.
func indexOf(name string) string {
	for s := range strings.SplitSeq(filesTable+schema2, ";") {
		if strings.Contains(s, "INDEX "+name+" ") {
			return s
		}
	}
	return ""
}

// ms is a duration as benchmarks report it.
func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// BenchmarkMillion is the mirror of a million files: its size, the time from
// nothing to the first rows of a folder, a folder of 100,000 listed and sorted (and
// how many times the mere reading of its rows by the driver takes), a walk through
// everything, and the memory that all of it leaves behind.
func BenchmarkMillion(b *testing.B) {
	path := million(b)
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	best := map[string]time.Duration{}
	timed := func(name string, f func()) {
		start := time.Now()
		f()
		if d := time.Since(start); best[name] == 0 || d < best[name] {
			best[name] = d
		}
	}
	var m *Mirror
	list := func(dir string) []model.Entry {
		l, err := m.List(b.Context(), at(dir), model.Cached)
		if err != nil || len(l.Entries) == 0 {
			b.Fatal(len(l.Entries), err)
		}
		return l.Entries
	}
	for b.Loop() {
		timed("open", func() {
			if m, err = open(b.Context(), path, keyless{}, Options{}); err != nil {
				b.Fatal(err)
			}
			list("/folder 1042")
		})
		timed("list", func() { model.Order{}.Sort(list("/folder 0000")) })
		timed("floor", func() { readByDriver(b, m) })
		timed("same", func() { _, _ = m.HasSize(b.Context(), 1234) })
		timed("walk", func() {
			rows := 0
			err := m.Walk(b.Context(), at("/"), func(_ model.Path, e []model.Entry) error {
				rows += len(e)
				return nil
			})
			if err != nil || rows != 1_000_000+1_801 {
				b.Fatal(rows, err)
			}
		})
		if err := m.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(info.Size())/1e6, "B/entry")
	b.ReportMetric(ms(best["open"]), "open-ms")
	b.ReportMetric(ms(best["list"]), "list+sort-ms")
	b.ReportMetric(float64(best["list"])/float64(best["floor"]), "list/floor")
	b.ReportMetric(ms(best["same"]), "same-size-ms")
	b.ReportMetric(best["walk"].Seconds(), "walk-s")
	b.ReportMetric(resident(), "MiB")
}

// readByDriver reads the rows of the large folder and does nothing with them.
func readByDriver(b *testing.B, m *Mirror) {
	b.Helper()
	err := m.s.read(b.Context(), func(ctx context.Context, tx *sql.Tx) error {
		var link, name, rec sql.RawBytes
		return each(ctx, tx, "SELECT link, name, rec FROM files WHERE folder = 3000000", nil, []any{&link, &name, &rec}, func() error { return nil })
	})
	if err != nil {
		b.Fatal(err)
	}
}

// resident is the memory of this process in MiB after a collection, where the
// system tells.
func resident() float64 {
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		var kib float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kib); n == 1 {
			return kib / 1024
		}
	}
	return 0
}

// BenchmarkOpen is the time from nothing to the first rows of a folder.
func BenchmarkOpen(b *testing.B) {
	path := benchFile(b, 100, 200)
	for b.Loop() {
		m, err := open(b.Context(), path, keyless{}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		l, err := m.List(b.Context(), at("/folder 0042"), model.Cached)
		if err != nil || len(l.Entries) != 200 {
			b.Fatal(len(l.Entries), err)
		}
		b.StopTimer()
		if err := m.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkMerge merges answers of new files into a folder.
func BenchmarkMerge(b *testing.B) {
	for _, n := range []int{fichier.MaxListing, 200_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			path := ""
			for b.Loop() {
				b.StopTimer()
				path = filepath.Join(b.TempDir(), "m.sqlite")
				m, err := open(b.Context(), path, newFake(), Options{})
				if err != nil {
					b.Fatal(err)
				}
				a := bulk(fichier.Root, n, 0)
				b.StartTimer()
				if _, _, err := m.merge(b.Context(), a); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				if err := m.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			if info, err := os.Stat(path); err == nil {
				b.ReportMetric(float64(info.Size())/float64(n), "B/entry")
			}
			b.ReportMetric(ms(b.Elapsed())/float64(b.N), "ms")
		})
	}
}

// BenchmarkTake is one call's entry in the ledger.
func BenchmarkTake(b *testing.B) {
	l, err := OpenLedger(b.Context(), filepath.Join(b.TempDir(), "m.sqlite"), "", nil)
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	rules := []fichier.Rule{{Key: "*", Every: time.Nanosecond}, fichier.ListRule(7)}
	now := time.Now()
	for b.Loop() {
		now = now.Add(time.Minute)
		if _, ok, err := l.Take(b.Context(), now, rules); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
