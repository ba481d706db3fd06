package mirror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// laggy makes the listings of s leave out what is younger than its changes: frozen
// are the folders and files that listings go on showing.
func laggy(s *fake) (frozen []fakeFile) { return slices.Clone(s.files) }

func TestRowsDoNotFlickerWhileListingsLag(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		to := s.addFolder(fichier.Root, "to")
		for i, name := range []string{"removed", "moved", "renamed", "stays"} {
			s.addFile(fichier.Root, name, link(i))
		}
		m := openFake(t, s)
		ctx := t.Context()
		names(t, m, "/", model.Auto)
		names(t, m, "/to", model.Auto)

		old := laggy(s)
		s.tell = func(f *fichier.Folder) { // what the service said before our changes
			f.Files = nil
			for _, file := range old {
				if file.in == f.ID {
					f.Files = append(f.Files, file.File)
				}
			}
		}
		must(t, m.Remove(ctx, []model.Item{item(t, m, "/", "removed")}))
		must(t, m.Move(ctx, []model.Item{item(t, m, "/", "moved")}, at("/to")))
		_, err := m.Rename(ctx, item(t, m, "/", "renamed"), "new name")
		must(t, err)
		must(t, m.Uploaded(ctx, at("/"), []model.Entry{{Name: "uploaded", ID: string(link(9)), Size: 5}}))
		start := time.Now()

		for time.Since(start) < defaultGrace-time.Minute {
			want(t, "root", names(t, m, "/", model.Refresh), []string{"new name", "stays", "to/", "uploaded"})
			want(t, "to", names(t, m, "/to", model.Refresh), []string{"moved"})
			if e := item(t, m, "/", "uploaded").Entry; !e.Has(model.Pending) {
				t.Errorf("an upload that no listing shows has flags %b", e.Flags)
			}
			if e := item(t, m, "/", "stays").Entry; e.Has(model.Pending) {
				t.Errorf("a row that we did not touch has flags %b", e.Flags)
			}
			time.Sleep(35 * time.Second)
		}
		// After that the listing is the truth, even if it undoes what we did.
		time.Sleep(3 * time.Minute)
		want(t, "root", names(t, m, "/", model.Refresh), []string{"moved", "removed", "renamed", "stays", "to/"})
		want(t, "to", names(t, m, "/to", model.Refresh), []string{})

		s.tell = nil
		time.Sleep(time.Minute)
		want(t, "root", names(t, m, "/", model.Refresh), []string{"new name", "stays", "to/"})
		want(t, "to", names(t, m, "/to", model.Refresh), []string{"moved"})
		if got := s.count("ls"); got == 0 {
			t.Error("nothing was listed")
		}
		_ = to
	})
}

func TestPendingEndsWithTheListingThatShowsIt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		s.addFile(fichier.Root, "up", link(1))
		must(t, m.Uploaded(t.Context(), at("/"), []model.Entry{{Name: "up", ID: string(link(1)), Size: 2}}))
		if e := item(t, m, "/", "up").Entry; !e.Has(model.Pending) {
			t.Errorf("flags = %b, want Pending", e.Flags)
		}
		time.Sleep(time.Minute)
		names(t, m, "/", model.Refresh)
		if e := item(t, m, "/", "up").Entry; e.Has(model.Pending) {
			t.Errorf("flags = %b, want no Pending", e.Flags)
		}
	})
}

// A listing that was on its way while we changed something is older than the
// change.
func TestListingUnderWayDoesNotUndoChanges(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFile(fichier.Root, "a", link(1))
		s.addFile(fichier.Root, "b", link(2))
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		a, b := item(t, m, "/", "a"), item(t, m, "/", "b")
		time.Sleep(time.Hour)
		answer := laggy(s)
		s.tell = func(f *fichier.Folder) {
			f.Files = nil
			for _, file := range answer {
				f.Files = append(f.Files, file.File)
			}
		}
		s.hold["ls"] = make(chan struct{})
		done := make(chan struct{})
		go func() {
			defer close(done)
			names(t, m, "/", model.Refresh)
		}()
		synctest.Wait()
		must(t, m.Remove(t.Context(), []model.Item{a}))
		_, err := m.Rename(t.Context(), b, "c")
		must(t, err)
		close(s.hold["ls"])
		<-done
		want(t, "root", names(t, m, "/", model.Cached), []string{"c"})
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestManyItemsTakeFewCalls(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFolder(fichier.Root, "to")
		tree := s.addFolder(fichier.Root, "tree")
		for i := range 10 {
			sub := s.addFolder(tree, fmt.Sprint("sub ", i))
			for j := range 20 {
				s.addFile(sub, fmt.Sprint("file ", j), link(1000+20*i+j))
			}
		}
		for i := range 200 {
			s.addFile(fichier.Root, fmt.Sprint("file ", i), link(i))
		}
		m := openFake(t, s)
		l, err := m.List(t.Context(), at("/"), model.Auto)
		must(t, err)
		var files []model.Item
		for _, e := range l.Entries {
			if e.Kind == model.File {
				files = append(files, model.Item{Dir: at("/"), Entry: e})
			}
		}
		must(t, m.Move(t.Context(), files, at("/to")))
		want(t, "calls of a move", s.count("mv"), 4)
		must(t, m.Remove(t.Context(), []model.Item{item(t, m, "/", "tree")}))
		want(t, "calls of a removal", s.count("rm "), 4)
		want(t, "removed folders", s.count("rmdir"), 11)
		want(t, "listings", s.count("ls"), 1+11)
		want(t, "root", names(t, m, "/", model.Cached), []string{"to/"})
		want(t, "files left", len(s.files), 200)
	})
}

func TestOneBadItemDoesNotStopTheOthers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFolder(fichier.Root, "to")
		for i := range 40 {
			s.addFile(fichier.Root, fmt.Sprint("file ", i), link(i))
		}
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		var items []model.Item
		for i := range 40 {
			items = append(items, item(t, m, "/", fmt.Sprint("file ", i)))
		}
		bad := s.find(link(17))
		s.files = slices.Delete(s.files, bad, bad+1) // gone meanwhile
		strict := &strictCopies{fake: s}
		m.api = strict
		got, err := m.Copy(t.Context(), items, at("/to"), CopyOptions{})
		var list *model.ItemsError
		if !errors.As(err, &list) || len(list.Items) != 1 || list.Items[0].Item.Entry.Name != "file 17" ||
			!errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fichier.ErrNotFound) {
			t.Errorf("Copy = %v", err)
		}
		if len(got) != 39 || len(names(t, m, "/to", model.Auto)) != 39 {
			t.Errorf("%d were copied, the mirror shows %d, want 39", len(got), len(names(t, m, "/to", model.Auto)))
		}
	})
}

// strictCopies refuses a whole list for one bad link, before anything is done.
type strictCopies struct{ *fake }

func (s *strictCopies) Copy(ctx context.Context, links []fichier.Link, o fichier.CopyOptions) ([]fichier.Copied, error) {
	for _, l := range links {
		if s.find(l) < 0 {
			s.calls = append(s.calls, "cp refused")
			return nil, &fichier.Error{Op: "cp", Kind: fichier.ErrNotFound}
		}
	}
	return s.fake.Copy(ctx, links, o)
}

func TestRefusalOfEverythingEndsSoon(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFolder(fichier.Root, "to")
		for i := range 200 {
			s.addFile(fichier.Root, fmt.Sprint("file ", i), link(i))
		}
		m := openFake(t, s)
		l, err := m.List(t.Context(), at("/"), model.Auto)
		must(t, err)
		var items []model.Item
		for _, e := range l.Entries {
			if e.Kind == model.File {
				items = append(items, model.Item{Dir: at("/"), Entry: e})
			}
		}
		for kind, most := range map[error]int{fichier.ErrForbidden: tooMany, fichier.ErrFlood: 1, fichier.ErrAuth: 1} {
			before := s.count("mv")
			s.fail = func(op string) error {
				if op == "mv" {
					return &fichier.Error{Op: op, Kind: kind}
				}
				return nil
			}
			err := m.Move(t.Context(), items, at("/to"))
			var list *model.ItemsError
			if !errors.As(err, &list) || len(list.Items) != 200 || !errors.Is(err, kind) {
				t.Errorf("%v: Move = %v", kind, err)
			}
			if n := s.count("mv") - before; n > most {
				t.Errorf("%v: %d calls, want %d at most", kind, n, most)
			}
		}
	})
}

func TestLostAnswersAreNotRepeatedBlindly(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFolder(fichier.Root, "to")
		s.addFolder(fichier.Root, "dir")
		for i, name := range []string{"mv", "rename", "rm", "cp"} {
			s.addFile(fichier.Root, name, link(i))
		}
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		names(t, m, "/to", model.Auto)
		lost := map[string]int{}
		s.lose = func(op string) bool { lost[op]++; return lost[op] == 1 }
		ctx := t.Context()
		time.Sleep(time.Minute)

		must(t, m.Move(ctx, []model.Item{item(t, m, "/", "mv")}, at("/to")))
		want(t, "moves", s.count("mv "), 1) // a look at the folder told
		it := item(t, m, "/", "rename")
		time.Sleep(40 * time.Second) // so that looking is allowed
		_, err := m.Rename(ctx, it, "renamed")
		must(t, err)
		want(t, "renames", s.count("rename"), 1)
		must(t, m.Remove(ctx, []model.Item{item(t, m, "/", "rm")}))
		_, err = m.Copy(ctx, []model.Item{item(t, m, "/", "cp")}, at("/to"), CopyOptions{})
		must(t, err)
		want(t, "copies", s.count("cp"), 1)
		_, err = m.Mkdir(ctx, at("/to/new"))
		must(t, err)
		must(t, m.Move(ctx, []model.Item{item(t, m, "/", "dir")}, at("/to")))
		_, err = m.Rename(ctx, item(t, m, "/to", "dir"), "dir 2")
		must(t, err)
		must(t, m.Remove(ctx, []model.Item{item(t, m, "/to", "dir 2")}))
		for op := range map[string]bool{"mv": true, "rename": true, "rm": true, "cp": true, "mkdir": true, "mvdir": true, "rendir": true, "rmdir": true} {
			if lost[op] == 0 {
				t.Errorf("no answer of %s was lost", op)
			}
		}
		want(t, "root", names(t, m, "/", model.Cached), []string{"cp", "renamed", "to/"})
		want(t, "to", names(t, m, "/to", model.Cached), []string{"cp", "mv", "new/"})
		time.Sleep(time.Hour)
		want(t, "root in truth", names(t, m, "/", model.Refresh), []string{"cp", "renamed", "to/"})
		want(t, "to in truth", names(t, m, "/to", model.Refresh), []string{"cp", "mv", "new/"})
	})
}

func TestCopyInDoubtIsNotMadeTwice(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFolder(fichier.Root, "to")
		s.addFile(fichier.Root, "a", link(1))
		m := openFake(t, s)
		names(t, m, "/to", model.Auto)
		s.lose = func(string) bool { return true }
		s.filter = func(f fakeFile) bool { return f.in == fichier.Root } // listings lag
		_, err := m.Copy(t.Context(), []model.Item{item(t, m, "/", "a")}, at("/to"), CopyOptions{})
		if !errors.Is(err, fichier.ErrInDoubt) {
			t.Errorf("Copy = %v, want %v", err, fichier.ErrInDoubt)
		}
		want(t, "copies", s.count("cp"), 1)
	})
}

func TestFolderThatIsNotEmptyYet(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		dir := s.addFolder(fichier.Root, "dir")
		s.addFile(dir, "a", link(1))
		m := openFake(t, s)
		names(t, m, "/dir", model.Auto)
		start := time.Now()
		s.fail = func(op string) error { // the service notices the removal late
			if op == "rmdir" && time.Since(start) < 90*time.Second {
				return &fichier.Error{Op: op, Kind: fichier.ErrNotEmpty}
			}
			return nil
		}
		must(t, m.Remove(t.Context(), []model.Item{item(t, m, "/", "dir")}))
		if d := time.Since(start); d < 90*time.Second || d > 3*time.Minute {
			t.Errorf("took %v", d)
		}
		if n := s.count("rmdir"); n > 12 {
			t.Errorf("asked %d times", n)
		}
		want(t, "root", names(t, m, "/", model.Cached), []string{})
	})
}

func TestRemoveTakesWhatAppearedMeanwhile(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		dir := s.addFolder(fichier.Root, "dir")
		m := openFake(t, s)
		names(t, m, "/dir", model.Auto)
		dirItem := item(t, m, "/", "dir")
		s.addFile(dir, "new", link(1))
		s.addFile(s.addFolder(dir, "sub"), "deep", link(2))
		must(t, m.Remove(t.Context(), []model.Item{dirItem}))
		want(t, "folders left", len(s.folders), 1)
		want(t, "files left", len(s.files), 0)
	})
}

func TestRemoveEmptyKeepsContent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		dir := s.addFolder(fichier.Root, "dir")
		s.addFile(dir, "a", link(1))
		m := openFake(t, s)
		ctx := t.Context()
		if err := m.RemoveEmpty(ctx, at("/dir")); !errors.Is(err, fichier.ErrNotEmpty) {
			t.Errorf("RemoveEmpty = %v", err)
		}
		must(t, m.Remove(ctx, []model.Item{item(t, m, "/dir", "a")}))
		s.addFile(dir, "unseen", link(2)) // by somebody else
		if err := m.RemoveEmpty(ctx, at("/dir")); !errors.Is(err, fichier.ErrNotEmpty) {
			t.Errorf("RemoveEmpty of a folder with an unseen file = %v", err)
		}
		want(t, "files left", len(s.files), 1)
		must(t, m.Remove(ctx, []model.Item{item(t, m, "/dir", "unseen")}))
		must(t, m.RemoveEmpty(ctx, at("/dir")))
		if err := m.RemoveEmpty(ctx, at("/dir")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("RemoveEmpty again = %v", err)
		}
	})
}

func TestTrashKeepsPlacesApart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		a, b := s.addFolder(fichier.Root, "a"), s.addFolder(fichier.Root, "b")
		s.addFile(s.addFolder(a, "same"), "of a", link(1))
		s.addFile(s.addFolder(b, "same"), "of b", link(2))
		m := openFake(t, s)
		must(t, m.Trash(t.Context(), []model.Item{item(t, m, "/a", "same"), item(t, m, "/b", "same")}))
		stamp := time.Now().UTC().Format(trashFormat)
		want(t, "trash", names(t, m, "/"+TrashDir, model.Cached), []string{stamp + " (2)/", stamp + "/"})
		one := item(t, m, "/"+TrashDir+"/"+stamp, "same")
		want(t, "first", names(t, m, one.Path().Name(), model.Auto), []string{"of a"})
		two := item(t, m, "/"+TrashDir+"/"+stamp+" (2)", "same")
		want(t, "second", names(t, m, two.Path().Name(), model.Auto), []string{"of b"})
		must(t, m.Trash(t.Context(), []model.Item{item(t, m, "/", "a")})) // in the same second
		want(t, "trash", len(names(t, m, "/"+TrashDir, model.Cached)), 3)
	})
}

func TestVerifiedOutlivesListings(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		to := s.addFolder(fichier.Root, "to")
		s.addFile(fichier.Root, "a", link(1))
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		must(t, m.Verified(t.Context(), link(1), strings.Repeat("ab", 64)))
		s.files[0].in = to // by somebody else
		time.Sleep(time.Hour)
		names(t, m, "/to", model.Auto)
		if e := item(t, m, "/to", "a").Entry; !e.Has(model.Verified) {
			t.Errorf("flags = %b, want Verified", e.Flags)
		}
		s.files[0].Sum = strings.Repeat("cd", 64) // other bytes
		time.Sleep(time.Hour)
		names(t, m, "/to", model.Auto)
		if e := item(t, m, "/to", "a").Entry; e.Has(model.Verified) {
			t.Errorf("flags = %b, want no Verified", e.Flags)
		}
		if err := m.Verified(t.Context(), link(77), ""); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Verified of an unknown link = %v", err)
		}
	})
}

func TestCopiesOfLinksOfOthers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFolder(fichier.Root, "to")
		s.addFile(4711, "theirs", link(1)) // not in this account
		m := openFake(t, s)
		names(t, m, "/to", model.Auto)
		web := model.Item{Dir: model.WebPath(string(link(1)))}
		got, err := m.Copy(t.Context(), []model.Item{web}, at("/to"), CopyOptions{})
		if err != nil || len(got) != 1 || got[0].ID == "" {
			t.Fatalf("Copy = %+v, %v", got, err)
		}
		time.Sleep(45 * time.Second) // due, since something unknown was added
		want(t, "to", names(t, m, "/to", model.Auto), []string{"theirs"})

		web.Entry = model.Entry{Name: "theirs", Size: 6}
		_, err = m.Copy(t.Context(), []model.Item{web}, at("/to"), CopyOptions{Name: "mine"})
		must(t, err)
		want(t, "to", names(t, m, "/to", model.Cached), []string{"mine", "theirs"})
		if _, err := m.Copy(t.Context(), []model.Item{{Dir: model.WebPath("https://example.org/x")}}, at("/to"), CopyOptions{}); err == nil {
			t.Error("Copy of a foreign link succeeded")
		}
	})
}

func TestAccountIsAskedOnceInFiveMinutes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		m := openFake(t, s)
		ask := func() Info {
			t.Helper()
			info, err := m.Account(t.Context())
			if err != nil || info.Email != "a@example.org" || info.Tier != fichier.Premium {
				t.Errorf("Account = %+v, %v", info, err)
			}
			return info
		}
		start := time.Now()
		want(t, "age", ask().AsOf.Sub(start), 0)
		time.Sleep(4 * time.Minute)
		want(t, "age", ask().AsOf.Sub(start), 0)
		want(t, "calls", s.count("account"), 1)
		time.Sleep(2 * time.Minute)
		want(t, "age", ask().AsOf.Sub(start), 6*time.Minute)
		want(t, "calls", s.count("account"), 2)

		time.Sleep(time.Hour)
		s.fail = func(string) error { return &fichier.Error{Kind: fichier.ErrNetwork} }
		info, err := m.Account(t.Context())
		if !errors.Is(err, fichier.ErrNetwork) || info.Email == "" {
			t.Errorf("Account offline = %+v, %v", info, err)
		}
	})
}

func TestWithoutKeyEverythingSaysSo(t *testing.T) {
	t.Parallel()
	m, err := Open(t.Context(), "", nil, Options{})
	must(t, err)
	defer closed(t, m)
	_, list := m.List(t.Context(), at("/"), model.Auto)
	_, account := m.Account(t.Context())
	_, mkdir := m.Mkdir(t.Context(), at("/a"))
	for name, err := range map[string]error{"List": list, "Account": account, "Mkdir": mkdir} {
		if !errors.Is(err, model.ErrNoKey) {
			t.Errorf("%s = %v, want %v", name, err, ErrNoKey)
		}
	}
	if _, err := m.List(t.Context(), at("/"), model.Cached); !errors.Is(err, model.ErrUnknown) {
		t.Errorf("List(Cached) = %v", err)
	}
}
