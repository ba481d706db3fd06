package usage_test

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/usage"
)

// millions is a million files in 2,000 folders of which every second has a twin.
type millions struct{ page []model.Entry }

func newMillions() *millions {
	m := &millions{page: make([]model.Entry, 500)}
	for i := range m.page {
		m.page[i] = model.Entry{Name: fmt.Sprint("file ", i), Time: time.Unix(int64(i), 0)}
	}
	return m
}

func (m *millions) WalkDirs(_ context.Context, from model.Path, visit func(mirror.Dir, []model.Entry) error) error {
	var top []model.Entry
	for d := range 2000 {
		top = append(top, model.Entry{Name: fmt.Sprint("dir ", d), Kind: model.Folder, ID: strconv.Itoa(d + 1)})
	}
	if err := visit(mirror.Dir{Path: from}, top); err != nil {
		return err
	}
	for d := range 2000 {
		for i := range m.page {
			n := d*500 + i
			if n%2 == 0 {
				n /= 4
			}
			m.page[i].Size, m.page[i].Sum = int64(n+1), fmt.Sprintf("%016x%0112d", uint64(n+1)*0x9E3779B97F4A7C15, 0)
		}
		if err := visit(mirror.Dir{ID: fichier.FolderID(d + 1), Path: from.Child(top[d].Name)}, m.page); err != nil {
			return err
		}
	}
	return nil
}

func (*millions) List(context.Context, model.Path, model.Freshness) (model.Listing, error) {
	return model.Listing{}, nil
}

func (*millions) Ages(context.Context, func(fichier.FolderID, time.Time, bool) error) error {
	return nil
}

func heap() float64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return float64(s.HeapAlloc) / (1 << 20)
}

func BenchmarkCount(b *testing.B) {
	src := newMillions()
	for b.Loop() {
		before := heap()
		tree, err := usage.Count(b.Context(), src, model.AccountPath("/"), nil)
		if err != nil || tree.Total().Files != 1_000_000 {
			b.Fatal(tree, err)
		}
		b.ReportMetric(heap()-before, "heap-MiB")
		runtime.KeepAlive(tree)
	}
}

func BenchmarkDuplicates(b *testing.B) {
	src := newMillions()
	for b.Loop() {
		before, most := heap(), 0.0
		n := 0
		found, err := usage.Duplicates(b.Context(), src, model.AccountPath("/"), usage.DuplicateOptions{Limit: 1000}, func(usage.Group) error {
			if n++; n == 500 {
				most = heap()
			}
			return nil
		})
		if err != nil || found.Groups < 100_000 {
			b.Fatal(found, err)
		}
		b.ReportMetric(most-before, "heap-MiB")
	}
}
