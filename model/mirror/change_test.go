package mirror

import (
	"slices"
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
		dir, err := m.Mkdir(t.Context(), at("/dir"))
		if err != nil || !dir.Has(model.Pending) {
			t.Errorf("Mkdir = flags %b, %v; want Pending", dir.Flags, err)
		}
		time.Sleep(time.Minute)
		names(t, m, "/", model.Refresh)
		for _, name := range []string{"up", "dir"} {
			if e := item(t, m, "/", name).Entry; e.Has(model.Pending) {
				t.Errorf("%s has flags %b, want no Pending", name, e.Flags)
			}
		}
	})
}

// Between working out what a listing changes and writing it down, we may do
// something ourselves.
func TestOwnChangesOutrankWhatIsAboutToBeWritten(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		to := s.addFolder(fichier.Root, "to")
		s.addFile(fichier.Root, "a", link(1))
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		a := answer{folder: fichier.Root, asked: time.Now()}
		row := newFileRow(s.files[0].File)
		dir := folderRow{id: to, parent: fichier.Root, name: "to"}
		must(t, m.Remove(t.Context(), []model.Item{item(t, m, "/", "a")}))
		_, err := m.Rename(t.Context(), item(t, m, "/", "to"), "renamed")
		must(t, err)
		_, _, err = m.apply(t.Context(), a, source{}, []change{
			{act: putFile, key: row.link, file: row},
			{act: putFolder, key: folderKey(to), folder: dir},
		})
		must(t, err)
		want(t, "root", names(t, m, "/", model.Cached), []string{"renamed/"})
		_, _, err = m.apply(t.Context(), a, source{}, []change{{act: dropFolder, key: folderKey(to), folder: dir}})
		must(t, err)
		want(t, "root", names(t, m, "/", model.Cached), []string{"renamed/"})
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
