package plan_test

import (
	"context"
	"fmt"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/treetest"
)

// world is two sides in memory and links of the web.
type world struct {
	local, account *treetest.Memory
	trees          plan.Trees
	links          links
	sums           int // how many local sums were asked for
}

func newWorld() *world {
	w := &world{local: treetest.NewMemory(model.Local), account: treetest.NewMemory(model.Account), links: links{}}
	w.local.AddFolder("/to")
	w.account.AddFolder("/to")
	w.trees = plan.Trees{
		Local: w.local, Account: w.account, Links: w.links,
		Sum: func(_ context.Context, it model.Item) (string, error) {
			w.sums++
			s, ok := w.local.Content(it)
			if !ok {
				return "", fs.ErrPermission
			}
			return sum(s), nil
		},
		LocalName: func(name string) (string, error) {
			if !model.IsElement(name) || name == "forbidden" {
				return "", fmt.Errorf("%w: %q", model.ErrBadName, name)
			}
			return name, nil
		},
		CaseBlind: func(context.Context, model.Path) bool { return false },
	}
	return w
}

// sum stands for the Whirlpool of a content.
func sum(content string) string { return "sum of " + content }

type links map[string]plan.Resolved

func (l links) Resolve(_ context.Context, link string) (plan.Resolved, error) {
	if r, ok := l[link]; ok {
		return r, nil
	}
	return plan.Resolved{}, fs.ErrNotExist
}

// uploaded puts a file with a sum into the account.
func (w *world) uploaded(dir, name, content string) model.Item {
	return w.account.Add(dir, model.Entry{Name: name, Size: int64(len(content)), Sum: sum(content)})
}

func (w *world) make(t *testing.T, r plan.Request) *plan.Plan {
	t.Helper()
	p, err := plan.Make(t.Context(), w.trees, r)
	if err != nil {
		t.Fatalf("Make = %v", err)
	}
	return p
}

func copyTo(to model.Path, sources ...model.Item) plan.Request {
	return plan.Request{Sources: sources, To: to}
}

func moveTo(to model.Path, sources ...model.Item) plan.Request {
	return plan.Request{Op: plan.Move, Sources: sources, To: to}
}

func actionName(a plan.Action) string {
	return map[plan.Action]string{
		plan.Leave: "leave", plan.Mkdir: "mkdir", plan.Upload: "upload", plan.Download: "download",
		plan.ServerCopy: "server copy", plan.DiskCopy: "disk copy", plan.MoveOnly: "move only",
		plan.RemoteUpload: "remote upload", plan.RemoveFolder: "remove folder",
	}[a]
}

// text writes a step as a line: what, from, to, and what is in the way.
func text(s plan.Step) string {
	line := actionName(s.Action)
	if s.Same {
		line = "same"
	}
	if s.Problem != nil {
		line = fmt.Sprintf("problem (%v)", s.Problem)
	}
	if p := s.Source.Path(); !p.IsZero() {
		line += " " + slashed(p)
	}
	if s.Problem == nil && !s.Target.IsZero() {
		line += " -> " + slashed(s.Target)
	}
	if c := s.Conflict; c != nil {
		line += fmt.Sprintf(" [%d there", len(c.Existing))
		if c.Kinds {
			line += ", kinds"
		}
		line += "]"
	}
	return line
}

func slashed(p model.Path) string {
	if p.Side() != model.Local {
		return p.String()
	}
	root := p
	for !root.IsRoot() {
		root = root.Parent()
	}
	rel, _ := root.Rel(p)
	return "/" + rel
}

func steps(p *plan.Plan) []string {
	lines := []string{}
	for _, s := range p.All() {
		lines = append(lines, text(s))
	}
	return lines
}

func wantSteps(t *testing.T, p *plan.Plan, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), steps(p)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

// totals are the sums of a plan.
type totals struct {
	Bytes, Line                 int64
	Files, Folders, Same, Calls int
}

func wantTotals(t *testing.T, p *plan.Plan, want totals) {
	t.Helper()
	got := totals{p.Bytes, p.Line, p.Files, p.Folders, p.Same, p.Calls}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
}
