package view

import "image"

// Options are what the layout depends on besides the size.
type Options struct {
	Split int // thousandths of the width that the left pane gets; 0 is half
	Focus int // the pane that shows when panes stack
	Queue int // rows wanted for the opened queue; 0 when it is closed
}

// StackBelow is the width in cells under which only the focused pane shows.
const StackBelow = 72

// Layout says where everything goes. All rectangles lie inside Size; what has
// no room is empty.
type Layout struct {
	Size    image.Point
	Stacked bool            // one pane shows, Tabs switches
	Tabs    image.Rectangle // one line with both sides' names, when stacked
	Panes   [2]PaneLayout   // the pane that does not show is empty
	Split   image.Rectangle // the two border columns between the panes
	Strip   image.Rectangle // one line about transfers
	Queue   image.Rectangle // frame of the opened queue
	Jobs    image.Rectangle // its rows
	Notice  image.Rectangle // one line; lies over Strip when there is no room
	Keys    image.Rectangle // key bar
	Main    image.Rectangle // both panes
	Options Options         // what it was arranged with
}

// PaneLayout says where the parts of one pane go.
type PaneLayout struct {
	Frame  image.Rectangle // the border around it; Rows when there is no room for one
	Path   image.Rectangle // path bar and age badge, in the upper border
	Header image.Rectangle // column headers
	Rows   image.Rectangle // the rows, as many as it is high
	Footer image.Rectangle // counts, or the filter, in the lower border
	Scroll image.Rectangle // the border column where the scrollbar shows
}

// Shown reports whether the pane is on the screen.
func (p PaneLayout) Shown() bool { return !p.Frame.Empty() }
