package mirror

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
)

// changes spells what a mirror noticed, the newest first.
func changes(t *testing.T, m *Mirror, since time.Time) []string {
	t.Helper()
	all, err := m.Changes(t.Context(), since, 0)
	if err != nil {
		t.Fatalf("Changes = %v", err)
	}
	got := []string{}
	for _, c := range all {
		s := []string{"added", "changed", "vanished", "moved"}[c.Kind] + " " + c.Path.Name()
		if !c.Was.IsZero() {
			s += " from " + c.Was.Name()
		}
		if c.Own {
			s = "we " + s
		}
		if c.Path.Base() != c.Entry.Name {
			s += " which is " + c.Entry.Name
		}
		got = append(got, s)
	}
	return got
}

// learn lists folders after the time that the service wants to have passed.
func learn(t *testing.T, m *Mirror, dirs ...string) {
	t.Helper()
	time.Sleep(11 * time.Minute) // holds have ended
	for _, dir := range dirs {
		names(t, m, dir, model.Refresh)
	}
}

func TestChangesOfOthersAreNoticed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		a := s.addFolder(fichier.Root, "a")
		b := s.addFolder(fichier.Root, "b")
		for i, name := range []string{"moves", "stays", "expires", "renamed", "protected"} {
			s.addFile(a, name, link(i))
		}
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		learn(t, m, "/a", "/b")
		want(t, "first listings", changes(t, m, time.Time{}), []string{})

		start := time.Now()
		s.files[0].in = b
		s.files[3].Name = "new name"
		s.files[4].Password = true
		s.files = slices.Delete(s.files, 2, 3)
		s.addFile(b, "new", link(10))
		s.folders[b].name = "B"
		s.addFolder(b, "sub")
		learn(t, m, "/a", "/", "/B")
		got := changes(t, m, start)
		slices.Sort(got)
		want(t, "changes", got, []string{
			"added /B/new", "added /B/sub", "changed /a/protected", "moved /B from /b", "moved /B/moves from /a/moves",
			"moved /a/new name from /a/renamed", "vanished /a/expires",
		})
		want(t, "later", changes(t, m, time.Now().Add(1)), []string{})
		all, err := m.Changes(t.Context(), start, 2)
		if err != nil || len(all) != 2 || all[0].At.Before(all[1].At) {
			t.Errorf("Changes with a limit = %+v, %v", all, err)
		}
		counts, err := m.ChangeCounts(t.Context(), start)
		if want := (ChangeCounts{Others: [changeKinds]int{2, 1, 1, 3}}); err != nil || counts != want {
			t.Errorf("ChangeCounts = %+v, %v, want %+v", counts, err, want)
		}
		for _, c := range all {
			if c.At.Before(start) || c.At.After(time.Now()) {
				t.Errorf("noticed at %v", c.At)
			}
		}
	})
}

func TestExpiredFileIsToldWithWhatItWas(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFile(fichier.Root, "expires", link(1))
		s.files[0].Size = 1234
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		s.files = nil
		learn(t, m, "/")
		all, err := m.Changes(t.Context(), time.Time{}, 0)
		if err != nil || len(all) != 1 {
			t.Fatalf("Changes = %+v, %v", all, err)
		}
		e := model.Entry{Name: "expires", ID: string(link(1)), Size: 1234, Time: time.Unix(1_600_000_000, 0).UTC(), Sum: strings.Repeat("ab", 64)}
		if diff := cmp.Diff(e, all[0].Entry); diff != "" || all[0].Own || all[0].Kind != Vanished {
			t.Errorf("change %+v (-want +got):\n%s", all[0], diff)
		}
	})
}

func TestVanishedThenFoundElsewhereWasMoved(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		a, b := s.addFolder(fichier.Root, "a"), s.addFolder(fichier.Root, "b")
		sub := s.addFolder(a, "sub")
		s.addFile(a, "x", link(1))
		s.addFile(sub, "deep", link(2))
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		learn(t, m, "/a", "/a/sub") // b is not known
		s.files[0].in = b
		s.files[1].in = b
		s.folders[sub].parent = b
		learn(t, m, "/a")
		got := changes(t, m, time.Time{})
		slices.Sort(got)
		want(t, "before b is known", got, []string{"vanished /a/sub", "vanished /a/x"})
		learn(t, m, "/b")
		got = changes(t, m, time.Time{})
		slices.Sort(got)
		want(t, "after", got, []string{"moved /b/deep from /b/sub/deep", "moved /b/sub from /a/sub", "moved /b/x from /a/x"})
	})
}

// What a listing lacks once and the next one shows did not vanish.
func TestLaggingListingIsNoNews(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFile(fichier.Root, "flickers", link(1))
		s.addFolder(fichier.Root, "dir")
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		s.filter = func(fakeFile) bool { return false }
		s.sub = func(fichier.SubFolder) bool { return false }
		learn(t, m, "/")
		if got := changes(t, m, time.Time{}); len(got) != 2 {
			t.Fatalf("changes %v", got)
		}
		s.filter, s.sub = nil, nil
		learn(t, m, "/")
		want(t, "changes", changes(t, m, time.Time{}), []string{})
	})
}

func TestFirstWindowsOfALargeFolderAreNoNews(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.limit = 40
		for i := range 100 {
			s.addFile(fichier.Root, fmt.Sprint("file ", i), link(i))
			s.files[i].Date = time.Unix(900_000_000+int64(i)*1000, 0) // before the bubble began
		}
		m := openFake(t, s)
		for range 12 {
			learn(t, m, "/")
		}
		if l, err := m.List(t.Context(), at("/"), model.Cached); err != nil || l.Cut || len(l.Entries) != 100 {
			t.Fatalf("%d entries, cut %v, %v", len(l.Entries), l.Cut, err)
		}
		want(t, "changes", changes(t, m, time.Time{}), []string{})
	})
}

// Everything that we do is noticed once, as ours, whatever listings say while they
// lag, and by another process as well.
func TestOwnChangesAreToldAsOurs(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, simulator.New(simulator.WithLag(100*time.Second)))
		ctx, m := t.Context(), r.Mirror
		r.sim.AddFile("/old", simulator.Text("abc"))
		r.sim.AddFile("/goes", simulator.Text("abcd"))
		r.sim.AddFolder("/to")
		time.Sleep(5 * time.Minute)
		for _, dir := range []string{"/", "/to"} {
			names(t, m, dir, model.Auto)
		}
		_, err := m.Rename(ctx, item(t, m, "/", "old"), "new")
		must(t, err)
		must(t, m.Move(ctx, []model.Item{item(t, m, "/", "new")}, at("/to")))
		_, err = m.Copy(ctx, []model.Item{item(t, m, "/to", "new")}, at("/"), CopyOptions{})
		must(t, err)
		must(t, m.Remove(ctx, []model.Item{item(t, m, "/", "goes")}))
		_, err = m.Mkdir(ctx, at("/made"))
		must(t, err)
		_, err = m.Rename(ctx, item(t, m, "/", "made"), "dir")
		must(t, err)
		must(t, m.Move(ctx, []model.Item{item(t, m, "/", "dir")}, at("/to")))
		must(t, m.Remove(ctx, []model.Item{item(t, m, "/to", "dir")}))
		told := []string{
			"we vanished /to/dir", "we moved /to/dir from /dir", "we moved /dir from /made", "we added /made",
			"we vanished /goes", "we added /new", "we moved /to/new from /new", "we moved /new from /old",
		}
		for range 12 { // for as long as listings lag, and longer than holds last
			want(t, "changes", changes(t, m, time.Time{}), told)
			want(t, "root", names(t, m, "/", model.Cached), []string{"new", "to/"})
			want(t, "to", names(t, m, "/to", model.Cached), []string{"new"})
			time.Sleep(40 * time.Second)
			for _, dir := range []string{"/", "/to"} {
				names(t, m, dir, model.Refresh)
			}
		}
	})
}

func TestChangesOutliveTheProcessAndAreBounded(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	s := newFake()
	m := openAt(t, path, s, Options{})
	names(t, m, "/", model.Auto)
	must(t, m.Uploaded(t.Context(), at("/"), []model.Entry{{Name: "old", ID: string(link(1))}}))
	must(t, m.Uploaded(t.Context(), at("/"), []model.Entry{{Name: "kept", ID: string(link(2))}}))
	must(t, m.s.edit(t.Context(), func(ctx context.Context, w *writer) error {
		must(t, w.exec(ctx, "UPDATE changes SET at = ? WHERE name = 'old'", time.Now().Add(-keepChanges-time.Hour).UnixNano()))
		return w.trim(ctx, time.Now())
	}))
	closed(t, m)
	m = openAt(t, path, keyless{}, Options{})
	defer closed(t, m)
	want(t, "after a restart", changes(t, m, time.Time{}), []string{"we added /kept"})

	must(t, m.s.edit(t.Context(), func(ctx context.Context, w *writer) error {
		for i := range 5 {
			must(t, w.exec(ctx, `INSERT INTO changes(id, at, kind, own, key, dir, name, was, rec)
				SELECT id + ?, at + ?, kind, own, key, dir, name, was, rec FROM changes WHERE name = 'kept' LIMIT 1`, maxChanges+i, i))
		}
		return w.trim(ctx, time.Now())
	}))
	got := changes(t, m, time.Time{})
	counts, err := m.ChangeCounts(t.Context(), time.Time{})
	if len(got) != 5 || err != nil || counts.Own[Added] != 5 || counts.Dropped != 1 || counts.Until.IsZero() {
		t.Errorf("%d changes, %+v, %v", len(got), counts, err)
	}
	if counts, err = m.ChangeCounts(t.Context(), time.Now()); err != nil || counts.Dropped != 0 {
		t.Errorf("what was dropped before counts: %+v, %v", counts, err)
	}
}
