package gesture_test

import (
	"image"
	"testing"
	"time"

	"onefm/ui/gesture"
)

// decode turns bytes into a run of events with time going on, and sometimes
// standing still.
func decode(data []byte) []gesture.Event {
	overs := []gesture.Over{
		{},
		over(gesture.Pane, 0, "/src"), over(gesture.Pane, 1, "/dst"), over(gesture.Folder, 1, "/dst/x"),
		over(gesture.Folder, 0, "/src/d"), over(gesture.Segment, 0, "/"), over(gesture.Queue, 1, "/dst"),
		edge(over(gesture.Pane, 1, "/dst"), 2), edge(over(gesture.Pane, 1, "/dst"), -1),
	}
	now := t0
	var events []gesture.Event
	for i := 0; i+2 < len(data); i += 3 {
		now = now.Add(time.Duration(data[i+1]) * time.Duration(data[i+1]) * time.Millisecond)
		o, p := overs[int(data[i+2])%len(overs)], image.Pt(int(data[i+2])%80, int(data[i+1])%24)
		switch data[i] % 12 {
		case 0, 1:
			events = append(events, gesture.Press{At: now, Point: p, Items: items("/src", "a", "d/")[:data[i+2]%3]})
		case 2, 3, 4:
			events = append(events, gesture.Motion{At: now, Point: p, Held: data[i+1]%8 != 0, Alt: data[i+1]%5 == 0, Over: o})
		case 5:
			events = append(events, gesture.Release{At: now, Point: p, Over: o})
		case 6:
			events = append(events, gesture.Lift{At: now, Items: items("/src", "a")[:data[i+2]%2], Over: o})
		case 7:
			events = append(events, gesture.Shift{At: now, Over: o})
		case 8:
			events = append(events, gesture.Put{At: now, Over: o})
		case 9:
			events = append(events, gesture.Toggle{At: now}, gesture.Choose{At: now, Move: data[i+2]%2 == 0})
		case 10:
			events = append(events, gesture.Tick{At: now, Over: o})
		case 11:
			events = append(events, []gesture.Event{gesture.Escape{}, gesture.Blur{}}[data[i+2]%2])
		}
	}
	return events
}

// FuzzMachine: in any order of events nothing is dropped twice for one press or
// lift, and no drag by mouse outlives 20 s of silence.
func FuzzMachine(f *testing.F) {
	f.Add([]byte{0, 1, 1, 2, 9, 30, 5, 9, 2})
	f.Add([]byte{6, 1, 1, 7, 9, 3, 8, 9, 3, 8, 9, 3})
	f.Add([]byte{0, 1, 1, 2, 9, 8, 10, 30, 8, 10, 30, 8, 11, 1, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		var m gesture.Machine
		taken, ended := 0, 0
		for _, e := range decode(data) {
			before := m.Phase()
			var effects []gesture.Effect
			m, effects = m.Step(e)
			switch e.(type) {
			case gesture.Press, gesture.Lift:
				taken++
			}
			ends := 0
			for _, effect := range effects {
				switch effect.(type) {
				case gesture.Dropped:
					ends++
					ended++
				case gesture.Clicked, gesture.Cancelled:
					ends++
				}
			}
			if ends > 1 || ended > taken {
				t.Fatalf("%T: %d ends at once; %d drops for %d presses", e, ends, ended, taken)
			}
			if ends == 1 && before == gesture.Idle {
				t.Fatalf("%T ended a gesture that was not there", e)
			}
			if m.Phase() == gesture.Idle && (m.Items() != nil || m.Target() != (gesture.Target{})) {
				t.Fatalf("idle with items %v, target %v", m.Items(), m.Target())
			}
		}
		outlive(t, m)
	})
}

// outlive wakes the machine whenever it asks to be woken: it must come to rest.
func outlive(t *testing.T, m gesture.Machine) {
	t.Helper()
	last := time.Time{}
	for n := 0; ; n++ {
		next, ok := m.Next()
		if !ok {
			break
		}
		if n > 2000 {
			t.Fatalf("still awake after %d ticks", n)
		}
		if next.Before(last) {
			next = last
		}
		last = next
		m, _ = m.Step(gesture.Tick{At: next, Over: gesture.Over{Target: m.Target()}})
	}
	if m.Phase() != gesture.Idle && !m.Carried() {
		t.Fatalf("hangs in phase %d", m.Phase())
	}
}
