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

// narrowestPane is the width in cells that a pane keeps when the split is
// dragged: a name and a size still fit.
const narrowestPane = 24

// Layout says where everything goes. All rectangles lie inside Size; what has
// no room is empty.
type Layout struct {
	Size    image.Point
	Stacked bool            // one pane shows, Tabs switches
	Tabs    image.Rectangle // one line with both sides' names, when stacked
	Main    image.Rectangle // both panes
	Panes   [2]PaneLayout   // the pane that does not show is empty
	Split   image.Rectangle // the two border columns between the panes
	Queue   image.Rectangle // frame of the opened queue
	Jobs    image.Rectangle // its rows
	Strip   image.Rectangle // one line about transfers
	Notice  image.Rectangle // one line; lies over the last one when there is no room
	Keys    image.Rectangle // key bar
	Options Options         // what it was arranged with
}

// PaneLayout says where the parts of one pane go.
type PaneLayout struct {
	Frame  image.Rectangle // the border around it; equal to Rows when there is no room for one
	Path   image.Rectangle // path bar and age badge, in the upper border
	Header image.Rectangle // column headers
	Rows   image.Rectangle // the rows, as many as it is high
	Footer image.Rectangle // counts, or the filter, in the lower border
	Scroll image.Rectangle // the last column of the rows, where the scrollbar shows
}

// Shown reports whether the pane is on the screen.
func (p PaneLayout) Shown() bool { return !p.Frame.Empty() }

// SplitAt returns the Options.Split that puts the line between the panes at
// column x.
func (l *Layout) SplitAt(x int) int {
	if l.Main.Dx() == 0 {
		return 0
	}
	return max((x-l.Main.Min.X)*1000/l.Main.Dx(), 1)
}

// Heights from which a line gets its place. Below, what matters more keeps it.
const (
	keysFrom   = 3
	stripFrom  = 6
	tabsFrom   = 8
	noticeFrom = 10
	queueFrom  = 10 // rows of Main under which an opened queue takes it all
	frameFrom  = 3  // rows and columns of a pane that has a border
	headerFrom = 6  // rows of a pane that has column headers
)

// Arrange computes the layout of a screen of w×h cells. Sizes below 1×1 count
// as 1×1.
func Arrange(w, h int, o Options) Layout {
	w, h = max(w, 1), max(h, 1)
	o.Focus = min(max(o.Focus, Left), Right)
	l := Layout{Size: image.Pt(w, h), Stacked: w < StackBelow, Options: o}
	rest := image.Rect(0, 0, w, h)
	if h >= keysFrom {
		rest, l.Keys = cutBottom(rest, 1)
	}
	l.Notice = image.Rect(0, h-1, w, h)
	if h >= noticeFrom {
		rest, l.Notice = cutBottom(rest, 1)
	}
	if h >= stripFrom {
		rest, l.Strip = cutBottom(rest, 1)
	}
	if l.Stacked && h >= tabsFrom {
		l.Tabs, rest = cutTop(rest, 1)
	}
	if o.Queue > 0 {
		rest = l.arrangeQueue(rest)
	}
	l.Main = rest
	l.arrangePanes()
	return l
}

// arrangeQueue gives the queue what it wants, at most half of rest; where that
// would leave stumps of both, all of it. It returns what is left for the panes.
func (l *Layout) arrangeQueue(rest image.Rectangle) image.Rectangle {
	want := min(l.Options.Queue+2, rest.Dy()/2)
	if rest.Dy() < queueFrom {
		want = rest.Dy()
	}
	rest, l.Queue = cutBottom(rest, want)
	l.Jobs = l.Queue
	if l.Queue.Dx() >= frameFrom && l.Queue.Dy() >= frameFrom {
		l.Jobs = l.Queue.Inset(1)
	}
	return rest
}

func (l *Layout) arrangePanes() {
	if l.Main.Empty() {
		return
	}
	if l.Stacked {
		l.Panes[l.Options.Focus] = arrangePane(l.Main)
		return
	}
	split := l.Options.Split
	if split == 0 {
		split = 500
	}
	at := l.Main.Min.X + min(max(l.Main.Dx()*split/1000, narrowestPane), l.Main.Dx()-narrowestPane)
	left, right := l.Main, l.Main
	left.Max.X, right.Min.X = at, at
	l.Panes = [2]PaneLayout{arrangePane(left), arrangePane(right)}
	l.Split = image.Rect(at-1, l.Main.Min.Y, at+1, l.Main.Max.Y)
}

func arrangePane(r image.Rectangle) PaneLayout {
	p := PaneLayout{Frame: r, Rows: r}
	if r.Dx() < frameFrom || r.Dy() < frameFrom {
		return p
	}
	p.Rows = r.Inset(1)
	p.Path = image.Rect(r.Min.X+1, r.Min.Y, r.Max.X-1, r.Min.Y+1)
	p.Footer = image.Rect(r.Min.X+1, r.Max.Y-1, r.Max.X-1, r.Max.Y)
	if r.Dy() >= headerFrom {
		p.Header, p.Rows = cutTop(p.Rows, 1)
	}
	p.Scroll = p.Rows
	p.Scroll.Min.X = p.Scroll.Max.X - 1
	return p
}

// cutTop takes n lines from the top of r.
func cutTop(r image.Rectangle, n int) (top, rest image.Rectangle) {
	top, rest = r, r
	top.Max.Y = min(r.Min.Y+n, r.Max.Y)
	rest.Min.Y = top.Max.Y
	return top, rest
}

// cutBottom takes n lines from the bottom of r.
func cutBottom(r image.Rectangle, n int) (rest, bottom image.Rectangle) {
	rest, bottom = r, r
	bottom.Min.Y = max(r.Max.Y-n, r.Min.Y)
	rest.Max.Y = bottom.Min.Y
	return rest, bottom
}

// line is one line of cells from x0 up to x1.
func line(y, x0, x1 int) image.Rectangle {
	return image.Rectangle{Min: image.Pt(x0, y), Max: image.Pt(max(x0, x1), y+1)}
}
