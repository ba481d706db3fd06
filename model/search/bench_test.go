package search

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sahilm/fuzzy"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
)

const benchRows = 1_000_000

// million is an account of a million files in 2,000 folders, which is made anew
// each time it is read, so that only the index takes memory.
type million struct{ rows int }

func vocabulary() []string {
	var list []string
	rnd := rand.New(rand.NewPCG(7, 7))
	for range 3000 {
		var b strings.Builder
		for range 2 + rnd.IntN(3) {
			b.WriteString([]string{"ba", "ler", "mi", "ton", "qua", "ri", "sho", "ve", "an", "kel", "do", "fra", "zu", "is", "po", "the"}[rnd.IntN(16)])
		}
		list = append(list, b.String())
	}
	return list
}

const perFolder = 500

func (m million) page(words []string, dir int) []model.Entry {
	rnd := rand.New(rand.NewPCG(uint64(dir), 1))
	out := make([]model.Entry, perFolder)
	ext := []string{"mkv", "mp4", "zip", "rar", "jpg", "flac", "txt", "iso"}
	for i := range out {
		n := dir*perFolder + i
		name := fmt.Sprintf("%s.%s.%d.%s-%06d.%s", strings.ToUpper(words[rnd.IntN(len(words))]), words[rnd.IntN(len(words))],
			1950+rnd.IntN(75), words[rnd.IntN(len(words))], rnd.IntN(1_000_000), ext[rnd.IntN(len(ext))])
		out[i] = model.Entry{
			Name: name, ID: linkStart + fmt.Sprintf("%020d", n), Size: rnd.Int64N(4 << 30), Time: time.Unix(1_600_000_000+int64(n), 0),
			Sum: fmt.Sprintf("%016x%0112d", rnd.Uint64(), 0),
		}
	}
	return out
}

func (m million) WalkDirs(_ context.Context, from model.Path, visit func(mirror.Dir, []model.Entry) error) error {
	words := vocabulary()
	dirs := m.rows / perFolder
	var top []model.Entry
	for d := range dirs {
		top = append(top, folder(fichier.FolderID(d+1), words[d%len(words)]+strconv.Itoa(d)))
	}
	if err := visit(mirror.Dir{Path: from}, top); err != nil {
		return err
	}
	for d := range dirs {
		if err := visit(mirror.Dir{ID: fichier.FolderID(d + 1), Path: from.Child(top[d].Name)}, m.page(words, d)); err != nil {
			return err
		}
	}
	return nil
}

func (m million) Rows(context.Context, fichier.FolderID) ([]model.Entry, error) { return nil, nil }
func (m million) Count(context.Context) (int, error)                            { return m.rows, nil }

func (m million) Changed(_ context.Context, since uint64) ([]mirror.Dir, bool, uint64, error) {
	return nil, since == 0, 1, nil
}
func (m million) Items(context.Context, []string) ([]model.Item, error) { return nil, nil }

// BenchmarkKeystroke types queries letter by letter into an index of a million
// files and tells the times of single keystrokes.
func BenchmarkKeystroke(b *testing.B) {
	x := updated(b, million{benchRows})
	var blob int
	for _, c := range x.chunks {
		blob += len(c.names)
	}
	b.Logf("%d MiB of names, index %.1f bytes an entry", blob>>20, float64(x.Status().Bytes)/float64(x.rows))
	for _, bm := range []struct {
		name, prefix string
		typed        []string
	}{
		{"substring", "", []string{"shoveton", "mkv", "the matrix", "1999", "lerqua 197", "e", "zuzuzuzu", "kel.po"}},
		{"fuzzy", "~", []string{"shvtn", "lrq97mkv", "matrx", "zzz99", "e", "banana"}},
		{"filters", "", []string{"ext:mkv size:>1G", "*.mkv", "date:7d", "is:dup", "path:/ba mi", "-the ext:iso"}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			var times []time.Duration
			before := cpu()
			for b.Loop() {
				for _, text := range bm.typed {
					from := 1
					if bm.name == "filters" {
						from = len(text)
					}
					for n := from; n <= len(text); n++ {
						q := mustParse(b, bm.prefix+text[:n])
						start := time.Now()
						if _, err := x.Find(b.Context(), q, FindOptions{Limit: 200}); err != nil {
							b.Fatal(err)
						}
						times = append(times, time.Since(start))
					}
				}
			}
			report(b, times, cpu()-before)
		})
	}
	b.Run("floor", func(b *testing.B) {
		var times []time.Duration
		before := cpu()
		for b.Loop() {
			start := time.Now()
			for _, c := range x.chunks {
				bytes.Count(c.names, []byte("e"))
			}
			times = append(times, time.Since(start))
		}
		report(b, times, cpu()-before)
	})
}

func report(b *testing.B, times []time.Duration, busy time.Duration) {
	slices.Sort(times)
	at := func(q float64) float64 { return float64(times[int(float64(len(times)-1)*q)].Microseconds()) / 1000 }
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(1), "max-ms")
	b.ReportMetric(float64(busy.Microseconds())/1000/float64(len(times)), "cpu-ms/key")
}

// BenchmarkLibrary is the matcher that onefm uses for its palette, over the same
// names.
func BenchmarkLibrary(b *testing.B) {
	x := updated(b, million{benchRows / 10})
	for b.Loop() {
		fuzzy.FindFrom("shvtn", namesOf{x})
	}
}

type namesOf struct{ x *Index }

func (n namesOf) Len() int { return n.x.rows }
func (n namesOf) String(i int) string {
	for _, c := range n.x.chunks {
		if i < c.rows() {
			return string(c.name(uint32(i)))
		}
		i -= c.rows()
	}
	return ""
}

// BenchmarkBuild makes the index and tells what memory the process then takes.
func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		x := New(million{benchRows})
		stop := x.startTaming()
		if err := x.Update(b.Context()); err != nil {
			b.Fatal(err)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(x.Status().Bytes)/float64(x.rows), "B/entry")
		b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "heap-MiB")
		b.ReportMetric(rss(), "rss-MiB")
		stop()
		runtime.KeepAlive(x)
	}
}

// rss is the resident memory of this process in MiB, 0 where that is not told.
func rss() float64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var total, resident float64
	if _, err := fmt.Sscan(string(text), &total, &resident); err != nil {
		return 0
	}
	return resident * float64(os.Getpagesize()) / (1 << 20)
}
