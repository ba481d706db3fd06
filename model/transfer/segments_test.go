package transfer

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/plan"
)

// segmented makes the engine try further streams for files of some MiB, which take
// the service seconds at the speeds of the tests.
func (r *rig) segmented() {
	t := &r.e.traffic
	t.share, t.least, t.worth = 1<<20, 256<<10, 1<<20
}

// downloads counts the requests to download hosts by their status.
func (r *rig) downloads() map[int]int {
	n := map[int]int{}
	for _, c := range r.svc.Calls() {
		if c.Endpoint == "download" {
			n[c.Status]++
		}
	}
	return n
}

const segmentSize = 12 << 20

// TestLargeFileComesByAsManyStreamsAsGain downloads from hosts that give each
// connection so much, or all of them together.
func TestLargeFileComesByAsManyStreamsAsGain(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.segmented()
		r.svc.AddFile("/big", simulator.Bytes(bytesOf(1, segmentSize)))
		r.fault("download slow=256k") // 48 s by one
		began := time.Now()
		r.ok(r.copy(r.local("to"), model.AccountPath("/big")))
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("took %v, by one stream it is 48 s", took)
		}
		r.same("what came", r.inAccount("/"), r.onDisk("to"))
		if n := r.downloads(); n[206] < 3 {
			t.Errorf("answers by status: %v; want some parts", n)
		}
		if r.e.traffic.lines.inUse() != 0 || r.e.traffic.trying.Load() != nil {
			t.Errorf("%d lines are still taken", r.e.traffic.lines.inUse())
		}
	})
}

func TestAFewLinesAreForAll(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.segmented()
		r.e.traffic.lines.limit = 5
		for i := range 4 {
			r.svc.AddFile(fmt.Sprintf("/from/f%d", i), simulator.Bytes(bytesOf(uint64(i), 4<<20)))
		}
		r.fault("download slow=128k")
		most := 0
		id, err := r.e.Submit(r.plan(0, 0, r.local("to"), model.AccountPath("/from")))
		if err != nil {
			t.Fatal(err)
		}
		for range 200 {
			time.Sleep(100 * time.Millisecond)
			most = max(most, r.e.traffic.lines.inUse())
		}
		r.ok(r.wait(id))
		r.same("what came", r.inAccount("/from"), r.onDisk("to/from"))
		if most != 5 {
			t.Errorf("%d streams at once, want 5", most)
		}
	})
}

// segmentFaults hit the nth stream of a file that comes by several.
var segmentFaults = []string{
	"cut=300k", "cut=1", "torn=300k", "corrupt=700k", "hang", "hang=300k", "wrongrange", "norange", "503", "html", "410",
	"notfound", "reset", "lost", "endless", "iplocked", "owner", "location", "delay=20s", "flood403", "password",
}

// TestFaultMatrixOfSegments: every fault at every stream. Under the race detector it
// is one row in four: each fault once, and each stream some times.
func TestFaultMatrixOfSegments(t *testing.T) {
	t.Parallel()
	type row struct{ kind, when string }
	var rows []row
	for _, kind := range segmentFaults {
		for _, when := range []string{"nth=1", "nth=2", "nth=3", "every=2"} {
			if kind == "endless" && when != "nth=2" || strings.HasPrefix(kind, "corrupt") && strings.HasPrefix(when, "every") {
				continue // bytes that are wrong again and again are a failure, and rightly
			}
			rows = append(rows, row{kind, when})
		}
	}
	for _, row := range sampled(t, 4, rows, func(r row) []string { return []string{r.kind, r.when} }) {
		t.Run(row.kind+" "+row.when, func(t *testing.T) {
			inRig(t, nil, func(_ *testing.T, r *rig) { r.downloadUnder(row.when + " " + row.kind) })
		})
	}
}

// downloadUnder downloads a file by several streams under a fault, again after the
// fault is over when it failed, and checks that the file is there and nothing else.
func (r *rig) downloadUnder(fault string) {
	r.segmented()
	r.svc.AddFile("/big", simulator.Bytes(bytesOf(1, 4<<20)))
	p := r.plan(0, 0, r.local("to"), model.AccountPath("/big"))
	r.fault("download "+fault, "download slow=256k")
	id, err := r.e.Submit(p)
	if err != nil {
		r.t.Fatal(err)
	}
	if res := r.wait(id); res.State != Done {
		r.svc.ClearFaults()
		time.Sleep(3 * time.Hour)
		if err := r.e.Retry(id); err != nil {
			r.t.Fatal(err)
		}
		r.ok(r.wait(id))
	}
	r.same("what came", r.inAccount("/"), r.onDisk("to"))
	if n := r.e.traffic.lines.inUse(); n != 0 {
		r.t.Errorf("%d lines are still taken", n)
	}
}

// TestSegmentsGoOnAfterAKill looks at the disk as a killed process leaves it, and
// lets another engine go on there.
func TestSegmentsGoOnAfterAKill(t *testing.T) {
	for _, after := range []time.Duration{
		time.Second, 4 * time.Second, 7 * time.Second, 11 * time.Second, 14 * time.Second, 16 * time.Second,
	} {
		t.Run(after.String(), func(t *testing.T) {
			inRig(t, nil, func(t *testing.T, r *rig) {
				r.segmented()
				r.svc.AddFile("/big", simulator.Bytes(bytesOf(1, segmentSize)))
				r.fault("download slow=256k")
				id, err := r.e.Submit(r.plan(0, 0, r.local("to"), model.AccountPath("/big")))
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(after)
				r.duplicate("to", "killed")
				if err := r.e.Cancel(id); err != nil {
					t.Fatal(err)
				}
				r.wait(id)
				before := r.e.traffic.moved[goingDown].Load()
				r.ok(r.copy(r.local("killed"), model.AccountPath("/big")))
				r.same("what came", r.inAccount("/"), r.onDisk("killed"))
				fetched := r.e.traffic.moved[goingDown].Load() - before
				if after >= 14*time.Second && fetched > segmentSize*3/4 {
					t.Errorf("fetched %d of %d bytes after %v of work", fetched, segmentSize, after)
				}
				if d := r.onDisk("to"); len(d) != 0 {
					t.Errorf("the cancelled download left %v", d)
				}
			})
		})
	}
}

// duplicate copies the files of a folder as they are now.
func (r *rig) duplicate(from, to string) {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Join(r.dir, to), 0o777); err != nil {
		r.t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Join(r.dir, from))
	if err != nil {
		r.t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(r.dir, from, e.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(r.dir, to, e.Name()), b, 0o666)
		}
		if err != nil {
			r.t.Fatal(err)
		}
	}
}

// TestWhatAnEarlierDownloadLeftIsLookedAt spoils the end of a part: the comparison
// with the wire finds that before everything has come.
func TestWhatAnEarlierDownloadLeftIsLookedAt(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.svc.AddFile("/big", simulator.Bytes(bytesOf(1, 4<<20)))
		r.fault("download slow=256k")
		id, err := r.e.Submit(r.plan(0, 0, r.local("to"), model.AccountPath("/big")))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(9 * time.Second)
		r.duplicate("to", "killed")
		if err := r.e.Cancel(id); err != nil {
			t.Fatal(err)
		}
		r.wait(id)
		part := filepath.Join(r.dir, "killed", "big.onefm-part")
		data, err := os.ReadFile(part)
		if err != nil || len(data) < 1<<20 {
			t.Fatalf("%d bytes, %v", len(data), err)
		}
		data[len(data)-10] ^= 1
		if err := os.WriteFile(part, data, 0o666); err != nil {
			t.Fatal(err)
		}
		r.svc.ClearFaults()
		before := r.e.traffic.moved[goingDown].Load()
		r.ok(r.copy(r.local("killed"), model.AccountPath("/big")))
		r.same("what came", r.inAccount("/"), r.onDisk("killed"))
		if n := r.e.traffic.moved[goingDown].Load() - before; n != 4<<20 {
			t.Errorf("%d bytes came, want the file once", n)
		}
	})
}

// TestAPausedDownloadLetsGoOfItsLines pauses a file that comes by several streams.
func TestAPausedDownloadLetsGoOfItsLines(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.segmented()
		r.svc.AddFile("/big", simulator.Bytes(bytesOf(1, segmentSize)))
		r.fault("download slow=256k")
		id, err := r.e.Submit(r.plan(0, 0, r.local("to"), model.AccountPath("/big")))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(9 * time.Second)
		if n := r.e.traffic.lines.inUse(); n < 2 {
			t.Errorf("%d streams before the pause", n)
		}
		if err := r.e.Pause(id); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if n := r.e.traffic.lines.inUse(); n != 0 {
			t.Errorf("%d lines are taken by a paused job", n)
		}
		before := r.e.traffic.moved[goingDown].Load()
		time.Sleep(time.Hour)
		if n := r.e.traffic.moved[goingDown].Load(); n != before {
			t.Errorf("%d bytes came while it was paused", n-before)
		}
		if err := r.e.Resume(id); err != nil {
			t.Fatal(err)
		}
		r.ok(r.wait(id))
		r.same("what came", r.inAccount("/"), r.onDisk("to"))
		if n := r.e.traffic.moved[goingDown].Load(); n > segmentSize+segmentSize/4 {
			t.Errorf("%d bytes came for a file of %d", n, segmentSize)
		}
	})
}

// TestTwoVersionsAreNeverMixed: what a host has under an address changes while it is
// fetched.
func TestTwoVersionsAreNeverMixed(t *testing.T) {
	for _, sum := range []bool{true, false} {
		t.Run(fmt.Sprintf("with a sum %v", sum), func(t *testing.T) {
			inWorld(t, func(_ *testing.T, w *world) {
				data := bytesOf(0, 100_000)
				p := &plan.Plan{Request: plan.Request{To: w.to}}
				it := w.acc.put(w.dst, "f000", data)
				if !sum {
					it.Entry.Sum = ""
				}
				p.Request.Sources = []model.Item{it}
				p.Add(plan.Step{Source: it, Target: w.to.Child("f000"), Action: plan.Download})
				old, opened := bytesOf(77, 100_000), 0
				w.acc.version = func(int64) string {
					if opened == 0 {
						return "\"old\""
					}
					return "\"new\""
				}
				w.acc.onOpen = func(_ fichier.Link, offset int64) (io.ReadCloser, error) {
					if opened++; opened == 1 {
						return cut(old[offset:], 40_000, io.ErrUnexpectedEOF), nil
					}
					return nil, nil
				}
				w.ok(w.run(p), 1)
				w.downloaded(1, 100_000)
			})
		})
	}
}

// TestAHostThatTakesOneStreamIsAskedForAnotherOnce: refusals get people locked out.
func TestAHostThatTakesOneStreamIsAskedForAnotherOnce(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		r.segmented()
		r.svc.AddFile("/big", simulator.Bytes(bytesOf(1, segmentSize)))
		r.fault("download nth=1 slow=64k", "download nth=2 iplocked", "download owner")
		r.ok(r.copy(r.local("to"), model.AccountPath("/big")))
		r.same("what came", r.inAccount("/"), r.onDisk("to"))
		if n := r.downloads(); n[403] != 1 || n[200] != 1 {
			t.Errorf("answers by status: %v, want one refusal beside the file", n)
		}
	})
}
