package app

import (
	"context"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/plan"
	"onefm/model/search"
	"onefm/model/transfer"
	"onefm/model/usage"
	"onefm/ui/keymap"
	"onefm/ui/term"
)

// Engine is what the window asks of the transfer engine; *transfer.Engine is one.
type Engine interface {
	Submit(p *plan.Plan) (transfer.JobID, error)
	Snapshot() transfer.Snapshot
	Pause(id transfer.JobID) error
	Resume(id transfer.JobID) error
	Retry(id transfer.JobID) error
	RetryItem(id transfer.JobID, step int) error
	Wait(ctx context.Context, id transfer.JobID) (transfer.Result, error)
	SetPriority(id transfer.JobID, p transfer.Priority) error
	SetLimit(l transfer.Limit) error
	Cancel(id transfer.JobID) error
	Reorder(id transfer.JobID, delta int) error
	Clear()
}

// Services are one opened account and the disk.
type Services struct {
	Local   model.Tree
	Account model.Tree
	Plans   plan.Trees // what plans are made from
	Engine  Engine

	// Run carries jobs out until its context ends and every worker is gone.
	Run func(ctx context.Context) error
	// Close is called once nobody uses the services any more.
	Close func() error
	// Ended waits for the next job that is over.
	Ended func(ctx context.Context) (transfer.Event, error)
	// Changed waits until folders of the account changed in the mirror.
	Changed func(ctx context.Context) ([]model.Path, error)
	// Info tells the state of the account: tier, quota.
	Info func(ctx context.Context) (Info, error)
	// Status is what the mirror tells of itself, without I/O; StatusChanged waits
	// until it has something new to tell.
	Status        func(ctx context.Context) mirror.Status
	StatusChanged func(ctx context.Context) error
	// Notices are what a person should know of the stored data, more and more.
	Notices func() []mirror.Notice
	// Attend tells the mirror which folders people look at. It never blocks.
	Attend func(open, likely []model.Path)

	// Learn lists every folder of the account that was never listed.
	Learn func(ctx context.Context) error

	// Find searches the whole account.
	Find func(ctx context.Context, text string, limit int) (search.Result, error)
	// Usage weighs a folder of the account and all that is in it.
	Usage func(ctx context.Context, dir model.Path) (total usage.Sum, rows []usage.Row, err error)
	// Duplicates returns groups of files of the same bytes, the one first that would
	// free most.
	Duplicates func(ctx context.Context, groups int) ([]usage.Group, usage.Found, error)
	// Changes returns what was noticed since a time, the latest first.
	Changes func(ctx context.Context, since time.Time, limit int) ([]mirror.Change, error)

	// Stored says that the mirror of an account is open though there is no key.
	Stored bool
	// Lasting says that jobs outlive the window.
	Lasting bool
	// HasKey is false before a person has given an API key.
	HasKey bool
}

// Info is the state of the account as the service told it at AsOf.
type Info struct {
	fichier.Account

	AsOf time.Time
}

// SignedIn is an account that was opened with a key a person typed.
type SignedIn struct {
	Services

	Info Info
	Kept string // where the key lives now, as a sentence for people
}

// Config is what the window works with.
type Config struct {
	Services

	LocalDir   model.Path // where the left pane opens
	AccountDir model.Path // where the right pane opens; zero is the root
	Home       model.Path // the local home folder; zero: none is known

	// SignIn checks a key with one call, opens its account and keeps the key. It is
	// nil where no key can be given, as in the demo.
	SignIn func(ctx context.Context, key string) (SignedIn, error)
	// KeyURL is the page where a key is made.
	KeyURL string

	Keys      *keymap.Map // nil: the default
	Terminal  term.Caps
	Clipboard term.Clipboard
	Shell     string // what Ctrl-z opens while jobs run; empty: it suspends
	ASCII     bool   // draw with ASCII only
	TakeAll   bool   // transfers do not give way to the person's SSH session
	NoColor   bool
	FKeys     bool   // the key bar shows function keys where there are any
	Title     string // of the window; empty: onefm
}
