package plan_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/treetest"
)

func TestProblemsAreToldAndTheRestGoesOn(t *testing.T) {
	t.Parallel()
	toAccount := func(w *world) model.Path { return w.account.Path("/to") }
	toLocal := func(w *world) model.Path { return w.local.Path("/to") }
	local := func(e model.Entry) func(w *world) model.Item {
		return func(w *world) model.Item { return w.local.Add("/src", e) }
	}
	folder := func(name string) func(w *world) model.Item {
		return func(w *world) model.Item { return w.local.AddFolder(name) }
	}
	link := func(target string, flags model.Flags, size int64) model.Entry {
		return model.Entry{Name: "x", Kind: model.Symlink, Target: target, Flags: flags, Size: size}
	}
	tests := []struct {
		name   string
		source func(w *world) model.Item
		to     func(w *world) model.Path
		op     plan.Op
		want   error // nil: no problem
	}{
		{"an empty file to the account", local(model.Entry{Name: "x"}), toAccount, plan.Copy, model.ErrEmptyFile},
		{"an empty file to the disk", local(model.Entry{Name: "x"}), toLocal, plan.Copy, nil},
		{"300 GB", local(model.Entry{Name: "x", Size: 300e9}), toAccount, plan.Copy, nil},
		{"more than 300 GB", local(model.Entry{Name: "x", Size: 300e9 + 1}), toAccount, plan.Copy, model.ErrTooBig},
		{"more than 300 GB on the disk", local(model.Entry{Name: "x", Size: 300e9 + 1}), toLocal, plan.Copy, nil},
		{"a file nobody could look at", local(model.Entry{Name: "x", Size: -1}), toAccount, plan.Copy, model.ErrUnreadable},
		{"a file nobody may read", local(model.Entry{Name: "x", Size: 1, Mode: 0o200}), toAccount, plan.Copy, model.ErrUnreadable},
		{"a file only we may read", local(model.Entry{Name: "x", Size: 1, Mode: 0o400}), toAccount, plan.Copy, nil},
		{"moving a file nobody may read", local(model.Entry{Name: "x", Size: 1, Mode: 0o200}), toLocal, plan.Move, nil},
		{"a device", local(model.Entry{Name: "x", Kind: model.Other}), toAccount, plan.Copy, model.ErrSpecial},
		{"a pipe on the disk", local(model.Entry{Name: "x", Kind: model.Other}), toLocal, plan.Copy, model.ErrSpecial},
		{"moving a pipe on the disk", local(model.Entry{Name: "x", Kind: model.Other}), toLocal, plan.Move, nil},
		{"a link to a file", local(link("y", 0, 5)), toAccount, plan.Copy, nil},
		{"a link to an empty file", local(link("y", 0, 0)), toAccount, plan.Copy, model.ErrEmptyFile},
		{"a broken link", local(link("y", 0, -1)), toAccount, plan.Copy, model.ErrBrokenLink},
		{"a broken link on the disk", local(link("y", 0, -1)), toLocal, plan.Copy, nil},
		{"a link to itself", local(link("x", 0, -1)), toAccount, plan.Copy, model.ErrLoop},
		{"a link to its own folder", local(link(".", model.LinksToFolder, -1)), toAccount, plan.Copy, model.ErrLoop},
		{"moving a link to a folder to the account", local(link("/etc", model.LinksToFolder, -1)), toAccount, plan.Move, model.ErrFolderLink},
		{"a folder into itself", folder("/to"), toLocal, plan.Copy, model.ErrInto},
		{"a folder whose name starts alike", folder("/t"), toLocal, plan.Copy, nil},
		{"a file to where it is", func(w *world) model.Item { return w.local.AddFile("/to/x", "x") }, toLocal, plan.Copy, model.ErrHere},
		{"a folder to where it is", folder("/to/x"), toLocal, plan.Move, model.ErrHere},
		{"a name the disk can't hold", func(w *world) model.Item { return w.account.AddFile("/src/forbidden", "x") }, toLocal, plan.Copy, model.ErrBadName},
		{"the same name in the account", func(w *world) model.Item { return w.account.AddFile("/src/forbidden", "x") }, toAccount, plan.Copy, nil},
		{"a folder name the account can't hold", folder("/src/" + strings.Repeat("x", 251)), toAccount, plan.Copy, model.ErrBadName},
		{"a folder name that just fits", folder("/src/" + strings.Repeat("x", 250)), toAccount, plan.Copy, nil},
		{"a hostile name", func(w *world) model.Item {
			return model.Item{Dir: w.account.Path("/src"), Entry: model.Entry{Name: "../../etc/passwd", Size: 1}}
		}, toLocal, plan.Copy, model.ErrBadName},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.trees.Readable = func(_ context.Context, it model.Item) error {
				if it.Entry.Mode == 0o200 {
					return fs.ErrPermission
				}
				return nil
			}
			good := w.local.AddFile("/src/good", "good")
			p := w.make(t, plan.Request{Op: tt.op, Sources: []model.Item{tt.source(w), good}, To: tt.to(w)})
			var got error
			for _, i := range p.Problems() {
				got = errors.Join(got, p.Step(i).Problem)
				if p.Step(i).Action != plan.Leave {
					t.Errorf("step with a problem would %s", actionName(p.Step(i).Action))
				}
			}
			if !errors.Is(got, tt.want) {
				t.Errorf("problem = %v, want %v", got, tt.want)
			}
			if p.Files == 0 || !p.Ready() {
				t.Errorf("%d files, ready %v: the rest does not go on:\n%s", p.Files, p.Ready(), strings.Join(steps(p), "\n"))
			}
		})
	}
}

func TestLinksBelowAFolderAreNotFollowed(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.local.AddFile("/src/d/a", "a")
	w.local.Add("/src/d", model.Entry{Name: "elsewhere", Kind: model.Symlink, Flags: model.LinksToFolder, Target: "/etc", Size: -1})
	w.local.Add("/src/d", model.Entry{Name: "loop", Kind: model.Symlink, Flags: model.LinksToFolder, Target: "..", Size: -1})
	w.local.Add("/src/d", model.Entry{Name: "file", Kind: model.Symlink, Target: "a", Size: 1})
	d := model.Item{Dir: w.local.Path("/src"), Entry: model.Entry{Name: "d", Kind: model.Folder}}
	p := w.make(t, copyTo(w.account.Path("/to"), d))
	wantSteps(t, p,
		"mkdir /src/d -> 1f:/to/d",
		"upload /src/d/a -> 1f:/to/d/a",
		"upload /src/d/file -> 1f:/to/d/file",
		"problem (a link to a folder is not followed) /src/d/elsewhere",
		"problem (the link leads back to its own folder) /src/d/loop")
	wantTotals(t, p, totals{Bytes: 2, Line: 2, Files: 2, Folders: 1, Calls: 2})

	p = w.make(t, copyTo(w.local.Path("/to"), d))
	wantSteps(t, p,
		"mkdir /src/d -> /to/d",
		"disk copy /src/d/a -> /to/d/a",
		"disk copy /src/d/file -> /to/d/file",
		"disk copy /src/d/elsewhere -> /to/d/elsewhere",
		"disk copy /src/d/loop -> /to/d/loop")
	wantTotals(t, p, totals{Bytes: 1, Files: 4, Folders: 1})
}

func TestAChosenLinkToAFolderIsFollowed(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.local.AddFile("/src/link/a", "a") // what is seen through the link
	link := model.Item{Dir: w.local.Path("/src"), Entry: model.Entry{
		Name: "link", Kind: model.Symlink, Flags: model.LinksToFolder, Target: "/elsewhere", Size: -1,
	}}
	wantSteps(t, w.make(t, copyTo(w.account.Path("/to"), link)),
		"mkdir /src/link -> 1f:/to/link", "upload /src/link/a -> 1f:/to/link/a")
	wantSteps(t, w.make(t, copyTo(w.local.Path("/to"), link)), "disk copy /src/link -> /to/link")
	wantSteps(t, w.make(t, moveTo(w.local.Path("/to"), link)), "move only /src/link -> /to/link")
}

func TestAFolderThatCanNotBeListedIsOneProblem(t *testing.T) {
	t.Parallel()
	for i, op := range []plan.Op{plan.Copy, plan.Move, plan.Copy} {
		why := []error{fs.ErrPermission, fs.ErrPermission, errors.New("a sector is broken")}[i]
		w := newWorld()
		w.local.AddFile("/src/d/open/a", "a")
		w.local.AddFile("/src/d/shut/b", "b")
		w.local.Fail(treetest.Fault{Op: treetest.OpList, Path: w.local.Path("/src/d/shut"), Err: fmt.Errorf("open: %w", why)})
		d := model.Item{Dir: w.local.Path("/src"), Entry: model.Entry{Name: "d", Kind: model.Folder}}
		p := w.make(t, plan.Request{Op: op, Sources: []model.Item{d}, To: w.account.Path("/to")})
		want := []string{
			"mkdir /src/d -> 1f:/to/d",
			"mkdir /src/d/open -> 1f:/to/d/open",
			"upload /src/d/open/a -> 1f:/to/d/open/a",
			fmt.Sprintf("problem (open: %v) /src/d/shut", why),
		}
		if op == plan.Move {
			want = []string{want[0], want[1], want[2], "remove folder /src/d/open", want[3], "leave /src/d"}
		}
		wantSteps(t, p, want...)
	}
}

func TestACutListingIsAProblem(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.account.AddFile("/src/d/a", "a")
	w.account.Describe("/src/d", w.account.Items()[0].Entry.Time, w.account.Items()[0].Entry.Time, true)
	d := model.Item{Dir: w.account.Path("/src"), Entry: model.Entry{Name: "d", Kind: model.Folder}}
	p := w.make(t, moveTo(w.local.Path("/to"), d))
	wantSteps(t, p,
		"mkdir 1f:/src/d -> /to/d",
		"problem (the service tells only part of what the folder holds) 1f:/src/d",
		"download 1f:/src/d/a -> /to/d/a",
		"leave 1f:/src/d")
}

func TestFoldersWithoutEndStop(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.trees.Account = endless{w.account}
	d := model.Item{Dir: w.account.Path("/"), Entry: model.Entry{Name: "d", Kind: model.Folder}}
	p := w.make(t, copyTo(w.local.Path("/to"), d))
	problems := p.Problems()
	if len(problems) != 1 || !errors.Is(p.Step(problems[0]).Problem, model.ErrTooDeep) {
		t.Fatalf("%d steps with problems %v, want one: too deep", p.Len(), problems)
	}
}

// endless is a tree whose every folder holds another.
type endless struct{ model.Tree }

func (endless) List(ctx context.Context, dir model.Path, _ model.Freshness) (model.Listing, error) {
	return model.Listing{Dir: dir, Entries: []model.Entry{{Name: "d", Kind: model.Folder}}}, ctx.Err()
}
