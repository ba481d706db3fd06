package view

import (
	"image"
	"time"

	"onefm/ui/words"
)

// Dialog is one of Confirm, Input, Conflicts, PlanSheet, Palette, Guide,
// LinkSheet, Details and Menu. Buttons and rows of all of them are found by
// [Hit] as PartButton and PartItem with their index; rows counted like Top.
type Dialog interface{ dialog() }

// Confirm asks a question, or tells something when it has one button.
type Confirm struct {
	Title   string
	Lines   []string // wrapped to the dialog's width
	Danger  bool     // the first button destroys something
	Buttons []Key
	Focus   int // the button that Enter presses; -1 for none
}

// Field is a line of text being edited.
type Field struct {
	Value       string
	Caret       int    // byte offset into Value
	Placeholder string // shown while Value is empty
	Secret      bool   // shown as bullets, one per cluster
}

// Input asks for a line of text.
type Input struct {
	Title   string
	Label   string
	Field   Field
	Hint    string // told below the field
	Error   string // told below the field, instead of the hint
	Danger  bool
	Buttons []Key
	Focus   int // -1: the field has the keys
}

// Conflicts is the review sheet of one job.
type Conflicts struct {
	Title   string // "Copy 12 items to 1f:/Backups"
	Same    int    // identical by size and Whirlpool: skipped, told, not asked
	Rows    []Conflict
	Top     int
	Total   int
	Cursor  int
	Choices []Key // for all: "s Skip", "k Keep both" …; PartChoice with its index
	Buttons []Key
	Focus   int // -1: the rows have the keys
}

// Conflict is a name that is taken at the destination.
type Conflict struct {
	Name   string
	Source Version
	Target Version
	Choice string // "skip", "keep both" …; empty while nothing is chosen
	Note   string // what the choice would do, or why something is not possible
}

// Version is one of the two files of a conflict.
type Version struct {
	Size int64
	Time time.Time
}

// PlanSheet tells what a job would do before it starts.
type PlanSheet struct {
	Title    string
	From, To string
	Facts    []Fact         // files, bytes, calls, time
	Problems []words.Notice // what can't be done, and why: visible ones only, as in Pane
	Top      int
	Total    int
	Buttons  []Key
	Focus    int
}

// Fact is a labelled value.
type Fact struct {
	Label string
	Value string
	Kind  NoticeKind // Info for plain facts
}

// Palette is help and command search in one.
type Palette struct {
	Title  string
	Field  Field
	Rows   []Command // visible rows only
	Top    int
	Total  int
	Cursor int
	Hint   string
}

// Command is an action with the key and the command line that do the same.
type Command struct {
	Group string // shown for the first command of each group
	Label string
	Keys  string // "cc  F5"
	CLI   string // "onefm cp SRC DST"; empty when there is none
	Off   bool
}

// Guide leads through the first start without a key.
type Guide struct {
	State   GuideState
	URL     string // where the key is made
	Field   Field  // the key, secret
	Error   words.Notice
	Kept    string   // where the key lives now, as keyring.Origin tells it
	Offer   string   // told when Done: the account's tier and quota
	Tiers   []string // lines about the tiers that are needed
	Buttons []Key
	Focus   int // -1: the field has the keys
}

// GuideState is how far the guide is.
type GuideState uint8

// The states of the guide.
const (
	GuideAsk GuideState = iota
	GuideChecking
	GuideRefused // Error says why
	GuideDone
)

// LinkSheet shows links for people whose terminal keeps no clipboard: as
// hyperlinks, and the first one as a QR code.
type LinkSheet struct {
	Title   string
	Note    string // which rung of the clipboard ladder worked
	Links   []string
	QR      QR
	Buttons []Key
	Focus   int
}

// Details lists what is known of one entry.
type Details struct {
	Title   string
	Facts   []Fact // all of them
	Top     int    // first line shown
	Cursor  int    // the fact that keys are about, counted from 1; 0 for none. It is shown, whatever Top says
	Buttons []Key
	Focus   int
}

// Menu is a short list of actions: the share menu, the context menu.
type Menu struct {
	Title  string
	Items  []Item
	Cursor int
	At     image.Point // opens here; the zero point means the middle of the screen
}

// Item is one line of a menu.
type Item struct {
	Key   string
	Label string
	Off   string // why it can't be used now; empty when it can
	Line  bool   // a line is drawn above
}

func (*Confirm) dialog()   {}
func (*Input) dialog()     {}
func (*Conflicts) dialog() {}
func (*PlanSheet) dialog() {}
func (*Palette) dialog()   {}
func (*Guide) dialog()     {}
func (*LinkSheet) dialog() {}
func (*Details) dialog()   {}
func (*Menu) dialog()      {}
