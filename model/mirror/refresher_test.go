package mirror

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier/simulator"
	"onefm/model"
)

// run runs the refresher of a rig until the end of the test.
func (r rig) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := r.Run(ctx); err != nil {
			t.Errorf("Run = %v", err)
		}
	})
	t.Cleanup(func() {
		cancel()
		wg.Wait()
	})
}

// listings returns how often a folder was listed.
func (r rig) listings(id int64) int {
	n := 0
	for _, c := range r.sim.Calls() {
		if c.FolderID == id && (c.Endpoint == "folder/ls" || c.Endpoint == "file/ls") {
			n++
		}
	}
	return n
}

func TestOpenFolderFollowsWhatOthersDo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, simulator.New())
		r.sim.AddFile("/films/a.mkv", simulator.Text("a"))
		names(t, r.Mirror, "/films", model.Auto)
		w := r.Watch()
		defer w.Close()
		r.run(t)
		r.Attend([]model.Path{at("/films")}, nil)
		time.Sleep(time.Second)

		r.sim.AddFile("/films/b.mkv", simulator.Text("b"))
		start := time.Now()
		select {
		case <-w.C():
		case <-time.After(time.Minute):
			t.Fatal("the new file did not show within a minute")
		}
		synctest.Wait() // rows are told of first, the rest follows
		t.Logf("shown after %v", time.Since(start))
		want(t, "changed", w.Take(), []model.Path{at("/films")})
		want(t, "rows", names(t, r.Mirror, "/films", model.Cached), []string{"a.mkv", "b.mkv"})
		if next := time.Until(r.Status(t.Context()).Folder(at("/films")).Next); next < 25*time.Second || next > 32*time.Second {
			t.Errorf("the next refresh is in %v", next)
		}
	})
}

func TestWindowThatIsLeftOpenAsksLessAndLess(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, simulator.New())
		id := r.sim.AddFolder("/films")
		r.sim.AddFile("/films/a.mkv", simulator.Text("a"))
		r.run(t)
		r.Attend([]model.Path{at("/films")}, nil)
		var counts []int
		for range 3 {
			time.Sleep(20 * time.Minute)
			counts = append(counts, r.listings(id))
		}
		t.Logf("listings after 20, 40 and 60 minutes: %v", counts)
		if counts[0] > 7 || counts[2] > 8 {
			t.Errorf("a folder that never changes was listed %v times", counts)
		}
		calls := r.sim.Count("")
		time.Sleep(3 * time.Hour)
		if n := r.sim.Count("") - calls; n != 0 {
			t.Errorf("%d calls overnight", n)
		}
		if next := r.Status(t.Context()).Folder(at("/films")).Next; !next.IsZero() {
			t.Errorf("a refresh is planned at %v", next)
		}
		r.Attend([]model.Path{at("/films")}, nil)
		time.Sleep(5 * time.Second)
		if n := r.listings(id) - counts[2]; n != 1 {
			t.Errorf("%d listings when somebody came back", n)
		}
	})
}

func TestNeighboursAreLearntFromAnIdleBudget(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, simulator.New())
		for i := range 40 {
			r.sim.AddFile(fmt.Sprintf("/films/%02d/a.mkv", i), simulator.Text("a"))
		}
		names(t, r.Mirror, "/films", model.Auto)
		r.run(t)
		before := r.sim.Count("")
		r.Attend([]model.Path{at("/films")}, []model.Path{at("/films/17")})
		time.Sleep(2 * time.Second)
		want(t, "the folder at the cursor", names(t, r.Mirror, "/films/17", model.Cached), []string{"a.mkv"})
		time.Sleep(28 * time.Second)
		if n := r.sim.Count("") - before; n < 15 || n > 26 {
			t.Errorf("%d calls in 30 s", n)
		}
		checkRate(t, r, before, time.Second)
		time.Sleep(time.Minute)
		s := r.Status(t.Context())
		if s.Syncing || s.Folders != 42 || s.Listed != 42 {
			t.Errorf("Status = %+v", s)
		}
		for i := range 40 {
			names(t, r.Mirror, fmt.Sprintf("/films/%02d", i), model.Cached)
		}
	})
}

// checkRate checks that calls after the first n were at least so far apart.
func checkRate(t *testing.T, r rig, n int, apart time.Duration) {
	t.Helper()
	calls := r.sim.Calls()[n:]
	for i := 1; i < len(calls); i++ {
		if d := calls[i].Time.Sub(calls[i-1].Time); d < apart {
			t.Errorf("calls %d and %d are %v apart", i-1, i, d)
		}
	}
}

func TestRefreshersOfAllProcessesShareTheIdleBudget(t *testing.T) {
	path := dbPath(t)
	bubble(t, func(t *testing.T) {
		sim := simulator.New()
		for i := range 200 {
			sim.AddFolder(fmt.Sprintf("/films/%02d", i))
		}
		a := newRigAt(t, sim, path)
		rigs := []rig{a, joinRig(t, sim, path), joinRig(t, sim, path)}
		for i, r := range rigs {
			r.run(t)
			r.Attend([]model.Path{at("/films")}, []model.Path{at(fmt.Sprintf("/films/%02d", i))})
		}
		time.Sleep(time.Minute)
		if n := sim.Count(""); n < 30 || n > 51 {
			t.Errorf("%d calls in a minute", n)
		}
		checkRate(t, a, 1, time.Second)
	})
}

func TestNothingIsPrefetchedWhilePeopleAndTransfersCall(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, simulator.New())
		for i := range 60 {
			r.sim.AddFolder(fmt.Sprintf("/films/%02d", i))
		}
		r.run(t)
		r.Attend([]model.Path{at("/films")}, nil)
		time.Sleep(3 * time.Second)
		before := r.sim.Count("")
		var wg sync.WaitGroup
		start := time.Now()
		for i := range 20 { // a person, or a command, that wants much at once
			wg.Go(func() {
				if _, err := r.List(t.Context(), at(fmt.Sprintf("/films/%02d", i)), model.Auto); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if took := time.Since(start); took > 20*400*time.Millisecond+time.Second {
			t.Errorf("20 listings took %v", took)
		}
		if n := r.sim.Count("") - before; n > 21 {
			t.Errorf("%d calls for 20 listings", n)
		}
	})
}
