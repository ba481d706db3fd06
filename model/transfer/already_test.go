package transfer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/plan"
)

// HasSize implements [Library].
func (a *account) HasSize(_ context.Context, size int64) (bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, f := range a.files {
		if f.entry.Size == size {
			return true, nil
		}
	}
	return false, nil
}

// BySum implements [Library].
func (a *account) BySum(_ context.Context, size int64, sum string) (items []model.Item, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, f := range a.files {
		if f.entry.Size == size && f.entry.Sum == sum {
			items = append(items, model.Item{Dir: f.dir, Entry: f.entry})
		}
	}
	return items, nil
}

// slowLine makes every byte dear, so that copies within the account are worth it.
func (r *rig) slowLine() {
	r.e.worth.up.Store(100)
	r.e.worth.hash.Store(guessedHash)
}

// knows makes the mirror list folders.
func (r *rig) knows(dirs ...string) {
	r.t.Helper()
	for _, dir := range dirs {
		if _, err := r.mirror.List(r.t.Context(), model.AccountPath(dir), model.Refresh); err != nil {
			r.t.Fatal(err)
		}
	}
}

func TestWhatTheAccountHasIsCopiedThere(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.slowLine()
		r.svc.AddFile("/have/same", simulator.Bytes(bytesOf(1, 5000)))
		r.svc.AddFile("/have/other name", simulator.Bytes(bytesOf(2, 6000)))
		r.svc.AddFile("/have/size only", simulator.Bytes(bytesOf(3, 7000)))
		r.svc.AddFolder("/to")
		r.knows("/have")
		r.write("x/same", 1, 5000)
		r.write("x/renamed", 2, 6000)
		r.write("x/size", 4, 7000)
		r.write("x/new", 5, 8000)
		r.ok(r.run(r.plan(plan.Move, plan.Ask, model.AccountPath("/to"), r.local("x"))))
		want := tree{}
		for name, data := range map[string][]byte{"same": bytesOf(1, 5000), "renamed": bytesOf(2, 6000), "size": bytesOf(4, 7000), "new": bytesOf(5, 8000)} {
			want.add(name, fmt.Sprintf("%d %.16s", len(data), sumOf(data)))
		}
		r.same("the account", want, r.inAccount("/to/x"))
		r.same("the disk", tree{}, r.onDisk("x"))
		if cp, up := r.svc.Count("file/cp"), r.svc.Count("upload"); cp != 2 || up != 1 {
			t.Errorf("%d copies and %d uploads, want 2 and 1", cp, up)
		}
		for _, name := range []string{"same", "renamed"} {
			e, err := r.mirror.Stat(t.Context(), model.AccountPath("/to/x/"+name))
			if err != nil || !e.Has(model.Verified) {
				t.Errorf("%s: flags %b, %v; want it verified", name, e.Flags, err)
			}
		}
	})
}

// Many files that keep their names are copied in lists and checked with a listing.
func TestCopiesOfManyFilesTakeFewCalls(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.slowLine()
		for i := range 120 {
			name := fmt.Sprintf("f%03d", i)
			r.svc.AddFile("/have/"+name, simulator.Bytes(bytesOf(uint64(i), 3000)))
			r.write("x/"+name, uint64(i), 3000)
		}
		r.svc.AddFolder("/to")
		r.knows("/have")
		r.ok(r.copy(model.AccountPath("/to"), r.local("x")))
		r.same("the account", r.onDisk("x"), r.inAccount("/to/x"))
		if cp, up, info := r.svc.Count("file/cp"), r.svc.Count("upload"), r.svc.Count("file/info"); cp != 3 || up != 0 || info > 120 {
			t.Errorf("%d copies, %d uploads and %d questions about files, want 3, 0 and few", cp, up, info)
		}
	})
}

func TestWhenBytesAreSentAllTheSame(t *testing.T) {
	tests := map[string]func(t *testing.T, r *rig) *plan.Plan{
		"a person wants it so": func(_ *testing.T, r *rig) *plan.Plan {
			r.slowLine()
			p := r.plan(plan.Copy, plan.Ask, model.AccountPath("/to"), r.local("x"))
			p.Request.NoDedup = true
			return p
		},
		"the line is fast": func(_ *testing.T, r *rig) *plan.Plan {
			r.slowLine()
			r.e.worth.up.Store(1_000_000_000)
			return r.plan(plan.Copy, plan.Ask, model.AccountPath("/to"), r.local("x"))
		},
		"the file is small": func(_ *testing.T, r *rig) *plan.Plan {
			return r.plan(plan.Copy, plan.Ask, model.AccountPath("/to"), r.local("x"))
		},
		"it is gone": func(t *testing.T, r *rig) *plan.Plan {
			r.slowLine()
			p := r.plan(plan.Copy, plan.Ask, model.AccountPath("/to"), r.local("x"))
			l, err := r.mirror.List(t.Context(), model.AccountPath("/have"), model.Cached)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := r.client.Remove(t.Context(), []fichier.Link{fichier.Link(l.Entries[0].ID)}); err != nil {
				t.Fatal(err)
			}
			return p
		},
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			inRig(t, nil, func(t *testing.T, r *rig) {
				r.svc.AddFile("/have/x", simulator.Bytes(bytesOf(1, 5000)))
				r.svc.AddFolder("/to")
				r.knows("/have")
				r.write("x", 1, 5000)
				r.ok(r.run(prepare(t, r)))
				r.same("the account", tree{"x": r.onDisk("")["x"]}, r.inAccount("/to"))
				if n := r.svc.Count("upload"); n != 1 {
					t.Errorf("%d uploads, want 1", n)
				}
			})
		})
	}
}

func TestGain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		up, hash, n int64
		calls       int
		want        time.Duration
	}{
		{1_000_000, 100_000_000, 1_000_000, 2, 280 * time.Millisecond},
		{1_000_000, 100_000_000, 100_000, 2, -602 * time.Millisecond},
		{1_000_000_000, 200_000_000, 10_000_000_000, 1, -90*time.Second - 350*time.Millisecond},
		{0, 0, 12_500_000, 0, 875 * time.Millisecond},
	}
	for _, tt := range tests {
		var w worth
		w.up.Store(tt.up)
		w.hash.Store(tt.hash)
		if got := w.gain(tt.n, tt.calls).Round(time.Millisecond); got != tt.want {
			t.Errorf("gain(%d, %d) at %d and %d B/s is %v, want %v", tt.n, tt.calls, tt.up, tt.hash, got, tt.want)
		}
	}
}

func TestNextList(t *testing.T) {
	t.Parallel()
	of := func(name, from, id string) twin {
		f := &outgoing{}
		f.name = name
		return twin{f, model.Item{Entry: model.Entry{Name: from, ID: id}}}
	}
	twins := []twin{of("a", "a", "1"), of("b", "x", "2"), of("c", "c", "3"), of("c2", "c2", "1"), of("d", "y", "4")}
	var got []string
	for len(twins) > 0 {
		var list []twin
		list, twins = nextList(twins)
		var names []string
		for _, w := range list {
			names = append(names, w.name)
		}
		got = append(got, strings.Join(names, " "))
	}
	if want := []string{"a c", "b", "c2", "d"}; !slices.Equal(got, want) {
		t.Errorf("lists %q, want %q", got, want)
	}
}

// A copy that holds something else than the mirror believed is removed, and the file
// is sent.
func TestCopyOfOtherBytesIsNotKept(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.slowLine()
		link := r.svc.AddFile("/have/x", simulator.Bytes(bytesOf(7, 5000)))
		r.svc.AddFolder("/to")
		r.knows("/have")
		r.write("x", 1, 5000)
		e := model.Entry{Name: "x", ID: link, Size: 5000, Sum: sumOf(bytesOf(1, 5000)), Time: time.Now()}
		if err := r.mirror.Uploaded(t.Context(), model.AccountPath("/have"), []model.Entry{e}); err != nil {
			t.Fatal(err)
		}
		r.ok(r.copy(model.AccountPath("/to"), r.local("x")))
		r.same("the account", tree{"x": r.onDisk("")["x"]}, r.inAccount("/to"))
		if cp, up := r.svc.Count("file/cp"), r.svc.Count("upload"); cp != 1 || up != 1 {
			t.Errorf("%d copies and %d uploads, want 1 and 1", cp, up)
		}
	})
}

// A copy whose answer was lost is found, and not made again nor sent.
func TestCopyInDoubtIsLookedFor(t *testing.T) {
	for _, fault := range []string{"file/cp nth=1 lost", "file/cp nth=1 truncated", "file/cp nth=1 hang"} {
		t.Run(fault, func(t *testing.T) {
			inRig(t, nil, func(t *testing.T, r *rig) {
				r.slowLine()
				r.svc.AddFile("/have/x", simulator.Bytes(bytesOf(1, 5000)))
				r.svc.AddFolder("/to")
				r.knows("/have")
				r.write("x", 1, 5000)
				r.fault(fault)
				res := r.copy(model.AccountPath("/to"), r.local("x"))
				if len(res.Failures) > 0 && !errors.Is(res.Failures[0].Err, fichier.ErrInDoubt) {
					t.Errorf("failures %v", res.Failures)
				}
				r.ok(res)
				r.same("the account", tree{"x": r.onDisk("")["x"]}, r.inAccount("/to"))
			})
		})
	}
}
