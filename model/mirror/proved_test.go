package mirror

import (
	"fmt"
	"strings"
	"testing"

	"onefm/fichier"
	"onefm/model"
)

func TestProvedMarksManyFiles(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		n := 2*chunk + 7
		for i := range n {
			s.addFile(fichier.Root, fmt.Sprint("f", i), link(i))
		}
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		sum := strings.Repeat("ab", 64)
		sums := map[fichier.Link]string{link(9999): sum} // nobody knows it
		for i := range n - 1 {
			sums[link(i)] = sum
		}
		must(t, m.Proved(t.Context(), sums))
		l, err := m.List(t.Context(), at("/"), model.Cached)
		must(t, err)
		marked := 0
		for _, e := range l.Entries {
			if e.Has(model.Verified) && e.Sum == sum {
				marked++
			}
		}
		want(t, "marked files", marked, n-1)
	})
}
