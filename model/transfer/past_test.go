package transfer

import (
	"testing"
	"time"
)

// TestIdleTimeIsNoSlowLine: an hour in which nothing ran, or nobody looked, says
// nothing of how long the rest takes.
func TestIdleTimeIsNoSlowLine(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 14, 12, 0, 0, 0, time.UTC)
	for name, looked := range map[string]bool{"nobody looked": false, "nothing ran": true} {
		e, at := &Engine{}, now
		e.traffic.init(1, Limit{})
		look := func(active int) Snapshot {
			s := Snapshot{Active: active, BytesTotal: 100e6}
			e.past(&s, at)
			return s
		}
		look(1)
		for range 60 {
			if at = at.Add(time.Minute); looked {
				look(0)
			}
		}
		var s Snapshot
		look(1)
		for range 5 {
			at = at.Add(HistoryStep)
			e.traffic.moved[goingUp].Add(2e6) // 1 MB/s
			s = look(1)
		}
		if s.LeftMin != 100*time.Second || s.LeftMax != 100*time.Second {
			t.Errorf("%s: between %v and %v left, want 1m40s; %v", name, s.LeftMin, s.LeftMax, s.History)
		}
	}
}
