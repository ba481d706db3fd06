package gesture

import "time"

// Scrolling at an edge of a list.
const (
	scrollDelay = 250 * time.Millisecond // crossing an edge on the way out does not scroll
	nearStep    = 160 * time.Millisecond // one step in the second row
	edgeStep    = 70 * time.Millisecond  // one step in the first row or beyond
	faster      = time.Second            // every such time at the edge adds a row a step
	most        = 8                      // rows a step
)

func (m Machine) tick(e Tick) (Machine, []Effect) {
	if m.phase == Idle || m.carry {
		return m, nil
	}
	if !e.At.Before(m.heard.Add(Silence)) {
		return m.end(BySilence)
	}
	if m.phase != Dragging {
		return m, nil
	}
	if at := m.flushAt(); !at.IsZero() && !e.At.Before(at) {
		motion := *m.pending
		motion.At = e.At
		m = m.follow(motion)
	} else if m.pending == nil {
		m = m.retarget(e.At, e.Over)
	}
	var effects []Effect
	if at := m.scrollAt(); !at.IsZero() && !e.At.Before(at) {
		effects = append(effects, Scrolled{Pane: m.over.Scroll, Rows: m.rows(e.At)})
		m.scrolled = e.At
	}
	if at := m.springAt(); !at.IsZero() && !e.At.Before(at) {
		effects = append(effects, Sprung{Target: m.over.Target})
		m.sprung = true
	}
	return m, effects
}

func (m Machine) frame() time.Duration {
	if m.Frame == 0 {
		return Frame
	}
	return m.Frame
}

// flushAt is when the gathered motion counts; zero when there is none.
func (m Machine) flushAt() time.Time {
	if m.pending == nil {
		return time.Time{}
	}
	return m.applied.Add(m.frame())
}

// springAt is when the folder under the pointer opens; zero when it never does.
func (m Machine) springAt() time.Time {
	k := m.over.Target.Kind
	if (k != Folder && k != Segment && k != Tab) || m.sprung || m.reason == IntoItself {
		return time.Time{}
	}
	return m.rested.Add(Spring)
}

// scrollAt is when the list scrolls next; zero when the pointer is at no edge.
func (m Machine) scrollAt() time.Time {
	if m.over.Edge == 0 {
		return time.Time{}
	}
	if m.scrolled.IsZero() {
		return m.edged.Add(scrollDelay)
	}
	if m.over.Edge == 1 || m.over.Edge == -1 {
		return m.scrolled.Add(nearStep)
	}
	return m.scrolled.Add(edgeStep)
}

// rows is how far one step scrolls: more the longer the pointer is at the edge.
func (m Machine) rows(at time.Time) int {
	n := min(1+int(at.Sub(m.edged)/faster), most)
	if m.over.Edge < 0 {
		return -n
	}
	return n
}
