package plan_test

import (
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
	"onefm/model/plan"
)

// FuzzPlan makes random trees, requests and answers, and checks what must hold of
// every plan.
func FuzzPlan(f *testing.F) {
	for seed := range uint64(200) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		g := &chance{rand.New(rand.NewPCG(seed, 1)), newWorld()}
		r := g.request()
		p, err := plan.Make(t.Context(), g.w.trees, r)
		if err != nil {
			t.Fatalf("Make = %v", err)
		}
		invariants(t, g.w, p)
		start := steps(p)
		defer func() {
			if t.Failed() {
				t.Logf("op %d as %q: %s", r.Op, r.As, strings.Join(steps(p), "\n"))
			}
		}()
		for range 5 {
			if g.IntN(2) == 0 {
				p.ResolveAll(plan.Policy(g.IntN(5)))
			} else if all := p.Conflicts(); len(all) > 0 {
				i := all[g.IntN(len(all))]
				choices := append(p.Choices(i), plan.Ask)
				if err := p.Resolve(i, choices[g.IntN(len(choices))]); err != nil {
					t.Fatalf("Resolve = %v", err)
				}
			}
			invariants(t, g.w, p)
		}
		if len(p.Conflicts()) == 0 && r.Op == plan.Copy && r.To.Name() != "/src" {
			g.w.again(t, p)
		}
		if r.Policy == plan.Ask {
			p.ResolveAll(plan.Ask)
			if diff := cmp.Diff(start, steps(p)); diff != "" {
				t.Errorf("opened again, the plan differs (-first +last):\n%s", diff)
			}
		}
	})
}

// again does what the plan says and plans the same once more: nothing is left.
func (w *world) again(t *testing.T, p *plan.Plan) {
	t.Helper()
	for _, s := range p.All() {
		tree := w.local
		if s.Target.Side() == model.Account {
			tree = w.account
		}
		e := s.Source.Entry
		e.Name, e.ID = s.Target.Base(), ""
		switch s.Action {
		case plan.Mkdir:
			tree.AddFolder(s.Target.Name())
		case plan.Upload:
			e.Kind = model.File
			tree.Add(s.Target.Parent().Name(), e)
		case plan.Download, plan.ServerCopy, plan.DiskCopy:
			tree.Add(s.Target.Parent().Name(), e)
		case plan.Leave, plan.MoveOnly, plan.RemoteUpload, plan.RemoveFolder:
		}
	}
	next, err := plan.Make(t.Context(), w.trees, p.Request)
	if err != nil {
		t.Fatalf("Make again = %v", err)
	}
	for _, s := range next.All() {
		// Files nobody knows the sum of are a conflict for ever.
		if !s.Same && s.Problem == nil && s.Source.Entry.Sum != "" {
			t.Errorf("done once, the plan still says %s", text(s))
		}
	}
}

// invariants checks a plan against what may never happen.
func invariants(t *testing.T, w *world, p *plan.Plan) {
	t.Helper()
	made := map[model.Path]bool{p.Request.To: true}
	targets := map[string]int{}
	sources := map[string]int{}
	var bytes int64
	for i, s := range p.All() {
		if s.Problem != nil && s.Action != plan.Leave {
			t.Errorf("step %d has a problem and acts: %s", i, text(s))
		}
		if s.Action == plan.RemoveFolder {
			emptied(t, p, i)
			continue
		}
		if s.Target.IsZero() && s.Problem == nil {
			continue // a source folder that stays
		}
		if !s.Source.Path().IsZero() {
			sources[s.Source.Path().String()+s.Source.Entry.ID]++
		}
		if s.Action == plan.Leave {
			continue
		}
		if !p.Request.To.Contains(s.Target) || s.Target == p.Request.To && i > 0 {
			t.Errorf("step %d leaves the target: %s", i, text(s))
		}
		if parent := s.Target.Parent(); i > 0 && !made[parent] && !exists(w, parent) {
			t.Errorf("step %d comes before its folder: %s", i, text(s))
		}
		if s.Action == plan.Mkdir || s.Action == plan.MoveOnly && s.Source.Entry.Kind == model.Folder {
			made[s.Target] = true
		}
		key := s.Target.String()
		if targets[key]++; targets[key] > 1 && !mayShare(p, s) {
			t.Errorf("two steps go to one target: %s", text(s))
		}
		link := s.Source.Entry.Kind == model.Symlink && s.Action == plan.Upload
		if s.Action != plan.Mkdir && (s.Source.Entry.Kind == model.File || link) {
			bytes += max(0, s.Source.Entry.Size)
		}
	}
	for it, n := range sources {
		if n > 1 {
			t.Errorf("%s has %d steps", it, n)
		}
	}
	if bytes != p.Bytes {
		t.Errorf("bytes = %d, want %d", p.Bytes, bytes)
	}
}

// emptied checks that nothing stays in a source folder that is to be removed.
func emptied(t *testing.T, p *plan.Plan, i int) {
	t.Helper()
	dir := p.Step(i).Source.Path()
	for n, s := range p.All() {
		if n == i {
			break
		}
		stays := s.Action == plan.Leave && !s.Same
		if stays && dir.Contains(s.Source.Path()) {
			t.Errorf("%s is to be removed although this stays: %s", dir, text(s))
		}
	}
}

func mayShare(p *plan.Plan, s plan.Step) bool {
	return p.Request.To.Side() == model.Account && s.Source.Dir.Side() != model.Local && s.Source.Entry.Kind == model.File
}

func exists(w *world, p model.Path) bool {
	tree := w.local
	if p.Side() == model.Account {
		tree = w.account
	}
	e, err := tree.Stat(context.Background(), p)
	return err == nil && e.Kind == model.Folder
}

// chance makes worlds.
type chance struct {
	*rand.Rand
	w *world
}

func (g *chance) name() string {
	names := []string{"a", "A", "b", "a (2)", "b.tar.gz", "b (2).tar.gz", "c", "forbidden", "ä", "x\ny"}
	return names[g.IntN(len(names))]
}

func (g *chance) entry(side model.Side) model.Entry {
	content := strconv.Itoa(g.IntN(3))
	e := model.Entry{Name: g.name(), Size: int64(g.IntN(3)), Time: time.Unix(int64(g.IntN(4)), 0).UTC()}
	if g.IntN(3) > 0 {
		e.Sum = sum(content)
	}
	if side == model.Account {
		return e
	}
	switch g.IntN(12) {
	case 0:
		e.Kind = model.Other
	case 1:
		e.Kind, e.Target, e.Size = model.Symlink, "..", -1
	case 2:
		e.Kind, e.Target, e.Flags, e.Size = model.Symlink, "/x", model.LinksToFolder, -1
	}
	return e
}

// fill puts random entries below dir; names that are taken are left out.
func (g *chance) fill(side model.Side, dir string, depth int) {
	tree := g.w.local
	if side == model.Account {
		tree = g.w.account
	}
	used := map[string]bool{}
	for range g.IntN(6) {
		e := g.entry(side)
		folder := depth > 0 && g.IntN(3) == 0
		if used[e.Name] && (folder || side == model.Local) || used[e.Name+"/"] {
			continue
		}
		if folder {
			used[e.Name+"/"] = true
			tree.AddFolder(dir + "/" + e.Name)
			g.fill(side, dir+"/"+e.Name, depth-1)
			continue
		}
		used[e.Name] = true
		tree.Add(dir, e)
	}
}

func (g *chance) request() plan.Request {
	from, to := model.Side(g.IntN(2)), model.Side(g.IntN(2))
	g.w.local.AddFolder("/src")
	g.w.account.AddFolder("/src")
	g.fill(from, "/src", 3)
	g.fill(to, "/to", 3)
	blind := g.IntN(3) == 0
	g.w.trees.CaseBlind = func(context.Context, model.Path) bool { return blind }
	tree := g.w.local
	if from == model.Account {
		tree = g.w.account
	}
	r := plan.Request{Op: plan.Op(g.IntN(2)), Policy: plan.Policy(g.IntN(5))}
	for _, it := range tree.Items() {
		if tree.Path("/src").Contains(it.Dir) && g.IntN(2) == 0 {
			r.Sources = append(r.Sources, it)
		}
	}
	if len(r.Sources) == 0 {
		r.Sources = append(r.Sources, tree.AddFile("/src/one", "1"))
	}
	where := []string{"/to", "/to", "/to", "/to/new", "/src"}[g.IntN(5)]
	r.To = model.AccountPath(where)
	if to == model.Local {
		r.To = g.w.local.Path(where)
	}
	if len(r.Sources) == 1 && g.IntN(2) == 0 {
		r.As = g.name()
	}
	return r
}
