package app

import (
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// inWindow runs a test on a window over trees in memory.
func TestSubshellHasTheTerminal(t *testing.T) {
	t.Parallel()
	c := subshell(t.Context(), "/bin/sh")
	for what, got := range map[string]any{"input": c.Stdin, "output": c.Stdout, "errors": c.Stderr} {
		if _, ok := got.(*os.File); !ok {
			t.Errorf("the %s of the shell is a %T, not the terminal", what, got)
		}
	}
}

func inWindow(t *testing.T, do func(t *testing.T, w *window, m *memory)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		w := open(t, m.cfg, 100, 24, 52)
		do(t, w, m)
	})
}

func TestBothSidesShow(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, _ *memory) {
		w.paneShows(left, "docs", "empty", "alpha.txt", "beta.iso", "gamma.mkv")
		w.paneShows(right, "Backups", "Films", "Music", "welcome.txt")
		w.shows("alpha.txt", "Films", "F5", "copy").hides(".hidden")
		if !w.scr.alt() {
			t.Error("not on the alternate screen")
		}
	})
}

func TestCopyByKey(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		w.press("G").cursorOn(left, "gamma.mkv").press("f5")
		w.shows("Copying gamma.mkv to 1f:/", "undo")
		if n := len(m.engine.submitted()); n != 0 {
			t.Errorf("%d plans started without a moment to take them back", n)
		}
		w.wait(chipDelay).paneShows(right, "Backups", "Films", "Music", "gamma.mkv", "welcome.txt")
		w.shows("Copied 1 item to 1f:/")
	})
}

func TestTakeBack(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		w.press("space", "space", "c", "c").wait(time.Second).press("u").wait(chipDelay)
		w.shows("Taken back")
		if n := len(m.engine.submitted()); n != 0 {
			t.Errorf("%d plans started after they were taken back", n)
		}
		if n := w.m.panes[left].marks.count(); n != 2 {
			t.Errorf("%d marks are back, want 2", n)
		}
	})
}

func TestDragToTheOtherPane(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		d := w.drag(left, "beta.iso").overPane(right)
		w.shows("copy 1 item")
		d.drop().wait(chipDelay)
		w.paneShows(right, "Backups", "Films", "Music", "beta.iso", "welcome.txt")
	})
}

func TestDragOntoAFolder(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.drag(left, "beta.iso").over(right, "Films").drop().wait(chipDelay)
		w.press("tab", "j").cursorOn(right, "Films").press("enter")
		w.paneShows(right, "alien.mkv", "beta.iso", "brazil.mkv")
	})
}
