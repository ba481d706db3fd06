package compare

import (
	"context"
	"io"

	"onefm/model"
)

// Verdict says how what stands under one name on both sides differs.
type Verdict uint8

// The verdicts.
const (
	Same       Verdict = iota // the sums, or the bytes, are equal
	SameSize                  // the sizes are equal; nobody knows both sums
	LeftOnly                  // nothing stands against it on the right
	RightOnly                 // nothing stands against it on the left
	OtherSize                 // the sizes differ
	OtherSum                  // equal in size, not in content
	OtherKind                 // a folder on one side, a file on the other
	Apart                     // a copy would leave it out; Err says why
	Unreadable                // it could not be compared; Err says why
	verdicts
)

// Differs reports whether the two sides are not known to be equal there.
func (v Verdict) Differs() bool { return v > SameSize && v != Apart }

// Row is what was found under one name. An item that does not exist is zero. A
// folder that only one side has is one row, whatever it holds.
type Row struct {
	Verdict Verdict
	// Path leads from the compared folders down to the name, with slashes; it is the
	// left side's unless there is none. "." is the compared folder itself.
	Path string
	// The items bear the sums that were computed.
	Left, Right model.Item
	Err         error
	checked     string // the sum that was computed and found equal
}

// Totals count the rows.
type Totals struct {
	Rows    [verdicts]int64 // by verdict
	Bytes   int64           // of files that are the same
	Folders int64           // that stand on both sides
}

// Add counts a row.
func (t *Totals) Add(row Row) {
	t.Rows[row.Verdict]++
	if row.Verdict == Same {
		t.Bytes += max(row.Left.Entry.Size, 0)
	}
}

// Of returns how many rows have the verdict.
func (t *Totals) Of(v Verdict) int64 { return t.Rows[v] }

// Differ returns how many rows are differences.
func (t *Totals) Differ() (n int64) {
	for v, rows := range t.Rows {
		if Verdict(v).Differs() { //nolint:gosec // an index below verdicts
			n += rows
		}
	}
	return n
}

// Tree is what a comparison asks of a side; every model.Tree is one.
type Tree interface {
	Side() model.Side
	List(ctx context.Context, dir model.Path, f model.Freshness) (model.Listing, error)
}

// Place is a folder of one side.
type Place struct {
	Tree  Tree
	Dir   model.Path
	Fresh model.Freshness // Cached: no call is made for it
}

// Source is a local file that is open for reading; *disk.Source is one.
type Source interface {
	io.ReadCloser
	Check() error // model.ErrChanged when it is not what it was at Open
}

// Options are how to compare.
type Options struct {
	// Open opens a local file. Nil compares local files by their size only.
	Open func(ctx context.Context, p model.Path) (Source, error)
	// CaseBlind reports whether a local folder takes A and a for one name; nil is never.
	CaseBlind func(ctx context.Context, dir model.Path) bool
	// Verified is told of every file of the account that has the bytes of a local one
	// and does not bear model.Verified yet. An error of its own ends the comparison.
	Verified func(ctx context.Context, link, sum string) error

	// Skip leaves out what is at a path, with all that it holds; nil leaves out nothing.
	Skip func(p model.Path) bool

	SizeOnly bool      // read no file
	Readers  int       // files read at once; 0: one a core
	Progress *Progress // nil: nobody looks
}
