package gesture

import (
	"image"
	"time"
)

// Event is something that happened.
type Event interface{ event() }

// The events.
type (
	// Press is the left button going down on a row. Items are what would be
	// dragged: all marks when the row is marked, else the row alone.
	Press struct {
		At    time.Time
		Point image.Point
		Pane  int
		Items Load
	}
	// Motion is the pointer moving. Held is false when no button is down.
	Motion struct {
		At    time.Time
		Point image.Point
		Held  bool
		Alt   bool
		Over  Over
	}
	// Release is the left button going up.
	Release struct {
		At    time.Time
		Point image.Point
		Over  Over
	}
	// Lift starts carry mode.
	Lift struct {
		At    time.Time
		Pane  int
		Items Load
		Over  Over
	}
	// Shift says that something else lies under the pointer by the person's
	// doing: the wheel was turned, or the cursor moved in carry mode.
	Shift struct {
		At   time.Time
		Over Over
	}
	// Put drops what is carried; the target comes with it.
	Put struct {
		At   time.Time
		Over Over
	}
	// Toggle changes between copy and move.
	Toggle struct{ At time.Time }
	// Choose sets copy or move.
	Choose struct {
		At   time.Time
		Move bool
	}
	// Tick is time going by. Over is what lies under the pointer now: lists
	// scroll and refresh under a pointer that rests.
	Tick struct {
		At   time.Time
		Over Over
	}
	// Escape is the Esc key, or anything else that ends a gesture at once.
	Escape struct{}
	// Blur is the window losing the focus.
	Blur struct{}
)

func (Press) event()   {}
func (Motion) event()  {}
func (Release) event() {}
func (Lift) event()    {}
func (Shift) event()   {}
func (Put) event()     {}
func (Toggle) event()  {}
func (Choose) event()  {}
func (Tick) event()    {}
func (Escape) event()  {}
func (Blur) event()    {}

// Effect is something to be done.
type Effect interface{ effect() }

// The effects.
type (
	// Clicked ends a press that never became a drag.
	Clicked struct{ Point image.Point }
	// Scrolled asks to scroll the list of a pane by some rows, up when negative.
	Scrolled struct{ Pane, Rows int }
	// Sprung asks to open a folder that the pointer rests on.
	Sprung struct{ Target Target }
	// Dropped ends a gesture: the items go to the target.
	Dropped struct {
		Items Load
		To    Target
		Move  bool
	}
	// Refused says why nothing was dropped. A drag by mouse is over then; carried
	// items stay in the hand.
	Refused struct{ Reason Reason }
	// Cancelled ends a gesture without any change.
	Cancelled struct{ Why Why }
)

func (Clicked) effect()   {}
func (Scrolled) effect()  {}
func (Sprung) effect()    {}
func (Dropped) effect()   {}
func (Refused) effect()   {}
func (Cancelled) effect() {}

// Why says what cancelled a gesture.
type Why uint8

// What cancels a gesture.
const (
	ByPerson   Why = iota // Esc, or released over nothing
	ByBlur                // the window lost the focus
	ByLostHand            // a motion without a button, or another press: the release was lost
	BySilence             // nothing was heard for a long time
)
