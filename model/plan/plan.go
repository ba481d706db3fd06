package plan

import (
	"context"
	"time"

	"onefm/model"
)

// Op is what a person asked for.
type Op uint8

// The operations. A move is a copy, a check, and then the removal of the source.
const (
	Copy Op = iota
	Move
)

// Policy is what happens when the target holds something else under the name.
type Policy uint8

// The policies. Ask leaves the conflict for [Plan.Resolve].
const (
	Ask Policy = iota
	Skip
	Keep    // both: the new one becomes "name (2).ext"
	Replace // the old one goes when the new one is complete and checked
	Newer   // Replace when the source is newer, else Skip
)

// Choice is a policy for one conflict.
type Choice = Policy

// Action is what a step does.
type Action uint8

// The actions. Leave does nothing: the step has a problem, was skipped, or the
// same bytes are there already.
const (
	Leave Action = iota
	Mkdir
	Upload
	Download
	ServerCopy
	DiskCopy
	MoveOnly // of an entry within its tree, a folder with all that it holds
	RemoteUpload
	RemoveFolder // of a source folder that the move has emptied; never with content
)

// Request is what a person asked for.
type Request struct {
	Op      Op
	Sources []model.Item // of one side or several; a link of the web has Dir = model.WebPath(link)
	To      model.Path   // a folder; it is made when missing
	As      string       // the new name of a single source
	Policy  Policy
}

// Trees are what a plan looks at. Only the trees of the sides that a request
// touches are needed; the rest may be nil, and then less is known.
type Trees struct {
	Local, Account model.Tree
	Links          LinkResolver // nil: every link of the web is a problem

	// Sum returns the Whirlpool of a local file. It is called only when a file of
	// the same size exists at the target; nil: such files are a conflict.
	Sum func(ctx context.Context, it model.Item) (string, error)
	// Readable tells whether a local file may be opened; nil: not looked at.
	Readable func(ctx context.Context, it model.Item) error
	// LocalName tells the name that the disk can hold; nil: disk.LocalName.
	LocalName func(name string) (string, error)
	// CaseBlind tells whether a local folder takes A and a for one name; nil: as
	// usual on this system.
	CaseBlind func(ctx context.Context, dir model.Path) bool
	// MaxFile is the largest file the account takes in bytes; 0: 300e9.
	MaxFile int64
}

// LinkResolver finds out what a link of the web leads to.
type LinkResolver interface {
	Resolve(ctx context.Context, link string) (Resolved, error)
}

// LinkKind is what a link leads to.
type LinkKind uint8

// The kinds of links. Foreign is one that only the account can fetch.
const (
	Foreign LinkKind = iota
	File
	PublicFolder
)

// Resolved is what a link leads to: for File one entry, for PublicFolder those of
// the folder, each with its link as ID; for Foreign nothing.
type Resolved struct {
	Kind    LinkKind
	Entries []model.Entry
}

// Step is one act of a plan. Folders come before what they hold, and all files of
// one folder in a row.
type Step struct {
	Source   model.Item
	Target   model.Path // full path, with the final name
	Action   Action
	Conflict *Conflict // set when the target holds something else under the name
	Problem  error     // why nothing is done; wraps a sentinel of model or fs
	Same     bool      // the very bytes are there: nothing to copy, a move may remove the source

	want   Action // what Action is when nothing speaks against it
	folder int32  // the source folder in Plan.folders that holds Source, or -1
}

// Conflict is another entry under the name of a target.
type Conflict struct {
	Existing []model.Entry // newest first; several only in the account
	Kinds    bool          // a file meets a folder or the other way: Replace is not offered
	Choice   Choice        // Ask while it is open
	natural  model.Path    // the target in question, whatever the choice
}

// Plan is what a request comes to. It is a value for one goroutine; the trees are
// not touched after Make.
type Plan struct {
	Request Request
	Steps   []Step

	Bytes   int64 // of all files that are copied or moved one by one
	Line    int64 // of those that pass our line: uploads and downloads
	Files   int   // that are copied, moved or fetched
	Folders int   // that are made or moved
	Same    int   // files that are there already
	Calls   int   // of the API, as the pacer counts them

	places  map[model.Path]*place
	folders []sourceFolder
}

// place is what is known of one folder of the target side.
type place struct{}

// sourceFolder is a folder that was expanded.
type sourceFolder struct{}

// Make makes the plan of a request. It reads the trees through List only; an
// error means that there is no plan, what is wrong with single entries is told by
// their steps.
func Make(ctx context.Context, t Trees, r Request) (*Plan, error) {
	return nil, ctx.Err()
}

// Conflicts returns the steps whose target holds something else, answered or not.
func (p *Plan) Conflicts() []int { return nil }

// Problems returns the steps that can't be done.
func (p *Plan) Problems() []int { return nil }

// Choices returns what can be chosen for the conflict of step i.
func (p *Plan) Choices(i int) []Choice { return nil }

// Resolve answers the conflict of step i. It may be called again with another
// choice; Ask opens the conflict again.
func (p *Plan) Resolve(i int, c Choice) error { return nil }

// ResolveAll gives all conflicts that allow it the same answer.
func (p *Plan) ResolveAll(c Choice) {}

// Ready reports whether no conflict is open.
func (p *Plan) Ready() bool { return false }

// Duration estimates how long the plan takes on a line of so many bytes a second:
// whichever is longer, the bytes or the calls at 350 ms each. With speed 0 only
// the calls count.
func (p *Plan) Duration(speed int64) time.Duration { return 0 }
