package gesture_test

import (
	"image"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
	"onefm/ui/gesture"
)

var t0 = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func at(d time.Duration) time.Time { return t0.Add(d) }

func dir(s string) model.Path { return model.AccountPath(s) }

func items(folder string, names ...string) gesture.Items {
	var all gesture.Items
	for _, n := range names {
		kind := model.File
		if n[len(n)-1] == '/' {
			kind, n = model.Folder, n[:len(n)-1]
		}
		all = append(all, model.Item{Dir: dir(folder), Entry: model.Entry{Name: n, Kind: kind}})
	}
	return all
}

func over(kind gesture.Kind, pane int, path string) gesture.Over {
	return gesture.Over{Target: gesture.Target{Kind: kind, Pane: pane, Dir: dir(path)}, Scroll: pane}
}

func edge(o gesture.Over, n int) gesture.Over { o.Edge = n; return o }

// run takes the machine through events and returns the effects of the last one.
func run(t *testing.T, events ...gesture.Event) (gesture.Machine, []gesture.Effect) {
	t.Helper()
	var m gesture.Machine
	var effects []gesture.Effect
	for _, e := range events {
		m, effects = m.Step(e)
	}
	return m, effects
}

func press(names ...string) gesture.Press {
	return gesture.Press{At: t0, Point: image.Pt(5, 5), Items: items("/src", names...)}
}

func motion(d time.Duration, x, y int, o gesture.Over) gesture.Motion {
	return gesture.Motion{At: at(d), Point: image.Pt(x, y), Held: true, Over: o}
}

func TestThreshold(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		x, y int
		want gesture.Phase
	}{
		"same cell":     {5, 5, gesture.Armed},
		"one column":    {6, 5, gesture.Armed},
		"one back":      {4, 5, gesture.Armed},
		"two columns":   {7, 5, gesture.Dragging},
		"two back":      {3, 5, gesture.Dragging},
		"one row":       {5, 6, gesture.Dragging},
		"one row above": {5, 4, gesture.Dragging},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, _ := run(t, press("a"), motion(1, tt.x, tt.y, over(gesture.Pane, 1, "/dst")))
			if m.Phase() != tt.want {
				t.Errorf("phase = %d, want %d", m.Phase(), tt.want)
			}
		})
	}
}

func TestClickIsNoDrag(t *testing.T) {
	t.Parallel()
	m, got := run(t, press("a"), gesture.Release{At: at(1), Point: image.Pt(5, 5)})
	want := []gesture.Effect{gesture.Clicked{Point: image.Pt(5, 5)}}
	if diff := cmp.Diff(want, got); diff != "" || m.Phase() != gesture.Idle {
		t.Errorf("phase %d, effects (-want +got):\n%s", m.Phase(), diff)
	}
}

func TestReleaseDrops(t *testing.T) {
	t.Parallel()
	release := func(o gesture.Over) gesture.Release {
		return gesture.Release{At: at(time.Second), Point: image.Pt(50, 9), Over: o}
	}
	src := items("/src", "a", "d/")
	tests := map[string]struct {
		over gesture.Over
		want gesture.Effect
	}{
		"other pane":        {over(gesture.Pane, 1, "/dst"), gesture.Dropped{Items: src, To: over(gesture.Pane, 1, "/dst").Target}},
		"row of the other":  {over(gesture.Folder, 1, "/dst/x"), gesture.Dropped{Items: src, To: over(gesture.Folder, 1, "/dst/x").Target}},
		"inside one pane":   {over(gesture.Folder, 0, "/src/x"), gesture.Dropped{Items: src, To: over(gesture.Folder, 0, "/src/x").Target, Move: true}},
		"path segment":      {over(gesture.Segment, 0, "/"), gesture.Dropped{Items: src, To: over(gesture.Segment, 0, "/").Target, Move: true}},
		"the queue":         {over(gesture.Queue, 1, "/dst"), gesture.Dropped{Items: src, To: over(gesture.Queue, 1, "/dst").Target}},
		"nothing":           {gesture.Over{}, gesture.Cancelled{Why: gesture.ByPerson}},
		"where it was":      {over(gesture.Pane, 0, "/src"), gesture.Refused{Reason: gesture.AlreadyHere}},
		"into itself":       {over(gesture.Folder, 0, "/src/d"), gesture.Refused{Reason: gesture.IntoItself}},
		"below itself":      {over(gesture.Pane, 0, "/src/d/deep"), gesture.Refused{Reason: gesture.IntoItself}},
		"read-only":         {gesture.Over{Target: gesture.Target{Kind: gesture.Pane, Pane: 1, Dir: dir("/dst"), ReadOnly: true}}, gesture.Refused{Reason: gesture.ReadOnly}},
		"like-named folder": {over(gesture.Folder, 1, "/src/dd"), gesture.Dropped{Items: src, To: over(gesture.Folder, 1, "/src/dd").Target}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, got := run(t, press("a", "d/"), motion(1, 9, 9, over(gesture.Pane, 0, "/src")), release(tt.over))
			if diff := cmp.Diff([]gesture.Effect{tt.want}, got, cmp.Comparer(samePath)); diff != "" {
				t.Errorf("effects (-want +got):\n%s", diff)
			}
			if m.Phase() != gesture.Idle {
				t.Errorf("phase = %d after the release", m.Phase())
			}
		})
	}
}

func samePath(a, b model.Path) bool { return a == b }

func TestCopyOrMove(t *testing.T) {
	t.Parallel()
	there, here := over(gesture.Pane, 1, "/dst"), over(gesture.Folder, 0, "/src/x")
	tests := map[string]struct {
		events []gesture.Event
		want   bool
	}{
		"between panes":           {[]gesture.Event{motion(1, 50, 9, there)}, false},
		"inside one pane":         {[]gesture.Event{motion(1, 9, 9, here)}, true},
		"with Alt":                {[]gesture.Event{gesture.Motion{At: at(1), Point: image.Pt(50, 9), Held: true, Alt: true, Over: there}}, true},
		"right-click":             {[]gesture.Event{motion(1, 50, 9, there), gesture.Toggle{At: at(2)}}, true},
		"right-click twice":       {[]gesture.Event{motion(1, 50, 9, there), gesture.Toggle{At: at(2)}, gesture.Toggle{At: at(3)}}, false},
		"m":                       {[]gesture.Event{motion(1, 50, 9, there), gesture.Choose{At: at(2), Move: true}}, true},
		"c inside one pane":       {[]gesture.Event{motion(1, 9, 9, here), gesture.Choose{At: at(2)}}, false},
		"the choice stays":        {[]gesture.Event{motion(1, 9, 9, here), gesture.Choose{At: at(2)}, motion(time.Second, 50, 9, there)}, false},
		"Alt gives way to choice": {[]gesture.Event{motion(1, 50, 9, there), gesture.Choose{At: at(2)}, gesture.Motion{At: at(time.Second), Point: image.Pt(51, 9), Held: true, Alt: true, Over: there}}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, _ := run(t, append([]gesture.Event{press("a")}, tt.events...)...)
			if m.Move() != tt.want {
				t.Errorf("move = %v, want %v", m.Move(), tt.want)
			}
		})
	}
}

func TestWhatEndsADrag(t *testing.T) {
	t.Parallel()
	drag := []gesture.Event{press("a"), motion(1, 50, 9, over(gesture.Pane, 1, "/dst"))}
	tests := map[string]struct {
		event gesture.Event
		want  []gesture.Effect
	}{
		"Esc":                     {gesture.Escape{}, []gesture.Effect{gesture.Cancelled{Why: gesture.ByPerson}}},
		"lost focus":              {gesture.Blur{}, []gesture.Effect{gesture.Cancelled{Why: gesture.ByBlur}}},
		"motion without a button": {gesture.Motion{At: at(2), Point: image.Pt(9, 9)}, []gesture.Effect{gesture.Cancelled{Why: gesture.ByLostHand}}},
		"20 s of silence":         {gesture.Tick{At: at(gesture.Silence + 1)}, []gesture.Effect{gesture.Cancelled{Why: gesture.BySilence}}},
		"another press":           {gesture.Press{At: at(2)}, []gesture.Effect{gesture.Cancelled{Why: gesture.ByLostHand}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, got := run(t, append(drag[:2:2], tt.event)...)
			if diff := cmp.Diff(tt.want, got); diff != "" || m.Phase() != gesture.Idle {
				t.Errorf("phase %d, effects (-want +got):\n%s", m.Phase(), diff)
			}
		})
	}
}

func TestArmedEndsSilently(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]gesture.Event{
		"Esc": gesture.Escape{}, "lost focus": gesture.Blur{}, "no button": gesture.Motion{At: at(1)}, "silence": gesture.Tick{At: at(gesture.Silence)},
	} {
		m, got := run(t, press("a"), e)
		if m.Phase() != gesture.Idle || len(got) != 0 {
			t.Errorf("%s: phase %d, effects %v", name, m.Phase(), got)
		}
	}
}

func TestMotionsAreCoalesced(t *testing.T) {
	t.Parallel()
	m, _ := run(t, press("a"), motion(0, 20, 9, over(gesture.Pane, 0, "/src")),
		motion(10*time.Millisecond, 30, 9, over(gesture.Pane, 1, "/dst")),
		motion(20*time.Millisecond, 40, 9, over(gesture.Folder, 1, "/dst/x")))
	if m.Point() != image.Pt(20, 9) {
		t.Errorf("point = %v before the frame is over", m.Point())
	}
	next, ok := m.Next()
	if !ok || !next.Equal(at(gesture.Frame)) {
		t.Fatalf("next = %v, %v; want the end of the frame", next, ok)
	}
	m, _ = m.Step(gesture.Tick{At: next, Over: over(gesture.Pane, 0, "/src")})
	if m.Point() != image.Pt(40, 9) || m.Target() != over(gesture.Folder, 1, "/dst/x").Target {
		t.Errorf("after the frame: point %v, target %v", m.Point(), m.Target())
	}
	m.Frame = gesture.SlowFrame
	m, _ = m.Step(motion(gesture.Frame+50*time.Millisecond, 41, 9, over(gesture.Pane, 1, "/dst")))
	if m.Point() != image.Pt(40, 9) {
		t.Error("a slow link does not gather motions for longer")
	}
}

func TestReleaseCountsWhereItHappens(t *testing.T) {
	t.Parallel()
	_, got := run(t, press("a"), motion(0, 20, 9, over(gesture.Pane, 0, "/src")),
		motion(10*time.Millisecond, 30, 9, over(gesture.Pane, 1, "/late")),
		gesture.Release{At: at(11 * time.Millisecond), Point: image.Pt(31, 9), Over: over(gesture.Pane, 1, "/dst")})
	if d, ok := got[0].(gesture.Dropped); !ok || d.To.Dir != dir("/dst") {
		t.Errorf("dropped %v, want into /dst", got)
	}
}

func TestSpringOpensOnce(t *testing.T) {
	t.Parallel()
	folder := over(gesture.Folder, 1, "/dst/x")
	m, _ := run(t, press("a"), motion(0, 50, 9, folder))
	if next, _ := m.Next(); !next.Equal(at(gesture.Spring)) {
		t.Errorf("next = %v, want %v", next, at(gesture.Spring))
	}
	m, got := m.Step(gesture.Tick{At: at(gesture.Spring - 1), Over: folder})
	if len(got) != 0 {
		t.Errorf("too early: %v", got)
	}
	m, _ = m.Step(motion(gesture.Spring-1, 51, 9, folder)) // moving inside the row is still resting on it
	m, got = m.Step(gesture.Tick{At: at(gesture.Spring), Over: folder})
	if diff := cmp.Diff([]gesture.Effect{gesture.Sprung{Target: folder.Target}}, got, cmp.Comparer(samePath)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, got = m.Step(gesture.Tick{At: at(2 * gesture.Spring), Over: folder})
	if len(got) != 0 {
		t.Errorf("opened twice: %v", got)
	}
	inner := over(gesture.Folder, 1, "/dst/x/y") // what the opened folder shows there
	m, _ = m.Step(gesture.Tick{At: at(2 * gesture.Spring), Over: inner})
	_, got = m.Step(gesture.Tick{At: at(3 * gesture.Spring), Over: inner})
	if len(got) != 1 {
		t.Errorf("the next folder does not open: %v", got)
	}
}

func TestSpringLeavesSourcesShut(t *testing.T) {
	t.Parallel()
	own := over(gesture.Folder, 0, "/src/d")
	m, _ := run(t, press("d/"), motion(0, 9, 9, own))
	_, got := m.Step(gesture.Tick{At: at(time.Minute / 4), Over: own})
	if len(got) != 0 {
		t.Errorf("opened a folder that is being dragged: %v", got)
	}
}

func TestScrollAtEdges(t *testing.T) {
	t.Parallel()
	pane := over(gesture.Pane, 1, "/dst")
	for name, tt := range map[string]struct {
		edge, slowest, fastest int
	}{
		"second row":   {-1, -30, -4},
		"first row":    {-2, -100, -20},
		"last but one": {1, 4, 30},
		"last":         {2, 20, 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, _ := run(t, press("a"), motion(0, 50, 9, edge(pane, tt.edge)))
			sum := 0
			for d := time.Duration(0); d < 2*time.Second; d += 10 * time.Millisecond {
				var effects []gesture.Effect
				m, effects = m.Step(gesture.Tick{At: at(d), Over: edge(pane, tt.edge)})
				for _, e := range effects {
					if s, ok := e.(gesture.Scrolled); ok && s.Pane == 1 {
						sum += s.Rows
					}
				}
				if d < 200*time.Millisecond && sum != 0 {
					t.Fatal("scrolls without a delay")
				}
			}
			if sum < min(tt.slowest, tt.fastest) || sum > max(tt.slowest, tt.fastest) {
				t.Errorf("%d rows in 2 s, want %d to %d", sum, tt.slowest, tt.fastest)
			}
		})
	}
}

func TestScrollGetsFaster(t *testing.T) {
	t.Parallel()
	pane := edge(over(gesture.Pane, 1, "/dst"), 2)
	m, _ := run(t, press("a"), motion(0, 50, 9, pane))
	var first, last int
	for d := time.Duration(0); d < 15*time.Second; d += 10 * time.Millisecond {
		var effects []gesture.Effect
		m, effects = m.Step(gesture.Tick{At: at(d), Over: pane})
		for _, e := range effects {
			if s, ok := e.(gesture.Scrolled); ok {
				last = s.Rows
				if first == 0 {
					first = s.Rows
				}
			}
		}
	}
	if first != 1 || last != 8 {
		t.Errorf("first step %d rows, last %d; want 1 and 8", first, last)
	}
}

func TestCarry(t *testing.T) {
	t.Parallel()
	lift := gesture.Lift{At: t0, Items: items("/src", "a"), Over: over(gesture.Pane, 0, "/src")}
	there := over(gesture.Folder, 1, "/dst/x")

	m, _ := run(t, lift)
	if !m.Carried() || m.Reason() != gesture.AlreadyHere {
		t.Errorf("carried %v, reason %v", m.Carried(), m.Reason())
	}
	if _, ok := m.Next(); ok {
		t.Error("carry mode wants ticks")
	}
	for name, e := range map[string]gesture.Event{
		"blur": gesture.Blur{}, "motion": gesture.Motion{At: at(1)}, "release": gesture.Release{At: at(1)},
		"press": press("b"), "an hour": gesture.Tick{At: at(time.Hour)}, "another lift": gesture.Lift{At: at(1)},
	} {
		if m, got := m.Step(e); !m.Carried() || len(got) != 0 {
			t.Errorf("%s: carried %v, effects %v", name, m.Carried(), got)
		}
	}
	m, _ = m.Step(gesture.Shift{At: at(time.Second), Over: there})
	if m.Reason() != gesture.Possible || m.Target() != there.Target {
		t.Errorf("over a folder: reason %v, target %v", m.Reason(), m.Target())
	}
	still, got := m.Step(gesture.Put{At: at(2 * time.Second), Over: over(gesture.Pane, 0, "/src")})
	if diff := cmp.Diff([]gesture.Effect{gesture.Refused{Reason: gesture.AlreadyHere}}, got); diff != "" || !still.Carried() {
		t.Errorf("refused: carried %v (-want +got):\n%s", still.Carried(), diff)
	}
	done, got := still.Step(gesture.Put{At: at(2 * time.Second), Over: there})
	want := gesture.Dropped{Items: items("/src", "a"), To: there.Target}
	if diff := cmp.Diff([]gesture.Effect{want}, got, cmp.Comparer(samePath)); diff != "" || done.Phase() != gesture.Idle {
		t.Errorf("dropped: phase %d (-want +got):\n%s", done.Phase(), diff)
	}
	back, got := m.Step(gesture.Escape{})
	if diff := cmp.Diff([]gesture.Effect{gesture.Cancelled{Why: gesture.ByPerson}}, got); diff != "" || back.Phase() != gesture.Idle {
		t.Errorf("put back: phase %d (-want +got):\n%s", back.Phase(), diff)
	}
}
