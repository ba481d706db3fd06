package keymap

// The actions: moving about.
const (
	Up        Action = "up"
	Down      Action = "down"
	PageUp    Action = "page-up"
	PageDown  Action = "page-down"
	Top       Action = "top"
	Bottom    Action = "bottom"
	Parent    Action = "parent"
	Open      Action = "open"
	OtherPane Action = "other-pane"
	Back      Action = "back"
	Forward   Action = "forward"
	GoPath    Action = "go-path"
	GoHome    Action = "go-home"
	GoQueue   Action = "go-queue"
)

// The actions: marking.
const (
	Mark      Action = "mark"
	MarkUp    Action = "mark-up"
	MarkDown  Action = "mark-down"
	Range     Action = "range"
	MarkAll   Action = "mark-all"
	Invert    Action = "invert"
	MarkMask  Action = "mark-mask"
	ClearMask Action = "clear-mask"
)

// The actions: files.
const (
	Copy      Action = "copy"
	Move      Action = "move"
	Yank      Action = "yank"
	Cut       Action = "cut"
	Paste     Action = "paste"
	Lift      Action = "lift"
	Trash     Action = "trash"
	Erase     Action = "erase"
	TakeBack  Action = "take-back"
	Rename    Action = "rename"
	NewFolder Action = "new-folder"
	Details   Action = "details"
)

// The actions: links.
const (
	Share     Action = "share"
	CopyLink  Action = "copy-link"
	CopyMD    Action = "copy-markdown"
	CopyBB    Action = "copy-bbcode"
	CopyHTML  Action = "copy-html"
	CopyCurl  Action = "copy-curl"
	CopyNames Action = "copy-with-names"
	ShowQR    Action = "show-qr"
)

// The actions: what a pane shows.
const (
	Filter     Action = "filter"
	FilterBoth Action = "filter-both"
	Search     Action = "search"
	SearchNext Action = "search-next"
	SearchPrev Action = "search-previous"
	SortName   Action = "sort-name"
	SortSize   Action = "sort-size"
	SortTime   Action = "sort-date"
	SortExt    Action = "sort-type"
	SortFlip   Action = "sort-reverse"
	Hidden     Action = "hidden"
	Refresh    Action = "refresh"
	Wider      Action = "wider"
	Narrower   Action = "narrower"
	Halves     Action = "halves"
)

// The actions: the whole account.
const (
	SearchAll  Action = "search-everywhere"
	Usage      Action = "usage"
	Duplicates Action = "duplicates"
	Changes    Action = "changes"
	GoThere    Action = "go-there"
	LearnAll   Action = "learn-all"
)

// The actions: the queue.
const (
	FocusQueue  Action = "queue"
	QueueHold   Action = "queue-pause"
	QueueRetry  Action = "queue-retry"
	QueueUp     Action = "queue-up"
	QueueDown   Action = "queue-down"
	QueueTop    Action = "queue-top"
	QueueRaise  Action = "queue-raise"
	QueueLower  Action = "queue-lower"
	QueueLimit  Action = "queue-limit"
	QueueCancel Action = "queue-cancel"
	QueueClear  Action = "queue-clear"
)

// The actions: dragging and carrying.
const (
	Drop     Action = "drop"
	DropHere Action = "drop-here"
	AsCopy   Action = "as-copy"
	AsMove   Action = "as-move"
)

// The actions: the program.
const (
	Palette Action = "palette"
	Cancel  Action = "cancel"
	Quit    Action = "quit"
	Suspend Action = "suspend"
	Redraw  Action = "redraw"
)
