// Package gesture is the one machine behind dragging with the mouse and carrying
// with the keyboard:
//
//	Idle → Armed → Dragging → dropped or cancelled → Idle
//
// It is pure. What happens comes in as an [Event] with its time, what lies under
// the pointer comes with the event, and what is to be done goes out as [Effect]s.
// The caller wakes it with a [Tick] at the time that [Machine.Next] names, which
// drives scrolling at the edges, opening folders by waiting over them, and the end
// of a drag whose release never arrived.
package gesture

import (
	"image"
	"time"

	"onefm/model"
)

// The times and distances of a drag.
const (
	// Threshold is how many columns the pointer must move to start a drag; one row
	// is enough, since cells are higher than wide.
	Threshold = 2
	// Silence ends a drag by mouse: no hand holds a button still for so long, the
	// release was lost on the way.
	Silence = 20 * time.Second
	// Spring is how long the pointer must rest over a folder to open it.
	Spring = 700 * time.Millisecond
	// Frame is how often motions count; more of them are gathered. On slow links
	// callers choose [SlowFrame].
	Frame = 33 * time.Millisecond
	// SlowFrame is Frame for slow links.
	SlowFrame = 100 * time.Millisecond
)

// Phase is where a gesture stands.
type Phase uint8

// The phases.
const (
	Idle     Phase = iota
	Armed          // pressed on a row, not moved yet
	Dragging       // items are on their way, by mouse or carried
)

// Kind is what a drop can go to.
type Kind uint8

// The kinds of targets.
const (
	Nowhere Kind = iota
	Pane         // the folder that a pane shows
	Folder       // a folder's row
	Segment      // a step of a path bar
	Queue        // the queue or its strip: to the other pane
	Tab          // the name of a pane that is hidden behind the other one
)

// Target is what a drop would go to. Targets are comparable.
type Target struct {
	Kind     Kind
	Pane     int        // the pane that shows it, or whose folder it is
	Dir      model.Path // the folder that would receive the items
	ReadOnly bool
}

// Over is what lies under the pointer, or at the cursor in carry mode.
type Over struct {
	Target Target
	Scroll int // pane whose list the pointer is in
	Edge   int // -2 in its first row or above, -1 in the second, 1 in the last but one, 2 in the last or below; else 0
}

// Machine is the state of a gesture. It is a value; the zero value is idle.
type Machine struct {
	// Frame is the time between two motions that count; zero means [Frame].
	Frame time.Duration

	phase Phase
	carry bool
	from  int // pane of the sources
	items Load

	start   image.Point
	point   image.Point
	over    Over
	reason  Reason
	alt     bool
	verb    verb
	pending *Motion

	heard    time.Time // last sign of a hand
	applied  time.Time // last motion that counted
	rested   time.Time // since when the target is the same
	sprung   bool      // the target was opened already
	edged    time.Time // since when the pointer is at the same edge
	scrolled time.Time
}

// verb is what the person chose; by default it follows from the target.
type verb uint8

const (
	byTarget verb = iota
	asCopy
	asMove
)

// Phase returns where the gesture stands.
func (m Machine) Phase() Phase { return m.phase }

// Carried reports whether the items are carried with the keyboard.
func (m Machine) Carried() bool { return m.phase == Dragging && m.carry }

// Items returns what is dragged, nil when nothing is; the set is fixed at the press.
func (m Machine) Items() Load { return m.items }

// From returns the pane that the items come from.
func (m Machine) From() int { return m.from }

// Point returns where the pointer is, or was pressed.
func (m Machine) Point() image.Point { return m.point }

// Target returns what a drop would go to now.
func (m Machine) Target() Target {
	if m.phase != Dragging {
		return Target{}
	}
	return m.over.Target
}

// Reason returns why a drop is not possible now, or [Possible].
func (m Machine) Reason() Reason { return m.reason }

// Move reports whether a drop would move instead of copy: chosen by the person,
// or else inside one pane.
func (m Machine) Move() bool {
	switch {
	case m.alt && m.verb == byTarget:
		return true
	case m.verb == byTarget:
		return m.over.Target.Kind != Nowhere && m.over.Target.Pane == m.from
	}
	return m.verb == asMove
}

// Next returns when the machine wants a [Tick], and false when it needs none.
func (m Machine) Next() (time.Time, bool) {
	if m.phase == Idle || m.carry {
		return time.Time{}, false
	}
	next := m.heard.Add(Silence)
	if m.phase == Dragging {
		for _, at := range []time.Time{m.flushAt(), m.springAt(), m.scrollAt()} {
			if !at.IsZero() && at.Before(next) {
				next = at
			}
		}
	}
	return next, true
}
