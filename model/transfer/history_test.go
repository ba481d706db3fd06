package transfer

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHistoryHoldsTheLastMinutes(t *testing.T) {
	t.Parallel()
	var h history
	now := time.Unix(0, 0)
	h.add(now, 0)
	bytes := int64(0)
	for i := range 100 {
		for range 10 { // looks in between change nothing
			now = now.Add(HistoryStep / 10)
			bytes += int64(i) * 200
			h.add(now, bytes)
		}
	}
	got := h.list()
	if len(got) != HistoryCells || got[0] != 40_000 || got[HistoryCells-1] != 99_000 {
		t.Errorf("%d cells from %v to %v", len(got), got[0], got[len(got)-1])
	}
	now = now.Add(5 * HistoryStep) // nobody looked
	h.add(now, bytes+50_000)
	if d := cmp.Diff([]float64{5000, 5000, 5000, 5000, 5000}, h.list()[HistoryCells-5:]); d != "" {
		t.Error(d)
	}
}

func TestTimeLeftHasASpread(t *testing.T) {
	t.Parallel()
	var h history
	if best, worst := h.spread(1000); best != 0 || worst != 0 {
		t.Errorf("%v to %v although nothing is known", best, worst)
	}
	h.cells = []float64{9999, 9999, 9999} // older than a minute
	for i := range spreadCells {
		h.cells = append(h.cells, []float64{100, 50, 200}[i%3])
	}
	if best, worst := h.spread(1000); best != 5*time.Second || worst != 20*time.Second {
		t.Errorf("%v to %v, want 5s to 20s", best, worst)
	}
}
