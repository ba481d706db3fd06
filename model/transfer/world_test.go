package transfer

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"

	"onefm/model"
	"onefm/model/plan"
)

// world is an engine between a disk and an account that do what a test tells them.
type world struct {
	t    *testing.T
	disk *memDisk
	acc  *account
	e    *Engine
	src  model.Path // a local folder that is uploaded
	dst  model.Path // an account folder that is uploaded to and downloaded from
	to   model.Path // a local folder that is downloaded to
}

// inWorld runs do in a bubble with a running engine, and checks at the end that
// every goroutine is gone (the bubble sees to that) and no part file is left.
func inWorld(t *testing.T, do func(t *testing.T, w *world)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan error)
		go func() { over <- w.e.Run(ctx) }()
		defer func() {
			cancel()
			if err := <-over; err != nil {
				t.Errorf("Run = %v", err)
			}
		}()
		synctest.Wait()
		do(t, w)
	})
}

func newWorld(t *testing.T) *world {
	w := &world{
		t: t, disk: newMemDisk(), acc: newAccount(),
		src: localPath(t, "/src"), dst: model.AccountPath("/dst"), to: localPath(t, "/to"),
	}
	w.e = New(Options{Client: w.acc, Mirror: w.acc, Disk: w.disk})
	return w
}

func bytesOf(seed uint64, n int) []byte {
	rng := rand.New(rand.NewPCG(seed, 7))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return b
}

// locals puts n files into the local source folder and plans their upload.
func (w *world) locals(n, size int) *plan.Plan {
	p := &plan.Plan{Request: plan.Request{To: w.dst}}
	for i := range n {
		name := fmt.Sprintf("f%03d", i)
		it := w.disk.put(w.src.Child(name), bytesOf(uint64(i), size))
		p.Request.Sources = append(p.Request.Sources, it)
		p.Add(plan.Step{Source: it, Target: w.dst.Child(name), Action: plan.Upload})
	}
	return p
}

// remotes puts n files into the account and plans their download.
func (w *world) remotes(n, size int) *plan.Plan {
	p := &plan.Plan{Request: plan.Request{To: w.to}}
	for i := range n {
		name := fmt.Sprintf("f%03d", i)
		it := w.acc.put(w.dst, name, bytesOf(uint64(i), size))
		p.Request.Sources = append(p.Request.Sources, it)
		p.Add(plan.Step{Source: it, Target: w.to.Child(name), Action: plan.Download})
	}
	return p
}

// start puts a plan into the queue.
func (w *world) start(p *plan.Plan) JobID {
	w.t.Helper()
	id, err := w.e.enqueue(p)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// run carries a plan out and returns how it ended.
func (w *world) run(p *plan.Plan) Result {
	w.t.Helper()
	return w.wait(w.start(p))
}

func (w *world) wait(id JobID) Result {
	w.t.Helper()
	r, err := w.e.Wait(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// ok fails the test unless the job did all its items.
func (w *world) ok(r Result, items int) {
	w.t.Helper()
	if r.State != Done || r.Items != items || len(r.Failures) > 0 || r.Untried != 0 {
		w.t.Errorf("job: %v, %d items, %d untried, failures %v; want done with %d items", r.State, r.Items, r.Untried, r.Failures, items)
	}
}

// uploaded fails the test unless the account's folder holds exactly the local
// files, once each.
func (w *world) uploaded(n, size int) {
	w.t.Helper()
	want := map[string][]byte{}
	for i := range n {
		want[fmt.Sprintf("/dst/f%03d", i)] = bytesOf(uint64(i), size)
	}
	w.acc.mu.Lock()
	defer w.acc.mu.Unlock()
	for _, f := range w.acc.files {
		name := f.dir.Child(f.entry.Name).Name()
		if !bytes.Equal(want[name], f.data) {
			w.t.Errorf("%s holds other bytes, or twice", name)
		}
		delete(want, name)
	}
	if len(want) > 0 {
		w.t.Errorf("%d of %d files are missing", len(want), n)
	}
}

// downloaded fails the test unless the local folder holds exactly the account's
// files, and no part.
func (w *world) downloaded(n, size int) {
	w.t.Helper()
	for i := range n {
		name := fmt.Sprintf("f%03d", i)
		if got, ok := w.disk.read(w.to.Child(name)); !ok || !bytes.Equal(got, bytesOf(uint64(i), size)) {
			w.t.Errorf("%s is missing or differs", name)
		}
	}
	if n := w.disk.partCount(); n > 0 {
		w.t.Errorf("%d part files are left", n)
	}
}

// alter changes step i of a plan.
func alter(p *plan.Plan, i int, change func(*plan.Step)) {
	s := p.Step(i)
	change(&s)
	p.Set(i, s)
}

// onConflict makes the first step of a plan meet an entry.
func onConflict(p *plan.Plan, c plan.Choice, old model.Entry) {
	alter(p, 0, func(s *plan.Step) { s.Conflict = &plan.Conflict{Existing: []model.Entry{old}, Choice: c} })
}
