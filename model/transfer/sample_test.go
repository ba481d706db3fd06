package transfer

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// seedVar repeats what a run has chosen by chance: it takes the seed that the run
// printed.
const seedVar = "ONEFM_TEST_SEED"

// seedOf is the seed of what a test chooses by chance, which it prints.
func seedOf(t *testing.T) uint64 {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv(seedVar); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("%s: %v", seedVar, err)
		}
	}
	t.Logf("%s=%d", seedVar, seed)
	return seed
}

// sampled are the rows of a matrix that this run takes: all of them, but one in part
// under the race detector, which makes everything ten times as slow. It chooses other
// ones in every run, and in each at least one row of every kind: those are the words
// that kinds returns. ONEFM_TEST_LARGE=1 takes all rows there, too.
func sampled[T any](t *testing.T, part int, rows []T, kinds func(T) []string) []T {
	t.Helper()
	if raceEnabled {
		part = sized(part, 1)
	} else {
		part = 1
	}
	if part == 1 {
		return rows
	}
	taken := chosen(seedOf(t), part, rows, kinds)
	t.Logf("%d of %d rows", len(taken), len(rows))
	return taken
}

func chosen[T any](seed uint64, part int, rows []T, kinds func(T) []string) []T {
	rows = slices.Clone(rows)
	rng := rand.New(rand.NewPCG(seed, 0))
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	met := map[string]bool{}
	var first, rest []T
	for _, row := range rows {
		fresh := false
		for _, kind := range kinds(row) {
			fresh = fresh || !met[kind]
			met[kind] = true
		}
		if fresh {
			first = append(first, row)
		} else {
			rest = append(rest, row)
		}
	}
	return append(first, rest[:max(len(rows)/part-len(first), 0)]...)
}

// In some runs every row has its turn, and in each every kind has.
func TestASampleHasEveryKind(t *testing.T) {
	t.Parallel()
	reached := map[int]bool{}
	rows := make([]int, 60)
	for i := range rows {
		rows[i] = i
	}
	for seed := range uint64(200) {
		met := map[string]bool{}
		taken := chosen(seed, 6, rows, func(n int) []string { return []string{strconv.Itoa(n % 7)} })
		for _, n := range taken {
			met[strconv.Itoa(n%7)], reached[n] = true, true
		}
		if len(taken) != 10 || len(met) != 7 {
			t.Fatalf("seed %d: %d rows of %d kinds, want 10 of 7", seed, len(taken), len(met))
		}
	}
	if len(reached) != len(rows) {
		t.Errorf("%d of %d rows had their turn", len(reached), len(rows))
	}
}
