package transfer

import (
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier/simulator"
	"onefm/model"
)

func limit(t *testing.T, text string) Limit {
	t.Helper()
	l, err := ParseLimit(text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestAllStreamsKeepOneLimit copies both ways at once.
func TestAllStreamsKeepOneLimit(t *testing.T) {
	tests := []struct {
		limit      string
		least, top time.Duration // for 4 MiB up and 4 MiB down
	}{
		{"1M", 7 * time.Second, 12 * time.Second},
		{"up 512k down 2M", 7 * time.Second, 12 * time.Second},
		{"up 2M down 512k", 7 * time.Second, 12 * time.Second},
		{"up 1M down 1M", 4 * time.Second, 8 * time.Second},
		{"off", 0, 4 * time.Second},                                       // of calls
		{"00:00-00:01 64k, else off", 60 * time.Second, 63 * time.Second}, // bubbles begin at midnight
	}
	for _, tt := range tests {
		t.Run(tt.limit, func(t *testing.T) {
			inRig(t, nil, func(t *testing.T, r *rig) {
				for i, name := range []string{"a", "b", "c", "d"} {
					r.write("from/"+name, uint64(i), 1<<20)
					r.svc.AddFile("/from/"+name, simulator.Bytes(bytesOf(uint64(i), 1<<20)))
				}
				r.e.SetLimit(limit(t, tt.limit))
				began := time.Now()
				upJob, err := r.e.Submit(r.plan(0, 0, model.AccountPath("/up"), r.local("from")))
				if err != nil {
					t.Fatal(err)
				}
				r.ok(r.copy(r.local("down"), model.AccountPath("/from")))
				r.ok(r.wait(upJob))
				if took := time.Since(began); took < tt.least || took > tt.top {
					t.Errorf("took %v, want %v to %v", took, tt.least, tt.top)
				}
				r.same("what came", r.inAccount("/from"), r.onDisk("down/from"))
				r.same("what went", r.onDisk("from"), r.inAccount("/up/from"))
			})
		})
	}
}

func TestALimitChangesWhileBytesMove(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.svc.AddFile("/big", simulator.Bytes(bytesOf(1, 4<<20)))
		r.e.SetLimit(limit(t, "1k"))
		id, err := r.e.Submit(r.plan(0, 0, r.local("to"), model.AccountPath("/big")))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		s := r.e.Snapshot()
		if j := s.Jobs[0]; j.Holdup.Reason != Limited || j.Bytes < 50<<10 || j.Bytes > 70<<10 {
			t.Errorf("after a minute at 1k: %d bytes, held up by %+v", j.Bytes, j.Holdup)
		}
		if s.Limit.Text != "1k" || s.Limit.Down != 1024 {
			t.Errorf("the limit shown is %+v", s.Limit)
		}
		r.e.SetLimit(Limit{})
		began := time.Now()
		r.ok(r.wait(id))
		if took := time.Since(began); took > time.Second {
			t.Errorf("took %v more after the limit was lifted", took)
		}
	})
}
