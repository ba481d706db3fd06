package mirror

import (
	"slices"
	"strings"
	"testing"

	"onefm/fichier"
	"onefm/model"
)

func TestFilesOfTheSameBytesAreFound(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		a := s.addFolder(fichier.Root, "a")
		s.addFile(fichier.Root, "x", link(1))
		s.addFile(a, "y", link(2))
		s.addFile(a, "z", link(3))
		s.addFile(fichier.Root, "no sum", link(4))
		s.addFile(fichier.Root, "trashed", link(5))
		for i := range s.files {
			s.files[i].Size = 700
		}
		s.files[1].Date = s.files[1].Date.AddDate(0, 0, 1)
		s.files[2].Sum = strings.Repeat("ab", 63) + "ac"
		s.files[3].Sum, s.files[3].Size = "", 3
		s.files[4].Size = 9
		m := openFake(t, s)
		learn(t, m, "/", "/a")
		must(t, m.Trash(t.Context(), []model.Item{item(t, m, "/", "trashed")}))
		for size, want := range map[int64]bool{700: true, 3: false, 9: false, 0: false, -1: false} {
			if got, err := m.HasSize(t.Context(), size); got != want || err != nil {
				t.Errorf("HasSize(%d) = %v, %v, want %v", size, got, err, want)
			}
		}
		find := func(size int64, sum string) []string {
			t.Helper()
			items, err := m.BySum(t.Context(), size, sum)
			if err != nil {
				t.Errorf("BySum = %v", err)
			}
			got := []string{}
			for _, it := range items {
				got = append(got, it.Path().Name())
			}
			return got
		}
		same := strings.Repeat("ab", 64)
		want(t, "newest first", find(700, same), []string{"/a/y", "/x"})
		want(t, "one", find(700, strings.Repeat("ab", 63)+"ac"), []string{"/a/z"})
		for _, sum := range []string{"", "ab", strings.Repeat("cd", 64)} {
			want(t, "nothing", find(700, sum), []string{})
		}
		want(t, "another size", find(9, same), []string{})
		if !slices.Equal(find(700, strings.ToUpper(same)), []string{"/a/y", "/x"}) {
			t.Error("upper case is not taken for the same sum")
		}
	})
}

// The index must serve the questions: without it each is a look at a million rows.
func TestSameBytesAreFoundByAnIndex(t *testing.T) {
	t.Parallel()
	m := openFake(t, newFake())
	for _, q := range []string{sameSize, sameSize + sameSum} {
		var id, parent, unused int
		var plan string
		row := m.s.r.QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN "+q, []byte("12345678"), []byte("1234"))
		if err := row.Scan(&id, &parent, &unused, &plan); err != nil || !strings.Contains(plan, "files_bytes") {
			t.Errorf("plan %q, %v", plan, err)
		}
	}
}
