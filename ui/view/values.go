package view

import (
	"image"
	"time"

	"onefm/model"
	"onefm/ui/words"
)

// Left and Right index Values.Panes and Layout.Panes.
const (
	Left  = 0
	Right = 1
)

// Values is all that a screen shows.
type Values struct {
	// Now is what dates are told against; its location is the zone they are
	// told in.
	Now time.Time

	Panes [2]Pane
	Focus int // the pane that keys act on: Left or Right

	Strip Strip
	Queue Queue

	Keys   []Key // key bar, most important first: what does not fit is left out
	Notice Notice

	// Which lists what may follow a prefix; nil when no prefix was typed.
	Which *WhichKey
	// Dialog is what lies over everything and takes the keys; nil for none.
	Dialog Dialog

	// Lit is the part that a drop would go to; the zero Target lights nothing.
	Lit Target
	// Chip follows the pointer, or the cursor in carry mode; nil when nothing
	// is dragged.
	Chip *Chip
}

// Pane is one list of files.
type Pane struct {
	Title    string   // the word for the side, "Local" or "Account": a tab when panes stack
	Segments []string // path from the root, as model.Path.Segments names it
	Badge    Badge

	State PaneState
	Note  words.Notice // what an empty, loading or failed pane says in place of rows

	Help []Key // told in place of rows: what may be typed, and what that means

	// Rows are the visible rows only: Rows[0] is row Top of Total. Give as many
	// as Layout.Panes[i].Rows is high; more are cut.
	Rows   []Row
	Top    int
	Total  int
	Cursor int // number of the row with the cursor, counted like Top; -1 for none

	Finding *Finding // what is shown in place of a folder; nil: it is one

	Order  model.Order
	NoSize bool    // leave the size column out
	NoTime bool    // leave the date column out
	Filter *Filter // nil when there is none

	Marked     int   // entries marked in this pane
	MarkedSize int64 // their bytes
	MarkedOpen bool  // some of them are folders of unknown size
	Size       int64 // bytes of all entries with a known size
}

// PaneState says what a pane has to show.
type PaneState uint8

// The states. A pane that is asking again or whose refresh failed, but still has
// rows, stays Ready: its badge tells.
const (
	Ready   PaneState = iota
	Loading           // nothing known yet, asking
	Empty             // known to hold nothing, or nothing passes the filter
	Failed            // nothing known, and asking failed
)

// Row is one entry of a folder.
type Row struct {
	Name   string // as it is: control bytes are made visible here
	Suffix string // told after the name, muted: the short link of a duplicate
	Kind   model.Kind
	Flags  model.Flags
	Target string // where a symlink points
	Size   int64  // bytes, or model.UnknownSize
	Time   time.Time

	Marked bool
	Armed  bool // pressed: a drag may start here
	Dimmed bool // source of a drag, or cut

	Hits  []Span // what of Name was searched for
	Where string // the folder of the row, where Finding.Where is set
	Tail  string // told after the name, muted
	Share int    // thousandths of the whole, where Finding.Bars is set
	Files int64  // files below, where Finding.Bars is set
	Least bool   // Size is only what is known of it; none at all is shown as "?"
	Story Story  // what happened to the entry
	Twin  bool   // belongs to the row before

	Depth  int // steps below the pane's folder, in a tree
	Twisty Twisty
}

// Span is a range of bytes of a name.
type Span struct{ Start, End int }

// Story is what happened to an entry.
type Story uint8

// The stories. Each has its own sign.
const (
	NoStory Story = iota
	Added
	Altered
	Vanished
	Moved
)

// Finding is a list that is no folder.
type Finding struct {
	Title  string // stands in place of the path; empty: the path
	Where  bool   // rows tell their folder
	Bars   bool   // rows tell what they take of the whole
	Dates  bool   // the date matters more than the size
	Counts string // what the footer counts
	Fixed  bool   // the order is fixed: no header sorts
}

// Twisty is the handle of a folder in a tree.
type Twisty uint8

// The handles. Rows of a plain list have none.
const (
	NoTwisty Twisty = iota
	Closed
	Open
	Leaf // keeps the room of a handle, so names stay in line
)

// Badge says how old a pane's knowledge is.
type Badge struct {
	Text string // words.Age; empty for none
	Kind BadgeKind
}

// BadgeKind is the mood of a badge. Each has its own glyph.
type BadgeKind uint8

// The kinds of badges.
const (
	BadgeLive    BadgeKind = iota // true right now
	BadgeAged                     // was true a while ago
	BadgeAsking                   // being asked again
	BadgeOffline                  // can't be asked
	BadgeFailed                   // asking failed; the rows are old
)

// Filter is the text that rows must match, or with Search the text that the
// cursor jumps to.
type Filter struct {
	Text    string
	Caret   int    // byte offset into Text
	Editing bool   // keys go into the text
	Search  bool   // rows that do not match stay
	Counts  string // told in place of Shown and Of
	Prompt  string // in front of the text; empty: what it does
	Hint    string // shown while Text is empty
	Shown   int    // rows that match; in a search the number of the match at the cursor
	Of      int    // rows there are; in a search the matches
}

// Strip is the one line about transfers.
type Strip struct {
	Idle     string   // told while nothing moves, such as the account's quota
	Standing Standing // told at the right end

	Active  bool
	Title   string // what moves: "3 uploads"
	Done    int64  // bytes
	Total   int64  // bytes; 0 when unknown
	Speed   int64  // bytes a second
	Left    Remaining
	History []float64 // bytes a second of late, oldest first
	Holdup  string    // why it is slow or stands still; empty when it flows
	Limit   string    // the bound that is in force; empty for none
	Waiting int       // jobs that have not begun
	Failed  int       // jobs with failures that nobody has looked at
}

// Remaining is how long something still takes: as expected, and between what it lies
// when the line goes on as of late; see [words.LeftBetween].
type Remaining struct{ Expected, Best, Worst time.Duration }

// Standing is how things are between us and the service, in a few words.
type Standing struct {
	Kind NoticeKind
	Text string
}

// Queue is the list that the strip grows into.
type Queue struct {
	Jobs    []Job // visible rows only, as in Pane
	Top     int
	Total   int
	Cursor  int
	Focused bool   // keys go to the queue
	Note    string // told beside the number of jobs: what is in force for all
}

// Job is one row of the queue.
type Job struct {
	Title     string // what it carries
	To        string // where to, told where there is room; may be part of Title
	Move      bool   // its sources go
	First     bool   // before others of the queue
	Last      bool   // behind others
	State     JobState
	Way       Way
	Done      int64 // bytes
	Total     int64 // bytes
	ItemsDone int
	Items     int
	Speed     int64 // bytes a second
	Left      Remaining
	History   []float64 // bytes a second of late, oldest first
	Holdup    string    // what it waits for; once over, why it failed
	Current   string    // the file that moves now
	Failed    int       // items that failed
	Dragged   bool      // being dragged to another place of the queue
}

// JobState is where a job stands.
type JobState uint8

// The states of a job.
const (
	JobWaiting JobState = iota
	JobRunning
	JobPaused
	JobDone
	JobPartly // done, but some items failed
	JobFailed
	JobCancelled
)

// Way is the direction of a job.
type Way uint8

// The ways. Across is within the account or within the disk.
const (
	Up Way = iota
	Down
	Across
)

// Key is an entry that can be pressed or clicked, in the key bar, on the notice
// line and in dialogs.
type Key struct {
	Press string // the key as people read it: "F5", "d", "Esc"
	Label string
	Off   bool // can't be used now
}

// Notice is the one line that tells what happened and what to do about it.
type Notice struct {
	Kind NoticeKind
	words.Notice
	Keys []Key // chips after the text: "u Undo", or what may follow d
	More int   // notices behind this one
}

// NoticeKind is how much a notice matters. Each has its own glyph.
type NoticeKind uint8

// The kinds of notices.
const (
	Info NoticeKind = iota
	Good
	Warn
	Bad
)

// Chip tells what is carried, and where it would go.
type Chip struct {
	At     image.Point // the pointer, or the cursor row in carry mode
	Verb   string      // "copy" or "move"
	Items  int
	Size   int64  // bytes, or model.UnknownSize
	To     string // target as people read it: "/Backups" or "Movies/"; empty over nothing
	Here   bool   // To is the pane itself, not one of its rows
	Reason string // why it is not possible; empty when it is
}

// WhichKey lists the keys that may follow a prefix.
type WhichKey struct {
	Prefix string
	Keys   []Key
}
