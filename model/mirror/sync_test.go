package mirror

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
)

// seedAccount fills an account with folders in a tree and files in them.
func seedAccount(sim *simulator.Service, folders, files int) {
	r := rand.New(rand.NewPCG(3, 4))
	dirs := []string{"/"}
	for i := range folders - 1 {
		up := dirs[r.IntN(min(len(dirs), 400))]
		dir := path.Join(up, fmt.Sprintf("folder %d", i))
		sim.AddFolder(dir)
		dirs = append(dirs, dir)
	}
	day := time.Date(1998, 1, 1, 0, 0, 0, 0, time.UTC)
	sum := fmt.Sprintf("%0128x", 7)
	for i := range files {
		dir := dirs[r.IntN(len(dirs))]
		c := simulator.Synthetic(uint64(i), int64(i)).WithSum(sum)
		sim.AddFile(path.Join(dir, fmt.Sprintf("file %d", i)), c, simulator.Dated(day.Add(time.Duration(i)*time.Minute)))
	}
}

func TestSyncMakesOneCallAFolder(t *testing.T) {
	folders, files := 300, 9_000
	switch {
	case raceEnabled:
		folders, files = 60, 600
	case os.Getenv(longDay) != "":
		folders, files = 2_000, 100_000
	}
	bubble(t, func(t *testing.T) {
		sim := simulator.New()
		seedAccount(sim, folders, files)
		syncAccount(t, sim, folders, files)
	})
}

// syncAccount syncs an account from nothing and checks that it costs as many calls
// as it has folders, and how good the estimates were.
func syncAccount(t *testing.T, sim *simulator.Service, folders, files int) {
	t.Helper()
	r := newRig(t, sim)
	var halfway Status
	var at time.Time
	start := time.Now()
	err := r.Sync(t.Context(), SyncOptions{}, func(s Status) {
		if s.Calls == folders/2 {
			halfway, at = s, time.Now()
		}
	})
	took := time.Since(start)
	if err != nil {
		t.Fatalf("Sync = %v", err)
	}
	calls := sim.Count("")
	t.Logf("%d folders, %d files: %d calls in %v; half way %v were said to be left, %v were",
		folders, files, calls, took.Round(time.Second), halfway.Left, time.Since(at).Round(time.Second))
	if calls != folders {
		t.Errorf("%d calls for %d folders", calls, folders)
	}
	if want := time.Duration(folders) * syncEvery(); took > want+want/20 {
		t.Errorf("took %v, want about %v", took, want)
	}
	s := r.Status(t.Context())
	if s.Syncing || s.Folders != int64(folders) || s.Listed != int64(folders) || s.Files != int64(files) {
		t.Errorf("Status = %+v", s)
	}
	compare(t, r, model.Cached)
	if n := sim.Count("") - calls; n != 0 {
		t.Errorf("%d calls to look at it", n)
	}
	must(t, r.Sync(t.Context(), SyncOptions{}, nil))
	if n := sim.Count("") - calls; n != 0 {
		t.Errorf("%d calls to sync what is known", n)
	}
}

func TestSyncGoesOnAfterRestartsAndInSeveralProcesses(t *testing.T) {
	db := dbPath(t)
	bubble(t, func(t *testing.T) {
		const folders = 120
		sim := simulator.New()
		seedAccount(sim, folders, 500)
		r := newRigAt(t, sim, db)
		for range 3 {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			if err := r.Sync(ctx, SyncOptions{}, nil); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("Sync = %v", err)
			}
			cancel()
			r = joinRig(t, sim, db)
		}
		others := []rig{r, joinRig(t, sim, db), joinRig(t, sim, db)}
		done := make(chan error)
		for _, r := range others {
			go func() { done <- r.Sync(t.Context(), SyncOptions{}, nil) }()
		}
		for range others {
			must(t, <-done)
		}
		if n := sim.Count(""); n > folders+3 { // a call that is broken off is made again
			t.Errorf("%d calls for %d folders", n, folders)
		}
		compare(t, r, model.Cached)
	})
}

func TestSyncGivesWayToPeopleOfOtherProcesses(t *testing.T) {
	db := dbPath(t)
	bubble(t, func(t *testing.T) {
		sim := simulator.New()
		seedAccount(sim, 150, 150)
		a := newRigAt(t, sim, db)
		b := joinRig(t, sim, db)
		names(t, b.Mirror, "/", model.Auto)
		done := make(chan error, 1)
		go func() { done <- a.Sync(t.Context(), SyncOptions{}, nil) }()
		time.Sleep(5 * time.Second)
		var slowest time.Duration
		for range 20 {
			start := time.Now()
			rows, err := b.unlisted(t.Context(), 100)
			must(t, err)
			must(t, b.refresh(t.Context(), rows[len(rows)-1].id))
			slowest = max(slowest, time.Since(start))
		}
		t.Logf("the slowest listing beside a sync took %v", slowest)
		if slowest > 800*time.Millisecond {
			t.Errorf("a listing beside a sync took %v", slowest)
		}
		must(t, <-done)
	})
}

func TestSyncListsLargeFoldersInBetween(t *testing.T) {
	bubble(t, func(t *testing.T) {
		sim := simulator.New()
		large := 12_000
		if raceEnabled {
			large = 5_500
		}
		seedAccount(sim, 100, 300)
		sum := fmt.Sprintf("%0128x", 7)
		for i := range large {
			when := time.Date(1999, 1, 1, 0, 0, 7*i, 0, time.UTC)
			sim.AddFile(fmt.Sprintf("/many/file %d", i), simulator.Synthetic(uint64(i), 1).WithSum(sum), simulator.Dated(when))
		}
		r := newRig(t, sim)
		start := time.Now()
		must(t, r.Sync(t.Context(), SyncOptions{}, nil))
		t.Logf("%d calls in %v", sim.Count(""), time.Since(start))
		if n := sim.Count(""); n > 101+4 {
			t.Errorf("%d calls", n)
		}
		compare(t, r, model.Cached)
	})
}

func TestSyncSitsOutFaults(t *testing.T) {
	for _, kind := range []simulator.Kind{
		simulator.FaultReset, simulator.FaultFlood403, simulator.FaultHTML, simulator.FaultTruncated, simulator.FaultLost, simulator.FaultStatus,
	} {
		t.Run(string(kind), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				sim := simulator.New()
				folders := 60
				if raceEnabled { // which takes its time for every row
					folders = 25
				}
				seedAccount(sim, folders, 100)
				r := newRig(t, sim)
				sim.Fault(simulator.Rule{Endpoint: "folder/ls", Kind: kind, Size: 503, Every: 9, Times: 5})
				must(t, r.Sync(t.Context(), SyncOptions{}, nil))
				compare(t, r, model.Cached)
			})
		})
	}
}

func TestSyncGivesUp(t *testing.T) {
	bubble(t, func(t *testing.T) {
		sim := simulator.New()
		seedAccount(sim, 10, 10)
		r := newRig(t, sim)
		sim.Fault(simulator.Rule{Endpoint: "*", Kind: simulator.FaultReset, After: time.Second})
		start := time.Now()
		err := r.Sync(t.Context(), SyncOptions{Patience: 2 * time.Minute}, nil)
		if took := time.Since(start); !errors.Is(err, fichier.ErrNetwork) || took > 5*time.Minute {
			t.Errorf("Sync = %v after %v", err, took)
		}
		sim.ClearFaults()
		sim.Fault(simulator.Rule{Endpoint: "*", Kind: simulator.FaultAuth})
		time.Sleep(time.Minute)
		if err := r.Sync(t.Context(), SyncOptions{}, nil); !errors.Is(err, fichier.ErrAuth) {
			t.Errorf("Sync = %v", err)
		}
	})
}

func TestSyncAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		sim := simulator.New()
		seedAccount(sim, 40, 100)
		r := newRig(t, sim)
		must(t, r.Sync(t.Context(), SyncOptions{}, nil))
		sim.AddFile("/new/folder/file", simulator.Text("x"))
		time.Sleep(time.Hour)
		must(t, r.Sync(t.Context(), SyncOptions{Older: 10 * time.Minute}, nil))
		want(t, "calls", sim.Count(""), 40+42)
		compare(t, r, model.Cached)
		calls := slices.MaxFunc(sim.Calls(), func(a, b simulator.Call) int { return a.Time.Compare(b.Time) })
		if calls.Status != 200 {
			t.Errorf("the last call: %+v", calls)
		}
	})
}
