package mirror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
)

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
