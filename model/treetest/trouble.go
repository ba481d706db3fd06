package treetest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"onefm/model"
)

func (s suite) partial() {
	s.add(s.Root, "a", "gone", "b")
	s.add(s.at("to"), "kept")
	all := s.items(s.Root, "a", "gone", "b")
	gone := all[1]
	s.no("Remove", s.Tree.Remove(s.ctx(), []model.Item{gone}))

	err := s.Tree.Move(s.ctx(), all, s.at("to"))
	s.failed("Move", err, gone)
	s.is("Move of what is gone", err, fs.ErrNotExist)
	s.holds(s.at("to"), "a", "b", "kept")
	s.holds(s.Root, "to/")

	moved := append(s.items(s.at("to"), "a", "b"), gone)
	err = s.Tree.Remove(s.ctx(), moved)
	s.failed("Remove", err, gone)
	s.is("Remove of what is gone", err, fs.ErrNotExist)
	s.holds(s.at("to"), "kept")
	if s.NoTrash {
		return
	}
	err = s.Tree.Trash(s.ctx(), append(s.items(s.at("to"), "kept"), gone))
	s.failed("Trash", err, gone)
	s.holds(s.at("to"))
}

// oddNames are names that people, programs and enemies give to files.
func oddNames() []string {
	return []string{
		" leading space", "trailing space ", "trailing dot.", ".hidden", "-rf", "~", "*?[a]", "a&b;c|d",
		`quote"s and 'ticks'`, `back\slash`, "$HOME `id`", "<tag>", "100%", "%2e%2e%2f", "1f:", "a:b",
		"CON", "nul.txt", "日本語.mkv", "e\u0301 combined", "\u00e9 composed", "emoji 👩‍👩‍👧", "rtl \u202e exe.txt",
		"line\nbreak", "tab\there", "bell\a", "esc\x1b[31mred", "del\x7f", "latin1 \xe9", "\xff\xfe",
		"‛quoted", "＂wide", "␠", "...", ". .", strings.Repeat("long", 50),
	}
}

func (s suite) names() {
	dir := s.at("names")
	var files, folders []string
	for _, name := range oddNames() {
		if s.Refuses == nil || !s.Refuses(name) {
			files = append(files, name)
			folders = append(folders, "d "+name)
		}
	}
	s.add(dir, files...)
	for _, name := range folders {
		s.mustMkdir("names", name)
	}
	want := append([]string{}, files...)
	for _, name := range folders {
		want = append(want, name+"/")
	}
	s.holds(dir, want...)
	for _, name := range files {
		it := s.item(dir, name)
		if e, err := s.Tree.Stat(s.ctx(), it.Path()); err != nil || e.Key() != it.Entry.Key() {
			s.T.Errorf("Stat(%q) = %+v, %v", name, e, err)
		}
		if _, err := s.Tree.Rename(s.ctx(), it, "r "+name); err != nil {
			s.T.Errorf("Rename of %q: %v", name, err)
			continue
		}
		s.contains(s.item(dir, "r "+name), name)
		if err := s.Tree.Remove(s.ctx(), s.items(dir, "r "+name)); err != nil {
			s.T.Errorf("Remove of %q: %v", name, err)
		}
	}
	s.no("Remove", s.Tree.Remove(s.ctx(), s.items(dir, folders...)))
	s.holds(dir)
}

func (s suite) twins() {
	if !s.Twins {
		s.T.Skip("the tree keeps names apart")
	}
	s.add(s.Root, "twin", "twin", "single")
	s.mustMkdir("to")
	var twins []model.Item
	for _, e := range s.entries(s.Root) {
		if e.Name == "twin" {
			twins = append(twins, model.Item{Dir: s.Root, Entry: e})
		}
		if e.Has(model.Duplicate) != (e.Name == "twin") {
			s.T.Errorf("%s %s is marked as duplicate: %v", e.Name, e.ID, e.Has(model.Duplicate))
		}
	}
	if len(twins) != 2 || twins[0].Entry.ID == twins[1].Entry.ID {
		s.T.Fatalf("twins are %+v, want two of different ID", twins)
	}
	newest := twins[0].Entry
	if twins[1].Entry.Time.After(newest.Time) {
		newest = twins[1].Entry
	}
	e, err := s.Tree.Stat(s.ctx(), s.at("twin"))
	s.no("Stat of twins", err)
	if twins[0].Entry.Time != twins[1].Entry.Time && e.ID != newest.ID {
		s.T.Errorf("Stat of twins = %s, want the newest, %s", e.ID, newest.ID)
	}
	s.no("Move of one twin", s.Tree.Move(s.ctx(), twins[:1], s.at("to")))
	s.holds(s.Root, "twin", "single", "to/")
	if it := s.item(s.Root, "twin"); it.Entry.ID != twins[1].Entry.ID || it.Entry.Has(model.Duplicate) {
		s.T.Errorf("left behind is %+v, want %s, alone", it.Entry, twins[1].Entry.ID)
	}
	if it := s.item(s.at("to"), "twin"); it.Entry.ID != twins[0].Entry.ID {
		s.T.Errorf("moved is %s, want %s", it.Entry.ID, twins[0].Entry.ID)
	}
	s.no("Remove of the other", s.Tree.Remove(s.ctx(), s.items(s.Root, "twin")))
	s.holds(s.Root, "single", "to/")
	s.holds(s.at("to"), "twin")
}

func (s suite) cancelled() {
	s.add(s.Root, "a")
	s.add(s.at("to"), "x")
	items := s.items(s.Root, "a")
	s.entries(s.at("to"))
	ctx, cancel := context.WithCancel(s.ctx())
	cancel()
	calls := map[string]func() error{
		"List":   func() error { _, err := s.Tree.List(ctx, s.Root, model.Refresh); return err },
		"Stat":   func() error { _, err := s.Tree.Stat(ctx, s.at("a")); return err },
		"Mkdir":  func() error { _, err := s.Tree.Mkdir(ctx, s.at("new")); return err },
		"Rename": func() error { _, err := s.Tree.Rename(ctx, items[0], "b"); return err },
		"Move":   func() error { return s.Tree.Move(ctx, items, s.at("to")) },
		"Remove": func() error { return s.Tree.Remove(ctx, items) },
		"Trash":  func() error { return s.Tree.Trash(ctx, items) },
	}
	for name, call := range calls {
		want := []error{context.Canceled}
		if name == "Trash" && s.NoTrash {
			want = append(want, model.ErrUnsupported)
		}
		s.is(name, call(), want...)
	}
	s.holds(s.Root, "a", "to/")
	s.holds(s.at("to"), "x")
}

func (s suite) otherSide() {
	s.add(s.Root, "a")
	other := model.Account
	if s.Tree.Side() == model.Account {
		other = model.Local
	}
	foreign := PathOf(other, "/elsewhere")
	strange := model.Item{Dir: foreign, Entry: model.Entry{Name: "x", ID: "1"}}
	_, err := s.Tree.List(s.ctx(), foreign, model.Auto)
	s.is("List", err, fs.ErrInvalid)
	_, err = s.Tree.Stat(s.ctx(), foreign)
	s.is("Stat", err, fs.ErrInvalid)
	_, err = s.Tree.Mkdir(s.ctx(), foreign)
	s.is("Mkdir", err, fs.ErrInvalid)
	_, err = s.Tree.Rename(s.ctx(), strange, "y")
	s.is("Rename", err, fs.ErrInvalid)
	s.is("Move from there", s.Tree.Move(s.ctx(), []model.Item{strange}, s.Root), fs.ErrInvalid)
	s.is("Move to there", s.Tree.Move(s.ctx(), s.items(s.Root, "a"), foreign), fs.ErrInvalid)
	s.is("Remove", s.Tree.Remove(s.ctx(), []model.Item{strange}), fs.ErrInvalid)
	s.holds(s.Root, "a")
}

func (s suite) concurrent() {
	s.add(s.Root, "a", "b", "c", "d")
	items := s.items(s.Root, "a", "b", "c", "d")
	errs := make(chan error, 100)
	var wg sync.WaitGroup
	for i, it := range items {
		wg.Go(func() {
			_, err := s.Tree.Mkdir(s.ctx(), s.at("shared", "deep", fmt.Sprint("own ", i)))
			errs <- err
			errs <- s.Tree.Move(s.ctx(), []model.Item{it}, s.at("shared", "deep"))
			_, err = s.Tree.List(s.ctx(), s.at("shared"), model.Auto)
			errs <- err
		})
	}
	wg.Wait()
	close(errs)
	var all []error
	for err := range errs {
		all = append(all, err)
	}
	s.no("many at once", errors.Join(all...))
	s.holds(s.Root, "shared/")
	s.holds(s.at("shared", "deep"), "a", "b", "c", "d", "own 0/", "own 1/", "own 2/", "own 3/")
}
