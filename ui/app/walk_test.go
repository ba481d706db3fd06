package app

import (
	"fmt"
	"image"
	"math/rand/v2"
	"testing"
	"time"

	"onefm/model"
	"onefm/model/treetest"
	"onefm/ui/gesture"
)

// check holds the model to what must be true after any message.
func check(t *testing.T, m *Model, what string) {
	t.Helper()
	for i, p := range m.panes {
		if p.cursor < 0 || p.cursor >= max(p.len(), 1) {
			t.Fatalf("%s: cursor %d of pane %d is on none of %d rows", what, p.cursor, i, p.len())
		}
		if p.top < 0 || p.top > max(p.len()-1, 0) {
			t.Fatalf("%s: pane %d starts at row %d of %d", what, i, p.top, p.len())
		}
		for _, l := range []*list{&p.list, p.folder()} {
			checkMarks(t, l, what)
		}
	}
	if n := len(m.queue.now.Jobs); m.queue.cursor < 0 || m.queue.cursor >= max(n, 1) {
		t.Fatalf("%s: the queue's cursor is on %d of %d", what, m.queue.cursor, n)
	}
	if m.layout.Size != m.size && m.size != (image.Point{}) {
		t.Fatalf("%s: layout for %v, size %v", what, m.layout.Size, m.size)
	}
}

// checkMarks holds the marks of a list to its entries.
func checkMarks(t *testing.T, l *list, what string) {
	t.Helper()
	var n int
	var size int64
	each(l.marks.bits, func(i int32) {
		if int(i) >= len(l.sheet.entries) {
			t.Fatalf("%s: entry %d of %d is marked", what, i, len(l.sheet.entries))
		}
		n++
		if e := l.sheet.entries[i]; weighs(&e) {
			size += e.Size
		}
	})
	if n != l.marks.n || size != l.marks.size {
		t.Fatalf("%s: %d marks weigh %d, told are %d and %d", what, n, size, l.marks.n, l.marks.size)
	}
}

// walkKeys are pressed at random; quitting and suspending would end the walk.
func walkKeys() []string {
	return []string{
		"j", "k", "down", "up", "pgup", "pgdown", "home", "end", "G", "g", "h", "l", "enter", "backspace", "left", "right",
		"tab", "tab", "space", "space", "insert", "shift+up", "shift+down", "v", "A", "*", "+", "-",
		"F", "f", "g", "g", "s", "c", "c", "m", "f5", "f6", "y", "x", "p", "Y", "shift+f5", "d", "d", "D", "f8", "u", "r", "f2", "a", "f7", "i",
		"s", "s", "f", "/", "n", "N", ",", "n", "s", "d", "t", ".", "w", "K", "J", "C", "?", "f1", "z", "z",
		"esc", "esc", "esc", "enter", "H", "L", "1", "2", "ctrl+u", "ctrl+w", "ctrl+l", "o", "ü", "界",
	}
}

func TestRandomWalk(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) { walk(t, seed, 200) })
		})
	}
}

func walk(t *testing.T, seed uint64, steps int) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a walk that can be repeated
	m := newMemory()
	for i := range 60 {
		m.local.AddFile(fmt.Sprintf("/home/docs/n%02d.txt", i), "x")
		m.account.AddFolder(fmt.Sprintf("/Backups/f%02d", i))
	}
	m.account.AddFile("/twin.txt", "a")
	m.account.AddFile("/twin.txt", "b")
	w := open(t, m.cfg, 80, 24, 52)
	keys := walkKeys()
	for n := range steps {
		what := fmt.Sprint("step ", n)
		switch rnd.IntN(12) {
		case 0, 1, 2, 3, 4, 5:
			key := keys[rnd.IntN(len(keys))]
			what += " key " + key
			w.scr.send(keyBytes(key))
		case 6, 7, 8:
			code := []int{leftButton, leftButton + moved, leftButton + moved, rightButton, wheelUp, wheelDown, 1}[rnd.IntN(7)]
			x, y, down := rnd.IntN(w.scr.w), rnd.IntN(w.scr.h), rnd.IntN(3) > 0
			what += fmt.Sprintf(" mouse %d at %d,%d %v", code, x, y, down)
			w.scr.send(fmt.Sprintf("\x1b[<%d;%d;%d%s", code, x+1, y+1, map[bool]string{true: "M", false: "m"}[down]))
		case 9:
			width, height := 1+rnd.IntN(120), 1+rnd.IntN(40)
			what += fmt.Sprintf(" resize %d×%d", width, height)
			w.resize(width, height)
		case 10:
			what += " time"
			w.wait(time.Duration(rnd.IntN(3000)) * time.Millisecond)
		case 11:
			what += " world"
			disturb(rnd, m)
		}
		w.settle()
		check(t, w.m, what)
		if w.m.drag.Phase() == gesture.Idle && n%20 == 0 {
			checkLines(t, w.m, w.m.size.X, w.m.size.Y)
		}
		if len(w.over) > 0 {
			t.Fatalf("%s: the program has ended", what)
		}
	}
}

// disturb changes the world behind the window's back, or makes it fail for a while.
func disturb(rnd *rand.Rand, m *memory) {
	switch rnd.IntN(6) {
	case 0:
		m.account.AddFile(fmt.Sprintf("/new%d", rnd.IntN(1000)), "x")
		m.changes <- []model.Path{model.AccountPath("/")}
	case 1:
		m.account.Fail(treetest.Fault{Op: treetest.OpList, Err: errTest, Times: 2})
	case 2:
		m.account.Fail(treetest.Fault{Op: treetest.OpList, Hang: true, Times: 1})
	case 3:
		m.local.Fail(treetest.Fault{Op: treetest.OpMkdir, Err: errTest, Times: 1})
	case 4:
		m.engine.show(snapshotOf(running(1, "a", 1, 2), running(2, "b", 1, 2)))
	case 5:
		m.engine.show(snapshotOf())
		m.account.Heal()
	}
}

// A storm of sizes from 1×1 to 300×100 in the middle of everything.
func TestResizeStorm(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		rnd := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // a storm that can be repeated
		m.engine.show(snapshotOf(running(1, "a", 1, 2)))
		for _, keys := range [][]string{{}, {"w"}, {"esc", "?"}, {"esc", "f7"}, {"esc", "Y"}, {"esc", "f"}, {"esc", "g"}} {
			w.press(keys...)
			for range 8 {
				x, y := 1+rnd.IntN(300), 1+rnd.IntN(100)
				w.resize(x, y)
				checkLines(t, w.m, x, y)
				check(t, w.m, "resize")
			}
			w.resize(1, 1)
			checkLines(t, w.m, 1, 1)
			w.resize(100, 24)
		}
		w.press("esc", "esc")
	})
}
