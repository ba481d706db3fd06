package transfer

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"onefm/model"
	"onefm/model/plan"
)

// folders plans uploads of n files into each of the account's folders, as Make does:
// folder by folder.
func (w *world) folders(dirs, n int) *plan.Plan {
	p := plan.New(plan.Request{To: w.dst})
	for d := range dirs {
		dir := fmt.Sprintf("d%03d", d)
		for i := range n {
			name := fmt.Sprintf("f%03d", i)
			it := w.disk.put(w.src.Child(dir).Child(name), []byte(dir+name))
			p.Add(plan.Step{Source: it, Target: w.dst.Child(dir).Child(name), Action: plan.Upload})
		}
	}
	return p
}

func TestALongPlanIsWorkedOffWindowByWindow(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		const dirs, each = 40, 300
		p := w.folders(dirs, each)
		alter(p, 7, func(s *plan.Step) { s.Action, s.Problem = plan.Leave, model.ErrEmptyFile })
		alter(p, dirs*each-1, func(s *plan.Step) { s.Action, s.Problem = plan.Leave, fs.ErrPermission })
		alter(p, 5000, func(s *plan.Step) { s.Action = plan.Leave })
		id := w.start(p)
		w.e.mu.Lock()
		waiting := w.e.find(id).waiting
		w.e.mu.Unlock()
		if waiting > 2*window {
			t.Errorf("%d steps wait in memory, want about %d", waiting, window)
		}
		r := w.wait(id)
		if r.Items != dirs*each-2 || r.Skipped != 1 || len(r.Failures) != 2 || !errors.Is(r.Failures[0].Err, model.ErrEmptyFile) {
			t.Errorf("%d items, %d skipped, failures %v", r.Items, r.Skipped, r.Failures)
		}
		if n := w.acc.count("upload "); n != dirs {
			t.Errorf("%d uploads for %d folders", n, dirs)
		}
		if n := len(w.acc.files); n != dirs*each-3 {
			t.Errorf("%d files", n)
		}
	})
}

func TestOneFailedItemIsRetriedAlone(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.locals(5, 10)
		for _, i := range []int{1, 3} {
			delete(w.disk.files, p.Step(i).Source.Path())
		}
		id := w.start(p)
		r := w.wait(id)
		if len(r.Failures) != 2 || r.Failed != 2 {
			t.Fatalf("failures %v", r.Failures)
		}
		for i := range 5 {
			w.disk.put(p.Step(i).Source.Path(), bytesOf(uint64(i), 10))
		}
		if err := w.e.RetryItem(id, 2); !errors.Is(err, ErrNoJob) {
			t.Errorf("an item that has not failed: %v", err)
		}
		if err := w.e.RetryItem(id, r.Failures[0].Step); err != nil {
			t.Fatal(err)
		}
		if r = w.wait(id); len(r.Failures) != 1 || r.Items != 4 || r.State != Failed {
			t.Errorf("%v: %d items, failures %v", r.State, r.Items, r.Failures)
		}
		if err := w.e.Retry(id); err != nil {
			t.Fatal(err)
		}
		w.ok(w.wait(id), 5)
		w.uploaded(5, 10)
	})
}

func TestTwoJobsOfOneTreeDoubleNothing(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		one, two := w.locals(50, 100), w.locals(50, 100)
		w.acc.onCall = func(call string) error { // so that both are at it at one time
			if strings.HasPrefix(call, "upload ") {
				time.Sleep(10 * time.Second)
			}
			return nil
		}
		a, b := w.start(one), w.start(two)
		first, second := w.wait(a), w.wait(b)
		if len(first.Failures)+len(second.Failures) != 0 || first.Items != 50 || second.Items != 50 {
			t.Errorf("%d and %d items, failures %v %v", first.Items, second.Items, first.Failures, second.Failures)
		}
		names := map[string]int{}
		for _, f := range w.acc.files {
			names[f.entry.Name]++
		}
		for name, n := range names {
			if n != 1 {
				t.Errorf("%s is there %d times", name, n)
			}
		}
		if len(names) != 50 {
			t.Errorf("%d files", len(names))
		}
	})
}

func TestAFileThatCameMeanwhileIsNotDoubled(t *testing.T) {
	for policy, want := range map[plan.Policy]State{plan.Ask: Failed, plan.Skip: Done} {
		inWorldNamed(t, fmt.Sprint(policy), func(t *testing.T, w *world) {
			p := w.locals(2, 10)
			p.Request.Policy = policy
			w.acc.put(w.dst, "f000", []byte("of somebody else"))
			r := w.run(p)
			if r.State != want || policy == plan.Ask && !errors.Is(r.Failures[0].Err, fs.ErrExist) {
				t.Errorf("%v, %v", r.State, r.Failures)
			}
			if len(w.acc.files) != 2 {
				t.Errorf("the account holds %v", w.acc.names())
			}
		})
	}
}

func inWorldNamed(t *testing.T, name string, do func(t *testing.T, w *world)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { inWorld(t, do) })
}

func TestSmallJobsPassLargeOnes(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.slowly()
		busy := w.start(w.remotes(8, 60))
		big := w.locals(1, 10)
		alter(big, 0, func(s *plan.Step) { s.Source.Entry.Size = smallBytes + 1 })
		large := w.start(big)
		w.dst = model.AccountPath("/small")
		small := w.start(w.locals(1, 10))
		w.dst = model.AccountPath("/urgent")
		urgent := w.start(w.locals(1, 10))
		if err := w.e.SetPriority(urgent, Urgent); err != nil {
			t.Fatal(err)
		}
		var got []JobID
		for _, v := range w.e.Snapshot().Jobs {
			got = append(got, v.ID)
		}
		if want := []JobID{urgent, busy, small, large}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("order %v, want %v", got, want)
		}
		time.Sleep(time.Second)
		_ = w.e.Cancel(busy)
		w.wait(busy)
	})
}
