package treetest

import (
	"io/fs"
	"slices"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
)

func (s suite) list() {
	s.add(s.Root, "b.txt", "a.txt")
	s.add(s.at("films"), "inside.mkv")
	s.holds(s.Root, "a.txt", "b.txt", "films/")
	s.holds(s.at("films"), "inside.mkv")

	a := s.item(s.Root, "a.txt").Entry
	if want := int64(len("content of a.txt")); a.Kind != model.File || a.Size != want {
		s.T.Errorf("a.txt is kind %d of %d bytes, want a file of %d", a.Kind, a.Size, want)
	}
	if a.Time.IsZero() || a.Time.Location().String() != "UTC" {
		s.T.Errorf("a.txt is of %v, want a time in UTC", a.Time)
	}
	films := s.item(s.Root, "films").Entry
	if films.Kind != model.Folder || !films.IsDir() || films.Size != model.UnknownSize {
		s.T.Errorf("films = %+v, want a folder of unknown size", films)
	}
	if account := s.Tree.Side() == model.Account; (a.ID != "") != account || (films.ID != "") != account {
		s.T.Errorf("IDs are %q and %q on the side %s", a.ID, films.ID, s.Tree.Side())
	}
	l, err := s.Tree.List(s.ctx(), s.Root, model.Cached)
	s.no("List of what was listed", err)
	if l.AsOf.IsZero() || l.Cut || len(l.Entries) != 3 {
		s.T.Errorf("List(Cached) = %d entries as of %v, cut %v", len(l.Entries), l.AsOf, l.Cut)
	}
	s.mustMkdir("empty")
	s.holds(s.at("empty"))
}

func (s suite) listMissing() {
	s.add(s.Root, "file")
	for _, fresh := range []model.Freshness{model.Auto, model.Refresh} {
		_, err := s.Tree.List(s.ctx(), s.at("missing"), fresh)
		s.is("List of a missing folder", err, fs.ErrNotExist)
		_, err = s.Tree.List(s.ctx(), s.at("missing", "deeper"), fresh)
		s.is("List below a missing folder", err, fs.ErrNotExist)
		_, err = s.Tree.List(s.ctx(), s.at("file"), fresh)
		s.is("List of a file", err, model.ErrNotFolder)
	}
	_, err := s.Tree.List(s.ctx(), s.at("missing"), model.Cached)
	s.is("List(Cached) of a missing folder", err, fs.ErrNotExist, model.ErrUnknown)
	_, err = s.Tree.List(s.ctx(), model.Path{}, model.Auto)
	s.is("List of no place", err, fs.ErrInvalid)
}

func (s suite) order() {
	s.add(s.Root, "file 10", "File 2", "file 9", "a", "B", "b")
	s.add(s.at("z"), "x")
	if s.Twins {
		s.add(s.Root, "a", "a")
	}
	orders := []model.Order{{}, {Desc: true}, {By: model.BySize}, {By: model.ByTime, Desc: true}, {By: model.ByExt}}
	for _, o := range orders {
		first := s.entries(s.Root)
		second := s.entries(s.Root)
		slices.Reverse(second)
		o.Sort(first)
		o.Sort(second)
		if diff := cmp.Diff(first, second); diff != "" {
			s.T.Errorf("order %+v jumps between two listings (-first +second):\n%s", o, diff)
		}
	}
}

func (s suite) stat() {
	s.add(s.at("films"), "a.mkv")
	e, err := s.Tree.Stat(s.ctx(), s.at("films", "a.mkv"))
	s.no("Stat of a file", err)
	if want := s.item(s.at("films"), "a.mkv").Entry; !cmp.Equal(e, want) {
		s.T.Errorf("Stat and List differ: %s", cmp.Diff(want, e))
	}
	e, err = s.Tree.Stat(s.ctx(), s.at("films"))
	s.no("Stat of a folder", err)
	if e.Name != "films" || e.Kind != model.Folder {
		s.T.Errorf("Stat of a folder = %+v", e)
	}
	_, err = s.Tree.Stat(s.ctx(), s.at("missing"))
	s.is("Stat of a missing entry", err, fs.ErrNotExist)
	_, err = s.Tree.Stat(s.ctx(), s.at("missing", "deeper"))
	s.is("Stat below a missing folder", err, fs.ErrNotExist)
	_, err = s.Tree.Stat(s.ctx(), s.at("films", "a.mkv", "below"))
	s.is("Stat below a file", err, fs.ErrNotExist, model.ErrNotFolder)

	root := s.Root
	for !root.IsRoot() {
		root = root.Parent()
	}
	e, err = s.Tree.Stat(s.ctx(), root)
	s.no("Stat of the root", err)
	if e.Kind != model.Folder {
		s.T.Errorf("Stat of the root = %+v, want a folder", e)
	}
}
