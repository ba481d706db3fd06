package mirror

import (
	"errors"
	"io/fs"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
)

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
