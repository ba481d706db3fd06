package app

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"onefm/model"
	"onefm/model/treetest"
	"onefm/ui/gesture"
)

// These tests change a folder behind the window's back, as a refresh or another
// process does, and hold cursor, marks and the lines on the screen to their places.

// inCrowd runs a test, in each pane, on a folder that holds 40 files, f00 to f39, with the cursor on f20
// and f05, f20 and f30 marked.
func inCrowd(t *testing.T, do func(t *testing.T, w *window, m *memory, side int)) {
	t.Helper()
	t.Parallel()
	for side, name := range []string{left: "local", right: "account"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				m := newMemory()
				m.local = treetest.NewMemory(model.Local)
				m.account = treetest.NewMemory(model.Account)
				for i := range 40 {
					m.local.AddFile(fmt.Sprintf("/home/f%02d", i), "x")
					m.account.AddFile(fmt.Sprintf("/f%02d", i), "x")
				}
				m.cfg.Local, m.cfg.Account = m.local, m.account
				w := open(t, m.cfg, 100, 24)
				if side == right {
					w.press("tab")
				}
				w.to(side, "f05").press("space").to(side, "f30").press("space").to(side, "f20").press("space", "k")
				w.cursorOn(side, "f20")
				do(t, w, m, side)
			})
		})
	}
}

// to puts the cursor on a name.
func (w *window) to(side int, name string) *window {
	w.t.Helper()
	w.press("/").types(name).press("enter")
	return w.cursorOn(side, name)
}

func (m *memory) add(side int, name string) {
	if side == left {
		m.local.AddFile("/home/"+name, "new")
	} else {
		m.account.AddFile("/"+name, "new")
	}
}

func (m *memory) lose(t *testing.T, side int, names ...string) {
	t.Helper()
	tree, dir := m.local, m.local.Path("/home")
	if side == right {
		tree, dir = m.account, m.account.Path("/")
	}
	l, err := tree.List(t.Context(), dir, model.Cached)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range l.Entries {
		if slices.Contains(names, e.Name) {
			if err := tree.Remove(t.Context(), []model.Item{{Dir: dir, Entry: e}}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// noticed lets the window learn of the changes.
func (w *window) noticed(m *memory, side int) *window {
	if side == right {
		m.changes <- []model.Path{model.AccountPath("/")}
	} else {
		w.scr.send("\x1b[I") // the focus comes back
	}
	return w.settle()
}

// line is where on the screen the cursor's row stands.
func (w *window) line(side int) int { return w.m.panes[side].cursor - w.m.panes[side].top }

func (w *window) marked(side int, want ...string) *window {
	w.t.Helper()
	var got []string
	for _, it := range w.m.panes[side].markedItems() {
		got = append(got, it.Entry.Name)
	}
	if !slices.Equal(got, want) {
		w.t.Errorf("marked %q, want %q\n%s", got, want, w.scr.text())
	}
	return w
}

func TestRowsThatArriveMoveNothing(t *testing.T) {
	inCrowd(t, func(t *testing.T, w *window, m *memory, side int) {
		line, x, y := w.line(side), 0, 0
		x, y = w.find(side, "f20")
		for i := range 7 {
			m.add(side, fmt.Sprintf("a%02d", i))
		}
		m.add(side, "f20a")
		w.noticed(m, side).cursorOn(side, "f20").marked(side, "f05", "f20", "f30")
		if got := w.line(side); got != line {
			t.Errorf("the cursor's row is on line %d, was on %d", got, line)
		}
		if nx, ny := w.find(side, "f20"); nx != x || ny != y {
			t.Errorf("f20 is at %d,%d, was at %d,%d", nx, ny, x, y)
		}
	})
}

func TestRowsThatVanishLeaveTheNeighbour(t *testing.T) {
	inCrowd(t, func(t *testing.T, w *window, m *memory, side int) {
		line := w.line(side)
		m.lose(t, side, "f03", "f04", "f20", "f21", "f30")
		w.noticed(m, side).cursorOn(side, "f22").marked(side, "f05")
		if got := w.line(side); got != line {
			t.Errorf("the cursor is on line %d, was on %d", got, line)
		}
		m.lose(t, side, "f39", "f38", "f37")
		w.noticed(m, side).press("G").cursorOn(side, "f36")
		m.lose(t, side, "f36", "f35")
		w.noticed(m, side).cursorOn(side, "f34")
	})
}

func TestChangesUnderAFilter(t *testing.T) {
	inCrowd(t, func(_ *testing.T, w *window, m *memory, side int) {
		w.press("f").types("f2").cursorOn(side, "f20")
		m.add(side, "a0")
		m.add(side, "f2-new")
		m.lose(t, side, "f23", "f30")
		w.noticed(m, side).cursorOn(side, "f20").shows("10 of 40").press("esc")
		w.cursorOn(side, "f20").marked(side, "f05", "f20")
	})
}

func TestNothingMovesUnderAHeldPointer(t *testing.T) {
	inCrowd(t, func(t *testing.T, w *window, m *memory, side int) {
		d := w.drag(side, "f20").overPane(1 - side)
		x, y := w.find(side, "f22")
		for i := range 5 {
			m.add(side, fmt.Sprintf("a%02d", i))
		}
		m.lose(t, side, "f21")
		w.noticed(m, side)
		if nx, ny := w.find(side, "f22"); nx != x || ny != y {
			t.Errorf("f22 went from %d,%d to %d,%d while a button was held", x, y, nx, ny)
		}
		d.w.press("esc")
		w.cursorOn(side, "f20").marked(side, "f05", "f20", "f30")
		if p := w.m.panes[side]; p.len() != 44 {
			t.Errorf("%d rows after the drag, want 44", p.len())
		}
	})
}

func TestRangeGoesAlongWithItsRows(t *testing.T) {
	inCrowd(t, func(_ *testing.T, w *window, m *memory, side int) {
		w.press("esc", "v", "j", "j")
		m.add(side, "a0")
		m.lose(t, side, "f05")
		w.noticed(m, side).press("j").marked(side, "f20", "f21", "f22", "f23")
		w.press("k", "k", "v").marked(side, "f20", "f21").cursorOn(side, "f21")
	})
}

func TestMarksTakenBackAfterAChange(t *testing.T) {
	inCrowd(t, func(_ *testing.T, w *window, m *memory, side int) {
		w.press("d", "d").wait(time.Second)
		m.add(side, "a0")
		m.lose(t, side, "f30")
		w.noticed(m, side).press("u").marked(side, "f05", "f20")
	})
}

func TestTwinsKeepTheirMarks(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		m.account.AddFile("/twin", "one")
		m.account.AddFile("/twin", "two")
		m.changes <- []model.Path{model.AccountPath("/")}
		w.press("tab").to(right, "twin").press("space", "k")
		it, _ := w.m.panes[right].item()
		m.account.AddFile("/twin", "three")
		m.account.AddFile("/aaa", "x")
		w.noticed(m, right)
		now, _ := w.m.panes[right].item()
		marked := w.m.panes[right].markedItems()
		if now.Entry.ID != it.Entry.ID || len(marked) != 1 || marked[0].Entry.ID != it.Entry.ID {
			t.Errorf("the cursor is on %v, marked is %v, want %v", now.Entry, marked, it.Entry)
		}
	})
}

// A sheet that was compared with rows which are no longer shown is made again.
func TestAnswerComparedWithOlderRows(t *testing.T) {
	t.Parallel()
	m := filled(t, 3000)
	p := m.panes[right]
	answer := func() listedMsg {
		p.reload()
		msg := listedMsg{pane: p.id, again: true, request: p.again.request, dir: p.dir, listing: model.Listing{Dir: p.dir, Entries: many(3000)[10:], AsOf: time.Unix(9, 0)}}
		msg.pick = p.wanted(msg)
		msg.laid = msg.pick.lay(slices.Clone(msg.listing.Entries), nil)
		return msg
	}
	p.moveTo(100)
	p.mark(100, true)
	want, _ := p.current()
	late := answer()
	p.order = model.Order{By: model.BySize, Desc: true} // chosen after the folder was asked for
	_, cmd := m.Update(late)
	if p.len() != 3000 {
		t.Fatal("rows in an order that nobody wants any more are shown")
	}
	run(m, cmd)
	if got, _ := p.current(); got.Name != want.Name || p.len() != 2990 || p.marks.count() != 1 || !p.isMarked(p.cursor) {
		t.Errorf("the cursor is on %q of %d rows, %d marked; want %q", got.Name, p.len(), p.marks.count(), want.Name)
	}
	if first := p.entry(0); first.Size != 2999_000 {
		t.Errorf("the first row is %v", first)
	}
}

// Many rows are filtered, searched and sorted outside the loop.
func TestManyRowsLeaveTheLoopAlone(t *testing.T) {
	t.Parallel()
	m := filled(t, 3000)
	p := m.panes[left]
	m.Update(key("f"))
	_, cmd := m.Update(key("9"))
	if p.len() != 3000 {
		t.Error("3,000 rows were filtered in the loop")
	}
	_, later := m.Update(key("7"))
	run(m, cmd) // the answer to an older text leads to another question
	if p.rows.sift.text != "97" {
		t.Errorf("rows for %q are shown while %q is typed", p.rows.sift.text, p.filter)
	}
	run(m, later)
	if p.len() != 60 || p.rows.sift.text != "97" {
		t.Errorf("%d rows pass %q", p.len(), p.rows.sift.text)
	}
	m.Update(key("5"))
	if p.len() != 3 {
		t.Errorf("%d rows pass after another letter, at once", p.len())
	}
}

// A load of many rows is the same as one of few, without its items at hand.
func TestManyMarksActLikeFew(t *testing.T) {
	t.Parallel()
	m := filled(t, 3000)
	p := m.panes[left]
	p.markAll()
	p.toggle(7)
	what := p.load()
	if what.sheet == nil {
		t.Fatal("3,000 items were gathered at once")
	}
	if items := what.items(); len(items) != 2999 || what.n != 2999 || items[7].Entry.Name != p.entry(8).Name || items[7].Dir != p.dir {
		t.Errorf("the load has %d items, told are %d", len(items), what.n)
	}
	if what.holds(p, 7) || !what.holds(p, 8) || what.weight() != p.marks.size {
		t.Error("the load does not hold what was marked")
	}
	// The folder is listed anew: five rows are gone from its top.
	p.reload()
	msg := listedMsg{pane: p.id, again: true, request: p.again.request, dir: p.dir, listing: model.Listing{Dir: p.dir, Entries: many(3000)[5:], AsOf: time.Unix(9, 0)}}
	_, cmd := m.Update(msg)
	run(m, cmd)
	if p.len() != 2995 || what.holds(p, 2) || !what.holds(p, 3) {
		t.Error("what is held did not go along with its rows")
	}
	files, folder := many(2500), model.Entry{Name: "sub", Kind: model.Folder}
	p.open(spot{dir: p.dir}, staying, m.now)
	msg = listedMsg{pane: p.id, request: p.going.request, dir: p.dir, fresh: model.Auto, listing: model.Listing{Dir: p.dir, Entries: append(files, folder), AsOf: time.Unix(10, 0)}}
	_, cmd = m.Update(msg)
	run(m, cmd)
	p.markAll()
	what = p.load()
	for path, want := range map[string]gesture.Reason{
		"/home": gesture.AlreadyHere, "/home/sub": gesture.IntoItself, "/home/sub/deep": gesture.IntoItself, "/home/other": gesture.Possible, "/": gesture.Possible,
	} {
		target := gesture.Target{Kind: gesture.Folder, Dir: m.cfg.Local.(*treetest.Memory).Path(path)}
		if got, few := what.Judge(target), gesture.Judge(what.items(), target); got != want || few != want {
			t.Errorf("a drop on %s: %v, one by one %v, want %v", path, got, few, want)
		}
	}
	if got := what.Judge(gesture.Target{}); got != gesture.NoTarget {
		t.Errorf("a drop on nothing: %v", got)
	}
}
