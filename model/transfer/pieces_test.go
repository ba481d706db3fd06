package transfer

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onefm/model/disk"
)

func TestInsertJoinsWhatTouches(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		have []disk.Range
		add  disk.Range
		want []disk.Range
	}{
		{"first", nil, disk.Range{From: 3, To: 5}, []disk.Range{{From: 3, To: 5}}},
		{"before", []disk.Range{{From: 3, To: 5}}, disk.Range{From: 0, To: 2}, []disk.Range{{From: 0, To: 2}, {From: 3, To: 5}}},
		{"behind", []disk.Range{{From: 3, To: 5}}, disk.Range{From: 6, To: 9}, []disk.Range{{From: 3, To: 5}, {From: 6, To: 9}}},
		{"touching", []disk.Range{{From: 3, To: 5}}, disk.Range{From: 5, To: 9}, []disk.Range{{From: 3, To: 9}}},
		{"closing a gap", []disk.Range{{From: 0, To: 2}, {From: 5, To: 9}}, disk.Range{From: 2, To: 5}, []disk.Range{{From: 0, To: 9}}},
		{"over several", []disk.Range{{From: 0, To: 2}, {From: 3, To: 4}, {From: 6, To: 7}, {From: 9, To: 10}}, disk.Range{From: 1, To: 8}, []disk.Range{{From: 0, To: 8}, {From: 9, To: 10}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(tt.want, insert(tt.have, tt.add)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestEveryByteIsFetchedOnce lets streams come, get on, break and go by chance.
// Whatever they do, in the end every byte was written, no two streams ever had the
// same one, and the front is never ahead of what is through.
func TestEveryByteIsFetchedOnce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 1))
		size := 1 + rng.Int64N(20_000)
		m := pieces{piece: 1 + rng.Int64N(3000), least: 1 + rng.Int64N(500)}
		m.reset(size, nil)
		written := make([]int, size)
		var live []*stretch
		for steps := 0; !m.whole(); steps++ {
			if steps > 100_000 {
				t.Fatalf("seed %d: no end", seed)
			}
			switch {
			case len(live) == 0 || rng.IntN(8) == 0 && len(live) < 6:
				s := m.take(len(live) == 0 && rng.IntN(2) == 0)
				if s == nil {
					break
				}
				m.request(s)
				live = append(live, s)
				continue
			}
			if len(live) == 0 {
				t.Fatalf("seed %d: nobody has anything to do, and %v is all there is", seed, m.done)
			}
			i := rng.IntN(len(live))
			s := live[i]
			n := m.room(s, 1+rng.IntN(400))
			for at := s.at; at < s.at+int64(n); at++ {
				written[at]++
			}
			m.advance(s, int64(n))
			if n == 0 || rng.IntN(30) == 0 {
				m.give(s)
				live = append(live[:i], live[i+1:]...)
			}
			if front := m.front(); front > 0 && written[front-1] == 0 || front < size && front > 0 && written[0] == 0 {
				t.Fatalf("seed %d: the front is at %d", seed, front)
			}
		}
		for at, n := range written {
			if n != 1 {
				t.Fatalf("seed %d: byte %d of %d was fetched %d times", seed, at, size, n)
			}
		}
	}
}

func TestFirstStreamGoesOnWhereAnotherGaveUp(t *testing.T) {
	t.Parallel()
	m := pieces{piece: 100, least: 10}
	m.reset(1000, nil)
	first := m.take(true)
	if from, length := m.request(first); from != 0 || length != -1 {
		t.Fatalf("asked for %d bytes from %d, want all of them", length, from)
	}
	m.advance(first, 50)
	other := m.take(false)
	if first.end != 150 || other.from != 150 || other.end != 250 {
		t.Fatalf("cut at %d, the other has %d to %d; want 150, 150 to 250", first.end, other.from, other.end)
	}
	m.give(other)
	if first.end != 1000 {
		t.Errorf("the first ends at %d although nobody else fetches the rest", first.end)
	}
}

func TestWhatAnEarlierRunLeftIsComparedOnce(t *testing.T) {
	t.Parallel()
	m := pieces{piece: 1 << 20, least: 1 << 10}
	m.reset(10<<20, []disk.Range{{From: 0, To: 4 << 20}, {From: 5 << 20, To: 5<<20 + 32}})
	s := m.take(true)
	if from, length := m.request(s); from != 4<<20-overlapSize || length != 5<<20-from {
		t.Fatalf("asked for %d bytes from %d", length, from)
	}
	m.compared(s.at, 1000) // and the line breaks
	m.give(s)
	s = m.take(true)
	if from, _ := m.request(s); from != 4<<20-overlapSize+1000 {
		t.Errorf("asked from %d, want the rest of the comparison", from)
	}
	m.compared(s.at, overlapSize-1000)
	if from, _ := m.request(s); from != 4<<20 {
		t.Errorf("asked from %d, want no further comparison", from)
	}
}
