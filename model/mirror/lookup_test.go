package mirror

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
	"onefm/model"
)

// Rows are found by their identity, with the path they have now, in the order that
// was asked for.
func TestItems(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := opened(t, newFake())
		for id := range fichier.FolderID(300) {
			if err := m.s.exec(t.Context(), "INSERT INTO folders(id, parent, name) VALUES(?, ?, ?)", id+1, id/3, fmt.Sprint("d", id+1)); err != nil {
				t.Fatal(err)
			}
		}
		var ids, want []string
		for i := range 250 {
			link := fmt.Sprintf("https://1fichier.com/?%020d", i)
			dir := m.pathsOf(t.Context(), fichier.FolderID(i+1))[0]
			e := model.Entry{Name: fmt.Sprint("f", i), ID: link, Size: int64(i), Time: time.Unix(int64(i)+1, 0)}
			if err := m.Uploaded(t.Context(), dir, []model.Entry{e}); err != nil {
				t.Fatal(err)
			}
			ids, want = append(ids, link), append(want, dir.Child(e.Name).Name())
		}
		ids = append(ids, "7", "299", "12345", "https://1fichier.com/?nowhere", "0")
		want = append(want, m.pathsOf(t.Context(), 7)[0].Name(), m.pathsOf(t.Context(), 299)[0].Name())
		items, err := m.Items(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, it := range items {
			got = append(got, it.Path().Name())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("items (-want +got):\n%s", diff)
		}
		slices.Reverse(ids)
		if back, err := m.Items(t.Context(), ids); err != nil || len(back) != len(items) || back[len(back)-1] != items[0] {
			t.Errorf("the other way round: %d items, %v", len(back), err)
		}
		if n, err := m.Count(t.Context()); err != nil || n != 550 {
			t.Errorf("Count() = %d, %v; want 550", n, err)
		}
		unlisted := 0
		err = m.Ages(t.Context(), func(_ fichier.FolderID, asOf time.Time, _ bool) error {
			if asOf.IsZero() {
				unlisted++
			}
			return nil
		})
		if err != nil || unlisted != 301 {
			t.Errorf("%d folders were never listed, %v; want 301", unlisted, err)
		}
	})
}

// Parents that run in a circle lead nowhere, and do not hang.
func TestItemsInACircle(t *testing.T) {
	t.Parallel()
	m := opened(t, newFake())
	for _, r := range [][2]int{{1, 2}, {2, 1}, {3, 3}, {4, limbo}} {
		if err := m.s.exec(t.Context(), "INSERT INTO folders(id, parent, name) VALUES(?, ?, 'x')", r[0], r[1]); err != nil {
			t.Fatal(err)
		}
	}
	if items, err := m.Items(t.Context(), []string{"1", "2", "3", "4"}); err != nil || len(items) != 0 {
		t.Errorf("Items = %v, %v", items, err)
	}
}

func opened(t *testing.T, api service) *Mirror {
	t.Helper()
	m, err := open(t.Context(), "", api, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}
