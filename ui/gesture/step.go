package gesture

import (
	"time"
)

// Step takes one event and returns the next state with what is to be done. At
// most one of Clicked, Dropped, Refused and Cancelled comes out of an event.
func (m Machine) Step(e Event) (Machine, []Effect) {
	switch e := e.(type) {
	case Press:
		return m.press(e)
	case Motion:
		return m.motion(e)
	case Release:
		return m.release(e)
	case Lift:
		return m.lift(e)
	case Shift:
		return m.shift(e)
	case Put:
		return m.put(e)
	case Toggle:
		return m.choose(e.At, !m.Move())
	case Choose:
		return m.choose(e.At, e.Move)
	case Tick:
		return m.tick(e)
	case Escape:
		return m.end(ByPerson)
	case Blur:
		if m.carry { // looking at another window does not put things back
			return m, nil
		}
		return m.end(ByBlur)
	}
	return m, nil
}

func (m Machine) press(e Press) (Machine, []Effect) {
	if m.carry {
		return m, nil
	}
	m, effects := m.end(ByLostHand)
	if count(e.Items) == 0 {
		return m, effects
	}
	m.phase = Armed
	m.from, m.items = e.Pane, e.Items
	m.start, m.point, m.heard = e.Point, e.Point, e.At
	return m, effects
}

func (m Machine) motion(e Motion) (Machine, []Effect) {
	if m.phase == Idle || m.carry {
		return m, nil
	}
	if !e.Held {
		return m.end(ByLostHand)
	}
	m.heard = e.At
	if m.phase == Armed {
		d := e.Point.Sub(m.start)
		if -Threshold < d.X && d.X < Threshold && d.Y == 0 {
			return m, nil
		}
		m = m.begin(e.At)
		return m.follow(e), nil
	}
	if e.At.Before(m.applied.Add(m.frame())) {
		m.pending = &e
		return m, nil
	}
	return m.follow(e), nil
}

// begin makes a drag of a press or of a lift.
func (m Machine) begin(at time.Time) Machine {
	m.phase = Dragging
	m.rested, m.edged = at, at
	m.reason = m.items.Judge(m.over.Target)
	return m
}

// follow lets a motion count.
func (m Machine) follow(e Motion) Machine {
	m.pending = nil
	m.applied, m.point, m.alt = e.At, e.Point, e.Alt
	return m.retarget(e.At, e.Over)
}

// retarget notes what lies under the pointer now. Waiting begins anew where the
// target or the edge has changed.
func (m Machine) retarget(at time.Time, o Over) Machine {
	if o.Target != m.over.Target {
		m.rested, m.sprung = at, false
		m.reason = m.items.Judge(o.Target)
	}
	if o.Edge != m.over.Edge || o.Scroll != m.over.Scroll {
		m.edged, m.scrolled = at, time.Time{}
	}
	m.over = o
	return m
}

func (m Machine) release(e Release) (Machine, []Effect) {
	switch {
	case m.phase == Idle || m.carry:
		return m, nil
	case m.phase == Armed:
		return m.idle(), []Effect{Clicked{Point: m.start}}
	}
	m = m.follow(Motion{At: e.At, Point: e.Point, Alt: m.alt, Over: e.Over})
	return m.idle(), m.outcome()
}

func (m Machine) lift(e Lift) (Machine, []Effect) {
	if m.carry {
		return m, nil
	}
	if count(e.Items) == 0 {
		return m.end(ByLostHand)
	}
	m, effects := m.end(ByLostHand)
	m.carry = true
	m.from, m.items = e.Pane, e.Items
	m = m.begin(e.At)
	return m.retarget(e.At, e.Over), effects
}

func (m Machine) shift(e Shift) (Machine, []Effect) {
	if m.phase != Dragging {
		return m, nil
	}
	m.heard = e.At
	return m.retarget(e.At, e.Over), nil
}

func (m Machine) put(e Put) (Machine, []Effect) {
	if !m.Carried() {
		return m, nil
	}
	m = m.retarget(e.At, e.Over)
	effects := m.outcome()
	if m.reason == Possible {
		m = m.idle()
	}
	return m, effects
}

// outcome is what letting go here and now leads to.
func (m Machine) outcome() []Effect {
	switch m.reason {
	case Possible:
		return []Effect{Dropped{Items: m.items, To: m.over.Target, Move: m.Move()}}
	case NoTarget:
		if !m.carry {
			return []Effect{Cancelled{Why: ByPerson}}
		}
	default:
	}
	return []Effect{Refused{Reason: m.reason}}
}

func (m Machine) idle() Machine { return Machine{Frame: m.Frame} }

func (m Machine) choose(at time.Time, move bool) (Machine, []Effect) {
	if m.phase != Dragging {
		return m, nil
	}
	m.heard, m.verb = at, asCopy
	if move {
		m.verb = asMove
	}
	return m, nil
}

// end puts everything back.
func (m Machine) end(why Why) (Machine, []Effect) {
	switch m.phase {
	case Dragging:
		return m.idle(), []Effect{Cancelled{Why: why}}
	case Armed, Idle:
	}
	return m.idle(), nil
}
