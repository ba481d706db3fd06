package model

import (
	"context"
	"fmt"
	"time"
)

// Freshness says how much a caller wants to spend on a listing. The disk is
// always fresh; the account may be asked for a folder once in 30 s only
// (1fichier-api §2), so most callers live with what is known.
type Freshness uint8

// The degrees of freshness.
const (
	// Cached never causes a call. What was never listed gives ErrUnknown.
	Cached Freshness = iota
	// Auto returns what is known when it is young enough or may not be asked for
	// yet, and asks otherwise.
	Auto
	// Refresh asks whenever the rules of the service allow it, and returns what is
	// known, with Next set, when they do not.
	Refresh
)

// Listing is what is known of one folder.
type Listing struct {
	Dir     Path
	Entries []Entry   // in no particular order
	AsOf    time.Time // when this was true; zero when nothing is known
	Next    time.Time // when asking again is allowed; zero: now
	Cut     bool      // the service holds more than it tells (5,000 an answer)
}

// Tree is one side. Every method blocks, listens to ctx, starts no goroutine
// that outlives it, and may be called from several goroutines.
//
// Methods that take several items do all they can: when some fail the error is
// an *[ItemsError] that names them, and the rest is done.
type Tree interface {
	Side() Side
	// List returns the entries of dir. When asking failed but older rows are
	// known, both the listing and the error are returned.
	List(ctx context.Context, dir Path, f Freshness) (Listing, error)
	// Stat returns one entry. Of several files of one name it returns the newest.
	Stat(ctx context.Context, p Path) (Entry, error)
	// Mkdir makes the folder p and its missing parents. A folder that exists is
	// no error.
	Mkdir(ctx context.Context, p Path) (Entry, error)
	// Rename gives the item another name in its folder. On the disk an existing
	// name is fs.ErrExist; in the account two files may bear one name, a folder's
	// name is refused likewise.
	Rename(ctx context.Context, it Item, name string) (Entry, error)
	// Move puts items of this tree into another of its folders.
	Move(ctx context.Context, items []Item, to Path) error
	// Trash puts items where they can be restored from.
	Trash(ctx context.Context, items []Item) error
	// Remove erases items for good, folders with all that they hold.
	Remove(ctx context.Context, items []Item) error
}

// ItemError is what went wrong with one item.
type ItemError struct {
	Item Item
	Err  error
}

func (e ItemError) Error() string { return fmt.Sprintf("%s: %v", e.Item, e.Err) }

func (e ItemError) Unwrap() error { return e.Err }

// ItemsError lists the items that failed; all others were done.
type ItemsError struct{ Items []ItemError }

func (e *ItemsError) Error() string {
	if len(e.Items) == 1 {
		return e.Items[0].Error()
	}
	return fmt.Sprintf("%d items failed, the first: %v", len(e.Items), e.Items[0])
}

// Unwrap returns the causes, so errors.Is finds any of them.
func (e *ItemsError) Unwrap() []error {
	errs := make([]error, len(e.Items))
	for i, it := range e.Items {
		errs[i] = it
	}
	return errs
}

// Fail adds a failed item to the list err, which may be nil, and returns the
// list.
func Fail(err *ItemsError, it Item, cause error) *ItemsError {
	if err == nil {
		err = &ItemsError{}
	}
	err.Items = append(err.Items, ItemError{Item: it, Err: cause})
	return err
}

// OrNil returns the list as an error, and a true nil when nothing failed.
func (e *ItemsError) OrNil() error {
	if e == nil || len(e.Items) == 0 {
		return nil
	}
	return e
}
