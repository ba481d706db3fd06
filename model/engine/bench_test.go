package engine

import (
	"sync"
	"testing"

	"onefm/model/transfer"
)

// BenchmarkSnapshot is what a window asks ten times a second of an engine in
// another process: a queue of 100 jobs.
func BenchmarkSnapshot(b *testing.B) {
	lock := b.TempDir() + "/e.lock"
	l, err := listen(b.Context(), lock, nothing)
	if err != nil {
		b.Fatal(err)
	}
	var jobs []transfer.JobView
	for i := range 100 {
		jobs = append(jobs, transfer.JobView{ID: transfer.JobID(i), Title: "film.mkv", Current: []string{"film.mkv"}, History: make([]float64, 60)})
	}
	e := still{Engine: &worker{d: &depot{}}, s: transfer.Snapshot{Jobs: jobs}}
	s := newServer(e, "acc", func() {})
	var serving sync.WaitGroup
	serving.Go(func() { _ = s.serve(b.Context(), l) })
	c, r, err := dial(b.Context(), l.Addr().String(), "acc", func(transfer.Result) {})
	if err != nil {
		b.Fatal(err)
	}
	serving.Go(func() { c.read(r) })
	for b.Loop() {
		if s, err := c.look(b.Context()); err != nil || len(s.Jobs) != len(jobs) {
			b.Fatal(err)
		}
	}
	c.close()
	_ = l.Close()
	serving.Wait()
}

// still is an engine that shows a queue and does nothing.
type still struct {
	Engine

	s transfer.Snapshot
}

func (e still) Snapshot() transfer.Snapshot { return e.s }
