package gesture

import "onefm/model"

// Reason says why a drop is not possible.
type Reason uint8

// The reasons.
const (
	Possible    Reason = iota
	NoTarget           // over nothing that can receive items
	AlreadyHere        // all items are in that folder already
	IntoItself         // a folder can't go into itself
	ReadOnly           // the target can't be changed
)

// String returns the reason as people read it in the chip.
func (r Reason) String() string {
	switch r {
	case NoTarget:
		return "not here"
	case AlreadyHere:
		return "already here"
	case IntoItself:
		return "into itself"
	case ReadOnly:
		return "read-only"
	case Possible:
	}
	return ""
}

// Load is what is dragged, fixed when it was taken up.
type Load interface {
	Len() int
	// Judge returns why the items can't go to a target, or [Possible].
	Judge(t Target) Reason
}

// Items is a load of items that are at hand.
type Items []model.Item

// Len implements [Load].
func (it Items) Len() int { return len(it) }

// Judge implements [Load].
func (it Items) Judge(t Target) Reason { return Judge(it, t) }

func count(l Load) int {
	if l == nil {
		return 0
	}
	return l.Len()
}

// Judge returns why items can't go to a target, or [Possible].
func Judge(items []model.Item, t Target) Reason {
	if t.Kind == Nowhere || t.Dir.IsZero() || len(items) == 0 {
		return NoTarget
	}
	elsewhere := false
	for _, it := range items {
		if it.Entry.IsDir() && it.Path().Contains(t.Dir) {
			return IntoItself
		}
		elsewhere = elsewhere || it.Dir != t.Dir
	}
	switch {
	case t.ReadOnly:
		return ReadOnly
	case !elsewhere:
		return AlreadyHere
	}
	return Possible
}
