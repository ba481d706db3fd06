package app

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/plan"
	"onefm/model/transfer"
	"onefm/ui/share"
	"onefm/ui/term"
)

// stamped is a message with its time: Update reads no clock. Input is stamped on
// its way in, answers of commands where they are made.
type stamped struct {
	at  time.Time
	msg tea.Msg
}

// listedMsg is the answer to asking for a folder; its rows are laid out already.
type listedMsg struct {
	again   bool // the folder that is shown was read once more
	pane    int
	request int
	dir     model.Path
	fresh   model.Freshness
	pick    pick // how the rows are laid out
	listing model.Listing
	laid    laid
	err     error
}

// laidMsg brings the entries of a list in another order.
type laidMsg struct {
	pane int
	laid laid
}

// siftedMsg brings the rows of a list that pass a filter.
type siftedMsg struct {
	pane  int
	sheet *sheet
	rows  *rows
}

// soughtMsg brings the rows that hold what is searched for.
type soughtMsg struct {
	pane int
	jump jump
	hits hits
}

// maskedMsg brings the rows that match a mask.
type maskedMsg struct {
	pane  int
	sheet *sheet
	rows  *rows
	mask  string
	on    bool
	set   []uint64
	n     int
}

// retryMsg says that a folder may be asked for again, if nobody has asked for
// another one since.
type retryMsg struct {
	pane    int
	request int
	fresh   model.Freshness
}

// changedMsg names folders of the account that changed in the mirror.
type changedMsg struct {
	services int
	dirs     []model.Path
	err      error
}

// madeMsg, renamedMsg and removedMsg are changes of ours that are through, or not.
type (
	madeMsg struct {
		pane  int
		dir   model.Path
		name  string
		entry model.Entry
		err   error
	}
	renamedMsg struct {
		pane  int
		item  model.Item
		name  string
		entry model.Entry
		err   error
	}
	removedMsg struct {
		pane  int
		what  *load
		erase bool
		err   error
	}
)

// plannedMsg is what a request comes to.
type plannedMsg struct {
	draft int
	plan  *plan.Plan
	err   error
}

// submittedMsg says that the engine has taken a plan, or why not.
type submittedMsg struct {
	title string
	job   transfer.JobID
	err   error
}

// snapshotMsg is the queue at one moment.
type snapshotMsg struct {
	services int
	look     int
	snapshot transfer.Snapshot
}

// endedMsg tells that a job is over.
type endedMsg struct {
	services int
	event    transfer.Event
	err      error
}

// engineMsg tells that the engine has ended by itself.
type engineMsg struct{ err error }

// handledMsg is the answer to an order to the queue.
type handledMsg struct {
	verb string
	done string // told when it went well; empty: it is seen
	err  error
}

// failuresMsg is all that failed of a job that is over.
type failuresMsg struct {
	job      transfer.JobID
	failures []transfer.Failure
}

// informedMsg is the state of the account.
type informedMsg struct {
	services int
	info     Info
	err      error
}

// signedInMsg is the answer to a key.
type signedInMsg struct {
	request int
	in      SignedIn
	err     error
}

// copiedMsg says how a text went to the clipboard.
type copiedMsg struct {
	request int
	links   []share.Link
	text    string
	copied  term.Copied
}

// pastedMsg says what a pasted text turned out to be.
type pastedMsg struct {
	text  string
	items []model.Item
	links []string
	web   []string
}

// statusMsg is what the mirror tells of itself.
type statusMsg struct {
	services int
	status   mirror.Status
	asked    bool // nobody waits for the next one because of this one
}

// Things that come with time.
type (
	clockMsg    struct{}              // ages grow
	haltedMsg   struct{ err error }   // the jobs are held, the window may go
	greetedMsg  struct{}              // the terminal was asked what it can do
	whichMsg    struct{ press int }   // a prefix has waited long enough for its popup
	dueMsg      struct{ id int }      // nobody took it back
	expireMsg   struct{ id int }      // a notice was shown long enough
	dragMsg     struct{ wake int }    // the gesture wanted to be woken
	attendMsg   struct{}              // what people look at may be told again
	secondMsg   struct{}              // a countdown says less
	unprovenMsg struct{ request int } // the terminal did not read its clipboard back
)
