package transfer

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
	"onefm/model/plan"
)

// planOf makes a plan of steps that are described by action, target and size.
func planOf(steps ...plan.Step) *plan.Plan {
	p := plan.New(plan.Request{})
	p.Add(steps...)
	return p
}

func step(a plan.Action, from, to model.Path, size int64) plan.Step {
	return plan.Step{
		Action: a, Target: to,
		Source: model.Item{Dir: from.Parent(), Entry: model.Entry{Name: from.Base(), Size: size}},
	}
}

func localPath(t testing.TB, name string) model.Path {
	t.Helper()
	p, err := model.LocalPath(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func allSteps(p *plan.Plan) []int32 {
	var all []int32
	for i := range p.Len() {
		all = append(all, int32(i))
	}
	return all
}

func TestBuildPacksSmallFilesAndSendsLargeOnesAlone(t *testing.T) {
	t.Parallel()
	const mib = 1 << 20
	var p plan.Plan
	add := func(dir string, i int, size int64) {
		name := fmt.Sprintf("f%04d", i)
		p.Add(step(plan.Upload, localPath(t, "/src/"+dir+"/"+name), model.AccountPath("/"+dir+"/"+name), size))
	}
	add("a", 0, 100*mib) // 0: alone
	for i := 1; i <= 1200; i++ {
		add("a", i, 1000) // 1..1200: 500 + 500 + 200
	}
	for i := range 6 {
		add("b", i, 60*mib) // 1201..1206: 4 fit into 256 MiB
	}
	spans := build(&p, allSteps(&p), 256*mib)[up]
	var got []int
	seen := map[int32]bool{}
	for _, s := range spans {
		got = append(got, len(s.steps))
		dir := p.Step(int(s.steps[0])).Target.Parent()
		for _, i := range s.steps {
			if seen[i] {
				t.Errorf("step %d twice", i)
			}
			seen[i] = true
			if p.Step(int(i)).Target.Parent() != dir {
				t.Errorf("one request for two folders: %v and %v", dir, p.Step(int(i)).Target)
			}
		}
	}
	if d := cmp.Diff([]int{500, 500, 200, 4, 2, 1}, got); d != "" {
		t.Errorf("requests (-want +got):\n%s", d)
	}
	if len(seen) != p.Len() {
		t.Errorf("%d of %d steps", len(seen), p.Len())
	}
}

func TestBuildLists(t *testing.T) {
	t.Parallel()
	acc := model.AccountPath
	p := planOf(
		step(plan.Mkdir, acc("/from"), acc("/to"), 0),
		step(plan.ServerCopy, acc("/from/a"), acc("/to/a"), 1),
		step(plan.ServerCopy, acc("/from/b"), acc("/to/b (2)"), 1), // another name: alone
		step(plan.ServerCopy, acc("/from/c"), acc("/to/c"), 1),
		step(plan.MoveOnly, acc("/from/d"), acc("/to/d"), 1),
		step(plan.MoveOnly, localPath(t, "/x/e"), localPath(t, "/y/e"), 1),
		step(plan.Download, acc("/from/f"), localPath(t, "/y/f"), 1),
		step(plan.Download, acc("/from/g"), localPath(t, "/y/g"), 1),
		step(plan.DiskCopy, localPath(t, "/x/h"), localPath(t, "/y/h"), 1),
	)
	for range 2*listLength - 2 {
		p.Add(step(plan.ServerCopy, acc("/from/z"), acc("/to/z"), 1))
	}
	spans := build(p, allSteps(p), DefaultBatch)
	var got [lanes][]string
	for l := range spans {
		for _, s := range spans[l] {
			got[l] = append(got[l], fmt.Sprintf("%d×%d", s.kind, len(s.steps)))
		}
	}
	want := [lanes][]string{
		calls: {
			fmt.Sprintf("%d×1", makeFolders), fmt.Sprintf("%d×%d", copyInAccount, listLength),
			fmt.Sprintf("%d×1", copyInAccount), fmt.Sprintf("%d×1", moveInTree), fmt.Sprintf("%d×%d", copyInAccount, listLength),
		},
		down:  {fmt.Sprintf("%d×1", downloadFile), fmt.Sprintf("%d×1", downloadFile)},
		local: {fmt.Sprintf("%d×1", moveInTree), fmt.Sprintf("%d×1", copyOnDisk)},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("spans (-want +got):\n%s", d)
	}
}
