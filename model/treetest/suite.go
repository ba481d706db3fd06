package treetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
)

// Fixture is a tree under test with what the contract can't do through it.
type Fixture struct {
	Tree model.Tree
	Root model.Path // an empty folder to work in, not the root of the tree

	// Add puts a file there as another program would, with missing folders. It is
	// called before the tree was asked about dir or anything below it.
	Add func(t *testing.T, dir model.Path, name, content string)
	// Content reads a file back as another program would; nil: it is not compared.
	Content func(t *testing.T, it model.Item) string
	// Fresh returns a tree of the same things that remembers nothing, to see that
	// what the tree says is true. Nil: Tree itself.
	Fresh func(t *testing.T) model.Tree

	Twins   bool                   // two files of one folder may bear one name
	NoTrash bool                   // Trash gives model.ErrUnsupported
	Refuses func(name string) bool // names that the tree can't hold; nil: none
}

type options struct{ bubble bool }

// Option changes how [Run] runs the contract.
type Option func(*options)

// InBubble runs every case, and the making of its fixture, in a synctest bubble.
func InBubble() Option { return func(o *options) { o.bubble = true } }

// Run checks the contract of model.Tree. Each case gets a fixture of its own.
func Run(t *testing.T, newTree func(t *testing.T) Fixture, opts ...Option) {
	t.Helper()
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			body := func(t *testing.T) {
				t.Helper()
				c.run(suite{Fixture: newTree(t), T: t})
			}
			if o.bubble {
				synctest.Test(t, body)
				return
			}
			body(t)
		})
	}
}

type testCase struct {
	name string
	run  func(suite)
}

func cases() []testCase {
	return []testCase{
		{"list", suite.list},
		{"list of what is no folder", suite.listMissing},
		{"order is total", suite.order},
		{"stat", suite.stat},
		{"mkdir makes parents", suite.mkdir},
		{"mkdir on a file", suite.mkdirOnFile},
		{"rename", suite.rename},
		{"rename to a taken name", suite.renameClash},
		{"rename to no name", suite.renameBad},
		{"move", suite.move},
		{"move to where it is", suite.moveHere},
		{"move to a taken name", suite.moveClash},
		{"move into itself", suite.moveInto},
		{"move to what is no folder", suite.moveNowhere},
		{"remove", suite.remove},
		{"trash", suite.trash},
		{"some of several fail", suite.partial},
		{"names of all kinds", suite.names},
		{"two files of one name", suite.twins},
		{"a cancelled context", suite.cancelled},
		{"paths of another side", suite.otherSide},
		{"many at once", suite.concurrent},
	}
}

// suite is one case at work.
type suite struct {
	Fixture
	T *testing.T
}

func (s suite) ctx() context.Context { return s.T.Context() }

// at returns the path below the root made of names.
func (s suite) at(names ...string) model.Path {
	p := s.Root
	for _, n := range names {
		p = p.Child(n)
	}
	return p
}

func (s suite) add(dir model.Path, names ...string) {
	s.T.Helper()
	for _, n := range names {
		s.Add(s.T, dir, n, "content of "+n)
	}
}

func (s suite) mustMkdir(names ...string) model.Entry {
	s.T.Helper()
	e, err := s.Tree.Mkdir(s.ctx(), s.at(names...))
	if err != nil {
		s.T.Fatalf("Mkdir(%s) = %v", s.at(names...), err)
	}
	return e
}

// entries lists dir as the tree knows it, sorted by name.
func (s suite) entries(dir model.Path) []model.Entry {
	s.T.Helper()
	return s.entriesOf(s.Tree, dir)
}

func (s suite) entriesOf(tree model.Tree, dir model.Path) []model.Entry {
	s.T.Helper()
	l, err := tree.List(s.ctx(), dir, model.Auto)
	if err != nil {
		s.T.Fatalf("List(%s) = %v", dir, err)
	}
	if l.Dir != dir {
		s.T.Errorf("List(%s).Dir = %s", dir, l.Dir)
	}
	model.Order{}.Sort(l.Entries)
	return l.Entries
}

// item returns the entry of a name, which must be there once.
func (s suite) item(dir model.Path, name string) model.Item {
	s.T.Helper()
	var found []model.Item
	for _, e := range s.entries(dir) {
		if e.Name == name {
			found = append(found, model.Item{Dir: dir, Entry: e})
		}
	}
	if len(found) != 1 {
		s.T.Fatalf("%s holds %d entries %q, want one", dir, len(found), name)
	}
	return found[0]
}

func (s suite) items(dir model.Path, names ...string) []model.Item {
	s.T.Helper()
	var all []model.Item
	for _, n := range names {
		all = append(all, s.item(dir, n))
	}
	return all
}

// holds checks the names in dir, folders with a slash behind them, both as the
// tree knows them and as they are.
func (s suite) holds(dir model.Path, want ...string) {
	s.T.Helper()
	s.holdsIn("the tree", s.Tree, dir, want)
	if s.Fresh != nil {
		s.holdsIn("a fresh tree", s.Fresh(s.T), dir, want)
	}
}

func (s suite) holdsIn(who string, tree model.Tree, dir model.Path, want []string) {
	s.T.Helper()
	got := []string{}
	for _, e := range s.entriesOf(tree, dir) {
		name := e.Name
		if e.Kind == model.Folder {
			name += "/"
		}
		got = append(got, name)
	}
	want = append([]string{}, want...)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		s.T.Errorf("%s says of %s (-want +got):\n%s", who, dir, diff)
	}
}

// contains checks the content of a file that add has made.
func (s suite) contains(it model.Item, addedAs string) {
	s.T.Helper()
	if s.Content == nil {
		return
	}
	if got, want := s.Content(s.T, it), "content of "+addedAs; got != want {
		s.T.Errorf("content of %s = %q, want %q", it.Path(), got, want)
	}
}

func (s suite) no(what string, err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatalf("%s = %v, want no error", what, err)
	}
}

// is checks that err is one of want.
func (s suite) is(what string, err error, want ...error) {
	s.T.Helper()
	for _, w := range want {
		if errors.Is(err, w) {
			return
		}
	}
	s.T.Errorf("%s = %v, want %v", what, err, want)
}

// failed checks that err names exactly these items.
func (s suite) failed(what string, err error, want ...model.Item) {
	s.T.Helper()
	var list *model.ItemsError
	if !errors.As(err, &list) {
		s.T.Errorf("%s = %v, want an *ItemsError", what, err)
		return
	}
	var got []model.Path
	for _, it := range list.Items {
		got = append(got, it.Item.Path())
	}
	var paths []model.Path
	for _, it := range want {
		paths = append(paths, it.Path())
	}
	if !slices.Equal(got, paths) {
		s.T.Errorf("%s failed for %v, want %v", what, got, paths)
	}
}
