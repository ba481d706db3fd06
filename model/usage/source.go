package usage

import (
	"context"
	"strconv"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
)

// Source is what is counted: a [mirror.Mirror], or the disk.
type Source interface {
	// WalkDirs visits folders, from first and parents before their children.
	WalkDirs(ctx context.Context, from model.Path, visit func(d mirror.Dir, entries []model.Entry) error) error
	// List returns the known rows of a folder.
	List(ctx context.Context, dir model.Path, f model.Freshness) (model.Listing, error)
	// Ages tells when what is known of each folder was true.
	Ages(ctx context.Context, visit func(id fichier.FolderID, asOf time.Time, cut bool) error) error
}

var (
	_ Source = (*mirror.Mirror)(nil)
	_ Source = (*Disk)(nil)
)

// Disk makes a tree without identities, such as the local disk, a [Source]. It
// gives its folders numbers as it meets them.
type Disk struct {
	model.Tree

	// Skipped is told of folders that can't be read; what is below them is left
	// out.
	Skipped func(dir model.Path, err error)
}

// OnDisk returns a source over t.
func OnDisk(t model.Tree) *Disk { return &Disk{Tree: t} }

// WalkDirs implements [Source]. Links to folders are not followed.
func (d *Disk) WalkDirs(ctx context.Context, from model.Path, visit func(d mirror.Dir, entries []model.Entry) error) error {
	last := fichier.FolderID(1)
	todo := []mirror.Dir{{ID: last, Path: from}}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		l, err := d.List(ctx, at.Path, model.Cached)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && at.ID == 1:
			return err
		case err != nil:
			if d.Skipped != nil {
				d.Skipped(at.Path, err)
			}
			continue
		}
		for i := range l.Entries {
			e := &l.Entries[i]
			if e.Kind != model.Folder {
				continue
			}
			if p := at.Path.Child(e.Name); !p.IsZero() {
				last++
				e.ID = strconv.FormatInt(int64(last), 10)
				todo = append(todo, mirror.Dir{ID: last, Path: p})
			}
		}
		if err := visit(at, l.Entries); err != nil {
			return err
		}
	}
	return nil
}

// Ages implements [Source]: the disk is always true.
func (d *Disk) Ages(context.Context, func(fichier.FolderID, time.Time, bool) error) error { return nil }

// Knowledge is how much of some folders is known.
type Knowledge struct {
	Folders  int       // known by name or more
	Unlisted int       // never listed
	Cut      int       // of which the service told only a part
	Oldest   time.Time // when the oldest listing was true; zero: there is none
	Newest   time.Time
}

// Complete reports whether all folders were listed in full once.
func (k Knowledge) Complete() bool { return k.Unlisted == 0 && k.Cut == 0 }

// Know tells how much is known of folders; all counts every one.
func Know(ctx context.Context, src Source, of func(fichier.FolderID) bool) (k Knowledge, err error) {
	err = src.Ages(ctx, func(id fichier.FolderID, asOf time.Time, cut bool) error {
		if !of(id) {
			return nil
		}
		k.add(asOf, cut)
		return nil
	})
	return k, err
}

func (k *Knowledge) add(asOf time.Time, cut bool) {
	k.Folders++
	if cut {
		k.Cut++
	}
	switch {
	case asOf.IsZero():
		k.Unlisted++
		return
	case k.Oldest.IsZero() || asOf.Before(k.Oldest):
		k.Oldest = asOf
	}
	if asOf.After(k.Newest) {
		k.Newest = asOf
	}
}

// folderID returns the number of a folder's row.
func folderID(e *model.Entry) (fichier.FolderID, bool) {
	if e.Kind != model.Folder {
		return 0, false
	}
	n, err := strconv.ParseInt(e.ID, 10, 64)
	return fichier.FolderID(n), err == nil
}
