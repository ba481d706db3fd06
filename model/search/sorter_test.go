package search_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
	"onefm/model/search"
)

// A sorter keeps the best of many, whatever their order was.
func TestSorter(t *testing.T) {
	t.Parallel()
	q, err := search.Parse("file", search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for by, want := range map[search.By][]string{
		search.Size:      {"file 999", "file 998", "file 997"},
		search.Newest:    {"file 0", "file 1", "file 2"},
		search.Name:      {"file 0", "file 1", "file 10"},
		search.Relevance: {"file 0", "file 1", "file 2"}, // the shortest, and of those the newest
	} {
		for _, step := range []int{1, 7, 501, 999} {
			m, s := search.NewMatcher(q, nil), search.NewSorter(by, 3)
			for i := range 1000 {
				n := i * step % 1000
				it := model.Item{Dir: model.AccountPath("/"), Entry: model.Entry{Name: fmt.Sprint("file ", n), Size: int64(n), Time: time.Unix(10_000-int64(n), 0)}}
				if m.Holds(it) {
					s.Add(it, m)
				}
			}
			var got []string
			for _, h := range s.Hits() {
				got = append(got, h.Item.Entry.Name)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("by %d in steps of %d (-want +got):\n%s", by, step, diff)
			}
		}
	}
}
