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
