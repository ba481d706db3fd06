package app

import (
	"fmt"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	port "onefm/model/engine"
	"onefm/model/transfer"
)

// A queue, wherever its jobs are carried out, can be steered from the window and
// gives way to a person's SSH session.
var _ interface {
	Engine
	yielding
} = transfer.Queue(nil)

func running(id transfer.JobID, title string, done, total int64) transfer.JobView {
	return transfer.JobView{
		ID: id, Title: title, Sources: 1, State: transfer.Running, To: model.AccountPath("/Backups"),
		Bytes: done, BytesTotal: total, ItemsTotal: 1, Speed: 1e6, Current: []string{title},
	}
}

func snapshotOf(jobs ...transfer.JobView) transfer.Snapshot {
	s := transfer.Snapshot{Jobs: jobs}
	for _, j := range jobs {
		switch j.State {
		case transfer.Running:
			s.Active++
		case transfer.Queued, transfer.Paused:
			s.Waiting++
		default:
		}
		s.Bytes, s.BytesTotal = s.Bytes+j.Bytes, s.BytesTotal+j.BytesTotal
	}
	return s
}

func TestTransfersShow(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		m.engine.show(snapshotOf(running(1, "big.iso", 25e6, 100e6)))
		w.press("w").shows("big.iso", "25 %")
		if bar := w.m.drawn.ProgressBar; bar == nil || bar.Value != 25 {
			t.Errorf("progress bar: %+v", bar)
		}
		if title := w.m.drawn.WindowTitle; title != "25 % · onefm" {
			t.Errorf("title: %q", title)
		}
		m.engine.show(snapshotOf(running(1, "big.iso", 75e6, 100e6)))
		w.wait(tick).shows("75 %")
		m.engine.show(transfer.Snapshot{})
		w.wait(tick).hides("75 %")
		if w.m.drawn.ProgressBar != nil || w.m.drawn.WindowTitle != "onefm" {
			t.Error("title or progress stay after the end")
		}
	})
}

func TestTheQueueIsLookedAtOnlyWhileSomethingMoves(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		look := w.m.queue.look
		w.wait(time.Minute)
		if got := w.m.queue.look; got != look {
			t.Errorf("%d looks in an idle minute", got-look)
		}
		out := w.scr.written()
		w.wait(8 * time.Second)
		if got := w.scr.written() - out; got != 0 {
			t.Errorf("%d bytes written while nothing happened", got)
		}
		m.engine.show(snapshotOf(running(1, "big.iso", 0, 100)))
		w.press("w").wait(time.Second)
		if got := w.m.queue.look - look; got < 8 || got > 15 {
			t.Errorf("%d looks in a second of transfer", got)
		}
		m.engine.show(transfer.Snapshot{})
		w.wait(time.Second)
		look = w.m.queue.look
		w.wait(time.Minute)
		if got := w.m.queue.look; got != look {
			t.Errorf("%d looks after the end", got-look)
		}
	})
}

func TestQueueKeys(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		paused := running(2, "two.iso", 0, 100)
		paused.State = transfer.Paused
		m.engine.show(snapshotOf(running(1, "one.iso", 0, 100), paused, running(3, "three.iso", 0, 100)))
		w.press("w").shows("one.iso", "two.iso", "three.iso")
		w.press("space", "j", "space", "J", "K", "x", "C", "r").shows("can't be tried again")
		want := []string{"pause", "resume", "later", "earlier", "cancel", "clear"}
		if !slices.Equal(m.engine.orders, want) {
			t.Errorf("orders: %q, want %q", m.engine.orders, want)
		}
		w.press("enter").shows("State").press("esc").press("w").hides("two.iso")
		if w.m.focus != onLeft {
			t.Error("the focus did not go back to the pane")
		}
	})
}

func TestQueueByMouse(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		m.engine.show(snapshotOf(running(1, "one.iso", 0, 100), running(2, "two.iso", 0, 100), running(3, "three.iso", 0, 100)))
		strip := w.m.layout.Strip.Min
		w.mouse(leftButton, strip.X+5, strip.Y, true).mouse(leftButton, strip.X+5, strip.Y, false).shows("two.iso")
		jobs := w.m.layout.Jobs
		w.mouse(leftButton, jobs.Min.X+5, jobs.Min.Y, true).mouse(leftButton+moved, jobs.Min.X+5, jobs.Min.Y+1, true)
		w.mouse(leftButton, jobs.Min.X+5, jobs.Min.Y+1, false)
		if !slices.Equal(m.engine.orders, []string{"later"}) {
			t.Errorf("orders: %q", m.engine.orders)
		}
		w.press("tab")
		if w.m.focus == onQueue {
			t.Error("Tab does not lead back to the panes")
		}
	})
}

func TestQuitAsksWhileJobsRun(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		m := newMemory()
		m.engine.show(snapshotOf(running(1, "one.iso", 0, 100)))
		w := open(t, m.cfg, 100, 24)
		w.press("q").shows("Quit now?").press("esc").hides("Quit now?").press("q", "enter").ends()
	})
}

func TestFailuresAreTold(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, m *memory) {
		item := model.Item{Dir: m.local.Path("/home"), Entry: model.Entry{Name: "alpha.txt"}}
		one := transfer.Result{State: transfer.Failed, To: model.AccountPath("/"), Items: 3, Failures: []transfer.Failure{{Item: item, Err: model.ErrMismatch}}}
		m.engine.events <- transfer.Event{Result: one}
		w.settle().shows("Cannot copy alpha.txt")
		two := one
		two.Failures = append(two.Failures, two.Failures[0])
		m.engine.events <- transfer.Event{Result: two}
		w.settle().shows("2 items failed", "w and Enter list why")
		m.engine.events <- transfer.Event{Result: transfer.Result{State: transfer.Cancelled, To: model.AccountPath("/")}}
		w.settle().shows("Cancelled before anything was copied").hides("0 items")
		m.engine.events <- transfer.Event{Result: transfer.Result{State: transfer.Cancelled, Items: 3, Skipped: 1, To: model.AccountPath("/")}}
		w.settle().shows("Cancelled after 2 items to 1f:/. What is done stays.")
	})
}

func TestLocalPaneFillsWhileFilesArrive(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, m *memory) {
		j := running(1, "arriving.mkv", 1, 100)
		j.To = m.local.Path("/home")
		m.engine.show(snapshotOf(j))
		w.press("w", "w").wait(time.Second)
		m.local.AddFile("/home/arriving.mkv", "x")
		w.wait(2*time.Second).paneShows(left, "docs", "empty", "alpha.txt", "arriving.mkv", "beta.iso", "gamma.mkv")
		m.engine.show(transfer.Snapshot{})
		w.wait(time.Second)
	})
}

func TestCancelAsksWhenBytesWouldBeLost(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		m.engine.show(snapshotOf(running(1, "one.iso", 40e6, 100e6)))
		w.press("w", "x").shows("40 MB of 100 MB are through").press("esc")
		if len(m.engine.orders) > 0 {
			t.Fatalf("orders: %q", m.engine.orders)
		}
		if w.press("x", "x"); !slices.Equal(m.engine.orders, []string{"cancel"}) {
			t.Errorf("orders: %q", m.engine.orders)
		}
	})
}

func TestQueueOrder(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		done, urgent := running(1, "done.iso", 100, 100), running(3, "three.iso", 0, 100)
		done.State, urgent.Priority = transfer.Done, transfer.Urgent
		m.engine.show(snapshotOf(done, running(2, "two.iso", 0, 100), urgent))
		w.press("w", "j", "t") // the first one that is not over is at the top
		w.press("j", "t", "+", "-")
		if want := []string{"earlier", "priority 1", "priority 0"}; !slices.Equal(m.engine.orders, want) {
			t.Errorf("orders: %q, want %q", m.engine.orders, want)
		}
	})
}

func TestTheLimitIsAskedForAndShown(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		s := snapshotOf(running(1, "one.iso", 0, 100))
		s.Limit = transfer.LimitView{Text: "1M", Up: 1 << 20, Down: 1 << 20}
		m.engine.show(s)
		w.press("w").shows("limit 1.0 MB/s")
		w.press("?").types("limit the").press("enter").shows("Bytes a second")
		w.press("ctrl+u").types("fast").press("enter").shows("is no limit", "500k")
		w.press("ctrl+u").types("08:00-23:00 2M").press("enter").shows("limited to 08:00-23:00 2M")
		w.press("L", "ctrl+u").types("none").press("enter").shows("no longer limited")
		if want := []string{"limit 08:00-23:00 2M", "limit "}; !slices.Equal(m.engine.orders, want) {
			t.Errorf("orders: %q, want %q", m.engine.orders, want)
		}
	})
}

// failed is a job of which n items failed; a snapshot tells of the first few.
func failed(n int) (transfer.JobView, transfer.Result) {
	j := running(7, "photos", 50, 100)
	j.State, j.Failed, j.Items, j.ItemsTotal, j.Sources = transfer.Failed, n, 5, n+5, 2
	r := transfer.Result{ID: 7, State: transfer.Failed}
	for i := range n {
		name := fmt.Sprintf("IMG_%03d.jpg", i+1)
		r.Failures = append(r.Failures, transfer.Failure{Item: model.Item{Entry: model.Entry{Name: name}}, Step: 10 + i, Err: model.ErrChanged})
	}
	j.Failures = r.Failures[:min(n, 20)]
	return j, r
}

func TestEveryFailureIsListedAndTriedAgain(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		j, r := failed(45)
		m.engine.results = map[transfer.JobID]transfer.Result{7: r}
		m.engine.show(snapshotOf(j))
		w.press("w").shows("45 failed, the rest is done", "it changed meanwhile")
		w.press("enter").shows("IMG_001.jpg", "changed meanwhile").hides("and 25 more")
		for range 45 {
			w.press("j")
		}
		w.shows("IMG_045.jpg: it changed").press("r").press("k", "r", "R").hides("IMG_045.jpg")
		if want := []string{"retry 54 of 7", "retry 53 of 7"}; !slices.Equal(m.engine.orders, want) {
			t.Errorf("orders: %q, want %q", m.engine.orders, want)
		}
	})
}

func TestDetailsOfAJobFollowIt(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, m *memory) {
		j := running(1, "big.iso", 25e6, 100e6)
		j.Left, j.LeftMin, j.LeftMax = 4*time.Minute, 200*time.Second, 290*time.Second
		m.engine.show(snapshotOf(j))
		w.press("w", "enter").shows("25 MB of 100 MB · 25 %", "3–5 min left")
		j.Bytes = 50e6
		m.engine.show(snapshotOf(j))
		w.wait(2 * tick).shows("50 MB of 100 MB · 50 %")
		m.engine.show(transfer.Snapshot{})
		w.wait(time.Second)
	})
}

func TestProgressTellsPausedAndFailed(t *testing.T) {
	inWindow(t, func(t *testing.T, w *window, m *memory) {
		j := running(1, "big.iso", 25e6, 100e6)
		check := func(name string, change func(), state tea.ProgressBarState, title string) {
			t.Helper()
			change()
			m.engine.show(snapshotOf(j))
			w.p.Send(clockMsg{})
			w.wait(time.Second)
			if bar := w.m.drawn.ProgressBar; bar == nil || bar.State != state || w.m.drawn.WindowTitle != title {
				t.Errorf("%s: %+v, %q", name, bar, w.m.drawn.WindowTitle)
			}
		}
		w.press("w")
		check("flows", func() { w.m.svc.Lasting = true; w.press("w", "w") }, tea.ProgressBarDefault, "25 % · onefm")
		check("no line", func() { j.Holdup.Reason = transfer.Offline }, tea.ProgressBarWarning, "25 % · onefm")
		check("failures", func() { j.Failed = 1 }, tea.ProgressBarError, "25 % · onefm")
		check("paused", func() { j.Failed, j.State = 0, transfer.Paused }, tea.ProgressBarWarning, "25 % · paused · onefm")
		j.Interrupted = true
		m.engine.show(snapshotOf(j))
		w.press("w", "w")
		if w.m.drawn.ProgressBar != nil || w.m.drawn.WindowTitle != "onefm" {
			t.Errorf("left over: %+v, %q", w.m.drawn.ProgressBar, w.m.drawn.WindowTitle)
		}
	})
}

func TestAnEngineThatGoesAwayIsToldCalmly(t *testing.T) {
	inWindow(t, func(_ *testing.T, w *window, m *memory) {
		m.engine.show(snapshotOf(running(1, "one.iso", 0, 100)))
		m.engine.away = port.ErrAway
		w.press("w", "space").shows("has just ended", "Nothing is lost")
		m.engine.show(transfer.Snapshot{})
		w.wait(time.Second)
	})
}
