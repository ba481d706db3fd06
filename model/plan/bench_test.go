package plan_test

import (
	"context"
	"fmt"
	"testing"

	"onefm/model"
	"onefm/model/plan"
)

// wide is a tree of folders with a thousand files each, made once.
type wide struct {
	model.Tree
	lists map[model.Path]model.Listing
}

func newWide(side model.Side, folders int) wide {
	w := wide{Tree: newWorld().local, lists: map[model.Path]model.Listing{}}
	root := rootOf(side).Child("src")
	var dirs []model.Entry
	for i := range folders {
		dir := root.Child(fmt.Sprintf("folder %d", i))
		dirs = append(dirs, model.Entry{Name: dir.Base(), Kind: model.Folder})
		var files []model.Entry
		for n := range 1000 {
			files = append(files, model.Entry{Name: fmt.Sprintf("holiday picture %d.jpeg", n*7919%1000), Size: 64 << 10, Mode: 0o644})
		}
		w.lists[dir] = model.Listing{Dir: dir, Entries: files}
	}
	w.lists[root] = model.Listing{Dir: root, Entries: dirs}
	return w
}

func rootOf(side model.Side) model.Path {
	if side == model.Account {
		return model.AccountPath("/")
	}
	return newWorld().local.Path("/")
}

func (w wide) List(_ context.Context, dir model.Path, _ model.Freshness) (model.Listing, error) {
	return w.lists[dir], nil
}

func BenchmarkPlan100k(b *testing.B) {
	w := newWorld()
	w.trees.Local = newWide(model.Local, 100)
	r := copyTo(w.account.Path("/to"), model.Item{Dir: rootOf(model.Local), Entry: model.Entry{Name: "src", Kind: model.Folder}})
	b.ReportAllocs()
	for b.Loop() {
		p, err := plan.Make(b.Context(), w.trees, r)
		if err != nil || p.Files != 100_000 {
			b.Fatal(p, err)
		}
	}
}

func BenchmarkPlan100kConflicts(b *testing.B) {
	w := newWorld()
	w.trees.Local = newWide(model.Local, 100)
	w.trees.Account = newWide(model.Account, 100)
	r := copyTo(model.AccountPath("/"), model.Item{Dir: rootOf(model.Local), Entry: model.Entry{Name: "src", Kind: model.Folder}})
	w.trees.Sum = nil
	b.ReportAllocs()
	for b.Loop() {
		p, err := plan.Make(b.Context(), w.trees, r)
		if err != nil {
			b.Fatal(err)
		}
		p.ResolveAll(plan.Keep)
		p.ResolveAll(plan.Replace)
		if !p.Ready() || p.Files != 100_000 {
			b.Fatal(p.Files)
		}
	}
}
