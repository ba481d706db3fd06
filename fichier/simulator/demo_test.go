package simulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"onefm/fichier/whirlpool"
)

var update = flag.Bool("update", false, "compute demo.sums anew; takes minutes")

// sumsOf computes the Whirlpool of every content up to a size: one pass a seed.
func sumsOf(t *testing.T, pool []pooled, largest int64) map[pooled]string {
	t.Helper()
	bySeed := map[uint64][]int64{}
	for _, p := range pool {
		if p.size <= largest {
			bySeed[p.seed] = append(bySeed[p.seed], p.size)
		}
	}
	sums := map[pooled]string{}
	for seed, sizes := range bySeed {
		// The sum of a prefix doesn't disturb the running one.
		h, at := whirlpool.New(), int64(0)
		for len(sizes) > 0 {
			next := 0
			for i, n := range sizes {
				if n < sizes[next] {
					next = i
				}
			}
			size := sizes[next]
			sizes = append(sizes[:next], sizes[next+1:]...)
			r := io.NewSectionReader(synthetic(seed), at, size-at)
			if _, err := io.CopyBuffer(h, onlyReader{r}, make([]byte, copyBuffer)); err != nil {
				t.Fatal(err)
			}
			at = size
			sums[pooled{seed, size}] = hex.EncodeToString(h.Sum(nil))
		}
	}
	return sums
}

// poolMark ends demo.sums and tells which pool it belongs to.
func poolMark(pool []pooled) []byte {
	h := sha256.New()
	for _, p := range pool {
		fmt.Fprintln(h, p.seed, p.size)
	}
	return h.Sum(nil)
}

func TestDemoSums(t *testing.T) {
	t.Parallel()
	pool := demoPool()
	if *update {
		sums := sumsOf(t, pool, 1<<62)
		b := bytes.NewBuffer(nil)
		for _, p := range pool {
			sum, err := hex.DecodeString(sums[p])
			if err != nil {
				t.Fatal(err)
			}
			b.Write(sum)
		}
		b.Write(poolMark(pool))
		if err := os.WriteFile("demo.sums", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(demoSums[min(64*len(pool), len(demoSums)):], poolMark(pool)) {
		t.Fatal("demo.sums is of another pool: run the test with -update")
	}
	contents := demoContents()
	checked := 0
	for p, want := range sumsOf(t, pool, 2<<20) {
		for i := range pool {
			if pool[i] == p {
				checked++
				if got := contents[i].blob.whirlpool(); got != want {
					t.Errorf("sum of %+v: got %s, want %s: run the test with -update", p, got, want)
				}
			}
		}
	}
	if checked < 50 {
		t.Errorf("checked %d sums, want more", checked)
	}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	s := New()
	defer s.Close()
	began := time.Now()
	s.SeedDemo()
	t.Logf("made in %v", time.Since(began))
	began = time.Now()
	truth := s.Truth()
	t.Logf("all sums in %v", time.Since(began))
	files, largest, public, protected, limited := 0, int64(0), 0, 0, 0
	inFolder := map[int64]int{}
	names := map[string]int{}
	for _, e := range truth {
		if e.Public != "" {
			public++
		}
		if e.Folder {
			continue
		}
		files++
		inFolder[e.FolderID]++
		names[e.Path]++
		largest = max(largest, e.Size)
		if e.Pass != "" {
			protected++
		}
		if e.Limited {
			limited++
		}
		if len(e.Sum) != 128 {
			t.Errorf("%q has the sum %q", e.Path, e.Sum)
		}
		if e.Size == 0 || e.Date.After(time.Now()) || !utf8.ValidString(e.Name) {
			t.Errorf("got %+v", e)
		}
		if n := utf8.RuneCountInString(e.Name); n > 250 {
			t.Errorf("%q has %d characters", e.Name, n)
		}
	}
	longest, twins := 0, 0
	for _, n := range inFolder {
		longest = max(longest, n)
	}
	for _, n := range names {
		if n > 1 {
			twins++
		}
	}
	t.Logf("%d files, %d entries, largest %d, longest folder %d, %d twins", files, len(truth), largest, longest, twins)
	if files < 3000 || largest < 4e9 || longest < 2000 || longest > 5000 || twins < 2 || public != 2 || protected != 1 || limited != 2 {
		t.Errorf("public %d, protected %d, limited %d", public, protected, limited)
	}
}

func BenchmarkSeedDemo(b *testing.B) {
	for b.Loop() {
		s := New()
		s.SeedDemo()
		s.Close()
	}
}

func TestSyntheticReadsAlikeAtAnyOffset(t *testing.T) {
	t.Parallel()
	whole := make([]byte, 1000)
	if _, err := synthetic(3).ReadAt(whole, 0); err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(whole), "\x00") > 30 {
		t.Error("does not look random")
	}
	for off := range 40 {
		for n := range 40 {
			got := make([]byte, n)
			if _, err := synthetic(3).ReadAt(got, int64(off)); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, whole[off:off+n]) {
				t.Fatalf("at %d, %d bytes: got %x, want %x", off, n, got, whole[off:off+n])
			}
		}
	}
}
