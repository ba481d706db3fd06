package compare

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/disk"
)

// folder is one side of a pair of folders.
type folder struct {
	dir     model.Path
	other   model.Side // of the folder it is compared with
	blind   bool       // A and a are one name to one of the two
	entries []model.Entry
}

// bundle is all that stands under one name: a file a side as a rule, more where
// the account has several of the name.
type bundle struct {
	name        string
	left, right []model.Entry
	err         error // why it is left out, or can't be compared
}

// matched is what two folders have under each name.
type matched struct {
	bundles []bundle
	folders []bundle // of one folder a side
}

// match puts together what bears one name on both sides.
func match(left, right *folder) matched {
	l, r := left.sort(), right.sort()
	twins(left, l, r)
	twins(right, r, l)
	m := matched{}
	for _, key := range keys(l.files, r.files) {
		b := bundle{left: l.files[key], right: r.files[key]}
		m.bundles = append(m.bundles, b.named())
	}
	for _, key := range keys(l.folders, r.folders) {
		b := bundle{left: l.folders[key], right: r.folders[key]}
		m.folders = append(m.folders, b.named())
	}
	m.crossKinds(left, right)
	for _, part := range []struct {
		f       *folder
		entries []model.Entry
		left    bool
	}{{left, l.odd, true}, {right, r.odd, false}} {
		for _, e := range part.entries {
			b := bundle{err: part.f.oddity(e)}
			if part.left {
				b.left = []model.Entry{e}
			} else {
				b.right = []model.Entry{e}
			}
			m.bundles = append(m.bundles, b.named())
		}
	}
	slices.SortStableFunc(m.bundles, byName)
	slices.SortStableFunc(m.folders, byName)
	return m
}

func byName(a, b bundle) int { return model.CompareNatural(a.name, b.name) }

func (b bundle) named() bundle {
	if len(b.left) > 0 {
		b.name = b.left[0].Name
	} else {
		b.name = b.right[0].Name
	}
	return b
}

// names are the entries of a folder by the key of their names, newest first.
type names struct {
	files, folders map[string][]model.Entry
	odd            []model.Entry // nothing can stand against them
}

func (f *folder) sort() names {
	n := names{files: map[string][]model.Entry{}, folders: map[string][]model.Entry{}}
	for _, e := range f.entries {
		switch {
		case e.Kind == model.Folder:
			n.folders[f.key(e.Name)] = append(n.folders[f.key(e.Name)], e)
		case f.odd(e):
			n.odd = append(n.odd, e)
		default:
			n.files[f.key(e.Name)] = append(n.files[f.key(e.Name)], e)
		}
	}
	for _, same := range n.files {
		slices.SortFunc(same, newestFirst)
	}
	return n
}

func newestFirst(a, b model.Entry) int {
	return cmp.Or(b.Time.Compare(a.Time), strings.Compare(a.ID, b.ID))
}

// odd reports whether an entry is no file for the other side.
func (f *folder) odd(e model.Entry) bool {
	switch e.Kind {
	case model.Other:
		return true
	case model.Symlink:
		return f.other == model.Account && (e.Has(model.LinksToFolder) || e.Size == model.UnknownSize)
	case model.File, model.Folder:
	}
	return false
}

func (f *folder) oddity(e model.Entry) error {
	switch {
	case e.Kind == model.Other:
		return model.ErrSpecial
	case e.Has(model.LinksToFolder):
		return model.ErrFolderLink
	}
	return model.ErrBrokenLink
}

// key is what the names have in common that stand against each other.
func (f *folder) key(name string) string {
	if f.dir.Side() == model.Account && f.other == model.Local {
		if held, err := disk.LocalName(name); err == nil {
			name = held
		}
	}
	if f.blind {
		return disk.CaseKey(name)
	}
	return name
}

// barred returns why a copy would leave an entry out that stands alone.
func (f *folder) barred(e model.Entry) error {
	if f.other == model.Local {
		if f.dir.Side() == model.Account {
			_, err := disk.LocalName(e.Name)
			return err
		}
		return nil
	}
	switch {
	case f.dir.Side() != model.Local:
	case e.Kind == model.Folder && utf8.RuneCountInString(fichier.EncodeName(e.Name)) > fichier.MaxFolderName:
		return model.ErrBadName
	case e.Kind == model.Folder:
	case e.Size == 0:
		return model.ErrEmptyFile
	case e.Size > fichier.MaxFile:
		return model.ErrTooBig
	}
	return nil
}

// twins puts local files that bear the numbered name of a second file of the
// account, as a download gives it, beside that file.
func twins(f *folder, account, local names) {
	if f.dir.Side() != model.Account || f.other != model.Local {
		return
	}
	for _, key := range keys(account.files, nil) {
		same := account.files[key]
		taken := map[string]bool{key: true}
		for range len(same) - 1 {
			name := disk.FreeName(same[0].Name, func(n string) bool {
				k := f.key(n)
				return taken[k] || len(account.files[k]) > 0
			})
			k := f.key(name)
			taken[k] = true
			local.files[key] = append(local.files[key], local.files[k]...)
			delete(local.files, k)
		}
		if len(local.files[key]) == 0 {
			delete(local.files, key)
		}
	}
}

// crossKinds makes one bundle of a file and a folder that bear one name and have
// nothing else against them.
func (m *matched) crossKinds(left, right *folder) {
	lone := map[string]int{}
	for i, b := range m.bundles {
		if len(b.right) == 0 {
			lone[left.key(b.name)] = i
		} else if len(b.left) == 0 {
			lone[right.key(b.name)] = i
		}
	}
	m.folders = slices.DeleteFunc(m.folders, func(f bundle) bool {
		key := left.key(f.name)
		if len(f.left) == 0 {
			key = right.key(f.name)
		}
		i, ok := lone[key]
		if !ok || len(f.left) > 0 == (len(m.bundles[i].left) > 0) || len(f.left)+len(f.right) > 1 {
			return false
		}
		b := &m.bundles[i]
		b.left, b.right = append(b.left, f.left...), append(b.right, f.right...)
		*b = b.named()
		delete(lone, key)
		return true
	})
}

// keys returns the keys of both in order.
func keys(a, b map[string][]model.Entry) []string {
	all := make([]string, 0, max(len(a), len(b)))
	for k := range a {
		all = append(all, k)
	}
	for k := range b {
		if _, ok := a[k]; !ok {
			all = append(all, k)
		}
	}
	slices.Sort(all)
	return all
}
