package transfer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/transfer/journal"
)

// wide is a local tree of folders with a thousand files each; they are made up when
// they are listed.
type wide struct {
	model.Tree
	folders int
}

func (w wide) List(_ context.Context, dir model.Path, _ model.Freshness) (model.Listing, error) {
	l := model.Listing{Dir: dir, AsOf: time.Now()}
	if dir.Base() == "src" {
		for i := range w.folders {
			l.Entries = append(l.Entries, model.Entry{Name: fmt.Sprintf("folder %d", i), Kind: model.Folder, Size: model.UnknownSize})
		}
		return l, nil
	}
	for i := range 1000 {
		l.Entries = append(l.Entries, model.Entry{Name: fmt.Sprintf("holiday picture %d.jpeg", i), Size: 64 << 10, Mode: 0o644, Time: time.Unix(int64(i), 0).UTC()})
	}
	return l, nil
}

// nothing is a tree without anything in it.
type nothing struct{ model.Tree }

func (nothing) List(_ context.Context, dir model.Path, _ model.Freshness) (model.Listing, error) {
	return model.Listing{Dir: dir, AsOf: time.Now()}, nil
}

// resident is how much memory the process has had at most since the last call, and
// has now, in MiB.
func resident(tb testing.TB) (most, now float64) {
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		tb.Skip(err)
	}
	field := func(name string) float64 {
		_, rest, _ := strings.Cut(string(data), name)
		n, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
		return n / 1024
	}
	most, now = field("VmHWM:"), field("VmRSS:")
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // starts VmHWM anew
	return most, now
}

// BenchmarkMillionQueued plans a million uploads, writes them down, and takes them
// into the queue: what that costs in time and memory.
func BenchmarkMillionQueued(b *testing.B) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(64 << 20))
	for b.Loop() {
		runtime.GC()
		debug.FreeOSMemory()
		_, before := resident(b)
		start := time.Now()
		lap := func(name string) {
			most, _ := resident(b)
			b.ReportMetric(time.Since(start).Seconds(), name+"-s")
			b.ReportMetric(most, name+"-MiB")
			start = time.Now()
		}
		j, err := journal.Open(b.Context(), filepath.Join(b.TempDir(), "queue.sqlite"), nil)
		if err != nil {
			b.Fatal(err)
		}
		src := model.Item{Dir: localPath(b, "/"), Entry: model.Entry{Name: "src", Kind: model.Folder}}
		p, err := plan.Make(b.Context(), plan.Trees{Local: wide{folders: 1000}, Account: nothing{}}, plan.Request{Sources: []model.Item{src}, To: model.AccountPath("/to")})
		if err != nil || p.Files != 1_000_000 {
			b.Fatal(err, p.Files)
		}
		lap("plan")
		id, err := Record(b.Context(), j, p, Normal)
		if err != nil {
			b.Fatal(err)
		}
		p = nil
		lap("record")
		e := New(Options{Journal: j})
		if err := e.Adopt(b.Context(), id); err != nil {
			b.Fatal(err)
		}
		lap("adopt")
		b.ReportMetric(float64(testing.AllocsPerRun(100, func() { e.Snapshot() })), "allocs/snapshot")
		again := New(Options{Journal: j})
		if err := again.Load(b.Context(), true); err != nil {
			b.Fatal(err)
		}
		lap("load")
		b.ReportMetric(before, "before-MiB")
		if err := j.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
