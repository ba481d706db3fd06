package transfer

import (
	"errors"
	"testing"

	"onefm/model"
	"onefm/model/plan"
)

// bigJob is a job of n items of which half are done and some have failed.
func bigJob(e *Engine, n int) *job {
	p := plan.New(plan.Request{})
	for range n {
		p.Add(plan.Step{
			Action: plan.Download, Target: model.AccountPath("/x/y"),
			Source: model.Item{Dir: model.AccountPath("/a"), Entry: model.Entry{Name: "n", Size: 10}},
		})
	}
	j := newJob(p)
	j.feed(DefaultBatch)
	j.state = Running
	for i := range n / 10 {
		s := p.Step(i)
		j.fail(int32(i), &s, errors.New("no"))
	}
	for range 4 {
		t := &task{job: j, span: j.spans[down][0]}
		t.at("a name")
		j.running[t] = struct{}{}
	}
	e.jobs = append(e.jobs, j)
	return j
}

func TestSnapshotCostsTheSameForAnyNumberOfItems(t *testing.T) {
	e := New(Options{})
	bigJob(e, 100_000)
	var s Snapshot
	if n := testing.AllocsPerRun(100, func() { s = e.Snapshot() }); n > 6 {
		t.Errorf("%.0f allocations for a snapshot", n)
	}
	v := s.Jobs[0]
	if v.Failed != 10_000 || len(v.Failures) != viewFailures || v.ItemsTotal != 100_000 || len(v.Current) != viewCurrent {
		t.Errorf("failed %d (%d shown), items %d, current %v", v.Failed, len(v.Failures), v.ItemsTotal, v.Current)
	}
}

func BenchmarkSnapshot(b *testing.B) {
	e := New(Options{})
	bigJob(e, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		e.Snapshot()
	}
}
