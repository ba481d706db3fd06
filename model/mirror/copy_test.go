package mirror

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
)

func TestCopyInDoubtIsNotMadeTwice(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFolder(fichier.Root, "to")
		s.addFile(fichier.Root, "a", link(1))
		to := item(t, openFake(t, s), "/", "to").Entry.ID
		id, err := strconv.ParseInt(to, 10, 64)
		must(t, err)
		s.addFile(fichier.FolderID(id), "a", link(2)) // an older copy is not the new one
		m := openFake(t, s)
		time.Sleep(time.Minute)
		names(t, m, "/to", model.Auto)
		s.lose = func(string) bool { return true }
		s.filter = func(f fakeFile) bool { return f.in == fichier.Root || f.Link == link(2) } // listings lag
		_, err = m.Copy(t.Context(), []model.Item{item(t, m, "/", "a")}, at("/to"), CopyOptions{})
		if !errors.Is(err, fichier.ErrInDoubt) {
			t.Errorf("Copy = %v, want %v", err, fichier.ErrInDoubt)
		}
		want(t, "copies", s.count("cp"), 1)
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
