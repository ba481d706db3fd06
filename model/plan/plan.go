package plan

import (
	"context"
	"slices"

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
	RemoveFolder // of a source folder that the move has emptied; never with content; no target
)

// Request is what a person asked for. A source inside another source goes along
// with it and is not copied twice.
type Request struct {
	Op      Op
	Sources []model.Item // of one side or several; a link of the web has Dir = model.WebPath(link)
	To      model.Path   // a folder; it is made when missing
	As      string       // the new name of a single source
	Policy  Policy       // for all conflicts
	NoDedup bool         // send bytes even where the account holds them already
}

// Trees are what a plan looks at. Only the trees of the sides that a request
// touches are needed; what else is nil is not looked at.
type Trees struct {
	Local, Account model.Tree
	Links          LinkResolver // nil: every link of the web is a problem

	// Sum returns the Whirlpool of a local file. It is called only when a file of
	// the same size exists at the target; nil: such files are a conflict.
	Sum func(ctx context.Context, it model.Item) (string, error)
	// Readable tells why a local file can't be opened; nil: nobody knows yet.
	Readable func(ctx context.Context, it model.Item) error
	// LocalName tells the name that the disk can hold; nil: disk.LocalName.
	LocalName func(name string) (string, error)
	// CaseBlind tells whether a local folder takes A and a for one name; nil: as is
	// usual on this system.
	CaseBlind func(ctx context.Context, dir model.Path) bool
	// MaxFile is the largest file the account takes in bytes; 0: fichier.MaxFile.
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

// Step is one act of a plan. A folder comes before what it holds, the files of one
// folder come in a row, and RemoveFolder comes after all that was in the folder.
type Step struct {
	Source   model.Item
	Target   model.Path // full path, with the final name
	Action   Action
	Conflict *Conflict // set when the target holds something else under the name
	Problem  error     // why nothing is done; wraps a sentinel of model or fs
	Same     bool      // the very bytes are there: nothing to copy, and a move may remove the source

	want   Action // what Action is when nothing speaks against it
	folder int32  // the folder in Plan.folders that Source was found in; -1: chosen by a person
	holds  int32  // the folder in Plan.folders that Source is, counted from 1; 0: none
}

// Conflict is another entry under the name of a target.
type Conflict struct {
	Existing []model.Entry // newest first; several only in the account
	Kinds    bool          // a file meets a folder or a device, or the reverse
	Choice   Choice        // Ask while it is open

	natural model.Path // the target in question, whatever the choice
	place   *place     // its folder, while the plan is made
}

// Plan is what a request comes to. It is a value for one goroutine; no tree is
// touched after Make.
type Plan struct {
	Request Request

	// Totals of the steps that act; open conflicts count as if nothing was there.
	Bytes   int64 // of all files; a folder that is moved whole is not measured
	Line    int64 // of those that pass our line: uploads and downloads
	Files   int   // that are copied, moved or fetched
	Folders int   // that are made or moved
	Same    int   // files that are there already
	Calls   int   // of the API, as the pacer counts them, at least

	book      book
	folders   []folder
	conflicts []met
	problems  []int32 // steps
}

// met is a conflict as it is remembered beside its step.
type met struct {
	step   int32
	choice Choice
	kinds  bool
	place  *place // the folder of the target
}

// folder is a source folder that was expanded. Its steps are those from first to
// before end.
type folder struct {
	parent     int32 // -1: chosen by a person
	first, end int32
}

// Conflicts returns the steps whose target holds something else, answered or not.
func (p *Plan) Conflicts() []int {
	found := make([]int, len(p.conflicts))
	for i, m := range p.conflicts {
		found[i] = int(m.step)
	}
	return found
}

// Problems returns the steps that can't be done.
func (p *Plan) Problems() []int {
	found := make([]int, len(p.problems))
	for i, at := range p.problems {
		found[i] = int(at)
	}
	return found
}

// Ready reports whether no conflict is open.
func (p *Plan) Ready() bool {
	return !slices.ContainsFunc(p.conflicts, func(m met) bool { return m.choice == Ask })
}
