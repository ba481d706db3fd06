package plan_test

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
	"onefm/model/plan"
)

func TestSameBytesAreFoundBySizeThenSum(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.uploaded("/to", "same", "same")
	w.uploaded("/to", "alike", "mine")
	w.uploaded("/to", "longer", "longer one")
	w.account.Add("/to", model.Entry{Name: "unsummed", Size: 4})
	p := w.make(t, copyTo(w.account.Path("/to"),
		w.local.AddFile("/src/same", "same"), w.local.AddFile("/src/alike", "your"),
		w.local.AddFile("/src/longer", "long"), w.local.AddFile("/src/unsummed", "abcd")))
	wantSteps(t, p,
		"upload /src/alike -> 1f:/to/alike [1 there]",
		"upload /src/longer -> 1f:/to/longer [1 there]",
		"same /src/same -> 1f:/to/same",
		"upload /src/unsummed -> 1f:/to/unsummed [1 there]")
	wantTotals(t, p, totals{Bytes: 12, Line: 12, Files: 3, Same: 1, Calls: 1})
	if w.sums != 3 {
		t.Errorf("%d sums were computed, want 3: a file of another size needs none", w.sums)
	}
}

func TestSameAmongSeveralOfOneName(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.uploaded("/to", "a", "xx")
	w.uploaded("/to", "a", "yy")
	wantSteps(t, w.make(t, copyTo(w.account.Path("/to"), w.local.AddFile("/src/a", "yy"))),
		"same /src/a -> 1f:/to/a")
	p := w.make(t, copyTo(w.account.Path("/to"), w.local.AddFile("/src2/a", "zz")))
	wantSteps(t, p, "upload /src2/a -> 1f:/to/a [2 there]")
	p.ResolveAll(plan.Replace)
	if p.Calls != 2 {
		t.Errorf("%d calls, want one upload and one removal of both", p.Calls)
	}
}

func TestWithoutSumsFilesOfOneSizeAreAConflict(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.uploaded("/to", "a", "same")
	for name, sum := range map[string]func(context.Context, model.Item) (string, error){
		"no hasher":     nil,
		"an unreadable": func(context.Context, model.Item) (string, error) { return "", fs.ErrPermission },
	} {
		w.trees.Sum = sum
		p := w.make(t, copyTo(w.account.Path("/to"), model.Item{Dir: w.local.Path("/src"), Entry: model.Entry{Name: "a", Size: 4}}))
		if len(p.Conflicts()) != 1 || p.Ready() {
			t.Errorf("%s: steps %v", name, steps(p))
		}
	}
}

func TestAMoveOnTheDiskNeverCountsAsDone(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.local.AddFile("/to/a", "same")
	a := w.local.AddFile("/src/a", "same") // for all we know the same file by another path
	wantSteps(t, w.make(t, moveTo(w.local.Path("/to"), a)), "move only /src/a -> /to/a [1 there]")
	wantSteps(t, w.make(t, copyTo(w.local.Path("/to"), a)), "same /src/a -> /to/a")
}

func TestAMoveOfWhatIsThereErasesItsSource(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.uploaded("/to/d", "a", "same")
	w.local.AddFile("/src/d/a", "same")
	d := model.Item{Dir: w.local.Path("/src"), Entry: model.Entry{Name: "d", Kind: model.Folder}}
	wantSteps(t, w.make(t, moveTo(w.account.Path("/to"), d)),
		"same /src/d/a -> 1f:/to/d/a", "remove folder /src/d")
}

func TestResolve(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	w := newWorld()
	w.account.Add("/to", model.Entry{Name: "a.tar.gz", Size: 1, Time: now})
	w.account.Add("/to", model.Entry{Name: "a (2).tar.gz", Size: 1, Time: now})
	w.account.Add("/to", model.Entry{Name: "old", Size: 1, Time: now})
	src := func(name string, at time.Time) model.Item {
		return w.local.Add("/src", model.Entry{Name: name, Size: 10, Time: at, Mode: 0o644})
	}
	p := w.make(t, copyTo(w.account.Path("/to"), src("a.tar.gz", now.Add(time.Hour)), src("a (3).tar.gz", now), src("old", now)))
	if got, want := p.Conflicts(), []int{1, 2}; !slices.Equal(got, want) {
		t.Fatalf("conflicts = %v, want %v: %v", got, want, steps(p))
	}
	tests := []struct {
		choice plan.Choice
		first  string
		second string
		bytes  int64
		calls  int
	}{
		{plan.Skip, "leave /src/a.tar.gz -> 1f:/to/a.tar.gz [1 there]", "leave /src/old -> 1f:/to/old [1 there]", 10, 1},
		{plan.Keep, "upload /src/a.tar.gz -> 1f:/to/a (4).tar.gz [1 there]", "upload /src/old -> 1f:/to/old (2) [1 there]", 30, 1},
		{plan.Replace, "upload /src/a.tar.gz -> 1f:/to/a.tar.gz [1 there]", "upload /src/old -> 1f:/to/old [1 there]", 30, 2},
		{plan.Newer, "upload /src/a.tar.gz -> 1f:/to/a.tar.gz [1 there]", "leave /src/old -> 1f:/to/old [1 there]", 20, 2},
		{plan.Ask, "upload /src/a.tar.gz -> 1f:/to/a.tar.gz [1 there]", "upload /src/old -> 1f:/to/old [1 there]", 30, 1},
		{plan.Keep, "upload /src/a.tar.gz -> 1f:/to/a (4).tar.gz [1 there]", "upload /src/old -> 1f:/to/old (2) [1 there]", 30, 1},
	}
	for _, tt := range tests {
		p.ResolveAll(tt.choice)
		wantSteps(t, p, "upload /src/a (3).tar.gz -> 1f:/to/a (3).tar.gz", tt.first, tt.second)
		if p.Bytes != tt.bytes || p.Calls != tt.calls || p.Ready() != (tt.choice != plan.Ask) {
			t.Errorf("choice %d: %d bytes, %d calls, ready %v; want %d, %d", tt.choice, p.Bytes, p.Calls, p.Ready(), tt.bytes, tt.calls)
		}
	}
	for _, bad := range []struct {
		step   int
		choice plan.Choice
	}{{0, plan.Skip}, {-1, plan.Skip}, {3, plan.Skip}, {1, 99}} {
		if err := p.Resolve(bad.step, bad.choice); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("Resolve(%d, %d) = %v", bad.step, bad.choice, err)
		}
	}
}

func TestPolicyDecidesAllConflicts(t *testing.T) {
	t.Parallel()
	for policy, want := range map[plan.Policy][]string{
		plan.Skip:    {"leave /src/a -> 1f:/to/a [1 there]", "leave /src/d -> 1f:/to/d [1 there, kinds]"},
		plan.Keep:    {"upload /src/a -> 1f:/to/a (2) [1 there]", "mkdir /src/d -> 1f:/to/d (2) [1 there, kinds]"},
		plan.Replace: {"upload /src/a -> 1f:/to/a [1 there]", "leave /src/d -> 1f:/to/d [1 there, kinds]"},
	} {
		w := newWorld()
		w.account.AddFile("/to/a", "there")
		w.account.AddFile("/to/d", "a file")
		r := copyTo(w.account.Path("/to"), w.local.AddFile("/src/a", "a"), w.local.AddFolder("/src/d"))
		r.Policy = policy
		p := w.make(t, r)
		wantSteps(t, p, want...)
		if !p.Ready() {
			t.Errorf("policy %d leaves a conflict open", policy)
		}
	}
}

func TestAFolderOnAFile(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.local.AddFile("/to/d", "a file")
	w.account.AddFile("/src/d/sub/a", "a")
	d := model.Item{Dir: w.account.Path("/src"), Entry: model.Entry{Name: "d", Kind: model.Folder}}
	p := w.make(t, moveTo(w.local.Path("/to"), d))
	open := steps(p)
	wantSteps(t, p,
		"mkdir 1f:/src/d -> /to/d [1 there, kinds]",
		"mkdir 1f:/src/d/sub -> /to/d/sub",
		"download 1f:/src/d/sub/a -> /to/d/sub/a",
		"remove folder 1f:/src/d/sub",
		"remove folder 1f:/src/d")
	if diff := cmp.Diff([]plan.Choice{plan.Skip, plan.Keep}, p.Choices(0)); diff != "" {
		t.Errorf("choices (-want +got):\n%s", diff)
	}
	if err := p.Resolve(0, plan.Replace); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("Replace of a file by a folder = %v", err)
	}
	if err := p.Resolve(0, plan.Keep); err != nil {
		t.Fatal(err)
	}
	wantSteps(t, p,
		"mkdir 1f:/src/d -> /to/d (2) [1 there, kinds]",
		"mkdir 1f:/src/d/sub -> /to/d (2)/sub",
		"download 1f:/src/d/sub/a -> /to/d (2)/sub/a",
		"remove folder 1f:/src/d/sub",
		"remove folder 1f:/src/d")
	if err := p.Resolve(0, plan.Skip); err != nil {
		t.Fatal(err)
	}
	for i, s := range p.All() {
		if s.Action != plan.Leave {
			t.Errorf("the folder is skipped, step %d would %s", i, text(s))
		}
	}
	wantTotals(t, p, totals{})
	if err := p.Resolve(0, plan.Ask); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(open, steps(p)); diff != "" {
		t.Errorf("an open conflict is not as it was (-want +got):\n%s", diff)
	}
}

func TestASkippedEmptyFolderStays(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.account.AddFile("/to/d", "a file")
	w.local.AddFolder("/src/d/empty")
	d := model.Item{Dir: w.local.Path("/src"), Entry: model.Entry{Name: "d", Kind: model.Folder}}
	p := w.make(t, moveTo(w.account.Path("/to"), d))
	p.ResolveAll(plan.Skip)
	wantSteps(t, p,
		"leave /src/d -> 1f:/to/d [1 there, kinds]",
		"leave /src/d/empty -> 1f:/to/d/empty",
		"leave /src/d/empty",
		"leave /src/d")
}

func TestAFileOnAFolder(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.account.AddFolder("/to/a")
	p := w.make(t, copyTo(w.account.Path("/to"), w.local.AddFile("/src/a", "a")))
	wantSteps(t, p, "upload /src/a -> 1f:/to/a [1 there, kinds]")
	p.ResolveAll(plan.Newer)
	wantSteps(t, p, "leave /src/a -> 1f:/to/a [1 there, kinds]")
}

func TestNothingIsPutIntoALinkedFolder(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.local.Add("/to", model.Entry{Name: "d", Kind: model.Symlink, Flags: model.LinksToFolder, Target: "/etc", Size: -1})
	w.account.AddFile("/src/d/passwd", "x")
	d := model.Item{Dir: w.account.Path("/src"), Entry: model.Entry{Name: "d", Kind: model.Folder}}
	p := w.make(t, copyTo(w.local.Path("/to"), d))
	wantSteps(t, p, "mkdir 1f:/src/d -> /to/d [1 there, kinds]", "download 1f:/src/d/passwd -> /to/d/passwd")
	p.ResolveAll(plan.Keep)
	wantSteps(t, p, "mkdir 1f:/src/d -> /to/d (2) [1 there, kinds]", "download 1f:/src/d/passwd -> /to/d (2)/passwd")
}

func TestTwinsOfTheAccountBothArrive(t *testing.T) {
	t.Parallel()
	w := newWorld()
	day := func(d int) time.Time { return time.Date(2026, 5, d, 0, 0, 0, 0, time.UTC) }
	older := w.account.Add("/src", model.Entry{Name: "a.txt", Size: 1, Time: day(1), Sum: sum("1")})
	newer := w.account.Add("/src", model.Entry{Name: "a.txt", Size: 2, Time: day(2), Sum: sum("22")})
	third := w.account.Add("/src", model.Entry{Name: "a (2).txt", Size: 3, Time: day(3), Sum: sum("333")})
	p := w.make(t, copyTo(w.local.Path("/to"), older, newer, third))
	wantSteps(t, p,
		"download 1f:/src/a (2).txt -> /to/a (2).txt",
		"download 1f:/src/a.txt -> /to/a.txt",
		"download 1f:/src/a.txt -> /to/a (3).txt")
	if p.Step(1).Source != newer || p.Step(2).Source != older {
		t.Error("the newest does not have the plain name")
	}
	wantSteps(t, w.make(t, copyTo(w.account.Path("/to"), older, newer)),
		"server copy 1f:/src/a.txt -> 1f:/to/a.txt", "server copy 1f:/src/a.txt -> 1f:/to/a.txt")

	w.local.AddFile("/to/a.txt", "22")
	w.local.AddFile("/to/a (3).txt", "1")
	w.local.AddFile("/to/a (2).txt", "333")
	wantSteps(t, w.make(t, copyTo(w.local.Path("/to"), third, older, newer)),
		"same 1f:/src/a (2).txt -> /to/a (2).txt", "same 1f:/src/a.txt -> /to/a.txt", "same 1f:/src/a.txt -> /to/a (3).txt")
}

func TestSourcesOfOneNameFromSeveralFolders(t *testing.T) {
	t.Parallel()
	w := newWorld()
	here := w.account.AddFile("/to/x", "here")
	p := w.make(t, copyTo(w.account.Path("/to"), w.local.AddFile("/a/x", "ax"), w.local.AddFile("/b/x", "bx"), here))
	if got := steps(p); len(got) != 3 || len(p.Conflicts()) != 1 || len(p.Problems()) != 1 {
		t.Errorf("steps = %q, want one conflict, one problem, one x (2)", got)
	}
}

func TestCaseBlindTargets(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.trees.CaseBlind = func(context.Context, model.Path) bool { return true }
	w.local.AddFile("/to/Readme", "old")
	w.local.AddFile("/to/Films/kept", "kept")
	w.account.AddFile("/src/films/a", "a")
	films := model.Item{Dir: w.account.Path("/src"), Entry: model.Entry{Name: "films", Kind: model.Folder}}
	p := w.make(t, copyTo(w.local.Path("/to"),
		w.account.AddFile("/src/README", "new"), w.account.AddFile("/src/x", "1"), w.account.AddFile("/src/X", "2"), films))
	wantSteps(t, p,
		"download 1f:/src/README -> /to/README [1 there]",
		"download 1f:/src/X -> /to/X",
		"download 1f:/src/x -> /to/x (2)",
		"download 1f:/src/films/a -> /to/Films/a")
	p.ResolveAll(plan.Keep)
	if got := text(p.Step(0)); got != "download 1f:/src/README -> /to/README (2) [1 there]" {
		t.Errorf("kept both: %s", got)
	}
}

func TestRenamesByMoving(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.trees.CaseBlind = func(context.Context, model.Path) bool { return true }
	a, d := w.local.AddFile("/to/a", "a"), w.local.AddFolder("/to/dir")
	for _, tt := range []struct {
		it   model.Item
		as   string
		want string
	}{
		{a, "b", "move only /to/a -> /to/b"},
		{a, "A", "move only /to/a -> /to/A"}, // its own other spelling is not in the way
		{d, "DIR", "move only /to/dir -> /to/DIR"},
	} {
		r := moveTo(w.local.Path("/to"), tt.it)
		r.As = tt.as
		wantSteps(t, w.make(t, r), tt.want)
	}
	c := w.account.AddFile("/src/a", "a")
	r := moveTo(w.account.Path("/to"), c)
	r.As = "b"
	wantTotals(t, w.make(t, r), totals{Bytes: 1, Files: 1, Calls: 1})
	r = moveTo(w.account.Path("/to"), w.account.AddFolder("/src/d"))
	r.As = "e"
	wantTotals(t, w.make(t, r), totals{Folders: 1, Calls: 2})
}
