package usage_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/disk"
	"onefm/model/mirror"
	"onefm/model/usage"
)

// account opens a mirror of a simulated account.
func account(t *testing.T, s *simulator.Service) *mirror.Mirror {
	t.Helper()
	key, err := fichier.NewSecret(s.Key())
	if err != nil {
		t.Fatal(err)
	}
	c := fichier.New(key, fichier.WithTransport(s.Transport()))
	m, err := mirror.Open(t.Context(), "", c, mirror.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = m.Close()
		c.Close()
		s.Close()
		time.Sleep(time.Minute) // the server takes a moment to leave
	})
	return m
}

func list(t *testing.T, m *mirror.Mirror, dirs ...string) {
	t.Helper()
	for _, d := range dirs {
		if _, err := m.List(t.Context(), model.AccountPath(d), model.Auto); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := simulator.New()
		day := func(d int) simulator.FileOption { return simulator.Dated(time.Date(1999, 1, d, 0, 0, 0, 0, time.UTC)) }
		s.AddFile("/Films/2024/a", simulator.Synthetic(1, 1000), day(3))
		s.AddFile("/Films/2024/b", simulator.Synthetic(2, 500), day(9))
		s.AddFile("/Films/c", simulator.Synthetic(3, 20), day(1))
		s.AddFile("/Photos/d", simulator.Synthetic(4, 7), day(2))
		s.AddFile("/e", simulator.Synthetic(5, 1), day(5))
		s.AddFolder("/Empty")
		m := account(t, s)

		tree, err := usage.Count(t.Context(), m, model.AccountPath("/"), nil)
		if err != nil || tree.Known().Unlisted == 0 || tree.Total().Complete() {
			t.Fatalf("nothing is known, yet it tells %+v, %v", tree, err)
		}
		list(t, m, "/", "/Films", "/Empty")
		tree, err = usage.Count(t.Context(), m, model.AccountPath("/"), nil)
		if err != nil {
			t.Fatal(err)
		}
		sum, _ := tree.Folder(model.AccountPath("/Films"))
		if sum.Bytes != 20 || sum.Complete() || sum.Unlisted != 1 || tree.Total().Unlisted != 2 {
			t.Errorf("in part: %+v of %+v", sum, tree.Total())
		}
		list(t, m, "/Films/2024", "/Photos")
		var last usage.Progress
		tree, err = usage.Count(t.Context(), m, model.AccountPath("/"), func(p usage.Progress) { last = p })
		if err != nil {
			t.Fatal(err)
		}
		want := usage.Sum{Bytes: 1528, Files: 5, Folders: 4, Newest: time.Date(1999, 1, 9, 0, 0, 0, 0, time.UTC)}
		if diff := cmp.Diff(want, tree.Total()); diff != "" {
			t.Errorf("total (-want +got):\n%s", diff)
		}
		if last.Files != 5 || last.Bytes != 1528 || last.Folders != 5 {
			t.Errorf("progress ends with %+v", last)
		}
		rows(t, tree, "/", usage.Largest, "Films 1520 3", "Photos 7 1", "e 1 1", "Empty 0 0")
		rows(t, tree, "/Films", usage.Largest, "2024 1500 2", "c 20 1")
		rows(t, tree, "/", usage.Newest, "Films 1520 3", "e 1 1", "Photos 7 1", "Empty 0 0")
		rows(t, tree, "/", usage.ByName, "e 1 1", "Empty 0 0", "Films 1520 3", "Photos 7 1")
		if k := tree.Known(); !k.Complete() || k.Folders != 5 || !k.Newest.After(k.Oldest) {
			t.Errorf("known is %+v", k)
		}
		if _, ok := tree.Folder(model.AccountPath("/nowhere")); ok {
			t.Error("a folder that is nowhere has a sum")
		}
		part, err := usage.Count(t.Context(), m, model.AccountPath("/Films"), nil)
		if err != nil || part.Total().Bytes != 1520 {
			t.Errorf("below a folder: %+v, %v", part, err)
		}
		if n := len(s.Violations()); n != 0 {
			t.Errorf("%d broken limits", n)
		}
	})
}

func rows(t *testing.T, tree *usage.Tree, dir string, by usage.Order, want ...string) {
	t.Helper()
	list, err := tree.Rows(t.Context(), model.AccountPath(dir), by)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range list {
		got = append(got, fmt.Sprint(r.Item.Entry.Name, " ", r.Bytes, " ", r.Files))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s by %d (-want +got):\n%s", dir, by, diff)
	}
}

func TestCountOnDisk(t *testing.T) {
	t.Parallel()
	dir, err := model.LocalPath("testdata")
	if err != nil {
		t.Fatal(err)
	}
	d := usage.OnDisk(disk.New())
	d.Skipped = func(dir model.Path, err error) { t.Errorf("%s: %v", dir, err) }
	if _, err := usage.Count(t.Context(), d, dir, nil); err == nil {
		t.Error("a folder that is missing was counted")
	}
	here, _ := model.LocalPath(".")
	tree, err := usage.Count(t.Context(), d, here, nil)
	if err != nil || tree.Total().Files < 4 || !tree.Total().Complete() {
		t.Errorf("here: %+v, %v", tree, err)
	}
}

// copies tells the copies of a group in a line: K or x, why, path.
func copies(g usage.Group) string {
	var b strings.Builder
	for _, c := range g.Copies {
		mark := "x"
		if c.Keep {
			mark = "K"
		}
		fmt.Fprintf(&b, "%s%d %s ", mark, c.Why, c.Item.Path().Name())
	}
	return strings.TrimSpace(b.String())
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := simulator.New()
		day := func(d int) simulator.FileOption { return simulator.Dated(time.Date(1999, 1, d, 0, 0, 0, 0, time.UTC)) }
		s.AddFile("/a/new", simulator.Synthetic(1, 1000), day(9))
		s.AddFile("/a/old", simulator.Synthetic(1, 1000), day(1))
		s.AddFile("/b/mid", simulator.Synthetic(1, 1000), day(5))
		s.AddFile("/b/other", simulator.Synthetic(2, 1000))
		s.AddFile("/a/small1", simulator.Synthetic(3, 10), day(1))
		s.AddFile("/a/small2", simulator.Synthetic(3, 10), day(2), simulator.Protected("secret"))
		s.AddFile("/empty1", simulator.Text(""))
		s.AddFile("/empty2", simulator.Text(""))
		s.AddFile("/"+mirror.TrashDir+"/gone", simulator.Synthetic(2, 1000))
		m := account(t, s)
		list(t, m, "/", "/a", "/b", "/"+mirror.TrashDir)
		find := func(o usage.DuplicateOptions) (list []string, f usage.Found) {
			f, err := usage.Duplicates(t.Context(), m, model.AccountPath("/"), o, func(g usage.Group) error {
				list = append(list, fmt.Sprint(g.Size, " ", g.Free, " ", copies(g)))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return list, f
		}
		want := []string{
			fmt.Sprintf("1000 2000 K%d /a/old x%d /b/mid x%d /a/new", usage.Oldest, usage.Extra, usage.Extra),
			fmt.Sprintf("10 10 K%d /a/small2 x%d /a/small1", usage.Protected, usage.Extra),
		}
		got, f := find(usage.DuplicateOptions{})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("groups (-want +got):\n%s", diff)
		}
		if f.Groups != 2 || f.Free != 2010 || f.Unsure != 0 || !f.Know.Complete() {
			t.Errorf("found %+v", f)
		}
		if got, _ := find(usage.DuplicateOptions{Limit: 1}); len(got) != 1 {
			t.Errorf("limited to one: %q", got)
		}
		if got, _ := find(usage.DuplicateOptions{MinSize: 11}); len(got) != 1 {
			t.Errorf("larger than 10 bytes: %q", got)
		}
	})
}

// fakeSource is rows that no service tells.
type fakeSource struct{ rows []model.Entry }

func (f fakeSource) WalkDirs(_ context.Context, from model.Path, visit func(mirror.Dir, []model.Entry) error) error {
	return visit(mirror.Dir{Path: from}, f.rows)
}

func (f fakeSource) List(context.Context, model.Path, model.Freshness) (model.Listing, error) {
	return model.Listing{Entries: f.rows}, nil
}

func (f fakeSource) Ages(context.Context, func(fichier.FolderID, time.Time, bool) error) error {
	return nil
}

// sharedSource is two copies, the newer one below a folder that is shared.
type sharedSource struct{ fakeSource }

func (s sharedSource) WalkDirs(_ context.Context, from model.Path, visit func(mirror.Dir, []model.Entry) error) error {
	sum := strings.Repeat("a", 128)
	at := func(p string) model.Path { return model.AccountPath(p) }
	return errors.Join(
		visit(mirror.Dir{ID: 0, Path: from}, []model.Entry{
			{Name: "old", Size: 5, Sum: sum, Time: time.Unix(1, 0)},
			{Name: "open", Kind: model.Folder, ID: "1", Flags: model.Shared},
		}),
		visit(mirror.Dir{ID: 1, Path: at("/open")}, []model.Entry{{Name: "deep", Kind: model.Folder, ID: "2"}}),
		visit(mirror.Dir{ID: 2, Path: at("/open/deep")}, []model.Entry{{Name: "new", Size: 5, Sum: sum, Time: time.Unix(2, 0)}}),
	)
}

// A copy that others reach through a shared folder is never proposed.
func TestDuplicatesKeepWhatIsShared(t *testing.T) {
	t.Parallel()
	var got []string
	_, err := usage.Duplicates(t.Context(), sharedSource{}, model.AccountPath("/"), usage.DuplicateOptions{}, func(g usage.Group) error {
		got = append(got, copies(g))
		return nil
	})
	want := []string{fmt.Sprintf("K%d /open/deep/new x%d /old", usage.Public, usage.Extra)}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// Files of one size are only the same when their sums are known.
func TestDuplicatesWithoutSumsAreToldApart(t *testing.T) {
	t.Parallel()
	sum := func(c string) string { return strings.Repeat(c, 128) }
	src := fakeSource{[]model.Entry{
		{Name: "a", Size: 9, Sum: sum("a")},
		{Name: "b", Size: 9, Sum: sum("a")},
		{Name: "c", Size: 9},
		{Name: "d", Size: 8},
		{Name: "e", Size: 8, Sum: sum("b")},
		{Name: "f", Size: 7},
		{Name: "g", Size: 6, Sum: sum("c")},
		{Name: "h", Size: 6, Sum: "cccccccccccccccc" + sum("d")[16:]}, // only the start is the same
	}}
	var got []string
	f, err := usage.Duplicates(t.Context(), src, model.AccountPath("/"), usage.DuplicateOptions{Unsure: true}, func(g usage.Group) error {
		got = append(got, fmt.Sprint(g.Sure, " ", copies(g)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"true K1 /a x0 /b", "false K4 /a K4 /b K4 /c", "false K4 /d K4 /e"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if f.Unsure != 2 {
		t.Errorf("%d groups that are not sure, want 2", f.Unsure)
	}
	stop := errors.New("stop")
	if _, err := usage.Duplicates(t.Context(), src, model.AccountPath("/"), usage.DuplicateOptions{}, func(usage.Group) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("the caller's error became %v", err)
	}
}
