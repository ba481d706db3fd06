package app

import (
	"slices"
	"testing"
	"time"

	"onefm/model"
	"onefm/model/transfer"
)

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
