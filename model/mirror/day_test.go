package mirror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
)

// actor is one process at work: it browses and changes things at random.
type worker struct {
	rig

	t    *testing.T
	r    *rand.Rand
	made int
}

// step does one thing that a person or a job might do.
func (w *worker) step(ctx context.Context) error {
	dirs := w.folders(ctx)
	dir, to := dirs[w.r.IntN(len(dirs))], dirs[w.r.IntN(len(dirs))]
	l, err := w.List(ctx, dir, model.Freshness(w.r.IntN(3)))
	if err != nil {
		return err
	}
	var some []model.Item
	for _, e := range l.Entries {
		if w.r.IntN(3) == 0 && !strings.HasPrefix(e.Name, ".") {
			some = append(some, model.Item{Dir: dir, Entry: e})
		}
	}
	w.made++
	name := fmt.Sprintf("%c %d", 'a'+w.r.IntN(26), w.r.IntN(40))
	switch op := w.r.IntN(12); {
	case op < 3:
		l := w.sim.AddFile(wirePath(dir.Child(name)), simulator.Text(name))
		return w.Uploaded(ctx, dir, []model.Entry{{Name: name, ID: l, Size: int64(len(name)), Time: time.Now()}})
	case op < 5:
		_, err = w.Mkdir(ctx, dir.Child("d "+name))
		return err
	case len(some) == 0:
		return nil
	case op < 7:
		return w.Move(ctx, some, to)
	case op < 9:
		_, err = w.Rename(ctx, some[0], "r "+name)
		return err
	case op < 10:
		_, err = w.Copy(ctx, slices.DeleteFunc(some, func(it model.Item) bool { return it.Entry.IsDir() }), to, CopyOptions{})
		return err
	case op < 11:
		return w.Trash(ctx, some[:1])
	}
	return w.Remove(ctx, some[:1])
}

// folders returns what the mirror knows without asking.
func (w *worker) folders(ctx context.Context) []model.Path {
	dirs := []model.Path{at("/")}
	for i := 0; i < len(dirs); i++ {
		l, err := w.List(ctx, dirs[i], model.Cached)
		if err != nil {
			continue
		}
		for _, e := range l.Entries {
			if e.IsDir() {
				dirs = append(dirs, dirs[i].Child(e.Name))
			}
		}
	}
	return dirs
}

// expected are errors that come of two processes changing the same things.
func expected(err error) bool {
	for _, e := range []error{
		fs.ErrExist, fs.ErrNotExist, model.ErrInto, model.ErrUnknown, model.ErrNotFolder,
		fichier.ErrTooSoon, fichier.ErrExists, fichier.ErrNotFound, fichier.ErrInDoubt, fichier.ErrNotEmpty,
		fichier.ErrNoChange, fichier.ErrRefused, fichier.ErrNetwork,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return err == nil
}

func TestTwoProcessesForADay(t *testing.T) {
	t.Parallel()
	for seed, kind := range []string{"calm", "lagging", "lossy"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) { day(t, uint64(seed), kind, path.Join(dir, "m.sqlite")) })
		})
	}
}

func day(t *testing.T, seed uint64, kind, dbPath string) {
	t.Helper()
	opts := []simulator.Option{simulator.WithSeed(seed + 1)}
	if kind != "calm" {
		opts = append(opts, simulator.WithLag(70*time.Second))
	}
	sim := simulator.New(opts...)
	if kind == "lossy" {
		for _, what := range []string{"file/*", "folder/*"} {
			sim.Fault(simulator.Rule{Endpoint: what, Kind: simulator.FaultLost, Probability: 0.08, Seed: seed})
		}
	}
	first := newRigAt(t, sim, dbPath)
	var wg sync.WaitGroup
	for i := range 2 {
		w := worker{rig: first, t: t, r: rand.New(rand.NewPCG(seed, uint64(i)))}
		if i > 0 {
			w.rig = joinRig(t, sim, dbPath)
		}
		wg.Go(func() {
			for range 45 {
				if err := w.step(t.Context()); !expected(err) {
					t.Errorf("step %d: %v", w.made, err)
				}
				time.Sleep(time.Duration(w.r.IntN(int(40 * time.Second))))
			}
		})
	}
	wg.Wait()
	if kind == "calm" { // all changes were ours, so no listing is needed to know them
		compare(t, first, model.Cached)
	}
	sim.ClearFaults()
	time.Sleep(10 * time.Minute)
	compare(t, first, model.Refresh)
}

func newRigAt(t *testing.T, sim *simulator.Service, path string) rig {
	t.Helper()
	l, err := OpenLedger(t.Context(), path, "", nil)
	must(t, err)
	t.Cleanup(func() {
		for _, v := range sim.Violations() {
			t.Errorf("violation: %+v", v)
		}
		sim.Close()
		time.Sleep(time.Second) // for the server's own timers
	})
	return openRig(t, sim, l)
}

// compare checks that the mirror says what is true, of all folders that it knows
// or, with Refresh, of all.
func compare(t *testing.T, r rig, f model.Freshness) {
	t.Helper()
	for dir, rows := range truth(r) {
		got, err := rowsOf(t, r, dir, f)
		if f == model.Cached && errors.Is(err, model.ErrUnknown) {
			continue
		}
		if err != nil {
			t.Errorf("List(%s) = %v", dir, err)
			continue
		}
		want(t, "rows of "+dir, got, rows)
	}
}

// wrong returns how many folders the mirror does not know as they are.
func wrong(t *testing.T, r rig) int {
	t.Helper()
	n := 0
	for dir, rows := range truth(r) {
		if got, err := rowsOf(t, r, dir, model.Cached); err != nil || !slices.Equal(got, rows) {
			n++
		}
	}
	return n
}

// truth returns what the account holds, a line an entry, by folder.
func truth(r rig) map[string][]string {
	truth := map[string][]string{"/": {}}
	for _, e := range r.sim.Truth() {
		dir, name := path.Split(e.Path)
		dir = path.Clean(dir)
		if e.Folder {
			if truth[e.Path] == nil {
				truth[e.Path] = []string{}
			}
			truth[dir] = append(truth[dir], name+"/")
			continue
		}
		truth[dir] = append(truth[dir], fmt.Sprintf("%s %s %d", name, e.Link, e.Size))
	}
	for _, rows := range truth {
		slices.Sort(rows)
	}
	return truth
}

// rowsOf returns what the mirror says of a folder, in the same form.
func rowsOf(t *testing.T, r rig, dir string, f model.Freshness) ([]string, error) {
	t.Helper()
	l, err := r.List(t.Context(), at(dir), f)
	got := make([]string, 0, len(l.Entries))
	for _, e := range l.Entries {
		if e.IsDir() {
			got = append(got, e.Name+"/")
			continue
		}
		got = append(got, fmt.Sprintf("%s %s %d", e.Name, e.ID, e.Size))
	}
	slices.Sort(got)
	return got, err
}
