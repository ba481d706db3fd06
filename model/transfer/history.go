package transfer

import (
	"slices"
	"time"
)

const (
	// HistoryStep is what one cell of a history stands for.
	HistoryStep = 2 * time.Second
	// HistoryCells bounds a history: two minutes.
	HistoryCells = 60
	// spreadCells are what the spread of the time left is taken from: the last minute.
	spreadCells = 30
)

// history is the speeds of the last minutes. Like a meter it is fed when somebody
// looks; the time between two looks gets their mean.
type history struct {
	cells []float64 // oldest first
	at    time.Time // where the cell begins that is not complete yet; zero: nothing was seen
	bytes int64     // then
}

// add notes that bytes were through at now.
func (h *history) add(now time.Time, bytes int64) {
	span := now.Sub(h.at)
	if h.at.IsZero() || span < 0 || bytes < h.bytes {
		h.at, h.bytes = now, bytes
		return
	}
	n := int(span / HistoryStep)
	if n == 0 {
		return
	}
	rate := float64(bytes-h.bytes) / span.Seconds()
	for range min(n, HistoryCells) {
		if len(h.cells) == HistoryCells {
			h.cells = slices.Delete(h.cells, 0, 1)
		}
		h.cells = append(h.cells, rate)
	}
	h.at, h.bytes = now, bytes
}

// rest leaves the time up to now out.
func (h *history) rest() { h.at = time.Time{} }

// list is a copy of the cells.
func (h *history) list() []float64 { return slices.Clone(h.cells) }

// spread returns how long rest bytes take at the better and at the worse of the
// speeds of late: one cell in ten was better than the one, one in ten worse than
// the other. Both are 0 as long as too little is known.
func (h *history) spread(rest int64) (best, worst time.Duration) {
	late := slices.Clone(h.cells[max(len(h.cells)-spreadCells, 0):])
	if len(late) < 3 {
		return 0, 0
	}
	slices.Sort(late)
	tenth := len(late) / 10
	return timeLeft(rest, late[len(late)-1-tenth]), timeLeft(rest, late[tenth])
}
