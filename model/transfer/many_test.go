package transfer

import (
	"fmt"
	"os"
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

// sized is how much a test takes on: little by default, all that the project promises
// with ONEFM_TEST_LARGE=1.
func sized(little, all int) int {
	if os.Getenv("ONEFM_TEST_LARGE") != "" {
		return all
	}
	return little
}

func TestAThousandSmallFilesUpAreAFewCalls(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		for i := range 1000 {
			r.write(fmt.Sprintf("small/f%04d", i), uint64(i), sized(640, 64<<10))
		}
		r.e.o.Batch = DefaultBatch
		calls, began := r.apiCalls(), time.Now()
		r.ok(r.copy(model.AccountPath("/to"), r.local("small")))
		n, took := r.apiCalls()-calls, time.Since(began)
		t.Logf("%d calls, %v", n, took)
		if n > 12 || took > 10*time.Second {
			t.Errorf("%d calls and %v, want at most 12 and 10 s", n, took)
		}
		r.same("what went", r.onDisk("small"), r.inAccount("/to/small"))
	})
}

// TestManySmallFilesDownTakeWhatTheirTokensTake: each needs a call, calls are spaced,
// and nothing else is in the way.
func TestManySmallFilesDownTakeWhatTheirTokensTake(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		files := sized(300, 1000)
		for i := range files {
			r.svc.AddFile(fmt.Sprintf("/small/f%04d", i), simulator.Bytes(bytesOf(uint64(i), 640)))
		}
		p := r.plan(0, 0, r.local("to"), model.AccountPath("/small"))
		began := time.Now()
		r.ok(r.run(p))
		floor, took := time.Duration(files)*fichier.CallRule().Every, time.Since(began)
		t.Logf("%d files, %v", files, took)
		if took > floor+floor/10 {
			t.Errorf("took %v, the tokens alone take %v", took, floor)
		}
		r.same("what came", r.inAccount("/small"), r.onDisk("to/small"))
	})
}

func TestManyFoldersUpTakeAFewCallsEach(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		folders, each := sized(40, 500), 20
		for i := range folders * each {
			r.write(fmt.Sprintf("many/d%03d/f%d", i%folders, i), uint64(i), 100)
		}
		calls := r.apiCalls()
		r.ok(r.copy(model.AccountPath("/to"), r.local("many")))
		n := r.apiCalls() - calls
		t.Logf("%d files in %d folders, %d calls", folders*each, folders, n)
		if n > folders*3+10 {
			t.Errorf("%d calls for %d folders", n, folders)
		}
		r.same("what went", r.onDisk("many"), r.inAccount("/to/many"))
	})
}
