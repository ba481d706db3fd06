package app

import (
	"slices"
	"testing"

	"onefm/fichier"
	"onefm/model/transfer"
)

func paused(id transfer.JobID, title string) transfer.JobView {
	j := running(id, title, 10, 100)
	j.State = transfer.Paused
	return j
}

// lasting opens a window whose jobs outlive it.
func lasting(t *testing.T, jobs ...transfer.JobView) (*window, *memory) {
	t.Helper()
	m := newMemory()
	m.cfg.Lasting = true
	m.engine.show(snapshotOf(jobs...))
	return open(t, m.cfg, 100, 24), m
}

func (e *engine) ordered() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.orders)
}

func TestQuitLeavesJobsToTheBackground(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w, m := lasting(t, running(1, "one.iso", 0, 100))
		w.press("q").shows("Quit now?").shows("In the background").press("esc").hides("Quit now?")
		w.press("q", "b").ends()
		if got := m.engine.ordered(); len(got) != 0 {
			t.Errorf("orders: %q", got)
		}
	})
}

func TestQuitHoldsJobs(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w, m := lasting(t, running(1, "one.iso", 0, 100), running(2, "two.iso", 0, 100))
		w.press("q", "s").ends()
		if got := m.engine.ordered(); !slices.Equal(got, []string{"pause", "pause"}) {
			t.Errorf("orders: %q", got)
		}
	})
}

// Jobs that are held stay in the queue by themselves: nothing is asked.
func TestQuitWithHeldJobs(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w, _ := lasting(t, running(1, "one.iso", 0, 100))
		w.m.queue.now = snapshotOf(paused(1, "one.iso"))
		w.press("q").ends()
	})
}

func TestJobsOfAnEarlierTimeAreOffered(t *testing.T) {
	t.Parallel()
	for key, want := range map[string][]string{"enter": {"resume", "resume"}, "esc": nil} {
		inBubble(t, func(t *testing.T) {
			w, m := lasting(t, paused(1, "one.iso"), paused(4, "two.iso"))
			w.shows("2 jobs of an earlier time are not done yet").wait(quietTime).press(key).hides("earlier time")
			if got := m.engine.ordered(); !slices.Equal(got, want) {
				t.Errorf("%s: orders %q, want %q", key, got, want)
			}
			w.quit()
		})
	}
}

// Jobs that another process works on need no offer.
func TestRunningJobsAreNotOffered(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w, _ := lasting(t, running(1, "one.iso", 0, 100), paused(2, "two.iso"))
		w.hides("earlier time").quit()
	})
}

// What another process begins shows up by itself.
func TestJobsOfOtherProcessesShow(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w, m := lasting(t)
		m.engine.show(snapshotOf(running(7, "theirs.iso", 20, 100)))
		w.wait(clockTick).press("w").shows("theirs.iso").press("esc").quit()
	})
}

// retrier notes which jobs are tried again.
type retrier struct {
	*engine

	ids []transfer.JobID
}

func (r *retrier) Retry(id transfer.JobID) error {
	r.ids = append(r.ids, id)
	return nil
}

// A good key was given: jobs that the refused one stopped are tried again, others
// are not.
func TestRefusedJobsGoOnWithANewKey(t *testing.T) {
	t.Parallel()
	m := newMemory()
	refused, broken := running(1, "one.iso", 0, 100), running(2, "two.iso", 0, 100)
	refused.State, refused.Err = transfer.Failed, fichier.ErrAuth
	broken.State, broken.Err = transfer.Failed, fichier.ErrQuota
	m.engine.show(snapshotOf(refused, broken))
	e := &retrier{engine: m.engine}
	_ = retryRefused(e)()
	if !slices.Equal(e.ids, []transfer.JobID{1}) {
		t.Errorf("tried again: %v", e.ids)
	}
	if retryRefused(nil) != nil {
		t.Error("without an engine something is ordered")
	}
}
