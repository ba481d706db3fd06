package transfer

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/plan"
	"onefm/model/transfer/journal"
)

// journaled gives the rig a journal on the disk, and an engine with it that does not
// run yet.
func (r *rig) journaled() *journal.Journal {
	r.t.Helper()
	j, err := journal.Open(r.t.Context(), filepath.Join(r.dir, "state", "queue.sqlite"), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = j.Close() })
	o := r.e.o
	o.Journal = j
	r.e = New(o)
	return j
}

// reborn throws the engine away and makes one that knows only the journal.
func (r *rig) reborn(goOn bool) {
	r.t.Helper()
	r.e = New(r.e.o)
	if err := r.e.Load(r.t.Context(), goOn); err != nil {
		r.t.Fatal(err)
	}
}

func TestJobsOutliveTheirEngine(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		for i, name := range []string{"a", "b", "sub/c"} {
			r.write("seed/"+name, uint64(i), 2_000+i)
		}
		r.svc.AddFolder("/to")
		want := r.onDisk("seed")
		j := r.journaled()
		defer j.Close()
		id, err := r.e.Submit(r.plan(plan.Move, plan.Ask, model.AccountPath("/to"), r.local("seed")))
		if err != nil {
			t.Fatal(err)
		}
		r.reborn(false)
		v := r.e.Snapshot().Jobs[0]
		if v.ID != id || v.State != Paused || !v.Interrupted || v.Title != "seed" || v.ItemsTotal == 0 || v.BytesTotal == 0 {
			t.Errorf("left behind: %+v", v)
		}
		r.reborn(true) // it stays paused: somebody has to say so
		stop := r.serve()
		time.Sleep(time.Minute)
		if v := r.e.Snapshot().Jobs[0]; v.State != Paused || len(r.inAccount("/to")) > 0 {
			t.Errorf("goes on by itself: %+v", v)
		}
		if err := r.e.Resume(id); err != nil {
			t.Fatal(err)
		}
		r.ok(r.wait(id))
		stop()
		r.same("the account", want, r.inAccount("/to/seed"))
		r.same("the disk", tree{}, r.onDisk("seed"))
		s, err := Stored(t.Context(), j)
		if err != nil || len(s.Jobs) != 1 || s.Jobs[0].State != Done {
			t.Errorf("stored: %+v, %v", s, err)
		}
		r.e = New(r.e.o)
		if err := r.e.Load(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		r.e.Clear()
		if s, err := Stored(t.Context(), j); err != nil || len(s.Jobs) != 0 {
			t.Errorf("cleared: %+v, %v", s, err)
		}
	})
}

func TestSteeringWithoutARunLasts(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		for i, name := range []string{"a", "b", "c"} {
			r.write(name, uint64(i), 2_000+i)
		}
		r.svc.AddFolder("/to")
		defer r.journaled().Close()
		var ids []JobID
		for _, name := range []string{"a", "b", "c"} {
			id, err := r.e.Submit(r.plan(plan.Copy, plan.Ask, model.AccountPath("/to"), r.local(name)))
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		if err := errors.Join(r.e.Pause(ids[0]), r.e.Cancel(ids[1]), r.e.Reorder(ids[2], -2), r.e.SetPriority(ids[2], Urgent)); err != nil {
			t.Fatal(err)
		}
		r.reborn(true)
		jobs := r.e.Snapshot().Jobs
		if len(jobs) != 3 || jobs[0].ID != ids[2] || jobs[1].ID != ids[0] || jobs[2].ID != ids[1] {
			t.Fatalf("order %+v", jobs)
		}
		if jobs[0].State != Queued || jobs[0].Priority != Urgent || jobs[1].State != Paused || jobs[2].State != Cancelled {
			t.Errorf("states %v %v %v", jobs[0].State, jobs[1].State, jobs[2].State)
		}
		stop := r.serve()
		defer stop()
		r.ok(r.wait(ids[2]))
		if err := r.e.Retry(ids[1]); err != nil {
			t.Fatal(err)
		}
		r.ok(r.wait(ids[1]))
	})
}

func TestJobsOfAnotherProcessAreAdopted(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.write("a", 1, 100)
		r.svc.AddFolder("/to")
		j := r.journaled()
		defer j.Close()
		stop := r.serve()
		defer stop()
		id, err := Record(t.Context(), j, r.plan(plan.Copy, plan.Ask, model.AccountPath("/to"), r.local("a")), Urgent)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := r.e.Adopt(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		r.ok(r.wait(id))
		if err := r.e.Adopt(t.Context(), id+1); !errors.Is(err, ErrNoJob) {
			t.Errorf("a job that is not there: %v", err)
		}
	})
}

// TestRestartAtEveryMoment cuts every kind of job off at many moments, as if the
// process had been killed: the engine of before never writes again, and the next
// one knows the journal, the mirror and the disk only.
func TestRestartAtEveryMoment(t *testing.T) {
	for _, op := range append(operations, operation{"copy on the disk", "", plan.Copy, false, false, false}, operation{"move on the disk", "", plan.Move, false, false, true}) {
		for _, lag := range []bool{false, true} {
			name := op.name
			var opts []simulator.Option
			if lag {
				name, opts = name+", stored at once", []simulator.Option{simulator.WithStoredAtUpload(), simulator.WithOtherXID()}
			}
			t.Run(name, func(t *testing.T) {
				inRig(t, opts, func(t *testing.T, r *rig) { op.withRestarts(t, r, 1) })
			})
		}
	}
}

func (op operation) withRestarts(t *testing.T, r *rig, seed uint64) {
	j := r.journaled()
	defer j.Close()
	r.e.o.Batch = 25 << 10
	want := op.seed(r)
	id, err := r.e.Submit(op.plan(r))
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	cuts := 0
	for ; !r.cutAfter(time.Duration(rng.IntN(1500)) * time.Millisecond); cuts++ {
		if cuts > 500 {
			t.Fatal("it never ends")
		}
		r.reborn(true)
	}
	r.ok(r.wait(id))
	op.complete(r, want)
	t.Logf("%d restarts", cuts)
}

// TestCutAtEveryBoundary cuts every kind of job off once before and after every
// request to the service and every write into the journal. One run looks at every
// third of these boundaries, beginning at another one each time, and under the race
// detector at every fifteenth; ONEFM_TEST_LARGE=1 looks at all.
func TestCutAtEveryBoundary(t *testing.T) {
	t.Parallel()
	stride := sized(3, 1)
	if raceEnabled {
		stride = sized(15, 1)
	}
	first := int(seedOf(t) % uint64(stride))
	kinds := append(operations, operation{"copy on the disk", "", plan.Copy, false, false, false}, operation{"move on the disk", "", plan.Move, false, false, true})
	for k, op := range kinds {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			reached := true
			for at := 1 + (first+k)%stride; reached; at += stride {
				var opts []simulator.Option
				if at%2 == 0 {
					opts = []simulator.Option{simulator.WithStoredAtUpload(), simulator.WithOtherXID()}
				}
				t.Run(strconv.Itoa(at), func(t *testing.T) {
					inSerialRig(t, opts, func(t *testing.T, r *rig) { reached = op.withCut(t, r, at) })
				})
			}
		})
	}
}

// withCut carries the job out with one cut, and reports whether it came to that.
func (op operation) withCut(t *testing.T, r *rig, at int) bool {
	defer r.journaled().Close()
	r.e.o.Batch = 25 << 10
	want := op.seed(r)
	id, err := r.e.Submit(op.plan(r))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	e := r.e
	e.tap = r.wire.tick
	r.wire.arm(at, func() {
		go func() { // whoever is cut may hold the lock
			e.mu.Lock()
			e.dead = true
			e.mu.Unlock()
		}()
		cancel()
	})
	gone := make(chan error)
	go func() { gone <- e.Run(ctx) }()
	_, err = e.Wait(ctx, id)
	cancel()
	<-gone
	synctest.Wait()
	cut := r.wire.disarm()
	if !cut && err != nil {
		t.Fatal(err)
	}
	r.reborn(true)
	stop := r.serve()
	defer stop()
	r.ok(r.wait(id))
	op.complete(r, want)
	return cut
}

// TestFaultMatrixWithRestarts repeats the matrix of faults with an engine that is cut
// off again and again. Under the race detector it is one row in twelve.
func TestFaultMatrixWithRestarts(t *testing.T) {
	t.Parallel()
	for _, m := range sampled(t, 12, meetings(matrixFaults), meeting.kinds) {
		t.Run(m.String(), func(t *testing.T) {
			inRig(t, nil, func(t *testing.T, r *rig) { m.op.withFaultAndRestarts(t, r, m.text, uint64(m.n)) })
		})
	}
}

func (op operation) withFaultAndRestarts(t *testing.T, r *rig, text string, seed uint64) {
	defer r.journaled().Close()
	r.e.o.Batch = 25 << 10
	want := op.seed(r)
	p := op.plan(r)
	r.fault(strings.Split(text, " + ")...)
	id, err := r.e.Submit(p)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(seed, 2))
	life := time.Second
	for cuts := 0; !r.cutAfter(time.Duration(rng.Int64N(int64(life)))); cuts++ {
		if life *= 2; cuts > 20 { // what takes hours has to be left alone for hours
			life = 12 * time.Hour
		}
		r.reborn(true)
	}
	res := r.wait(id)
	r.svc.ClearFaults()
	op.check(t, r, want, res)
	if res.State == Done {
		op.complete(r, want)
		return
	}
	if errors.Is(res.Err, fichier.ErrAuth) {
		return // the client makes no further call: a new session follows
	}
	time.Sleep(3 * time.Hour) // locks and reports run out
	r.reborn(true)
	stop := r.serve()
	defer stop()
	if err := r.e.Retry(id); err != nil {
		t.Fatal(err)
	}
	r.ok(r.wait(id))
	op.complete(r, want)
}

// scythe is the wire of a rig: it counts moments, and at one of them cuts everything
// off.
type scythe struct {
	rt http.RoundTripper

	mu   sync.Mutex
	n    int
	at   int // 0: never
	cut  func()
	dead bool
}

var errCut = errors.New("cut off")

func (s *scythe) arm(at int, cut func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n, s.at, s.cut, s.dead = 0, at, cut, false
}

// disarm reports whether the moment has come.
func (s *scythe) disarm() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = 0
	was := s.dead
	s.dead = false
	return was
}

func (s *scythe) tick() { s.alive() }

// alive counts a moment and reports whether the wire still leads anywhere.
func (s *scythe) alive() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n++; s.n == s.at && !s.dead {
		s.dead = true
		s.cut()
	}
	return !s.dead
}

func (s *scythe) RoundTrip(r *http.Request) (*http.Response, error) {
	if !s.alive() {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, errCut
	}
	resp, err := s.rt.RoundTrip(r)
	if err == nil && !s.alive() {
		_ = resp.Body.Close()
		return nil, errCut
	}
	return resp, err
}

// cutAfter lets the engine work for a while and then cuts it off from everything: the
// journal takes nothing more. It reports whether the job was over before.
func (r *rig) cutAfter(d time.Duration) (over bool) {
	ctx, cancel := context.WithCancel(r.t.Context())
	gone := make(chan error)
	e := r.e
	go func() { gone <- e.Run(ctx) }()
	time.Sleep(d)
	synctest.Wait()
	over = e.Snapshot().Jobs[0].State.Final()
	if !over {
		e.mu.Lock()
		e.dead = true
		e.mu.Unlock()
	}
	cancel()
	<-gone
	return over
}

func TestARefusedKeyLeavesTheJobsToTheNext(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		defer r.journaled().Close()
		op := operations[0]
		want := op.seed(r)
		p := op.plan(r)
		r.fault("upload/get_upload_server nth=1 401")
		id, err := r.e.Submit(p)
		if err != nil {
			t.Fatal(err)
		}
		stop := r.serve()
		if res := r.wait(id); !errors.Is(res.Err, fichier.ErrAuth) {
			t.Errorf("%+v", res)
		}
		stop()
		r.svc.ClearFaults()
		key, err := fichier.NewSecret(r.svc.Key())
		if err != nil {
			t.Fatal(err)
		}
		client := fichier.New(key, fichier.WithTransport(r.wire))
		defer client.Close()
		m, err := mirror.Open(t.Context(), "", client, mirror.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		r.e.o.Client, r.e.o.Mirror = client, m
		time.Sleep(time.Hour) // a new client knows nothing of the calls of the old one
		r.reborn(true)
		defer r.serve()()
		r.ok(r.wait(id))
		op.complete(r, want)
	})
}

// Two engines on one journal should never be; should they, they double nothing.
func TestTwoEnginesOfOneJournalDoubleNothing(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		for i := range 30 {
			r.write(fmt.Sprintf("seed/f%d", i), uint64(i), 2_000+i)
		}
		want := r.onDisk("seed")
		r.svc.AddFolder("/to")
		r.fault("upload delay=5s") // both are at it at one time
		j := r.journaled()
		defer j.Close()
		var engines []*Engine
		var ids []JobID
		for range 2 {
			id, err := Record(t.Context(), j, r.plan(plan.Copy, plan.Ask, model.AccountPath("/to"), r.local("seed")), Normal)
			if err != nil {
				t.Fatal(err)
			}
			r.e = New(r.e.o)
			if err := r.e.Adopt(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			defer r.serve()()
			engines, ids = append(engines, r.e), append(ids, id)
		}
		for i, e := range engines {
			res, err := e.Wait(t.Context(), ids[i])
			if err != nil {
				t.Fatal(err)
			}
			r.ok(res)
		}
		r.same("the account", want, r.inAccount("/to/seed"))
	})
}
