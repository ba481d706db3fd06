package keymap

import "slices"

// Default returns the table of the preset vim, which has the function keys of
// the classic file managers in it too.
func Default() *Map {
	return New(slices.Concat(filing(), linking(), marking(), moving(), showing(), finding(), queueing(), carrying(), running()))
}

func moving() []Binding {
	const group = "Moving"
	const panes = Browse | Carry
	rows := []Binding{
		{Action: Up, In: Everywhere, Keys: []string{"k", "up"}, Title: "Up", Help: "One row up.", Mouse: "wheel"},
		{Action: Down, In: Everywhere, Keys: []string{"j", "down"}, Title: "Down", Help: "One row down.", Mouse: "wheel"},
		{Action: PageUp, In: Everywhere, Keys: []string{"ctrl+u", "pgup"}, Title: "Page up", Help: "One page up."},
		{Action: PageDown, In: Everywhere, Keys: []string{"ctrl+d", "pgdown"}, Title: "Page down", Help: "One page down."},
		{Action: Top, In: Everywhere, Keys: []string{"g g", "home"}, Title: "First row", Short: "first row", Help: "To the first row."},
		{Action: Bottom, In: Everywhere, Keys: []string{"G", "end"}, Title: "Last row", Help: "To the last row."},
		{Action: Parent, In: panes, Keys: []string{"h", "backspace", "left"}, Title: "Parent folder", Help: "Leaves the folder; the cursor stays on it.", Mouse: "click a path segment"},
		{Action: Open, In: Browse, Keys: []string{"l", "enter", "right"}, Title: "Enter folder", Short: "enter", Help: "Enters the folder under the cursor; shows the details of a file.", Mouse: "double-click"},
		{Action: Open, In: Carry, Keys: []string{"l", "right"}, Title: "Enter folder", Unlisted: true},
		{Action: OtherPane, In: panes, Keys: []string{"tab", "shift+tab"}, Title: "Other pane", Short: "other pane", Help: "Gives the keys to the other pane.", Mouse: "click", Bar: 9},
		{Action: Back, In: panes, Keys: []string{"H", "alt+left"}, Title: "Back", Help: "To the folder before this one.", Mouse: "button 8"},
		{Action: Forward, In: panes, Keys: []string{"L", "alt+right"}, Title: "Forward", Help: "To the folder that Back left.", Mouse: "button 9"},
		{Action: GoPath, In: panes, Keys: []string{"g p", "alt+c"}, Title: "Go to path", Short: "path", Help: "Asks for a path; 1f:/… is the account.", Mouse: "click a path segment"},
		{Action: GoHome, In: panes, Keys: []string{"g h"}, Title: "Go home", Short: "home", Help: "To your home folder, or to the root of the account.", Mouse: "click the first path segment"},
		{Action: GoQueue, In: Browse | Queue, Keys: []string{"g q"}, Title: "Go to the queue", Short: "queue", Help: "Opens the list of jobs.", Mouse: "click the strip"},
	}
	return grouped(group, true, rows)
}

func marking() []Binding {
	rows := []Binding{
		{Action: Mark, In: Browse, Keys: []string{"space", "insert"}, Title: "Mark", Short: "mark", Help: "Marks the row or clears its mark, and goes down.", Mouse: "right-click", Bar: 5},
		{Action: MarkUp, In: Browse, Keys: []string{"shift+up"}, Title: "Mark and up", Help: "Marks the row and goes up."},
		{Action: MarkDown, In: Browse, Keys: []string{"shift+down"}, Title: "Mark and down", Help: "Marks the row and goes down."},
		{Action: Range, In: Browse, Keys: []string{"v"}, Title: "Mark a range", Help: "Marks all rows from here to where the cursor goes; v or Esc ends it."},
		{Action: MarkAll, In: Browse, Keys: []string{"A"}, Title: "Mark all", Help: "Marks every row that is shown; of duplicates all but the one that is kept."},
		{Action: Invert, In: Browse, Keys: []string{"*"}, Title: "Invert the marks", Help: "Marks what is not marked and clears the rest."},
		{Action: MarkMask, In: Browse, Keys: []string{"+"}, Title: "Mark by mask", Help: "Marks names that match, such as *.mkv or {a,b}?.txt."},
		{Action: ClearMask, In: Browse, Keys: []string{"-"}, Title: "Clear marks by mask", Help: "Clears the marks of names that match."},
	}
	return grouped("Marking", true, rows)
}

func filing() []Binding {
	rows := []Binding{
		{Action: Copy, In: Browse, Keys: []string{"c c", "f5"}, Title: "Copy to the other pane", Short: "copy", Help: "Uploads, downloads or copies within a side, after a look at what is there.", CLI: "onefm cp -r SOURCE… 1f:/FOLDER/", Mouse: "drag", Bar: 20},
		{Action: Move, In: Browse, Keys: []string{"c m", "f6"}, Title: "Move to the other pane", Short: "move", Help: "Copies, checks every byte, then removes the source.", CLI: "onefm mv SOURCE… 1f:/FOLDER/", Mouse: "drag with Alt, or right-click during the drag", Bar: 18},
		{Action: Trash, In: Browse, Keys: []string{"d d", "d enter", "f8 enter"}, Title: "Move to the trash", Short: "trash", Help: "A moment to take it back, then to the trash.", Bar: 14},
		{Action: Erase, In: Browse, Keys: []string{"D", "shift+f8"}, Title: "Erase for good", Short: "erase", Help: "Asks for the number of items; nothing brings them back.", CLI: "onefm rm -r PATH…"},
		{Action: Yank, In: Browse, Keys: []string{"y"}, Title: "Yank", Short: "yank", Help: "Remembers the items; p copies them into any folder."},
		{Action: Cut, In: Browse, Keys: []string{"x", "d x"}, Title: "Cut", Short: "cut", Help: "Remembers the items; p moves them into any folder."},
		{Action: Paste, In: Browse, Keys: []string{"p"}, Title: "Paste here", Short: "paste", Help: "Puts what was yanked or cut into this folder."},
		{Action: Lift, In: Browse, Keys: []string{"Y", "shift+f5"}, Title: "Carry", Short: "carry", Help: "The drag of the keyboard: lifts the items, Enter drops them on a row, p in this pane, Esc puts them back."},
		{Action: TakeBack, In: Everywhere, Keys: []string{"u"}, Title: "Take back", Short: "undo", Help: "Stops what is about to start while its chip shows.", Mouse: "click the chip", Harmless: true},
		{Action: Rename, In: Browse, Keys: []string{"r", "f2"}, Title: "Rename", Short: "rename", Help: "Asks for another name.", CLI: "onefm mv 1f:/OLD 1f:/NEW", Bar: 12},
		{Action: NewFolder, In: Browse, Keys: []string{"a", "f7"}, Title: "New folder", Short: "mkdir", Help: "Asks for a name; a/b makes both.", CLI: "onefm mkdir 1f:/FOLDER", Bar: 13},
		{Action: Details, In: Browse, Keys: []string{"i"}, Title: "Details", Short: "details", Help: "All that is known of the entry.", CLI: "onefm ls --json PATH", Harmless: true},
	}
	return grouped("Files", false, rows)
}

func linking() []Binding {
	const cli = "onefm link --format "
	rows := []Binding{
		{Action: CopyLink, In: Browse, Keys: []string{"s s", "ctrl+insert"}, Title: "Copy link", Short: "copy link", Help: "Puts the link on the clipboard, and says how it got there.", CLI: "onefm link --copy 1f:/PATH", Mouse: "click the mark", Bar: 16},
		{Action: Share, In: Browse, Keys: []string{"s enter"}, Title: "Share menu", Short: "menu", Help: "Lists every way to give the link away.", Mouse: "click the mark"},
		{Action: CopyMD, In: Browse, Keys: []string{"s m"}, Title: "Copy link as Markdown", Short: "Markdown", CLI: cli + "markdown 1f:/PATH"},
		{Action: CopyBB, In: Browse, Keys: []string{"s b"}, Title: "Copy link as BBCode", Short: "BBCode", CLI: cli + "bbcode 1f:/PATH"},
		{Action: CopyHTML, In: Browse, Keys: []string{"s h"}, Title: "Copy link as HTML", Short: "HTML", CLI: cli + "html 1f:/PATH"},
		{Action: CopyCurl, In: Browse, Keys: []string{"s c"}, Title: "Copy link as a curl line", Short: "curl line", CLI: cli + "curl 1f:/PATH"},
		{Action: CopyNames, In: Browse, Keys: []string{"s n"}, Title: "Copy links with names", Short: "with names"},
		{Action: ShowQR, In: Browse, Keys: []string{"s q"}, Title: "Show link as QR code", Short: "QR code", CLI: "onefm link --qr 1f:/PATH"},
	}
	return grouped("Links", true, rows)
}

func showing() []Binding {
	rows := []Binding{
		{Action: Filter, In: Browse, Keys: []string{"f"}, Title: "Filter", Short: "filter", Help: "Shows only names that hold the text; Enter keeps it, Esc ends it, Tab filters both panes.", Bar: 6},
		{Action: FilterBoth, In: Browse, Keys: []string{"F"}, Title: "Filter both panes", Help: "One text filters both panes at once; Tab leaves the other one alone again."},
		{Action: Search, In: Browse, Keys: []string{"/"}, Title: "Search here", Short: "search", Help: "Goes to the next name that holds the text.", Bar: 4},
		{Action: SearchNext, In: Browse, Keys: []string{"n"}, Title: "Next match", Help: "To the next name that matches."},
		{Action: SearchPrev, In: Browse, Keys: []string{"N"}, Title: "Previous match", Help: "To the name before that matches."},
		{Action: SortName, In: Browse, Keys: []string{", n"}, Title: "Sort by name", Short: "by name", Mouse: "click a header"},
		{Action: SortSize, In: Browse, Keys: []string{", s"}, Title: "Sort by size", Short: "by size", Mouse: "click a header"},
		{Action: SortTime, In: Browse, Keys: []string{", d"}, Title: "Sort by date", Short: "by date", Mouse: "click a header"},
		{Action: SortExt, In: Browse, Keys: []string{", t"}, Title: "Sort by type", Short: "by type"},
		{Action: SortFlip, In: Browse, Keys: []string{", r"}, Title: "Reverse the order", Short: "reverse", Mouse: "click the header again"},
		{Action: Hidden, In: Browse, Keys: []string{"."}, Title: "Show or hide dot files", Help: "Names that start with a dot."},
		{Action: Narrower, In: Browse | Queue, Keys: []string{"z h"}, Title: "Left pane narrower", Short: "narrower", Mouse: "drag the line between the panes"},
		{Action: Wider, In: Browse | Queue, Keys: []string{"z l"}, Title: "Left pane wider", Short: "wider", Mouse: "drag the line between the panes"},
		{Action: Halves, In: Browse | Queue, Keys: []string{"z z"}, Title: "Panes of equal width", Short: "equal"},
		{Action: Refresh, In: Browse, Keys: []string{"g r"}, Title: "Refresh", Short: "refresh", Help: "Asks again; for the account it says what that costs.", Mouse: "click the age badge"},
	}
	return grouped("View", true, rows)
}

func finding() []Binding {
	rows := []Binding{
		{Action: SearchAll, In: Browse, Keys: []string{"g s", "alt+?"}, Title: "Search everywhere", Short: "search everywhere", Help: "Searches the whole account as you type; Enter goes there, Tab marks and copies what was found.", CLI: "onefm find TEXT", Bar: 7},
		{Action: Usage, In: Browse, Keys: []string{"g z"}, Title: "Usage of the account", Short: "usage", Help: "What takes the space; Enter goes deeper, gf to the entry.", CLI: "onefm du 1f:/FOLDER"},
		{Action: Duplicates, In: Browse, Keys: []string{"g d"}, Title: "Duplicates", Short: "duplicates", Help: "Files that are there more than once; A marks all but one of each.", CLI: "onefm duplicates"},
		{Action: Changes, In: Browse, Keys: []string{"g c"}, Title: "Changes of the account", Short: "changes", Help: "What was added, changed, vanished or moved in a week; gc again: a month, a day.", CLI: "onefm changes --since 7d"},
		{Action: GoThere, In: Browse, Keys: []string{"g f"}, Title: "Go to where it is", Short: "its folder", Help: "Leads from what was found to the entry in its folder."},
		{Action: LearnAll, In: Browse, Keys: []string{"g a"}, Title: "List the whole account", Short: "list all", Help: "Lists every folder that was never listed, and says what that costs; ga again stops it.", CLI: "onefm tree --sync 1f:/"},
	}
	return grouped("Whole account", true, rows)
}

func queueing() []Binding {
	rows := []Binding{
		{Action: FocusQueue, In: Browse | Queue, Keys: []string{"w"}, Title: "Queue", Short: "queue", Help: "Opens the list of jobs and gives it the keys; w again closes it.", Mouse: "click the strip", Bar: 10, Harmless: true},
		{Action: QueueHold, In: Queue, Keys: []string{"space"}, Title: "Pause or go on", Short: "pause", Help: "Holds the job, or lets it go on.", Bar: 20},
		{Action: QueueRetry, In: Queue, Keys: []string{"r"}, Title: "Try again", Short: "retry", Help: "Tries what failed again.", Bar: 19},
		{Action: QueueUp, In: Queue, Keys: []string{"K", "shift+up"}, Title: "Earlier in the queue", Short: "earlier", Help: "Moves the job up.", Mouse: "drag the row", Bar: 17},
		{Action: QueueDown, In: Queue, Keys: []string{"J", "shift+down"}, Title: "Later in the queue", Short: "later", Help: "Moves the job down.", Mouse: "drag the row", Bar: 16},
		{Action: QueueTop, In: Queue, Keys: []string{"t"}, Title: "To the top of the queue", Short: "to the top", Help: "Puts the job before all others.", CLI: "onefm queue move JOB top", Bar: 13},
		{Action: QueueRaise, In: Queue, Keys: []string{"+"}, Title: "Raise the job's priority", Short: "more urgent", Help: "Urgent jobs go before others, whatever comes later."},
		{Action: QueueLower, In: Queue, Keys: []string{"-"}, Title: "Lower the job's priority", Short: "less urgent", Help: "It goes on when others are done."},
		{Action: QueueLimit, In: Queue, Keys: []string{"L"}, Title: "Limit the speed…", Short: "limit", Help: "Bounds all transfers together, at once: 2M, or by the time of day; none lifts it.", CLI: "onefm queue limit RATE", Bar: 12},
		{Action: QueueCancel, In: Queue, Keys: []string{"x"}, Title: "Cancel the job", Short: "cancel", Help: "Stops the job; what is done stays.", Bar: 18},
		{Action: QueueClear, In: Queue, Keys: []string{"C"}, Title: "Clear finished jobs", Short: "clear", Help: "Takes finished jobs off the list.", Bar: 15},
		{Action: OtherPane, In: Queue, Keys: []string{"tab", "shift+tab"}, Title: "Back to the panes", Short: "panes", Unlisted: true, Harmless: true, Bar: 9},
		{Action: Open, In: Queue, Keys: []string{"enter", "i"}, Title: "Details of the job", Short: "details", Unlisted: true, Harmless: true, Bar: 14},
	}
	return grouped("Queue", false, rows)
}

func carrying() []Binding {
	rows := []Binding{
		{Action: Drop, In: Carry, Keys: []string{"enter"}, Title: "Drop on the row", Short: "drop", Help: "Into the folder under the cursor.", Mouse: "release", Bar: 20},
		{Action: DropHere, In: Carry, Keys: []string{"p"}, Title: "Drop in this pane", Short: "drop in this pane", Help: "Into the folder that the pane shows.", Bar: 19},
		{Action: AsCopy, In: Carry | Drag, Keys: []string{"c"}, Title: "Copy what is carried", Short: "as copy", Mouse: "right-click", Harmless: true, Bar: 17},
		{Action: AsMove, In: Carry | Drag, Keys: []string{"m"}, Title: "Move what is carried", Short: "as move", Mouse: "right-click", Harmless: true, Bar: 16},
	}
	return grouped("Carrying", false, rows)
}

func running() []Binding {
	rows := []Binding{
		{Action: Palette, In: Browse | Queue, Keys: []string{"?", ":", "f1", "f9"}, Title: "Help and commands", Short: "help", Help: "Search everything, run it, learn its key and its command line.", Bar: 25},
		{Action: Cancel, In: Everywhere | Drag, Keys: []string{"esc"}, Title: "Cancel", Short: "cancel", Help: "Ends whatever is going on; else clears filter and marks.", Bar: 3},
		{Action: Cancel, In: Carry | Drag, Keys: []string{"ctrl+c"}, Title: "Put back", Unlisted: true},
		{Action: Quit, In: Browse | Queue, Keys: []string{"q", "f10", "ctrl+c"}, Title: "Quit", Short: "quit", Help: "Asks first when jobs are running.", Bar: 11},
		{Action: Suspend, In: Everywhere, Keys: []string{"ctrl+z"}, Title: "Suspend", Help: "To the shell; fg comes back. While jobs run it opens a shell instead, so that they go on."},
		{Action: Redraw, In: Everywhere, Keys: []string{"ctrl+l"}, Title: "Draw again", Help: "When something else wrote on the screen."},
	}
	return grouped("Program", false, rows)
}

// grouped sets what all rows of a group share.
func grouped(name string, harmless bool, rows []Binding) []Binding {
	for i := range rows {
		rows[i].Group = name
		rows[i].Harmless = rows[i].Harmless || harmless
	}
	return rows
}
