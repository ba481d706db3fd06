package plan_test

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
	"onefm/model/treetest"
)

func TestEveryDirection(t *testing.T) {
	t.Parallel()
	const oneFile, public, other = "https://1fichier.com/?abcdefgh", "https://1fichier.com/dir/AbC", "https://host.example/x/a.iso?v=1"
	tests := []struct {
		name string
		make func(w *world) plan.Request
		want []string
		sums totals
	}{
		{"disk to account", func(w *world) plan.Request {
			return copyTo(w.account.Path("/to"), w.local.AddFile("/src/a", "aaa"), w.local.AddFile("/src/b", "bb"))
		}, []string{"upload /src/a -> 1f:/to/a", "upload /src/b -> 1f:/to/b"}, totals{Bytes: 5, Line: 5, Files: 2, Calls: 1}},
		{"account to disk", func(w *world) plan.Request {
			return copyTo(w.local.Path("/to"), w.account.AddFile("/src/a", "aaa"), w.account.AddFile("/src/b", "bb"))
		}, []string{"download 1f:/src/a -> /to/a", "download 1f:/src/b -> /to/b"}, totals{Bytes: 5, Line: 5, Files: 2, Calls: 2}},
		{"within the account", func(w *world) plan.Request {
			return copyTo(w.account.Path("/to"), w.account.AddFile("/src/a", "aaa"), w.account.AddFile("/src/b", "bb"))
		}, []string{"server copy 1f:/src/a -> 1f:/to/a", "server copy 1f:/src/b -> 1f:/to/b"}, totals{Bytes: 5, Files: 2, Calls: 1}},
		{"within the disk", func(w *world) plan.Request {
			return copyTo(w.local.Path("/to"), w.local.AddFile("/src/a", "aaa"))
		}, []string{"disk copy /src/a -> /to/a"}, totals{Bytes: 3, Files: 1}},
		{"move within the account", func(w *world) plan.Request {
			return moveTo(w.account.Path("/to"), w.account.AddFile("/src/a", "aaa"), w.account.AddFolder("/src/d"))
		}, []string{"move only 1f:/src/a -> 1f:/to/a", "move only 1f:/src/d -> 1f:/to/d"}, totals{Bytes: 3, Files: 1, Folders: 1, Calls: 2}},
		{"move within the disk", func(w *world) plan.Request {
			w.local.AddFile("/src/d/x", "x")
			return moveTo(w.local.Path("/to"), w.local.AddFolder("/src/d"))
		}, []string{"move only /src/d -> /to/d"}, totals{Folders: 1}},
		{"move to the account", func(w *world) plan.Request {
			return moveTo(w.account.Path("/to"), w.local.AddFile("/src/a", "aaa"))
		}, []string{"upload /src/a -> 1f:/to/a"}, totals{Bytes: 3, Line: 3, Files: 1, Calls: 1}},
		{"move to the disk", func(w *world) plan.Request {
			return moveTo(w.local.Path("/to"), w.account.AddFile("/src/a", "aaa"))
		}, []string{"download 1f:/src/a -> /to/a"}, totals{Bytes: 3, Line: 3, Files: 1, Calls: 2}},
		{"a link to the account", func(w *world) plan.Request {
			w.links[oneFile] = plan.Resolved{Kind: plan.File, Entries: []model.Entry{{Name: "a", ID: oneFile, Size: 7}}}
			return copyTo(w.account.Path("/to"), model.Item{Dir: model.WebPath(oneFile)})
		}, []string{"server copy " + oneFile + " -> 1f:/to/a"}, totals{Bytes: 7, Files: 1, Calls: 1}},
		{"a link to the disk", func(w *world) plan.Request {
			w.links[oneFile] = plan.Resolved{Kind: plan.File, Entries: []model.Entry{{Name: "a", ID: oneFile, Size: 7}}}
			r := copyTo(w.local.Path("/to"), model.Item{Dir: model.WebPath(oneFile)})
			r.As = "b"
			return r
		}, []string{"download " + oneFile + " -> /to/b"}, totals{Bytes: 7, Line: 7, Files: 1, Calls: 1}},
		{"a public folder", func(w *world) plan.Request {
			w.links[public] = plan.Resolved{Kind: plan.PublicFolder, Entries: []model.Entry{
				{Name: "b", ID: "https://1fichier.com/?bbbbbbbb", Size: 2}, {Name: "a", ID: oneFile, Size: 7},
			}}
			return copyTo(w.local.Path("/to"), model.Item{Dir: model.WebPath(public)})
		}, []string{"download " + oneFile + " -> /to/a", "download https://1fichier.com/?bbbbbbbb -> /to/b"}, totals{Bytes: 9, Line: 9, Files: 2, Calls: 2}},
		{"a public folder under a name", func(w *world) plan.Request {
			w.links[public] = plan.Resolved{Kind: plan.PublicFolder, Entries: []model.Entry{{Name: "a", ID: oneFile, Size: 7}}}
			r := copyTo(w.account.Path("/to"), model.Item{Dir: model.WebPath(public)})
			r.As = "theirs"
			return r
		}, []string{"mkdir " + public + " -> 1f:/to/theirs", "server copy " + oneFile + " -> 1f:/to/theirs/a"}, totals{Bytes: 7, Files: 1, Folders: 1, Calls: 2}},
		{"another link to the account", func(w *world) plan.Request {
			w.links[other] = plan.Resolved{}
			return copyTo(w.account.Path("/to"), model.Item{Dir: model.WebPath(other)})
		}, []string{"remote upload " + other + " -> 1f:/to/a.iso"}, totals{Files: 1, Calls: 1}},
		{"another link to the disk", func(w *world) plan.Request {
			w.links[other] = plan.Resolved{}
			return copyTo(w.local.Path("/to"), model.Item{Dir: model.WebPath(other)})
		}, []string{"problem (link " + other + ": only the account can fetch this link) " + other}, totals{}},
		{"a dead link", func(w *world) plan.Request {
			return copyTo(w.local.Path("/to"), model.Item{Dir: model.WebPath(oneFile)})
		}, []string{"problem (link " + oneFile + ": file does not exist) " + oneFile}, totals{}},
		{"a link can't be moved", func(w *world) plan.Request {
			return moveTo(w.local.Path("/to"), model.Item{Dir: model.WebPath(oneFile)})
		}, []string{"problem (link " + oneFile + ": can only be copied, not moved) " + oneFile}, totals{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			p := w.make(t, tt.make(w))
			wantSteps(t, p, tt.want...)
			wantTotals(t, p, tt.sums)
			if !p.Ready() {
				t.Error("a plan without conflicts is not ready")
			}
		})
	}
}

func TestFoldersAreExpanded(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.local.AddFile("/src/films/b.mkv", "b")
	w.local.AddFile("/src/films/a.mkv", "a")
	w.local.AddFile("/src/films/extras/x", "x")
	w.local.AddFolder("/src/films/empty")
	films := model.Item{Dir: w.local.Path("/src"), Entry: model.Entry{Name: "films", Kind: model.Folder, Size: -1}}
	p := w.make(t, copyTo(w.account.Path("/to"), films))
	wantSteps(t, p,
		"mkdir /src/films -> 1f:/to/films",
		"upload /src/films/a.mkv -> 1f:/to/films/a.mkv",
		"upload /src/films/b.mkv -> 1f:/to/films/b.mkv",
		"mkdir /src/films/empty -> 1f:/to/films/empty",
		"mkdir /src/films/extras -> 1f:/to/films/extras",
		"upload /src/films/extras/x -> 1f:/to/films/extras/x")
	wantTotals(t, p, totals{Bytes: 3, Line: 3, Files: 3, Folders: 3, Calls: 5})

	p = w.make(t, moveTo(w.account.Path("/to"), films))
	wantSteps(t, p,
		"mkdir /src/films -> 1f:/to/films",
		"upload /src/films/a.mkv -> 1f:/to/films/a.mkv",
		"upload /src/films/b.mkv -> 1f:/to/films/b.mkv",
		"mkdir /src/films/empty -> 1f:/to/films/empty",
		"remove folder /src/films/empty",
		"mkdir /src/films/extras -> 1f:/to/films/extras",
		"upload /src/films/extras/x -> 1f:/to/films/extras/x",
		"remove folder /src/films/extras",
		"remove folder /src/films")
}

func TestAFolderThatIsMissingIsMade(t *testing.T) {
	t.Parallel()
	w := newWorld()
	p := w.make(t, copyTo(w.account.Path("/to/deep/er"), w.local.AddFile("/src/a", "a")))
	wantSteps(t, p, "mkdir -> 1f:/to/deep/er", "upload /src/a -> 1f:/to/deep/er/a")
	wantTotals(t, p, totals{Bytes: 1, Line: 1, Files: 1, Folders: 1, Calls: 2})
}

func TestFoldersMerge(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.uploaded("/src/d", "new", "new")
	w.uploaded("/src/d", "same", "same")
	w.uploaded("/src/d", "other", "mine!")
	w.uploaded("/src/d/sub", "y", "y")
	w.uploaded("/to/d", "same", "same")
	w.uploaded("/to/d", "other", "yours")
	w.account.AddFile("/to/d/kept", "kept")
	d := model.Item{Dir: w.account.Path("/src"), Entry: model.Entry{Name: "d", Kind: model.Folder}}
	wantSteps(t, w.make(t, copyTo(w.account.Path("/to"), d)),
		"server copy 1f:/src/d/new -> 1f:/to/d/new",
		"server copy 1f:/src/d/other -> 1f:/to/d/other [1 there]",
		"same 1f:/src/d/same -> 1f:/to/d/same",
		"mkdir 1f:/src/d/sub -> 1f:/to/d/sub",
		"server copy 1f:/src/d/sub/y -> 1f:/to/d/sub/y")
	p := w.make(t, moveTo(w.account.Path("/to"), d))
	wantSteps(t, p,
		"move only 1f:/src/d/new -> 1f:/to/d/new",
		"move only 1f:/src/d/other -> 1f:/to/d/other [1 there]",
		"same 1f:/src/d/same -> 1f:/to/d/same",
		"move only 1f:/src/d/sub -> 1f:/to/d/sub",
		"remove folder 1f:/src/d")
	p.ResolveAll(plan.Skip)
	if got := actionName(p.Step(4).Action); got != "leave" {
		t.Errorf("a source folder in which a file stays is to be removed: %s", got)
	}
	p.ResolveAll(plan.Keep)
	if got := actionName(p.Step(4).Action); got != "remove folder" {
		t.Errorf("a source folder that is empty in the end: %s", got)
	}
}

func TestSourcesAreNotCopiedTwice(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a := w.local.AddFile("/src/d/a", "a")
	d := model.Item{Dir: w.local.Path("/src"), Entry: model.Entry{Name: "d", Kind: model.Folder}}
	b := w.local.AddFile("/src/b", "b")
	wantSteps(t, w.make(t, copyTo(w.account.Path("/to"), a, b, d, b)),
		"upload /src/b -> 1f:/to/b",
		"mkdir /src/d -> 1f:/to/d",
		"upload /src/d/a -> 1f:/to/d/a")
}

func TestWhatIsNoPlan(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a := w.local.AddFile("/src/a", "a")
	w.account.AddFile("/to/file", "x")
	down := errors.New("the service is down")
	tests := []struct {
		name string
		r    plan.Request
		want error
	}{
		{"no sources", copyTo(w.account.Path("/to")), fs.ErrInvalid},
		{"no target", copyTo(model.Path{}, a), fs.ErrInvalid},
		{"a link as target", copyTo(model.WebPath("https://x/"), a), fs.ErrInvalid},
		{"a file as target", copyTo(w.account.Path("/to/file"), a), model.ErrNotFolder},
		{"one name for two", plan.Request{Sources: []model.Item{a, a}, To: w.account.Path("/to"), As: "x"}, fs.ErrInvalid},
		{"a bad name", plan.Request{Sources: []model.Item{a}, To: w.account.Path("/to"), As: "../x"}, model.ErrBadName},
		{"a target that can't be listed", copyTo(w.account.Path("/down"), a), down},
		{"a source that can't be listed", copyTo(w.local.Path("/to"), w.account.AddFolder("/down")), down},
	}
	w.account.Fail(treetest.Fault{Op: treetest.OpList, Path: w.account.Path("/down"), Err: down})
	for _, tt := range tests {
		if _, err := plan.Make(t.Context(), w.trees, tt.r); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := plan.Make(ctx, w.trees, copyTo(w.account.Path("/to"), a)); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context: %v", err)
	}
}

func TestOlderRowsAreGoodEnough(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.account.AddFile("/src/d/a", "a")
	d := model.Item{Dir: w.account.Path("/src"), Entry: model.Entry{Name: "d", Kind: model.Folder}}
	w.account.Fail(treetest.Fault{Op: treetest.OpList, Err: errors.New("offline"), Stale: true})
	wantSteps(t, w.make(t, copyTo(w.local.Path("/to"), d)),
		"mkdir 1f:/src/d -> /to/d", "download 1f:/src/d/a -> /to/d/a")
}

func TestDuration(t *testing.T) {
	t.Parallel()
	p := plan.Plan{Calls: 10, Line: 1000}
	calls := 10 * fichier.CallRule().Every
	for _, tt := range []struct {
		speed int64
		want  time.Duration
	}{{0, calls}, {100, 10 * time.Second}, {1_000_000, calls}} {
		if got := p.Duration(tt.speed); got != tt.want {
			t.Errorf("Duration(%d) = %v, want %v", tt.speed, got, tt.want)
		}
	}
}

func TestNamesOfForeignLinks(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]string{
		"https://host.example/x/a%20b.iso?v=1#frag": "a b.iso",
		"https://host.example/":                     "host.example",
		"https://host.example":                      "host.example",
		"ftp://host.example/dir/..":                 "host.example",
		"https://host.example/a%2Fb":                "b",
		"https://host.example/%zz/x":                "https:__host.example_%zz_x",
	} {
		w := newWorld()
		w.links[link] = plan.Resolved{}
		p := w.make(t, copyTo(w.account.Path("/to"), model.Item{Dir: model.WebPath(link)}))
		if got := p.Step(0).Target.Base(); got != want {
			t.Errorf("%s is called %q, want %q", link, got, want)
		}
	}
}

func TestASideWithoutATreeIsNoPlan(t *testing.T) {
	t.Parallel()
	w := newWorld()
	_, err := plan.Make(t.Context(), plan.Trees{Local: w.local}, copyTo(w.account.Path("/to"), w.local.AddFile("/a", "a")))
	if !errors.Is(err, model.ErrUnsupported) {
		t.Errorf("Make = %v, want ErrUnsupported", err)
	}
}
