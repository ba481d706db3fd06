package app

import (
	"slices"
	"testing"
	"time"

	"onefm/model"
	"onefm/model/treetest"
	"onefm/ui/view"
)

func TestMovingAbout(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.cursorOn(left, "docs")
		w.press("j").cursorOn(left, "empty").press("down").cursorOn(left, "alpha.txt").press("k").cursorOn(left, "empty")
		w.press("G").cursorOn(left, "gamma.mkv").press("g", "g").cursorOn(left, "docs").press("end").cursorOn(left, "gamma.mkv")
		w.press("home", "enter").paneShows(left, "one.txt", "two.txt").press("h").cursorOn(left, "docs")
		w.press("l").paneShows(left, "one.txt", "two.txt").press("backspace").cursorOn(left, "docs")
		w.press("tab", "j", "enter").paneShows(right, "alien.mkv", "brazil.mkv").press("left").cursorOn(right, "Films")
		w.press("l", "j").cursorOn(right, "brazil.mkv").press("h", "l").cursorOn(right, "brazil.mkv") // where it was
	})
}

func TestHistory(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.press("tab", "j", "enter", "j").cursorOn(right, "brazil.mkv")
		w.press("H").cursorOn(right, "Films").paneShows(right, "Backups", "Films", "Music", "welcome.txt")
		w.press("L").cursorOn(right, "brazil.mkv")
		w.press("alt+left").paneShows(right, "Backups", "Films", "Music", "welcome.txt")
		w.press("alt+right").cursorOn(right, "brazil.mkv")
		x, y := w.find(right, "alien")
		w.mouse(backButton, x, y, true).mouse(backButton, x, y, false).cursorOn(right, "Films")
		w.press("H").shows("nothing to go back to")
	})
}

func TestGoToPath(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.press("g", "p", "ctrl+u").types("1f:/Films").press("enter").paneShows(right, "alien.mkv", "brazil.mkv")
		w.press("alt+left").press("g", "p", "ctrl+u").types("Music").press("enter").paneShows(right, "song.flac")
		w.press("g", "p", "ctrl+u").types("1f:/Films/brazil.mkv").press("enter").cursorOn(right, "brazil.mkv")
		w.press("g", "p", "ctrl+u").types("/home/docs").press("enter").paneShows(left, "one.txt", "two.txt")
		w.press("g", "p", "ctrl+u").types("/nowhere").press("enter").shows("nowhere").paneShows(left, "one.txt", "two.txt")
		w.press("g", "p").press("esc").hides("Go to path")
	})
}

func TestGoToPathStartsAnew(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.press("g", "p").shows("/home").types("1f:/Films").press("enter").paneShows(right, "alien.mkv", "brazil.mkv")
		w.press("g", "p", "right").types("/brazil.mkv").press("enter").cursorOn(right, "brazil.mkv")
		w.press("g", "p", "backspace", "backspace").press("esc").press("g", "p", "end").press("esc")
		w.press("tab", "g", "p").types("/nowhere").press("enter").shows("it is not there")
	})
}

func TestMarks(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, _ *memory) {
		p := w.m.panes[left]
		names := func(want ...string) {
			t.Helper()
			var got []string
			for _, it := range p.markedItems() {
				got = append(got, it.Entry.Name)
			}
			if !slices.Equal(got, want) {
				t.Errorf("marked %q, want %q\n%s", got, want, w.scr.text())
			}
		}
		w.press("space", "insert").cursorOn(left, "alpha.txt")
		names("docs", "empty")
		w.press("*")
		names("alpha.txt", "beta.iso", "gamma.mkv")
		w.shows("3 marked")
		w.press("A")
		names("docs", "empty", "alpha.txt", "beta.iso", "gamma.mkv")
		w.press("esc")
		names()
		w.press("+").types("*.{iso,mkv}").press("enter")
		names("beta.iso", "gamma.mkv")
		w.press("-").types("g*").press("enter")
		names("beta.iso")
		w.press("esc", "home", "v", "j", "j", "k", "v", "j")
		names("docs", "empty")
		w.press("esc", "G", "shift+up", "shift+up")
		names("beta.iso", "gamma.mkv")
		w.rightClick(left, "beta")
		names("gamma.mkv")
		w.press("tab")
		names("gamma.mkv")
	})
}

func TestFilter(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, _ *memory) {
		w.press("f").types("A.").paneShows(left, "alpha.txt", "beta.iso", "gamma.mkv").shows("3 of 5")
		w.types("q").paneShows(left).shows("No name here holds").press("backspace")
		w.press("down", "down", "enter").cursorOn(left, "gamma.mkv").paneShows(left, "alpha.txt", "beta.iso", "gamma.mkv")
		w.press("esc").paneShows(left, "docs", "empty", "alpha.txt", "beta.iso", "gamma.mkv").cursorOn(left, "gamma.mkv")
		w.press("f").types("iso").press("esc").paneShows(left, "docs", "empty", "alpha.txt", "beta.iso", "gamma.mkv")
		w.press("G").cursorOn(left, "gamma.mkv").press("f").types("t").cursorOn(left, "empty").press("esc")
		w.press("f").types("dd").press("enter").press("esc")
		if n := len(w.m.held); n != 0 {
			t.Error("what was typed into the filter was taken for keys")
		}
	})
}

func TestSearch(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.press("/").types("A.").cursorOn(left, "alpha.txt").shows("1 of 3").press("enter")
		w.press("n", "n").cursorOn(left, "gamma.mkv").press("n").cursorOn(left, "alpha.txt").press("N").cursorOn(left, "gamma.mkv")
		w.press("/").types("doc").cursorOn(left, "docs").press("esc").cursorOn(left, "gamma.mkv")
	})
}

func TestSortAndHidden(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, m *memory) {
		m.local.Add("/home", model.Entry{Name: "huge.bin", Size: 9e9, Time: time.Unix(0, 0)})
		w.press("g", "r").press(",", "s").paneShows(left, "docs", "empty", "huge.bin", "alpha.txt", "gamma.mkv", "beta.iso")
		w.press(",", "r").paneShows(left, "docs", "empty", "beta.iso", "alpha.txt", "gamma.mkv", "huge.bin")
		w.press(".").paneShows(left, "docs", "empty", ".hidden", "beta.iso", "alpha.txt", "gamma.mkv", "huge.bin")
		w.click(left, "Name").paneShows(left, "docs", "empty", ".hidden", "alpha.txt", "beta.iso", "gamma.mkv", "huge.bin")
		w.click(left, "Date").press("home", "G").cursorOn(left, "huge.bin")
		w.click(left, "Date").press("G", "k").press(",", "n")
	})
}

func TestMouseInPanes(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, _ *memory) {
		w.click(right, "Music").cursorOn(right, "Music")
		if w.m.focus != onRight {
			t.Error("a click does not give the focus")
		}
		x, y := w.find(right, "Films")
		w.mouse(leftButton, x, y, true).mouse(leftButton, x, y, false).wait(100 * time.Millisecond)
		w.mouse(leftButton, x, y, true).mouse(leftButton, x, y, false)
		w.paneShows(right, "alien.mkv", "brazil.mkv")
		w.click(right, "1f:").paneShows(right, "Backups", "Films", "Music", "welcome.txt").cursorOn(right, "Films")
		w.mouse(leftButton, x, y, true).mouse(leftButton, x, y, false).wait(doubleTime)
		w.mouse(leftButton, x, y, true).mouse(leftButton, x, y, false)
		w.paneShows(right, "Backups", "Films", "Music", "welcome.txt") // too slow for a double-click
		w.click(anywhere, "mkdir").shows("New folder in").press("esc")
	})
}

func TestWheel(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		for i := range 100 {
			m.local.AddFile("/home/docs/"+string(rune('a'+i%26))+string(rune('a'+i/26)), "")
		}
		w.press("enter")
		p := w.m.panes[left]
		x, y := 5, 8
		for range 5 {
			w.mouse(wheelDown, x, y, true)
		}
		if p.top != 5*wheelRows || p.cursor < p.top {
			t.Errorf("after five notches top %d, cursor %d", p.top, p.cursor)
		}
		w.mouse(wheelUp, x, y, true)
		if p.top != 4*wheelRows {
			t.Errorf("after one back top %d", p.top)
		}
		if w.m.panes[right].top != 0 {
			t.Error("the other pane scrolled too")
		}
	})
}

func TestSplitter(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, _ *memory) {
		at := w.m.layout.Split.Min
		before := w.m.layout.Panes[left].Frame.Dx()
		w.mouse(leftButton, at.X, 5, true).mouse(leftButton+moved, at.X+15, 5, true).mouse(leftButton, at.X+15, 5, false)
		if got := w.m.layout.Panes[left].Frame.Dx(); got < before+13 || got > before+17 {
			t.Errorf("the left pane is %d columns wide after 15 to the right, before %d", got, before)
		}
		w.press("z", "z")
		if got := w.m.layout.Panes[left].Frame.Dx(); got != before {
			t.Errorf("equal panes: %d columns, want %d", got, before)
		}
	})
}

func TestWhichKey(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		w.press("g").hides("first row").wait(whichDelay).shows("first row", "refresh").press("esc").hides("first row")
		w.press("d").shows("trash", "cut").press("esc").wait(trashDelay)
		if n := m.local.Count(treetest.OpTrash); n != 0 {
			t.Error("d alone acted")
		}
		w.press("G", "s").wait(whichDelay).shows("on this disk").press("tab", "G", "s").wait(whichDelay).shows("Copy link as BBCode")
		w.press("esc").hides("BBCode")
		w.press("g").wait(whichDelay).click(anywhere, "path").shows("Go to path").press("esc")
	})
}

func TestCursorAndMarksStayOnTheirEntries(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		w.press("G", "k").cursorOn(left, "beta.iso").press("space", "k").cursorOn(left, "beta.iso")
		m.local.AddFile("/home/aaa.txt", "new")
		m.local.AddFile("/home/b.txt", "new")
		w.press("g", "r").cursorOn(left, "beta.iso")
		if p := w.m.panes[left]; p.marks.count() != 1 || p.markedItems()[0].Entry.Name != "beta.iso" {
			t.Errorf("marks after a refresh: %v", p.markedItems())
		}
		it := model.Item{Dir: m.local.Path("/home"), Entry: model.Entry{Name: "beta.iso"}}
		if err := m.local.Remove(t.Context(), []model.Item{it}); err != nil {
			t.Fatal(err)
		}
		w.press("g", "r").cursorOn(left, "gamma.mkv")
		if n := w.m.panes[left].marks.count(); n != 0 {
			t.Errorf("%d marks on what is gone", n)
		}
	})
}

func TestStackedPanes(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.resize(40, 12).shows("alpha.txt").hides("Films").press("tab").shows("Films").hides("alpha.txt")
		w.click(anywhere, "Local").shows("alpha.txt")
		w.resize(100, 24).shows("alpha.txt", "Films")
	})
}

func TestPalette(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.press("?").shows("Help and commands").types("new fold").shows("F7").press("enter").shows("New folder in").press("esc")
		w.press("f1").shows("Help and commands").press("esc").hides("Help and commands")
		w.press(":").types("hidden").press("enter").paneShows(left, "docs", "empty", ".hidden", "alpha.txt", "beta.iso", "gamma.mkv")
	})
}

func TestQuit(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"q", "f10", "ctrl+c"} {
		inBubble(t, func(t *testing.T) {
			w := open(t, newMemory().cfg, 80, 24)
			w.press(key).ends()
		})
	}
}

// Each line of the screen is exactly as wide as the window, at any size.
func TestEverySizeIsDrawn(t *testing.T) {
	t.Parallel()
	m := newModel(t.Context(), newMemory().cfg)
	for w := 1; w <= 300; w += 1 + w/8 {
		for h := 1; h <= 100; h += 1 + h/6 {
			m.Update(sizeMsg(w, h))
			checkLines(t, m, w, h)
		}
	}
	_ = view.Left
}
