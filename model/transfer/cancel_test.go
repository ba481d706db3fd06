package transfer

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"onefm/fichier/simulator"
	"onefm/model/plan"
)

// TestCancelAtEveryStage cancels every operation at many moments, on slow lines,
// and then lets a retry finish it. Under the race detector it is one moment in six.
func TestCancelAtEveryStage(t *testing.T) {
	t.Parallel()
	type stage struct {
		op     operation
		stored bool
		after  time.Duration
	}
	var stages []stage
	for _, op := range operations {
		for _, stored := range []bool{false, true} {
			if stored && op.account {
				continue // makes no difference
			}
			for step := range 12 {
				after := time.Duration(step) * 311 * time.Millisecond
				stages = append(stages, stage{op, stored, after})
			}
		}
	}
	for _, s := range sampled(t, 6, stages, func(s stage) []string { return []string{s.op.name, s.after.String()} }) {
		t.Run(fmt.Sprintf("%s/stored at once %v/after %v", s.op.name, s.stored, s.after), func(t *testing.T) {
			var opts []simulator.Option
			if s.stored {
				opts = append(opts, simulator.WithStoredAtUpload())
			}
			inRig(t, opts, func(t *testing.T, r *rig) {
				r.fault("upload every=2 slow=4k", "download every=2 slow=2k", "end every=3 pleasewait=2")
				s.op.cancelled(t, r, s.after)
			})
		})
	}
}

func (op operation) cancelled(t *testing.T, r *rig, after time.Duration) {
	r.e.o.Batch = 25 << 10
	want := op.seed(r)
	id, err := r.e.Submit(op.plan(r))
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	_ = r.e.Cancel(id) // too late is fine
	res := r.wait(id)
	if res.State != Cancelled && res.State != Done {
		t.Errorf("state %v: %v", res.State, res.Failures)
	}
	source, target := op.trees(r)
	for name, what := range want {
		if op.op == plan.Copy && len(source[name]) != 1 {
			t.Errorf("the source of %s is %v", name, source[name])
		}
		if len(source[name])+len(target[name]) == 0 {
			t.Errorf("%s is lost", name)
		}
		if len(target[name]) > 1 || len(target[name]) == 1 && target[name][0] != what[0] {
			t.Errorf("%s at the target: %v", name, target[name])
		}
	}
	for name := range target {
		if strings.Contains(name, ".onefm-part") {
			t.Errorf("%s is left", name)
		}
	}
	if res.State == Cancelled {
		time.Sleep(time.Minute)
		if err := r.e.Retry(id); err != nil {
			t.Fatal(err)
		}
		r.ok(r.wait(id))
	}
	op.complete(r, want)
}

func TestChangeUnderWayEndsBeforeTheCancel(t *testing.T) {
	for _, op := range []operation{operations[4], operations[5]} {
		t.Run(op.name, func(t *testing.T) {
			inRig(t, nil, func(t *testing.T, r *rig) {
				want := op.seed(r)
				p := op.plan(r)
				r.fault("f*/mv nth=1 delay=1500ms", "file/cp nth=1 delay=1500ms")
				id, err := r.e.Submit(p)
				if err != nil {
					t.Fatal(err)
				}
				for r.svc.Count("folder/mv")+r.svc.Count("file/cp") == 0 {
					time.Sleep(100 * time.Millisecond)
				}
				if err := r.e.Cancel(id); err != nil {
					t.Fatal(err)
				}
				if res := r.wait(id); res.State != Cancelled && res.State != Done || res.Items == 0 {
					t.Errorf("%v with %d items", res.State, res.Items)
				}
				_ = r.e.Retry(id) // when there is something left
				r.ok(r.wait(id))
				op.complete(r, want)
			})
		})
	}
}
