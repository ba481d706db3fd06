package app

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/treetest"
)

func TestNewFolder(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, m *memory) {
		w.press("f7").shows("New folder in home").press("enter").shows("Type a name")
		w.types("new/deep").press("enter").cursorOn(left, "new")
		w.press("a").types("a/../b").press("enter").shows("no name of its own").press("esc")
		w.press("tab", "a").types("Neu").press("enter").cursorOn(right, "Neu")
		m.local.Fail(treetest.Fault{Op: treetest.OpMkdir, Err: errTest})
		w.press("tab", "f7").types("x").press("enter").shows("Cannot make x")
	})
}

func TestRename(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.press("j", "j", "space", "k", "r") // alpha is marked, the cursor is on it
		w.types("2").press("enter").cursorOn(left, "alpha2.txt").shows("1 marked")
		w.press("f2", "ctrl+u").types("gamma.mkv").press("ctrl+k").press("enter").shows("Cannot rename alpha2.txt")
		w.press("f2", "ctrl+u").types("x/y").press("enter").shows("can't hold").press("esc")
	})
}

func TestTrashCanBeTakenBack(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		w.press("G", "space", "d", "d").shows("Moving gamma.mkv to the trash", "undo").wait(time.Second).press("u").wait(trashDelay)
		if n := m.local.Count(treetest.OpTrash); n != 0 {
			t.Error("trashed although it was taken back")
		}
		w.press("f8", "enter").wait(trashDelay).paneShows(left, "docs", "empty", "alpha.txt", "beta.iso")
		if got := len(m.local.Trashed()); got != 1 {
			t.Errorf("%d items in the trash", got)
		}
		w.press("G", "d").click(anywhere, "trash").shows("undo").click(anywhere, "undo").wait(trashDelay)
		w.paneShows(left, "docs", "empty", "alpha.txt", "beta.iso")
	})
}

func TestEraseWantsTheNumber(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		w.press("G", "space", "k", "space", "D").shows("Erase 2 items for good?").press("enter").shows("Type 2")
		w.types("3").press("enter").shows("the number of items").press("ctrl+u").types("2")
		if n := m.local.Count(treetest.OpRemove); n != 0 {
			t.Fatal("erased before Enter")
		}
		w.press("enter").paneShows(left, "docs", "empty", "alpha.txt").shows("Erased 2 items")
		m.local.Fail(treetest.Fault{Op: treetest.OpRemove, Err: errTest})
		w.press("shift+f8").types("1").press("enter").shows("Cannot erase")
	})
}

func TestConflictsAreJudgedByWhatIsThereNow(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		m.account.AddFile("/gamma.mkv", "old")
		m.changes <- []model.Path{model.AccountPath("/")}
		e, err := m.local.Stat(t.Context(), m.local.Path("/home/gamma.mkv"))
		if err != nil {
			t.Fatal(err)
		}
		if err := m.local.Remove(t.Context(), []model.Item{{Dir: m.local.Path("/home"), Entry: e}}); err != nil {
			t.Fatal(err)
		}
		m.local.AddFile("/home/gamma.mkv", strings.Repeat("grown since the pane was read ", 100))
		w.settle().press("G", "f5").shows("3.0 kB").press("esc")
	})
}

func TestConflictsAreReviewedOnce(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		for _, name := range []string{"/alpha.txt", "/beta.iso", "/gamma.mkv"} {
			m.account.AddFile(name, "older and longer content of "+name)
		}
		m.changes <- []model.Path{model.AccountPath("/")}
		w.settle().press("G", "space", "k", "space", "k", "k", "space", "f5")
		w.press("k", "s", "r").wait(quietTime) // meant for the pane: swallowed
		if n := len(m.engine.submitted()); n != 0 {
			t.Fatal("started without an answer")
		}
		w.shows("Copy 3 items to 1f:/", "alpha.txt", "beta.iso", "gamma.mkv").press("enter")
		if w.m.top() == nil {
			t.Fatal("the sheet closed with open conflicts")
		}
		w.press("home", "s", "k", "r").shows("skip", "keep both", "replace").press("enter")
		p := m.engine.submitted()[0]
		var got []plan.Choice
		for _, i := range p.Conflicts() {
			got = append(got, p.Step(i).Conflict.Choice)
		}
		if len(got) != 3 || got[0] != plan.Skip || got[1] != plan.Keep || got[2] != plan.Replace {
			t.Errorf("choices: %v", got)
		}
		w.press("tab", "home", "tab").press("*").press("f5").wait(quietTime)
		if w.m.top() != nil {
			w.press("N", "S").press("enter")
		}
	})
}

func TestReviewCancelled(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		m.account.AddFile("/gamma.mkv", "other")
		m.changes <- []model.Path{model.AccountPath("/")}
		w.settle().press("G", "space", "f5").wait(quietTime).shows("gamma.mkv").press("esc").shows("nothing was changed")
		if n := w.m.panes[left].marks.count(); n != 1 || len(m.engine.submitted()) != 0 {
			t.Errorf("%d marks, %d plans", n, len(m.engine.submitted()))
		}
	})
}

func TestWhatCannotBeCopiedIsListed(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		m.local.AddFile("/home/nothing.txt", "")
		w.press("g", "r").press("A", "f5").wait(quietTime).shows("nothing.txt", "Start without them").press("enter")
		if p := m.engine.submitted(); len(p) != 1 || p[0].Files != 5 {
			t.Errorf("plans: %v", p)
		}
	})
}

func TestNothingToCopy(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		m.cfg.Plans.Sum = nil
		m.local.AddFile("/home/nothing.txt", "")
		w.press("g", "r").press("G", "f5").wait(quietTime).shows("nothing.txt").press("enter").wait(chipDelay)
		if n := len(m.engine.submitted()); n != 0 {
			t.Errorf("%d plans that do nothing", n)
		}
	})
}

func TestYankCutPaste(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.press("G", "y").shows("Yanked gamma.mkv").press("tab", "j", "enter", "p").wait(chipDelay)
		w.paneShows(right, "alien.mkv", "brazil.mkv", "gamma.mkv").press("p").wait(chipDelay + quietTime).press("esc")
		w.press("tab", "k", "x").shows("Cut beta.iso").press("tab", "p").wait(chipDelay)
		w.paneShows(right, "alien.mkv", "beta.iso", "brazil.mkv", "gamma.mkv").paneShows(left, "docs", "empty", "alpha.txt", "gamma.mkv")
		w.press("p").shows("Nothing was yanked")
	})
}

func TestCopyLink(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		link := m.account.AddFile("/zeta [x].mkv", "z").Entry.ID
		m.changes <- []model.Path{model.AccountPath("/")}
		w.settle().press("tab", "G", "s", "s").shows("Copied the link of zeta [x].mkv")
		if got := w.scr.clipboard(); got != link {
			t.Errorf("clipboard: %q, want %q", got, link)
		}
		w.press("s", "m")
		if got, want := w.scr.clipboard(), `[zeta \[x\].mkv](`+link+")"; got != want {
			t.Errorf("Markdown: %q, want %q", got, want)
		}
		w.press("ctrl+insert", "k", "space", "space", "s", "n")
		if got := w.scr.clipboard(); !strings.Contains(got, "\n") || !strings.Contains(got, "welcome.txt") {
			t.Errorf("two links with names: %q", got)
		}
		w.press("esc", "home", "s", "s").shows("no link of its own")
	})
}

func TestClipboardWithoutProofShowsTheLink(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		m := newMemory()
		m.cfg.Terminal.SSH = true
		w := open(t, m.cfg, 100, 40) // no 52 in the attributes
		w.press("tab", "G", "s", "s").hides("Copied").shows("https://1fichier.com/?")
		w.wait(quietTime).press("esc").hides("https://1fichier.com/?").quit()
	})
}

func TestShowQR(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.resize(100, 40).press("tab", "G", "s", "q").shows("https://1fichier.com/?", "█").press("esc")
	})
}

func TestDetails(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, _ *memory) {
		w.press("tab", "G", "i").shows("welcome.txt", "Link", "https://1fichier.com/?").press("esc")
		w.press("tab", "home", "i").shows("docs", "folder", "/home").press("q").hides("/home/docs")
	})
}

func TestPastedPaths(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"plain":     "/home/alpha.txt /home/beta.iso",
		"lines":     "/home/alpha.txt\n/home/beta.iso\n",
		"quoted":    "'/home/alpha.txt' \"/home/beta.iso\"",
		"escaped":   `/home/al\pha.txt /home/beta.iso`,
		"file URLs": "file:///home/alpha.txt\r\nfile:///home/beta%2Eiso",
		"NUL":       "/home/alpha.txt\x00/home/beta.iso\x00",
	} {
		t.Run(name, func(t *testing.T) {
			if strings.Contains(text, "\x00") {
				t.Skip("the emulated terminal drops NUL bytes, as real ones do; see TestDroppedPaths")
			}
			inWindow(t, func(t *testing.T, w *window, m *memory) {
				w.paste(text).shows("Upload 2 files to /?").wait(quietTime).press("enter").wait(chipDelay)
				w.paneShows(right, "Backups", "Films", "Music", "alpha.txt", "beta.iso", "welcome.txt")
				if n := len(m.engine.submitted()); n != 1 {
					t.Errorf("%d plans", n)
				}
			})
		})
	}
}

func TestPasteIsNeverTakenForKeys(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		w.paste("ddq\rdd\rD2\r").shows("neither a path nor a link").wait(trashDelay)
		if n := m.local.Count(treetest.OpTrash) + m.local.Count(treetest.OpRemove); n != 0 {
			t.Errorf("%d removals by paste", n)
		}
		w.press("f").paste("gam\nma").press("enter").press("esc").press("f7").paste("pasted name\n").shows("pasted name").press("esc")
	})
}

func TestPastedLinks(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		w.paste("look: https://1fichier.com/?abcdefghij0123456789 and more").shows("Take 1 link of 1fichier?", "d download").wait(quietTime).press("c")
		w.wait(chipDelay)
		w.press("esc").paste("https://example.org/big.iso").shows("Let 1fichier fetch 1 link").wait(quietTime).press("esc")
		if n := len(m.engine.submitted()); n != 0 {
			t.Errorf("%d plans without a resolver of links", n)
		}
	})
}

func TestDroppedPaths(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"/a b":               nil, // can't be told from two paths, and b is none
		`/a\ b`:              {"/a b"},
		`'/a b' /c`:          {"/a b", "/c"},
		`"/a\"b"`:            {`/a"b`},
		"/a\x00/b c\x00":     {"/a", "/b c"},
		"file:///a%20b":      {"/a b"},
		"file://localhost/a": {"/a"},
		"relative/path":      nil,
		"":                   nil,
		"\n":                 nil,
		"/a\n\n/b\n":         {"/a", "/b"},
		"hello /a":           nil,
		"FILE:///A":          {"/A"},
		"'unclosed /a":       nil,
		"/../../etc":         {"/etc"},
		"file:///%zz":        nil,
	}
	for text, want := range tests {
		var got []string
		for _, p := range droppedPaths(text) {
			got = append(got, p.Name())
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

func FuzzDroppedPaths(f *testing.F) {
	f.Add("/a 'b c' \\d\nfile:///x%20y\x00")
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range droppedPaths(text) {
			if p.IsZero() || p.Side() != model.Local {
				t.Errorf("%q gives %v", text, p)
			}
		}
		webLinks(text)
	})
}

func TestQuitAsksWhileSomethingIsAboutToStart(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		m := newMemory()
		w := open(t, m.cfg, 80, 24)
		w.press("f5", "q").shows("Quit now?").press("esc").hides("Quit now?").wait(chipDelay).press("f10").ends()
		if n := len(m.engine.submitted()); n != 1 {
			t.Errorf("%d plans", n)
		}
	})
}

// tmux answers what is on its clipboard, or says nothing at all.
func TestClipboardIsReadBack(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer func(text string) string
		want   string
	}{
		"the same text": {func(text string) string { return text }, "read back to be sure"},
		"another text":  {func(string) string { return "something else" }, "did not take it"},
		"no answer":     {nil, "does not say whether it took it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				m := newMemory()
				m.cfg.Terminal.SSH = true
				w := open(t, m.cfg, 100, 40)
				w.scr.send("\x1bP>|tmux 3.3a\x1b\\")
				w.settle().press("tab", "G", "s", "s").hides("Copied")
				if tt.answer != nil {
					w.scr.send("\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(tt.answer(w.scr.clipboard()))) + "\x07")
				}
				w.wait(proofTime).shows(tt.want)
			})
		})
	}
}
