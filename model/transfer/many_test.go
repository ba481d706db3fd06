package transfer

import (
	"fmt"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
)

// apiCalls counts the calls that the service's limit of three a second is about.
func (r *rig) apiCalls() int {
	n := 0
	for _, c := range r.svc.Calls() {
		switch c.Endpoint {
		case "upload", "end", "download", "dir", "check_links", "page":
		default:
			n++
		}
	}
	return n
}

func TestAThousandSmallFilesUpAreAFewCalls(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		for i := range 1000 {
			r.write(fmt.Sprintf("small/f%04d", i), uint64(i), 640)
		}
		r.e.o.Batch = DefaultBatch
		calls, began := r.apiCalls(), time.Now()
		r.ok(r.copy(model.AccountPath("/to"), r.local("small")))
		if n, took := r.apiCalls()-calls, time.Since(began); n > 12 || took > 10*time.Second {
			t.Errorf("%d calls and %v, want at most 12 and 10 s", n, took)
		}
		r.same("what went", r.onDisk("small"), r.inAccount("/to/small"))
	})
}

// TestManySmallFilesDownTakeWhatTheirTokensTake: each needs a call, calls are spaced,
// and nothing else is in the way.
func TestManySmallFilesDownTakeWhatTheirTokensTake(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		const files = 300
		for i := range files {
			r.svc.AddFile(fmt.Sprintf("/small/f%04d", i), simulator.Bytes(bytesOf(uint64(i), 640)))
		}
		p := r.plan(0, 0, r.local("to"), model.AccountPath("/small"))
		began := time.Now()
		r.ok(r.run(p))
		floor := files * fichier.CallRule().Every
		if took := time.Since(began); took > floor+floor/10 {
			t.Errorf("took %v, the tokens alone take %v", took, floor)
		}
		r.same("what came", r.inAccount("/small"), r.onDisk("to/small"))
	})
}

func TestManyFoldersUpTakeAFewCallsEach(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		const folders, each = 40, 20
		for i := range folders * each {
			r.write(fmt.Sprintf("many/d%03d/f%d", i%folders, i), uint64(i), 100)
		}
		calls := r.apiCalls()
		r.ok(r.copy(model.AccountPath("/to"), r.local("many")))
		if n := r.apiCalls() - calls; n > folders*3+10 {
			t.Errorf("%d calls for %d folders", n, folders)
		}
		r.same("what went", r.onDisk("many"), r.inAccount("/to/many"))
	})
}
