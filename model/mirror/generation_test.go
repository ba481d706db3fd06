package mirror

import (
	"slices"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// changedDirs returns the folders that changed since a generation, and the next one
// to ask with.
func changedDirs(t *testing.T, m *Mirror, since uint64) ([]string, uint64) {
	t.Helper()
	dirs, all, now, err := m.Changed(t.Context(), since)
	if err != nil || all {
		t.Fatalf("Changed(%d) = %v, %v", since, all, err)
	}
	got := []string{}
	for _, d := range dirs {
		got = append(got, d.Path.Name())
	}
	slices.Sort(got)
	if n, err := m.Generation(t.Context()); err != nil || n != now {
		t.Errorf("Generation = %d, %v, want %d", n, err, now)
	}
	return got, now
}

func TestChangedFollowsEveryWrite(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		a, b := s.addFolder(fichier.Root, "a"), s.addFolder(fichier.Root, "b")
		s.addFolder(b, "empty")
		s.addFile(a, "x", link(1))
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		now, err := m.Generation(t.Context())
		must(t, err)
		for _, step := range []struct {
			name string
			do   func()
			want []string
		}{
			{"nothing", func() {}, []string{}},
			{"first listings", func() { learn(t, m, "/a", "/b", "/b/empty") }, []string{"/a", "/b", "/b/empty"}},
			{"listings without news", func() { learn(t, m, "/a", "/b", "/b/empty") }, []string{}},
			{"move", func() { must(t, m.Move(t.Context(), []model.Item{item(t, m, "/a", "x")}, at("/b"))) }, []string{"/a", "/b"}},
			{"a listing shows it", func() { s.files[0].in = b; time.Sleep(time.Minute); names(t, m, "/b", model.Refresh) }, []string{"/b"}},
			{"upload", func() { must(t, m.Uploaded(t.Context(), at("/a"), []model.Entry{{Name: "y", ID: string(link(2))}})) }, []string{"/a"}},
			{"verified", func() { must(t, m.Verified(t.Context(), link(2), "")) }, []string{"/a"}},
			{"rename of a folder", func() {
				_, err := m.Rename(t.Context(), item(t, m, "/", "b"), "c")
				must(t, err)
			}, []string{"/"}},
			{"removal", func() { must(t, m.Remove(t.Context(), []model.Item{item(t, m, "/c", "empty")})) }, []string{"/c"}},
			{"a folder vanishes", func() { delete(s.folders, a); learn(t, m, "/") }, []string{"/"}},
		} {
			step.do()
			var got []string
			got, now = changedDirs(t, m, now)
			want(t, step.name, got, step.want)
		}
	})
}

func TestIndexOfAnotherDatabaseStartsAnew(t *testing.T) {
	t.Parallel()
	m := openFake(t, newFake())
	now, err := m.Generation(t.Context())
	must(t, err)
	for _, since := range []uint64{0, 1, now + 1, 1 << 63} {
		if dirs, all, n, err := m.Changed(t.Context(), since); !all || len(dirs) != 0 || n != now || err != nil {
			t.Errorf("Changed(%d) = %v, %v, %d, %v", since, dirs, all, n, err)
		}
	}
}
