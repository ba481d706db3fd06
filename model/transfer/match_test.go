package transfer

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	file := func(name, sum string) sent { return sent{name: name, size: 3, sum: sum} }
	link := func(name, sum string) fichier.ReportLink { return fichier.ReportLink{Name: name, Size: 3, Sum: sum} }
	tests := []struct {
		name   string
		files  []sent
		links  []fichier.ReportLink
		got    []int
		strays []int
	}{
		{
			name:  "in another order",
			files: []sent{file("a", "A"), file("b", "B")},
			links: []fichier.ReportLink{link("b", "B"), link("a", "A")},
			got:   []int{1, 0},
		},
		{
			name:  "two of one name told apart by their bytes",
			files: []sent{file("a", "A"), file("a", "B")},
			links: []fichier.ReportLink{link("a", "B"), link("a", "A")},
			got:   []int{1, 0},
		},
		{
			name:  "two of the same bytes told apart by their names",
			files: []sent{file("a", "A"), file("b", "A")},
			links: []fichier.ReportLink{link("b", "A"), link("a", "A")},
			got:   []int{1, 0},
		},
		{
			name:  "the service changed a character",
			files: []sent{file("a'b", "A"), file("c", "C")},
			links: []fichier.ReportLink{link("c", "C"), link("a_b", "A")},
			got:   []int{1, 0},
		},
		{
			name:   "wrong bytes are a stray",
			files:  []sent{file("a", "A"), file("b", "B")},
			links:  []fichier.ReportLink{link("a", "X"), link("b", "B")},
			got:    []int{-1, 1},
			strays: []int{0},
		},
		{
			name:   "a wrong size is a stray whatever the sum says",
			files:  []sent{file("a", "A")},
			links:  []fichier.ReportLink{{Name: "a", Size: 2, Sum: "A"}},
			got:    []int{-1},
			strays: []int{0},
		},
		{
			name:  "one did not arrive",
			files: []sent{file("a", "A"), file("b", "B")},
			links: []fichier.ReportLink{link("b", "B")},
			got:   []int{-1, 0},
		},
		{
			name:  "a report without sums and sizes goes by the name",
			files: []sent{file("a", "A"), file("b", "B")},
			links: []fichier.ReportLink{
				{Name: "b", Size: fichier.UnknownSize},
				{Name: "a", Size: fichier.UnknownSize},
			},
			got: []int{1, 0},
		},
		{
			name:   "a file that was not read to its end fits nothing",
			files:  []sent{file("a", "")},
			links:  []fichier.ReportLink{link("a", "A")},
			got:    []int{-1},
			strays: []int{0},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, strays := match(tt.files, tt.links)
			if d := cmp.Diff(tt.got, got); d != "" {
				t.Errorf("got (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.strays, strays); d != "" {
				t.Errorf("strays (-want +got):\n%s", d)
			}
		})
	}
}
