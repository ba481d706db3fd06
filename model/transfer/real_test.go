package transfer

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/plan"
)

func TestConflictsInTheAccount(t *testing.T) {
	tests := []struct {
		policy plan.Policy
		want   tree // paths to sizes; sums are left out
	}{
		{plan.Skip, tree{"a": {"100"}, "b": {"60"}}},
		{plan.Keep, tree{"a": {"100"}, "b": {"60"}, "a (2)": {"50"}}},
		{plan.Replace, tree{"a": {"50"}, "b": {"60"}}},
	}
	for _, tt := range tests {
		for _, up := range []bool{true, false} {
			name := map[bool]string{true: "up", false: "down"}[up]
			t.Run(name+"/"+[]string{"ask", "skip", "keep", "replace", "newer"}[tt.policy], func(t *testing.T) {
				inRig(t, nil, func(_ *testing.T, r *rig) {
					var p *plan.Plan
					if up {
						r.write("new/a", 1, 50)
						r.write("new/b", 2, 60)
						r.svc.AddFile("/to/a", simulator.Bytes(bytesOf(9, 100)))
						r.svc.AddFile("/to/b", simulator.Bytes(bytesOf(2, 60))) // identical
						p = r.plan(plan.Copy, tt.policy, model.AccountPath("/to"), r.local("new/a"), r.local("new/b"))
					} else {
						r.svc.AddFile("/new/a", simulator.Bytes(bytesOf(1, 50)))
						r.svc.AddFile("/new/b", simulator.Bytes(bytesOf(2, 60)))
						r.write("to/a", 9, 100)
						r.write("to/b", 2, 60)
						p = r.plan(plan.Copy, tt.policy, r.local("to"), model.AccountPath("/new/a"), model.AccountPath("/new/b"))
					}
					r.ok(r.run(p))
					got := r.inAccount("/to")
					if !up {
						got = r.onDisk("to")
					}
					for name, what := range got {
						for i := range what {
							got[name][i], _, _ = strings.Cut(what[i], " ")
						}
					}
					r.same("the target", tt.want, got)
				})
			})
		}
	}
}

func TestUploadsAreMarkedAsVerified(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.write("x/a", 1, 50)
		r.svc.AddFile("/y/b", simulator.Bytes(bytesOf(2, 60)))
		r.ok(r.copy(model.AccountPath("/"), r.local("x")))
		r.ok(r.copy(r.local("y"), model.AccountPath("/y/b")))
		for _, p := range []model.Path{model.AccountPath("/x/a"), model.AccountPath("/y/b")} {
			e, err := r.mirror.Stat(t.Context(), p)
			if err != nil || !e.Has(model.Verified) {
				t.Errorf("%v: flags %b, %v; want it verified", p, e.Flags, err)
			}
		}
	})
}

func TestHostileNamesStayInTheirFolder(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		names := []string{
			"..", "...", "../up", "a/b", "/etc/passwd", "．．", "．", "a／b", "‛／", "‛．．", "ctl\x01\x1b[2J\x7f", "nul␀", "new\nline",
			"back\\slash", "C:\\x", "x.onefm-part", "\u202eevil", strings.Repeat("n", 250),
		}
		for i, n := range names {
			r.svc.AddFile("/h/"+strings.ReplaceAll(n, "/", "／"), simulator.Bytes(bytesOf(uint64(i), 10+i)))
		}
		res := r.copy(r.local("in"), model.AccountPath("/h"))
		for _, f := range res.Failures {
			t.Logf("not possible here: %q: %v", f.Item.Entry.Name, f.Err)
		}
		found := 0
		err := filepath.WalkDir(r.dir, func(p string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				found++
				if filepath.Dir(p) != filepath.Join(r.dir, "in", "h") {
					t.Errorf("%q is outside", p)
				}
			}
			return err
		})
		if err != nil || found+len(res.Failures) != len(names) || found < len(names)-4 {
			t.Errorf("%d files and %d failures for %d (%v)", found, len(res.Failures), len(names), err)
		}
	})
}

func TestStopAndResumeWithAnotherEngine(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		link := r.svc.AddFile("/big", simulator.Bytes(bytesOf(1, 100_000)))
		p := r.plan(plan.Copy, plan.Ask, r.local("to"), model.AccountPath("/big"))
		r.fault("download nth=1 slow=1k")
		second := New(r.e.o)
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan error)
		go func() { over <- second.Run(ctx) }()
		if _, err := second.Submit(p); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		cancel()
		<-over
		part, err := os.Stat(filepath.Join(r.dir, "to", "big.onefm-part"))
		if err != nil || part.Size() < 50_000 {
			t.Fatalf("the part: %v, %v", part, err)
		}
		calls := len(r.svc.Calls())
		r.ok(r.copy(r.local("to"), model.AccountPath("/big")))
		r.same("what came", tree{"big": r.inAccount("/")["big"]}, r.onDisk("to"))
		partial := false
		for _, c := range r.svc.Calls()[calls:] {
			partial = partial || c.Endpoint == "download" && c.Status == 206
		}
		if !partial {
			t.Errorf("%s was not resumed", link)
		}
	})
}

func TestTicketThatRanOutIsReplacedAndTheFileGoesOn(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.svc.AddFile("/f", simulator.Bytes(bytesOf(1, 10_000)))
		r.fault("download nth=1 cut=4000", "download nth=2 iplocked") // an hour
		r.ok(r.copy(r.local("to"), model.AccountPath("/f")))
		r.same("what came", tree{"f": r.inAccount("/")["f"]}, r.onDisk("to"))
		if n := r.svc.Count("download/get_token"); n != 2 {
			t.Errorf("%d tokens, want 2", n)
		}
		calls := r.svc.Calls()
		if last := calls[len(calls)-1]; last.Endpoint != "download" || last.Status != 206 {
			t.Errorf("the last call: %+v", last)
		}
	})
}

func TestPauseInTheMiddleOfStreams(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.write("up/a", 1, 300_000)
		r.svc.AddFile("/down/b", simulator.Bytes(bytesOf(2, 300_000)))
		r.fault("upload nth=1 slow=8k", "download nth=1 slow=8k")
		var ids []JobID
		for _, p := range []*plan.Plan{
			r.plan(plan.Copy, plan.Ask, model.AccountPath("/"), r.local("up")),
			r.plan(plan.Copy, plan.Ask, r.local("to"), model.AccountPath("/down")),
		} {
			id, err := r.e.Submit(p)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		time.Sleep(10 * time.Second)
		for _, id := range ids {
			if err := r.e.Pause(id); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Hour)
		for _, v := range r.e.Snapshot().Jobs {
			if v.State != Paused || v.Bytes == 0 || v.Bytes > 150_000 {
				t.Errorf("paused: %v, %d bytes", v.State, v.Bytes)
			}
		}
		for _, id := range ids {
			if err := r.e.Resume(id); err != nil {
				t.Fatal(err)
			}
			r.ok(r.wait(id))
		}
		r.same("the account", r.onDisk("up"), r.inAccount("/up"))
		r.same("the disk", r.inAccount("/down"), r.onDisk("to/down"))
	})
}

func TestManyJobsAtOnce(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		var ids []JobID
		submit := func(p *plan.Plan) {
			id, err := r.e.Submit(p)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		sub := r.e.Subscribe()
		for i := range 8 {
			name := string(rune('a' + i))
			r.write(name+"/x/f", uint64(i), 2000)
			r.svc.AddFile("/"+name+"d/y"+name+"/f", simulator.Bytes(bytesOf(uint64(50+i), 2000)))
		}
		for i := range 8 {
			name := string(rune('a' + i))
			submit(r.plan(plan.Copy, plan.Ask, model.AccountPath("/all/same"), r.local(name)))
			submit(r.plan(plan.Copy, plan.Ask, r.local("got"), model.AccountPath("/"+name+"d")))
		}
		for _, id := range ids {
			r.ok(r.wait(id))
		}
		seen := map[JobID]int{}
		for range ids {
			ev, err := sub.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			seen[ev.ID]++
		}
		for _, id := range ids {
			if seen[id] != 1 {
				t.Errorf("job %d: %d events", id, seen[id])
			}
		}
		if a, d := len(r.inAccount("/all/same")), len(r.onDisk("got")); a != 8 || d != 8 {
			t.Errorf("%d files in the account, %d on the disk, want 8 and 8", a, d)
		}
		folders := 0
		for _, e := range r.svc.Truth() {
			if e.Folder && strings.HasPrefix(e.Path, "/all") {
				folders++
			}
		}
		if folders != 2+8*2 {
			t.Errorf("%d folders below /all, want 18: none twice", folders)
		}
	})
}

func TestFullAccountAndForbiddenUploads(t *testing.T) {
	for name, opt := range map[string]simulator.Option{"quota": simulator.WithQuota(1000), "forbidden": simulator.WithUploadForbidden()} {
		t.Run(name, func(t *testing.T) {
			inRig(t, []simulator.Option{opt}, func(t *testing.T, r *rig) {
				r.write("x/a", 1, 5000)
				res := r.copy(model.AccountPath("/"), r.local("x"))
				if len(res.Failures) != 1 || !errors.Is(res.Failures[0].Err, fichier.ErrQuota) {
					t.Errorf("failures: %v", res.Failures)
				}
			})
		})
	}
}

func TestFreeTierDownloads(t *testing.T) {
	inRig(t, []simulator.Option{simulator.WithTier(simulator.Free)}, func(t *testing.T, r *rig) {
		r.svc.AddFile("/f/a", simulator.Bytes(bytesOf(1, 10)))
		r.svc.AddFile("/f/b", simulator.Bytes(bytesOf(1, 10)))
		res := r.copy(r.local("to"), model.AccountPath("/f"))
		if len(res.Failures) != 2 || !errors.Is(res.Failures[0].Err, fichier.ErrTier) {
			t.Errorf("failures: %v", res.Failures)
		}
		if got := r.onDisk("to"); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
		synctest.Wait()
	})
}

func TestFloodInTheMiddleIsShownAndSatOut(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		for i := range 8 {
			r.svc.AddFile("/f/"+string(rune('a'+i)), simulator.Bytes(bytesOf(uint64(i), 100)))
		}
		p := r.plan(plan.Copy, plan.Ask, r.local("to"), model.AccountPath("/f"))
		r.fault("download/get_token nth=3 flood403")
		id, err := r.e.Submit(p)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		h := r.e.Snapshot().Jobs[0].Holdup
		if left := time.Until(h.Until); h.Reason != Flood || left < 10*time.Second || left > 30*time.Second || h.Detail == "" {
			t.Errorf("holdup %+v, %v from now", h, left)
		}
		r.ok(r.wait(id))
		r.same("what came", r.inAccount("/f"), r.onDisk("to/f"))
	})
}
