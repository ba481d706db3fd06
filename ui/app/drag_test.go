package app

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/treetest"
	"onefm/ui/gesture"
)

func TestDragCarriesTheMarks(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		w.press("G", "space", "k", "space") // gamma and beta
		d := w.drag(left, "gamma").overPane(right)
		w.shows("copy 2 items")
		d.drop().wait(chipDelay)
		w.paneShows(right, "Backups", "Films", "Music", "beta.iso", "gamma.mkv", "welcome.txt")
		w.drag(left, "alpha").overPane(right).drop().wait(chipDelay)
		if n := len(m.engine.submitted()[1].Request.Sources); n != 1 {
			t.Errorf("an unmarked row carried %d items", n)
		}
	})
}

func TestDragTargetsAndReasons(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		d := w.drag(left, "docs").overPane(left)
		w.shows("already here")
		d.over(left, "docs")
		w.shows("into itself")
		d.over(left, "empty")
		w.shows("move 1 item", "empty/")
		d.over(right, "Films")
		w.shows("copy 1 item", "Films/")
		d.overPane(left).drop().shows("already here").wait(chipDelay).paneShows(left, "docs", "empty", "alpha.txt", "beta.iso", "gamma.mkv")
	})
}

func TestDragOntoAPathSegment(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.press("tab", "j", "enter") // Films
		w.drag(right, "alien").over(right, "1f:").drop().shows("Moving alien.mkv to 1f:/").wait(chipDelay)
		w.paneShows(right, "brazil.mkv").press("h").paneShows(right, "Backups", "Films", "Music", "alien.mkv", "welcome.txt")
	})
}

func TestDragOntoTheQueueGoesAcross(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		strip := w.m.layout.Strip.Min
		w.drag(left, "alpha").move(strip.X+3, strip.Y).drop().shows("Copying alpha.txt to 1f:/").wait(chipDelay)
		w.paneShows(right, "Backups", "Films", "Music", "alpha.txt", "welcome.txt")
	})
}

func TestDragAsMove(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		d := w.drag(left, "alpha").overPane(right)
		w.shows("copy 1 item").press("m").shows("move 1 item").press("c").shows("copy 1 item")
		w.mouse(rightButton, d.x, d.y, true).mouse(rightButton, d.x, d.y, false).shows("move 1 item")
		d.drop().wait(chipDelay).paneShows(left, "docs", "empty", "beta.iso", "gamma.mkv")
		d = w.drag(left, "beta")
		d.alt = withAlt
		d.overPane(right)
		w.shows("move 1 item")
		d.drop().wait(chipDelay).paneShows(left, "docs", "empty", "gamma.mkv")
	})
}

func TestWhatEndsADragLeavesEverything(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *window, d *drag){
		"Esc":                     func(w *window, _ *drag) { w.press("esc") },
		"lost focus":              func(w *window, _ *drag) { w.scr.send("\x1b[O"); w.settle() },
		"motion without a button": func(w *window, d *drag) { w.mouse(moved+3, d.x+1, d.y, true) },
		"20 s of silence":         func(w *window, _ *drag) { w.wait(gesture.Silence) },
		"released over nothing":   func(w *window, d *drag) { keys := w.m.layout.Keys.Min; d.move(keys.X+90, keys.Y).drop() },
	} {
		t.Run(name, func(t *testing.T) {
			inWindow(t, func(t *testing.T, w *window, m *memory) {
				d := w.drag(left, "alpha").overPane(right)
				w.shows("copy 1 item")
				end(w, d)
				w.hides("copy 1 item").wait(chipDelay)
				if w.m.drag.Phase() != gesture.Idle || len(m.engine.submitted()) != 0 {
					t.Errorf("phase %d, %d plans", w.m.drag.Phase(), len(m.engine.submitted()))
				}
				w.press("j") // and the keys go on
			})
		})
	}
}

func TestPressWithoutMotionIsNoDrag(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		x, y := w.find(left, "alpha")
		w.mouse(leftButton, x, y, true).mouse(leftButton+moved, x+1, y, true).mouse(leftButton, x+1, y, false).wait(chipDelay)
		if len(m.engine.submitted()) != 0 {
			t.Error("a shaky click copied something")
		}
		w.cursorOn(left, "alpha.txt")
	})
}

func TestSourcesAreDimmedAndTargetsLit(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, _ *memory) {
		w.drag(left, "alpha").over(right, "Films")
		v := w.m.values
		for _, row := range v.Panes[left].Rows {
			if row.Dimmed != (row.Name == "alpha.txt") {
				t.Errorf("%s dimmed: %v", row.Name, row.Dimmed)
			}
		}
		if v.Lit.Pane != right || v.Lit.Row != 1 {
			t.Errorf("lit: %+v", v.Lit)
		}
		w.press("esc")
	})
}

func TestDragScrollsAtTheEdge(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		for i := range 200 {
			m.account.AddFolder(fmt.Sprintf("/Backups/%03d", i))
		}
		w.press("tab", "enter")
		rows := w.m.layout.Panes[right].Rows
		d := w.drag(left, "alpha").move(rows.Min.X+5, rows.Max.Y-1)
		w.wait(3 * time.Second)
		top := w.m.panes[right].top
		if top < 20 {
			t.Errorf("scrolled %d rows in 3 s", top)
		}
		d.move(rows.Min.X+5, rows.Min.Y+rows.Dy()/2)
		w.wait(100 * time.Millisecond)
		at := w.m.panes[right].top
		w.wait(400 * time.Millisecond)
		if got := w.m.panes[right].top; got != at {
			t.Errorf("goes on scrolling in the middle: %d, then %d", at, got)
		}
		target := w.m.drag.Target().Dir
		d.drop().wait(chipDelay)
		if got := m.engine.submitted()[0].Request.To; got != target {
			t.Errorf("dropped into %s, pointed at %s", got, target)
		}
	})
}

func TestRestingOverAFolderOpensIt(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		m.account.AddFolder("/Films/2024/deep")
		d := w.drag(left, "alpha").over(right, "Films")
		w.wait(gesture.Spring).paneShows(right, "2024", "alien.mkv", "brazil.mkv")
		d.over(right, "2024")
		w.wait(gesture.Spring).paneShows(right, "deep")
		d.overPane(right).drop().wait(chipDelay).paneShows(right, "deep", "alpha.txt")
		w.drag(left, "beta").over(right, "deep")
		w.wait(gesture.Spring).paneShows(right).press("esc").paneShows(right, "deep", "alpha.txt")
		if n := len(m.engine.submitted()); n != 1 {
			t.Errorf("%d plans", n)
		}
	})
}

func TestCarryMode(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		w.press("G", "space", "Y").shows("copy").press("esc")
		if w.m.drag.Phase() != gesture.Idle {
			t.Fatal("Esc does not put back")
		}
		w.press("shift+f5").shows("already here").press("enter").shows("already here")
		w.press("tab", "j").shows("Films/").press("m").shows("move").press("c").shows("copy").press("enter").wait(chipDelay)
		if got := m.engine.submitted()[0].Request.To; got != model.AccountPath("/Films") {
			t.Errorf("dropped into %s", got)
		}
		w.press("l").paneShows(right, "alien.mkv", "brazil.mkv", "gamma.mkv")
		w.press("tab", "home", "Y", "tab", "p").wait(chipDelay)
		w.paneShows(right, "docs", "alien.mkv", "brazil.mkv", "gamma.mkv")
	})
}

func TestCarryOutlivesFocusAndTime(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, _ *memory) {
		w.press("Y", "tab")
		w.scr.send("\x1b[O")
		w.wait(time.Hour)
		w.scr.send("\x1b[I")
		w.settle()
		if !w.m.drag.Carried() {
			t.Error("what was carried is gone")
		}
		w.press("esc")
	})
}

// Motions of a drag must not pile up timers, and those that change nothing must
// not draw.
func TestMotionsAreCheap(t *testing.T) {
	t.Parallel()
	m := newModel(t.Context(), newMemory().cfg)
	drive := func(msg tea.Msg) tea.Cmd { _, cmd := m.Update(stamped{at: m.now, msg: msg}); return cmd }
	m.Update(sizeMsg(100, 24))
	m.now = time.Unix(0, 0)
	p := m.panes[left]
	p.open(spot{dir: p.dir}, staying, m.now)
	m.Update(listedMsg{pane: left, request: p.going.request, dir: p.dir, listing: model.Listing{Entries: []model.Entry{{Name: "a"}}}})
	m.View()
	rows := m.layout.Panes[left].Rows
	drive(tea.MouseClickMsg{X: rows.Min.X + 3, Y: rows.Min.Y, Button: tea.MouseLeft})
	drive(tea.MouseMotionMsg{X: rows.Min.X + 9, Y: rows.Min.Y + 4, Button: tea.MouseLeft})
	if m.drag.Phase() != gesture.Dragging {
		t.Fatal("no drag")
	}
	m.View()
	drive(tea.MouseMotionMsg{X: rows.Min.X + 10, Y: rows.Min.Y + 4, Button: tea.MouseLeft})
	if m.undrawn {
		t.Error("a motion that is gathered draws")
	}
	cmds := 0
	for i := range 100 {
		if drive(tea.MouseMotionMsg{X: rows.Min.X + i%30, Y: rows.Min.Y + 4, Button: tea.MouseLeft}) != nil {
			cmds++
		}
	}
	if cmds > 2 {
		t.Errorf("100 motions in one frame set %d timers", cmds)
	}
}

func TestDragAcrossManyFolders(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		for i := range 200 {
			m.local.AddFile(fmt.Sprintf("/home/many/f%03d", i), strings.Repeat("x", i+1))
		}
		w.press("g", "r").press("home", "space", "space", "space") // docs, empty, many
		w.drag(left, "docs").overPane(right).drop().wait(chipDelay)
		p := m.engine.submitted()[0]
		if p.Request.Op != plan.Copy || p.Files != 202 {
			t.Errorf("plan: op %d, %d files", p.Request.Op, p.Files)
		}
		if n := m.account.Count(treetest.OpMkdir); n != 3 {
			t.Errorf("%d folders made, want 3", n)
		}
	})
}
