package transfer

import (
	"encoding/hex"
	"math/rand/v2"
	"testing"

	"onefm/fichier/whirlpool"
)

func TestSumIsTheSameBesideAndInline(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 1000, sumAside - 1, sumAside, sumAside + 1, 3*sumAside + 7} {
		rng := rand.New(rand.NewPCG(uint64(size), 1))
		data := make([]byte, size)
		for i := range data {
			data[i] = byte(rng.Uint32())
		}
		ref := whirlpool.New()
		_, _ = ref.Write(data)
		want := hex.EncodeToString(ref.Sum(nil))
		s := newSum(t.Context(), func(f func()) { go f() })
		for rest := data; len(rest) > 0; {
			n := min(1+rng.IntN(400_000), len(rest))
			_, _ = s.Write(rest[:n])
			rest = rest[n:]
		}
		if got := s.hex(); got != want {
			t.Errorf("size %d: got %.16s, want %.16s", size, got, want)
		}
		s.end() // again is no harm
	}
}

func TestSumSurvivesItsGoroutine(t *testing.T) {
	t.Parallel()
	s := newSum(t.Context(), func(func()) {})
	close(func() chan struct{} { s.over = make(chan struct{}); return s.over }())
	s.full, s.free = make(chan []byte, sumChunks), make(chan []byte, sumChunks)
	if n, err := s.Write(make([]byte, 10<<20)); n != 10<<20 || err != nil {
		t.Errorf("Write = %d, %v", n, err)
	}
	_ = s.hex() // wrong, but not for ever
}
