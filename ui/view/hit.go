package view

// Part is a kind of thing that can be pointed at.
type Part uint8

// The parts. Pane, Row, Column and Index of a [Target] are set where the comment
// names them.
const (
	Nowhere       Part = iota
	PartPane           // Pane: the pane's inside below the last row, or its frame
	PartRow            // Pane, Row, Column
	PartSegment        // Pane, Index: step of the path
	PartBadge          // Pane
	PartHeader         // Pane, Column
	PartFooter         // Pane
	PartScroll         // Pane, Row: the row that belongs there
	PartSplit          // the line between the panes
	PartTab            // Pane
	PartStrip          //
	PartQueue          // the queue's frame
	PartJob            // Row
	PartKey            // Index into Values.Keys
	PartNotice         //
	PartNoticeKey      // Index into Notice.Keys
	PartWhichKey       // Index into WhichKey.Keys
	PartDialog         // the dialog, on nothing in particular
	PartField          // its text field; Index: byte offset of the caret
	PartItem           // Row: its list; Column ColChoice on a conflict's choice
	PartChoice         // Index into Conflicts.Choices
	PartButton         // Index into its buttons
	PartLink           // Index into LinkSheet.Links
	PartOutside        // anywhere else while a dialog is open
)

// Column is a part of a row.
type Column uint8

// The columns.
const (
	ColName Column = iota
	ColTwisty
	ColMarks
	ColSize
	ColTime
	ColGutter // in front of the name
	ColChoice // of a conflict
)

// Target is what lies under a point, or what a drop would go to.
type Target struct {
	Part   Part
	Pane   int
	Row    int // counted like Pane.Top
	Index  int
	Column Column
}
