package app

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/search"
	"onefm/model/usage"
	"onefm/ui/view"
)

// library answers what the window asks of the whole account, from trees in memory.
type library struct {
	m     *memory
	part  bool          // only half is indexed, and a folder was never listed
	grown chan struct{} // the index grows
	hang  bool
}

func inLibrary(t *testing.T, width, height int, do func(t *testing.T, w *window, m *memory, l *library)) {
	t.Helper()
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		m := newMemory()
		l := &library{m: m, grown: make(chan struct{})}
		for _, name := range []string{"/Films/old/alien.mkv", "/Films/old/aliens.mkv", "/Music/alien sounds.flac", "/Backups/alien.mkv"} {
			m.account.AddFile(name, name[len(name)-6:])
		}
		m.cfg.Find, m.cfg.Usage, m.cfg.Duplicates, m.cfg.Changes = l.find, l.usage, l.duplicates, l.changes
		do(t, open(t, m.cfg, width, height, 52), m, l)
	})
}

func (l *library) find(ctx context.Context, text string, limit int) (search.Result, error) {
	if l.hang {
		<-ctx.Done()
		return search.Result{}, ctx.Err()
	}
	if _, err := search.Parse(text, search.Options{}); err != nil {
		return search.Result{}, err
	}
	items := l.m.account.Items()
	r := search.Result{Of: len(items), Searched: len(items), Complete: !l.part, Stale: l.grown}
	if l.part {
		items = items[:len(items)/2]
		r.Searched = len(items)
	}
	for _, it := range items {
		at := strings.Index(it.Entry.Name, text)
		if at < 0 {
			continue
		}
		r.Total++
		if len(r.Hits) < limit {
			r.Hits = append(r.Hits, search.Hit{Item: it, Name: []search.Span{{Start: at, End: at + len(text)}}})
		}
	}
	return r, nil
}

func (l *library) usage(ctx context.Context, dir model.Path) (usage.Sum, []usage.Row, error) {
	list, err := l.m.account.List(ctx, dir, model.Cached)
	if err != nil {
		return usage.Sum{}, nil, err
	}
	total, rows := usage.Sum{}, []usage.Row(nil)
	for _, e := range list.Entries {
		r := usage.Row{Item: model.Item{Dir: dir, Entry: e}}
		for _, it := range l.m.account.Items() {
			if p := r.Item.Path(); it.Entry.Kind == model.File && (p.Contains(it.Dir) || it.Path() == p) {
				r.Bytes += it.Entry.Size
				r.Files++
			}
		}
		total.Bytes, total.Files = total.Bytes+r.Bytes, total.Files+r.Files
		rows = append(rows, r)
	}
	if l.part {
		total.Unlisted = 1
	}
	return total, rows, nil
}

func (l *library) duplicates(_ context.Context, _ int) ([]usage.Group, usage.Found, error) {
	by := map[string][]usage.Copy{}
	for _, it := range l.m.account.Items() {
		if it.Entry.Kind == model.File && strings.HasPrefix(it.Entry.Name, "alien.") {
			by[it.Entry.Name] = append(by[it.Entry.Name], usage.Copy{Item: it, Keep: len(by[it.Entry.Name]) == 0})
		}
	}
	var all []usage.Group
	for _, copies := range by {
		all = append(all, usage.Group{Copies: copies, Free: 12})
	}
	return all, usage.Found{Groups: len(all), Free: 12}, nil
}

func (l *library) changes(_ context.Context, since time.Time, _ int) ([]mirror.Change, error) {
	change := func(days int, k mirror.ChangeKind, path, was string) mirror.Change {
		p := model.AccountPath(path)
		c := mirror.Change{At: time.Now().AddDate(0, 0, -days), Kind: k, Path: p, Entry: model.Entry{Name: p.Base(), ID: path, Size: 5}}
		if was != "" {
			c.Was = model.AccountPath(was)
		}
		return c
	}
	all := []mirror.Change{
		change(0, mirror.Added, "/Films/brazil.mkv", ""),
		change(2, mirror.Vanished, "/Films/gone.mkv", ""),
		change(3, mirror.Moved, "/Music/song.flac", "/Films/song.flac"),
		change(20, mirror.Changed, "/welcome.txt", ""),
	}
	for i, c := range all {
		if c.At.Before(since) {
			return all[:i], nil
		}
	}
	return all, nil
}

func TestSearchGoesToTheEntry(t *testing.T) {
	inLibrary(t, 110, 30, func(t *testing.T, w *window, _ *memory, _ *library) {
		w.press("g", "s").shows("Type a part of a name", "size:>4G").types("alien").shows("5 found", "/Films/old", "searched")
		w.press("down", "enter").hides("Search everywhere").press("k")
		it, _ := w.m.panes[right].item()
		if !strings.Contains(it.Entry.Name, "alien") && it.Dir == model.AccountPath("/") {
			t.Errorf("Enter led to %v", it)
		}
		if w.m.focus != onRight {
			t.Error("the account does not have the keys")
		}
		w.press("H").paneShows(right, "Backups", "Films", "Music", "welcome.txt")
	})
}

func TestSearchChangesNothingOnEsc(t *testing.T) {
	inLibrary(t, 110, 30, func(t *testing.T, w *window, _ *memory, _ *library) {
		w.press("tab", "j", "space", "f").types("m").press("enter").paneShows(right, "Films", "Music", "welcome.txt")
		before := w.scr.text()
		w.press("g", "s").types("alien").press("down", "down", "esc")
		if after := w.scr.text(); after != before {
			t.Errorf("Esc did not lead back to\n%s\nbut to\n%s", before, after)
		}
		if p := w.m.panes[right]; p.marks.count() != 1 || p.filter != "m" {
			t.Errorf("%d marks, filter %q", p.marks.count(), p.filter)
		}
	})
}

func TestSearchIsRemembered(t *testing.T) {
	inLibrary(t, 110, 30, func(_ *testing.T, w *window, _ *memory, _ *library) {
		w.press("g", "s").types("alien").press("esc").press("g", "s").shows("5 found")
		w.press("right").types("s").shows("1 found", "aliens.mkv").press("esc")
		w.press("g", "s").types("song").shows("song.flac").press("tab").press("g", "s", "end").types("x").shows("Nothing in the account fits")
		w.press("esc").paneShows(right, "Backups", "Films", "Music", "welcome.txt")
	})
}

func TestHitsAreEntries(t *testing.T) {
	inLibrary(t, 110, 30, func(t *testing.T, w *window, m *memory, _ *library) {
		w.press("g", "s").types("aliens").press("tab").press("s", "s")
		if got := w.scr.clipboard(); !strings.Contains(got, "1fichier.com") {
			t.Errorf("the clipboard holds %q", got)
		}
		w.press("g", "s", "backspace").shows("5 found").press("tab", "A").shows("5 marked").press("f5").wait(chipDelay)
		plans := m.engine.submitted()
		if len(plans) != 1 || len(plans[0].Request.Sources) != 5 || plans[0].Request.To != m.local.Path("/home") {
			t.Fatalf("F5 on the hits gave %d plans", len(plans))
		}
		w.press("esc", "esc").press("tab").press("f5").wait(chipDelay)
		if n := len(m.engine.submitted()); n != 2 {
			t.Errorf("%d plans after copying into the folder below the hits, want 2", n)
		}
	})
}

func TestNothingIsPutIntoHits(t *testing.T) {
	inLibrary(t, 110, 30, func(t *testing.T, w *window, m *memory, _ *library) {
		w.press("g", "s").types("alien").press("tab").press("a").shows("no folder to put things into")
		w.press("tab", "G", "f5").shows("no folder to put things into").wait(chipDelay)
		w.drag(left, "beta.iso").over(right, "aliens").drop().wait(chipDelay)
		if n := len(m.engine.submitted()); n != 0 {
			t.Errorf("%d plans into what was found", n)
		}
	})
}

func TestSearchWhileTheIndexGrows(t *testing.T) {
	inLibrary(t, 110, 30, func(t *testing.T, w *window, _ *memory, l *library) {
		l.part = true
		w.press("g", "s").types("mkv").shows("searched 6 of 12")
		w.press("down")
		was, _ := w.m.panes[right].item()
		l.part = false
		grown := l.grown
		l.grown = make(chan struct{})
		close(grown)
		w.wait(time.Second).shows("searched 12")
		if now, _ := w.m.panes[right].item(); now.Entry.ID != was.Entry.ID {
			t.Errorf("the cursor went from %v to %v when the index grew", was, now)
		}
	})
}

func TestSearchThatHangsLeavesTheKeysAlive(t *testing.T) {
	inLibrary(t, 110, 30, func(_ *testing.T, w *window, _ *memory, l *library) {
		w.press("g", "s").types("mk")
		l.hang = true
		w.types("v").shows("mkv")
		l.hang = false
		w.press("backspace", "backspace", "backspace").types("song").shows("1 found", "song.flac").press("esc")
	})
}

func TestAnswerToAnOlderSearchIsDropped(t *testing.T) {
	t.Parallel()
	mem := newMemory()
	l := &library{m: mem}
	mem.cfg.Find = l.find
	m := newModel(t.Context(), mem.cfg)
	m.Update(sizeMsg(110, 30))
	m.searchEverywhere()
	p := m.panes[right]
	p.field.insert("alien")
	older := m.edited(p)
	p.field.insert(".mkv")
	newer := m.edited(p)
	run(m, newer)
	run(m, older)
	if f := p.finding; f.meta.text != "alien.mkv" || p.len() != 1 {
		t.Errorf("shown is %d hits of %q", p.len(), f.meta.text)
	}
}

func TestSearchSaysWhatItDoesNotUnderstand(t *testing.T) {
	inLibrary(t, 110, 30, func(_ *testing.T, w *window, _ *memory, _ *library) {
		w.press("g", "s").types("size:>x").shows("size:>x”").press("esc")
	})
}

func TestSearchFitsSmallAndLargeScreens(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {200, 60}, {72, 10}, {20, 6}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			inLibrary(t, size[0], size[1], func(t *testing.T, w *window, _ *memory, _ *library) {
				w.press("g", "s")
				checkLines(t, w.m, size[0], size[1])
				w.types("alien")
				checkLines(t, w.m, size[0], size[1])
				if size[0] >= 40 {
					w.shows("alien.mkv", "5 found")
				}
				for _, keys := range [][]string{{"esc", "g", "z"}, {"esc", "g", "d"}, {"esc", "g", "c"}} {
					w.press(keys...)
					checkLines(t, w.m, size[0], size[1])
				}
			})
		})
	}
}

func TestFilterBothPanes(t *testing.T) {
	inLibrary(t, 110, 30, func(t *testing.T, w *window, _ *memory, _ *library) {
		w.press("F").types("m").shows("both panes", "2 of 5", "3 of 4")
		w.paneShows(left, "empty", "gamma.mkv").paneShows(right, "Films", "Music", "welcome.txt")
		w.press("tab").paneShows(right, "Backups", "Films", "Music", "welcome.txt").paneShows(left, "empty", "gamma.mkv")
		w.press("tab", "enter").paneShows(right, "Films", "Music", "welcome.txt").press("tab", "j").cursorOn(right, "Music")
		w.press("esc").paneShows(left, "docs", "empty", "alpha.txt", "beta.iso", "gamma.mkv").paneShows(right, "Backups", "Films", "Music", "welcome.txt")
		w.press("f").types("fil").press("tab").paneShows(left).press("esc").paneShows(left, "docs", "empty", "alpha.txt", "beta.iso", "gamma.mkv")
		if w.m.panes[view.Right].filter != "" {
			t.Error("Esc left the other pane filtered")
		}
	})
}

func TestUsage(t *testing.T) {
	inLibrary(t, 110, 30, func(_ *testing.T, w *window, m *memory, _ *library) {
		m.account.Add("/Films", model.Entry{Name: "big.iso", Size: 9_000_000})
		w.press("g", "z").shows("usage", "Share", "99 %").cursorOn(right, "Films")
		w.press("l").cursorOn(right, "big.iso").press("j", "k", ",", "n").press("home").cursorOn(right, "alien.mkv")
		w.press("h").cursorOn(right, "Films").press("l", "G").press("space").shows("1 marked")
		w.press("h", "l").press(",", "s").press("home").cursorOn(right, "big.iso").press("g", "f")
		w.paneShows(right, "old", "alien.mkv", "big.iso", "brazil.mkv").cursorOn(right, "big.iso").hides("Share")
		w.press("g", "z").press("h").press("esc").paneShows(right, "old", "alien.mkv", "big.iso", "brazil.mkv")
	})
}

// A sum of what is known does not pass for the whole.
func TestUsageOfWhatIsKnownOnly(t *testing.T) {
	inLibrary(t, 110, 30, func(_ *testing.T, w *window, _ *memory, l *library) {
		w.press("g", "z").shows(" files · ").hides("at least").press("esc")
		l.part = true
		w.press("g", "z").shows("at least ")
	})
}

func TestDuplicates(t *testing.T) {
	inLibrary(t, 110, 30, func(t *testing.T, w *window, m *memory, _ *library) {
		w.press("g", "d").shows("Duplicates", "3x", "1 group of copies · 12 B to free")
		w.press("A").shows("2 marked").press("d", "d").wait(trashDelay)
		if n := len(m.account.Trashed()); n != 2 {
			t.Errorf("%d items in the trash, want 2", n)
		}
		m.account.AddFile("/Music/alien.mkv", "x")
		w.press("g", "r").press("home", "space", "space", "d", "d").shows("No copy of 1 file would be left").wait(trashDelay)
		if n := len(m.account.Trashed()); n != 2 {
			t.Errorf("%d items in the trash after marking all copies, want 2", n)
		}
	})
}

func TestChanges(t *testing.T) {
	inLibrary(t, 110, 30, func(t *testing.T, w *window, m *memory, _ *library) {
		w.press("g", "c").shows("Changes of the last 7 days", "3 changes", "+ brazil.mkv", "− gone.mkv", "from /Films")
		w.press("g", "c").shows("30 days", "4 changes", "~ welcome.txt").press("g", "c").shows("1 day", "1 change")
		w.press("g", "c", "j").cursorOn(right, "gone.mkv").press("d", "d").wait(trashDelay)
		if n := len(m.account.Trashed()); n != 0 {
			t.Errorf("%d items in the trash: what vanished can't be removed", n)
		}
		w.press("j", "enter").paneShows(right, "alien sounds.flac", "song.flac").cursorOn(right, "song.flac")
	})
}

func TestFindingIsLookedAtAgainWhenSomethingChanges(t *testing.T) {
	inLibrary(t, 110, 30, func(_ *testing.T, w *window, m *memory, _ *library) {
		w.press("g", "d", "j")
		it, _ := w.m.panes[right].item()
		m.account.AddFile("/Music/alien.mkv", "x")
		m.changes <- []model.Path{model.AccountPath("/Music")}
		w.wait(time.Second).shows("4x").cursorOn(right, it.Entry.Name)
	})
}

func TestRenameAmongHits(t *testing.T) {
	inLibrary(t, 110, 30, func(t *testing.T, w *window, m *memory, _ *library) {
		w.press("g", "s").types("sounds").press("tab", "r").types("X").press("enter")
		if _, err := m.account.Stat(t.Context(), model.AccountPath("/Music/alien soundsX.flac")); err != nil {
			t.Error(err)
		}
		w.cursorOn(right, "alien soundsX.flac")
	})
}

func TestEmptyAccountHasNothingToFind(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		m := newMemory()
		m.cfg.HasKey = false
		w := open(t, m.cfg, 100, 24)
		w.press("g", "s").shows("no account to look through").press("g", "z", "g", "d", "g", "c")
	})
}
