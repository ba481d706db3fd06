package usage

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// Order is what rows are sorted by.
type Order uint8

// The orders: most bytes first, most files first, newest first, by name.
const (
	Largest Order = iota
	MostFiles
	Newest
	ByName
)

// Sort orders rows in place.
func (o Order) Sort(rows []Row) {
	slices.SortFunc(rows, func(a, b Row) int {
		c := 0
		switch o {
		case Largest:
			c = cmp.Compare(b.Bytes, a.Bytes)
		case MostFiles:
			c = cmp.Compare(b.Files, a.Files)
		case Newest:
			c = b.Newest.Compare(a.Newest)
		case ByName:
		}
		return cmp.Or(c, model.CompareNatural(a.Item.Entry.Name, b.Item.Entry.Name), cmp.Compare(a.Item.Entry.ID, b.Item.Entry.ID))
	})
}

// idText is the identity of a folder; on the disk there is none.
func idText(dir model.Path, id fichier.FolderID) string {
	if dir.Side() == model.Local {
		return ""
	}
	return strconv.FormatInt(int64(id), 10)
}

func seconds(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
