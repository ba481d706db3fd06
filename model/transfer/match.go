package transfer

import "onefm/fichier"

// sent is what is known of a file whose bytes were sent.
type sent struct {
	name string
	size int64
	sum  string // of the bytes as they were read; empty when not all were
}

// fits reports whether l can be the file, but for its name.
func (s sent) fits(l fichier.ReportLink) bool {
	return s.sum != "" && (l.Size == s.size || l.Size == fichier.UnknownSize) && (l.Sum == s.sum || l.Sum == "")
}

// match finds the link of every file: got holds an index into links for each, or
// -1. Links are files of ours that hold something else than what was sent when
// they are left over: they are listed in strays.
//
// Names come first, but the service may have changed a character, and several
// files may bear one name (1fichier-api §8), so bytes decide.
func match(files []sent, links []fichier.ReportLink) (got, strays []int) {
	got = make([]int, len(files))
	for i := range got {
		got[i] = -1
	}
	taken := make([]bool, len(links))
	pass := func(same func(f sent, l fichier.ReportLink) bool) {
		for i, f := range files {
			for k := 0; got[i] < 0 && k < len(links); k++ {
				if !taken[k] && same(f, links[k]) && f.fits(links[k]) {
					got[i], taken[k] = k, true
				}
			}
		}
	}
	pass(func(f sent, l fichier.ReportLink) bool { return f.name == l.Name && l.Sum != "" })
	pass(func(_ sent, l fichier.ReportLink) bool { return l.Sum != "" })
	pass(func(f sent, l fichier.ReportLink) bool { return f.name == l.Name })
	if len(files) == 1 && len(links) == 1 {
		pass(func(sent, fichier.ReportLink) bool { return true })
	}
	for k := range links {
		if !taken[k] {
			strays = append(strays, k)
		}
	}
	return got, strays
}
