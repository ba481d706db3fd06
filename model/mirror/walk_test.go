package mirror

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
	"onefm/model"
)

// walked lists what a walk shows: each folder with the names in it.
func walked(t *testing.T, m *Mirror, from string) []string {
	t.Helper()
	var got []string
	err := m.Walk(t.Context(), at(from), func(dir model.Path, entries []model.Entry) error {
		got = append(got, fmt.Sprint(dir.Name(), " ", namesOf(entries)))
		return nil
	})
	if err != nil {
		t.Fatalf("Walk = %v", err)
	}
	return got
}

func TestWalkShowsAllThatIsKnown(t *testing.T) {
	t.Parallel()
	s := newFake()
	a := s.addFolder(fichier.Root, "a")
	b := s.addFolder(a, "b")
	s.addFolder(b, "never listed")
	s.addFolder(fichier.Root, "empty")
	s.addFile(fichier.Root, "top", link(1))
	s.addFile(a, "x", link(2))
	s.addFile(b, "y", link(3))
	m := openFake(t, s)
	for _, dir := range []string{"/", "/a", "/a/b", "/empty"} {
		names(t, m, dir, model.Auto)
	}
	got := walked(t, m, "/")
	if !slices.IsSorted([]int{
		slices.Index(got, "/ [a/ empty/ top]"), slices.Index(got, "/a [b/ x]"), slices.Index(got, "/a/b [never listed/ y]"),
	}) {
		t.Errorf("parents do not come first: %v", got)
	}
	slices.Sort(got)
	want := []string{"/ [a/ empty/ top]", "/a [b/ x]", "/a/b [never listed/ y]", "/empty []"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("walk (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"/a/b [never listed/ y]"}, walked(t, m, "/a/b")); diff != "" {
		t.Errorf("walk of a part (-want +got):\n%s", diff)
	}
	if n := s.count("ls"); n != 4 {
		t.Errorf("%d calls, want 4", n)
	}
	mine := errors.New("enough")
	if err := m.Walk(t.Context(), at("/"), func(model.Path, []model.Entry) error { return mine }); !errors.Is(err, mine) {
		t.Errorf("Walk = %v, want the visitor's error", err)
	}
	if err := m.Walk(t.Context(), at("/nowhere"), func(model.Path, []model.Entry) error { return nil }); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Walk of nothing = %v", err)
	}
}

func TestWalkGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	if raceEnabled {
		t.Skip("12,500 rows take the race detector a minute, and nothing here is done at once")
	}
	s := newFake()
	m := openFake(t, s)
	want := []string{"/"}
	for i := range 5 { // more rows than one transaction reads
		name := fmt.Sprintf("dir %d", i)
		want = append(want, "/"+name)
		id := s.addFolder(fichier.Root, name)
		for n := range walkRows/2 - 1 {
			s.addFile(id, fmt.Sprint("file ", n), link(i*walkRows+n))
		}
	}
	for _, dir := range want {
		names(t, m, dir, model.Auto)
	}
	var got []string
	rows := 0
	must(t, m.Walk(t.Context(), at("/"), func(dir model.Path, entries []model.Entry) error {
		if got = append(got, dir.Name()); dir.Name() == "/dir 0" {
			must(t, m.Move(t.Context(), []model.Item{item(t, m, "/", "dir 4")}, at("/dir 0"))) // met twice now
		}
		rows += len(entries)
		return nil
	}))
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("folders (-want +got):\n%s", diff)
	}
	if n := 5 + 5*(walkRows/2-1); rows != n {
		t.Errorf("%d rows, want %d", rows, n)
	}
}
