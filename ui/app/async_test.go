package app

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/treetest"
)

func TestHangingAccountLeavesTheKeysAlive(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		m.account.Forget("/Films")
		m.account.Fail(treetest.Fault{Op: treetest.OpList, Path: m.account.Path("/Films"), Hang: true})
		w.press("tab", "j", "enter").shows("opening Films")
		w.press("j").cursorOn(right, "Music").press("tab", "j").cursorOn(left, "empty")
		w.press("f5").wait(chipDelay).paneShows(right, "Backups", "empty", "Films", "Music", "welcome.txt")
		w.shows("opening Films").press("esc").hides("opening Films").shows("Stopped asking")
		w.press("tab", "G").press("s", "s")
		if got := w.scr.clipboard(); got == "" {
			t.Error("no link on the clipboard while a listing hangs")
		}
	})
}

func TestKeyIsOnTheScreenAtOnceWhileTheAccountHangs(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		m.account.Fail(treetest.Fault{Op: treetest.OpList, Hang: true})
		w.press("tab", "enter", "tab")
		w.wait(0)
		start := time.Now()
		before := w.scr.text()
		w.scr.send("j")
		for w.scr.text() == before {
			w.wait(time.Millisecond)
			if time.Since(start) > 50*time.Millisecond {
				t.Fatal("a key is not on the screen within 50 ms")
			}
		}
	})
}

func TestFailedListingLeavesTheOldRows(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, m *memory) {
		m.account.Forget("/Films")
		m.account.Fail(treetest.Fault{Op: treetest.OpList, Path: m.account.Path("/Films"), Err: errTest})
		w.press("tab", "j", "enter").shows("Cannot list Films").paneShows(right, "Backups", "Films", "Music", "welcome.txt")
		m.account.Heal()
		w.press("enter").paneShows(right, "alien.mkv", "brazil.mkv")
	})
}

func TestFailedRefreshKeepsRowsAndSaysSo(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, m *memory) {
		m.account.Fail(treetest.Fault{Op: treetest.OpList, Path: m.account.Path("/"), Err: errTest, Stale: true})
		w.press("tab", "g", "r").shows("Cannot list").paneShows(right, "Backups", "Films", "Music", "welcome.txt")
	})
}

func TestFloodIsTriedAgainByItself(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, m *memory) {
		flood := &fichier.Error{Op: "folder/ls", Kind: fichier.ErrFlood, RetryAfter: 30 * time.Second}
		m.account.Forget("/Films")
		m.account.Fail(treetest.Fault{Op: treetest.OpList, Path: m.account.Path("/Films"), Err: flood, Times: 2})
		w.press("tab", "j", "enter").shows("Cannot list Films").paneShows(right, "Backups", "Films", "Music", "welcome.txt")
		w.wait(61*time.Second).paneShows(right, "alien.mkv", "brazil.mkv")
	})
}

func TestRefreshSaysWhatItCosts(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		w.press("tab", "g", "r").shows("with one call")
		asOf := time.Now().Add(-12 * time.Second)
		m.account.Describe("/", asOf, time.Now().Add(18*time.Second), false)
		n := m.account.Count(treetest.OpList)
		w.press("g", "r").shows("1fichier allows it once in 30 s", "17 s")
		w.wait(19 * time.Second)
		if got := m.account.Count(treetest.OpList); got <= n+1 {
			t.Errorf("%d listings after the wait, %d before: it did not come by itself", got, n)
		}
	})
}

func TestFolderThatIsGoneLeadsUp(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		w.press("enter").paneShows(left, "one.txt", "two.txt")
		docs := model.Item{Dir: m.local.Path("/home"), Entry: model.Entry{Name: "docs", Kind: model.Folder}}
		if err := m.local.Remove(t.Context(), []model.Item{docs}); err != nil {
			t.Fatal(err)
		}
		w.press("g", "r").paneShows(left, "empty", "alpha.txt", "beta.iso", "gamma.mkv")
	})
}

func TestChangesOfTheAccountShowByThemselves(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, m *memory) {
		m.account.AddFile("/arrived.txt", "x")
		m.changes <- []model.Path{model.AccountPath("/elsewhere"), model.AccountPath("/")}
		w.settle().paneShows(right, "Backups", "Films", "Music", "arrived.txt", "welcome.txt")
		m.account.AddFile("/again.txt", "x")
		m.changes <- []model.Path{model.AccountPath("/")}
		w.settle().paneShows(right, "Backups", "Films", "Music", "again.txt", "arrived.txt", "welcome.txt")
	})
}

func TestUnknownFolderIsAskedForAndCancelled(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, m *memory) {
		m.account.Forget("/Films")
		m.account.Fail(treetest.Fault{Op: treetest.OpList, Path: m.account.Path("/Films"), Delay: 10 * time.Second})
		w.press("tab", "j", "enter").wait(time.Second).press("j", "enter").paneShows(right, "song.flac")
		w.wait(20*time.Second).paneShows(right, "song.flac") // the late answer about Films is not wanted any more
	})
}

func TestStartWithAHangingAccount(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		m := newMemory()
		m.account.Forget("/")
		m.account.Fail(treetest.Fault{Op: treetest.OpList, Hang: true})
		w := open(t, m.cfg, 100, 24)
		w.paneShows(left, "docs", "empty", "alpha.txt", "beta.iso", "gamma.mkv").shows("Listing 1f:/")
		w.press("j").cursorOn(left, "empty").press("tab", "enter", "h", "space", "f5", "esc", "esc")
		w.quit()
	})
}

func TestStartWithAFailingAccount(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		m := newMemory()
		m.account.Forget("/")
		m.account.Fail(treetest.Fault{Op: treetest.OpList, Err: errTest})
		w := open(t, m.cfg, 100, 24)
		w.shows("Cannot list").press("tab", "j", "enter", "f5", "d", "d", "s", "s", "r", "D", "Y", "p", "i", "esc")
		m.account.Heal()
		w.press("g", "r").paneShows(right, "Backups", "Films", "Music", "welcome.txt").quit()
	})
}

func TestStaleAnswersAreDropped(t *testing.T) {
	t.Parallel()
	m := newModel(t.Context(), newMemory().cfg)
	m.Update(sizeMsg(80, 24))
	p := m.panes[left]
	p.open(spot{dir: p.dir}, staying, m.now)
	old := p.going.request
	p.open(spot{dir: p.dir}, staying, m.now)
	entries := []model.Entry{{Name: "stale"}}
	m.Update(listedMsg{pane: left, request: old, dir: p.dir, listing: model.Listing{Entries: entries}})
	if p.shown || p.len() != 0 {
		t.Error("an answer to an older request was shown")
	}
	m.Update(listedMsg{pane: left, request: p.going.request, dir: p.dir, listing: model.Listing{Entries: entries}})
	if p.len() != 1 {
		t.Error("the answer to the latest request was not shown")
	}
	m.Update(laidMsg{pane: left, laid: pick{was: nobody()}.lay(nil, nil)})
	if p.len() != 1 {
		t.Error("entries of an older listing were shown")
	}
}

func TestSortingWhileListing(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, m *memory) {
		m.local.Add("/home", model.Entry{Name: "huge.bin", Size: 9e9})
		m.local.Fail(treetest.Fault{Op: treetest.OpList, Delay: time.Second, Times: 1})
		w.press("g", "r").press(",", "s").wait(2*time.Second).paneShows(left, "docs", "empty", "huge.bin", "alpha.txt", "gamma.mkv", "beta.iso")
	})
}

// crowd is a tree with one folder of very many entries.
type crowd struct {
	*treetest.Memory

	dir     model.Path
	entries []model.Entry
}

func (c *crowd) List(ctx context.Context, dir model.Path, f model.Freshness) (model.Listing, error) {
	if dir != c.dir {
		return c.Memory.List(ctx, dir, f)
	}
	return model.Listing{Dir: dir, Entries: slices.Clone(c.entries), AsOf: time.Now()}, ctx.Err()
}

func newCrowd(m *memory, n int) *crowd {
	c := &crowd{Memory: m.local, dir: m.local.Path("/home/docs")}
	for i := range n {
		c.entries = append(c.entries, model.Entry{Name: fmt.Sprintf("file %06d.dat", i), Size: int64(i)})
	}
	return c
}

// A folder of 100,000 entries is listed, sorted, filtered and marked without
// keeping the keys waiting, and a frame costs what is seen only.
func TestHundredThousandRows(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		m := newMemory()
		m.cfg.Local = newCrowd(m, 100_000)
		w := open(t, m.cfg, 100, 24)
		w.press("enter", "G").cursorOn(left, "file 099999.dat").press("k", "k").cursorOn(left, "file 099997.dat")
		w.press("A").shows("100,000 marked").press("esc", ",", "s").press("home").cursorOn(left, "file 099999.dat")
		w.press("f").types("0500").press("enter").shows("of 100,000")
		if n := len(w.m.values.Panes[left].Rows); n > 24 {
			t.Errorf("%d rows were built for a screen of 24 lines", n)
		}
		w.quit()
	})
}

func TestRefusedKeyAsksForAnother(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		m := newMemory()
		m.cfg.SignIn = signInWith(t, m, nil)
		w := open(t, m.cfg, 100, 24)
		refused := &fichier.Error{Op: "folder/ls", Kind: fichier.ErrAuth}
		m.account.Fail(treetest.Fault{Op: treetest.OpList, Err: refused, Stale: true})
		w.press("tab", "g", "r").shows("key")
		if _, ok := w.m.top().(*guideDialog); !ok {
			t.Fatalf("no guide after a refused key:\n%s", w.scr.text())
		}
		m.account.Heal()
		w.wait(quietTime).types("another-key").press("enter", "enter").paneShows(right, "Backups", "Films", "Music", "welcome.txt")
		w.quit()
	})
}
