package plan

import (
	"cmp"
	"runtime"
	"slices"
	"strings"

	"onefm/model"
	"onefm/model/disk"
)

// place is what is known of one folder of the target.
type place struct {
	dir   model.Path
	blind bool                     // A and a are one name here
	there map[string][]model.Entry // by key, newest first
	taken map[string]int           // by key: how many steps put something there
	names map[string]bool          // the keys of there, once the plan has them all
}

// open returns the place of a folder that exists.
func (b *builder) open(dir model.Path, blind bool) (*place, error) {
	l, err := b.list(dir)
	if err != nil {
		return nil, err
	}
	pl := empty(dir, blind)
	pl.there = make(map[string][]model.Entry, len(l.Entries))
	for _, e := range l.Entries {
		k := pl.key(e.Name)
		pl.there[k] = append(pl.there[k], e)
	}
	for _, same := range pl.there {
		slices.SortFunc(same, newestFirst)
	}
	return pl, nil
}

// empty returns the place of a folder that is still to be made.
func empty(dir model.Path, blind bool) *place {
	return &place{dir: dir, blind: blind, taken: make(map[string]int)}
}

// blind reports whether the target takes A and a for one name; the account never
// does.
func (b *builder) blind(dir model.Path) bool {
	switch {
	case dir.Side() != model.Local:
		return false
	case b.t.CaseBlind != nil:
		return b.t.CaseBlind(b.ctx, dir)
	}
	return runtime.GOOS == "darwin" || runtime.GOOS == "windows"
}

func newestFirst(a, b model.Entry) int {
	return cmp.Or(b.Time.Compare(a.Time), strings.Compare(a.ID, b.ID))
}

func (pl *place) key(name string) string {
	if pl.blind {
		return disk.CaseKey(name)
	}
	return name
}

// full reports whether something is under the name, or will be.
func (pl *place) full(name string) bool {
	k := pl.key(name)
	return len(pl.there[k]) > 0 || pl.names[k] || pl.taken[k] > 0
}

// looked keeps of what is there only the names: conflicts need them, and a plan of
// a million files remembers nothing else.
func (pl *place) looked() {
	if pl.there == nil {
		return
	}
	pl.names = make(map[string]bool, len(pl.there))
	for k := range pl.there {
		pl.names[k] = true
	}
	pl.there = nil
}

func (pl *place) take(name string) { pl.taken[pl.key(name)]++ }

func (pl *place) give(name string) { pl.taken[pl.key(name)]-- }

// replaceable returns those of the entries that a source may replace: files, and
// links to them. A link to a folder looks like a folder to people, and only another
// link may take its place.
func replaceable(source model.Kind, all []model.Entry) []model.Entry {
	var found []model.Entry
	for _, e := range all {
		link := e.Kind == model.Symlink && (source == model.Symlink || !e.Has(model.LinksToFolder))
		if e.Kind == model.File || link {
			found = append(found, e)
		}
	}
	return found
}

// folderOf returns the folder among the entries. A link to one is not meant: what
// is put into it would be elsewhere.
func folderOf(all []model.Entry) (model.Entry, bool) {
	i := slices.IndexFunc(all, func(e model.Entry) bool { return e.Kind == model.Folder })
	if i < 0 {
		return model.Entry{}, false
	}
	return all[i], true
}
