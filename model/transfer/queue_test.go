package transfer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
)

// trickle gives a byte a second.
type trickle struct{ data []byte }

func (r *trickle) Read(p []byte) (int, error) {
	if len(r.data) == 0 {
		return 0, io.EOF
	}
	time.Sleep(time.Second)
	p[0] = r.data[0]
	r.data = r.data[1:]
	return 1, nil
}

func (r *trickle) Close() error { return nil }

// slowly makes every download a byte a second.
func (w *world) slowly() {
	w.acc.onOpen = func(link fichier.Link, offset int64) (io.ReadCloser, error) {
		w.acc.mu.Lock()
		defer w.acc.mu.Unlock()
		return &trickle{data: w.acc.files[link].data[offset:]}, nil
	}
}

func (w *world) view(id JobID) JobView {
	for _, v := range w.e.Snapshot().Jobs {
		if v.ID == id {
			return v
		}
	}
	w.t.Fatalf("job %d is not in the snapshot", id)
	return JobView{}
}

func TestCancelLeavesNothingBehind(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.slowly()
		sub := w.e.Subscribe()
		id := w.start(w.remotes(6, 100))
		time.Sleep(30 * time.Second)
		if w.disk.partCount() == 0 {
			t.Fatal("nothing is under way")
		}
		if err := w.e.Cancel(id); err != nil {
			t.Fatal(err)
		}
		r := w.wait(id)
		if r.State != Cancelled || r.Untried != 6 || !errors.Is(r.Err, model.ErrCancelled) || len(r.Failures) != 0 {
			t.Errorf("result: %+v", r)
		}
		if w.disk.partCount() != 0 || len(w.acc.names()) != 6 {
			t.Errorf("%d parts, %d files in the account", w.disk.partCount(), len(w.acc.names()))
		}
		if ev, err := sub.Next(t.Context()); err != nil || ev.ID != id || ev.State != Cancelled {
			t.Errorf("event %+v, %v", ev, err)
		}
		if err := w.e.Cancel(id); !errors.Is(err, ErrNoJob) {
			t.Errorf("cancelled twice: %v", err)
		}
		w.acc.onOpen = nil
		if err := w.e.Retry(id); err != nil {
			t.Fatal(err)
		}
		w.ok(w.wait(id), 6)
		w.downloaded(6, 100)
	})
}

func TestStopKeepsPartsForTheNextRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.slowly()
		p := w.remotes(1, 100)
		for _, first := range []bool{true, false} {
			w.e = New(Options{Client: w.acc, Mirror: w.acc, Disk: w.disk})
			ctx, cancel := context.WithCancel(t.Context())
			over := make(chan error)
			go func() { over <- w.e.Run(ctx) }()
			id := w.start(planOf(p.Step(0)))
			if first {
				time.Sleep(30*time.Second + time.Second/2)
				cancel()
				if _, err := w.e.Wait(t.Context(), id); !errors.Is(err, ErrStopped) {
					t.Errorf("Wait = %v", err)
				}
				<-over
				if w.disk.partCount() != 1 {
					t.Fatal("the part is gone")
				}
				if _, err := w.e.enqueue(p); !errors.Is(err, ErrStopped) {
					t.Errorf("a stopped engine took a job: %v", err)
				}
				continue
			}
			w.ok(w.wait(id), 1)
			w.downloaded(1, 100)
			if w.acc.count("open 3") != 1 {
				t.Errorf("not resumed: %v", w.acc.calls)
			}
			cancel()
			<-over
		}
	})
}

func TestPauseHoldsAndGivesItsPlacesAway(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.slowly()
		first := w.start(w.remotes(6, 100))
		time.Sleep(10 * time.Second)
		if err := w.e.Pause(first); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		before := w.view(first)
		other := w.acc.put(w.dst, "other", []byte("0123456789"))
		second := w.start(planOf(plan.Step{Source: other, Target: w.to.Child("other"), Action: plan.Download}))
		w.ok(w.wait(second), 1)
		time.Sleep(time.Hour)
		after := w.view(first)
		if after.State != Paused || after.Holdup.Reason != Held || after.Bytes != before.Bytes || after.Speed != 0 {
			t.Errorf("paused: %v, %v, %d -> %d bytes", after.State, after.Holdup, before.Bytes, after.Bytes)
		}
		if err := w.e.Resume(first); err != nil {
			t.Fatal(err)
		}
		w.ok(w.wait(first), 6)
		w.downloaded(6, 100)
	})
}

func TestPauseAndCancelBeforeTheStart(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.slowly()
		busy := w.start(w.remotes(4, 100))
		p := w.locals(2, 10)
		id := w.start(p)
		w.e.Pause(id)
		synctest.Wait()
		if v := w.view(id); v.State != Paused && v.State != Done {
			t.Errorf("state %v", v.State)
		}
		if w.view(id).State == Paused {
			if err := w.e.Cancel(id); err != nil {
				t.Error(err)
			}
			if r := w.wait(id); r.State != Cancelled {
				t.Errorf("state %v", r.State)
			}
		}
		w.ok(w.wait(busy), 4)
	})
}

func TestRefusedKeyStopsEverything(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		var refused atomic.Bool
		w.acc.onCall = func(call string) error {
			if refused.Load() && (call == "token" || call == "node") {
				return &fichier.Error{Kind: fichier.ErrAuth}
			}
			return nil
		}
		w.slowly()
		down := w.start(w.remotes(20, 50))
		time.Sleep(20 * time.Second)
		refused.Store(true)
		w.dst = model.AccountPath("/up")
		up := w.start(w.locals(2, 10))
		for _, id := range []JobID{down, up} {
			r := w.wait(id)
			if r.State != Failed || !errors.Is(r.Err, fichier.ErrAuth) || len(r.Failures) != 0 || r.Untried == 0 {
				t.Errorf("job %d: %v, %v, %d failures, %d untried", id, r.State, r.Err, len(r.Failures), r.Untried)
			}
		}
		if n := w.acc.count("token") + w.acc.count("node"); n > 4+DefaultDownloads+1 {
			t.Errorf("%d calls", n)
		}
		refused.Store(false)
		w.acc.onOpen = nil // nobody is at work
		for _, id := range []JobID{down, up} {
			if err := w.e.Retry(id); err != nil {
				t.Error(err)
			}
			if r := w.wait(id); r.State != Done {
				t.Errorf("job %d after a new key: %v %v", id, r.State, r.Failures)
			}
		}
		w.downloaded(20, 50)
	})
}

func TestPanicFailsTheItemAndNothingElse(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.remotes(3, 100)
		w.acc.onOpen = func(link fichier.Link, _ int64) (io.ReadCloser, error) {
			if link == fichier.Link(p.Step(1).Source.Entry.ID) {
				panic("a bug")
			}
			return nil, nil
		}
		r := w.run(p)
		if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, model.ErrInternal) || r.Items != 2 {
			t.Errorf("failures %v, %d items", r.Failures, r.Items)
		}
		w.acc.onOpen = nil
		w.dst = model.AccountPath("/up")
		w.ok(w.run(w.locals(1, 10)), 1)
	})
}

func TestPanicInTheMiddleOfALongFileLeavesNoGoroutine(t *testing.T) {
	const size = 3 * sumAside
	t.Run("down", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			p := w.remotes(1, size)
			w.acc.onOpen = func(fichier.Link, int64) (io.ReadCloser, error) {
				return io.NopCloser(io.MultiReader(bytes.NewReader(bytesOf(0, 2*sumAside)), panicking{})), nil
			}
			if r := w.run(p); len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, model.ErrInternal) {
				t.Errorf("failures %v", r.Failures)
			}
		})
	})
	t.Run("up", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			p := w.locals(2, size)
			w.disk.onEOF = func(p model.Path) {
				if p.Base() == "f001" {
					panic("a bug")
				}
			}
			r := w.run(p)
			if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, model.ErrInternal) || r.Items != 1 {
				t.Errorf("failures %v, %d items", r.Failures, r.Items)
			}
		})
	})
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("a bug") }

func TestReorderAndClear(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.slowly()
		var ids []JobID
		for range 4 {
			ids = append(ids, w.start(w.remotes(4, 20)))
		}
		order := func() (got []JobID) {
			for _, v := range w.e.Snapshot().Jobs {
				got = append(got, v.ID)
			}
			return got
		}
		for _, move := range []struct {
			id    JobID
			delta int
			want  []JobID
		}{
			{ids[3], -2, []JobID{1, 4, 2, 3}}, {ids[0], 99, []JobID{4, 2, 3, 1}}, {ids[2], -99, []JobID{3, 4, 2, 1}}, {ids[1], 0, []JobID{3, 4, 2, 1}},
		} {
			if err := w.e.Reorder(move.id, move.delta); err != nil {
				t.Fatal(err)
			}
			if got := order(); !equal(got, move.want) {
				t.Errorf("order %v, want %v", got, move.want)
			}
		}
		for _, id := range ids {
			w.wait(id)
		}
		w.e.Clear()
		if got := order(); len(got) != 0 {
			t.Errorf("left after clear: %v", got)
		}
		if err := w.e.Retry(ids[0]); !errors.Is(err, ErrNoJob) {
			t.Errorf("Retry of a cleared job = %v", err)
		}
	})
}

func equal[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestRunTwice(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		if err := w.e.Run(t.Context()); !errors.Is(err, ErrRunning) {
			t.Errorf("second Run = %v", err)
		}
	})
}

func TestProgressIsWhatCameThrough(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := &plan.Plan{}
		sizes := []int{10, 50, 100}
		for i, size := range sizes {
			it := w.acc.put(w.dst, string(rune('a'+i)), bytesOf(uint64(i), size))
			p.Add(plan.Step{Source: it, Target: w.to.Child(it.Entry.Name), Action: plan.Download})
		}
		w.slowly()
		began := time.Now()
		id := w.start(p)
		for !w.view(id).State.Final() {
			want := 0
			for _, size := range sizes {
				want += min(size, int(time.Since(began)/time.Second))
			}
			v := w.view(id)
			if v.Bytes < int64(want-3) || v.Bytes > int64(want+3) {
				t.Fatalf("%d bytes after %v, want about %d", v.Bytes, time.Since(began), want)
			}
			if want == 90 && (v.Speed < 1.5 || v.Speed > 2.5 || v.Left < 20*time.Second || v.Left > 50*time.Second || len(v.Current) != 2) {
				t.Errorf("speed %g, left %v, current %v", v.Speed, v.Left, v.Current)
			}
			time.Sleep(time.Second)
		}
		if v := w.view(id); v.Bytes != 160 || v.Items != 3 || v.State != Done {
			t.Errorf("at the end: %+v", v)
		}
	})
}

func TestHoldupSaysWhatItWaitsFor(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.acc.onCall = func(call string) error {
			if call == "token" && w.acc.count("token") < 4 {
				return &fichier.Error{Kind: fichier.ErrNetwork, Message: "no route to host"}
			}
			return nil
		}
		id := w.start(w.remotes(1, 100))
		time.Sleep(time.Second / 2)
		v := w.view(id)
		if v.Holdup.Reason != Offline || v.Holdup.Until.IsZero() || v.Holdup.Detail == "" {
			t.Errorf("holdup %+v", v.Holdup)
		}
		w.ok(w.wait(id), 1)
	})
}
