package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/treetest"
)

// mood is a mirror whose status the test sets.
type mood struct {
	now     mirror.Status
	changed chan struct{}
	open    []model.Path
	likely  []model.Path
	told    int
	notices []mirror.Notice
	learnt  chan struct{} // closed: the whole account was listed
}

func inMood(t *testing.T, do func(t *testing.T, w *window, m *memory, md *mood)) {
	t.Helper()
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		m, md := newMemory(), &mood{changed: make(chan struct{}, 10), learnt: make(chan struct{})}
		m.cfg.Status = func(context.Context) mirror.Status { return md.now }
		m.cfg.StatusChanged = func(ctx context.Context) error {
			select {
			case <-md.changed:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		m.cfg.Notices = func() []mirror.Notice { return md.notices }
		m.cfg.Learn = func(ctx context.Context) error {
			select {
			case <-md.learnt:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		m.cfg.Attend = func(open, likely []model.Path) { md.open, md.likely, md.told = open, likely, md.told+1 }
		do(t, open(t, m.cfg, 100, 24, 52), m, md)
	})
}

// set gives the mirror another status.
func (w *window) set(md *mood, s mirror.Status) *window {
	md.now = s
	md.changed <- struct{}{}
	return w.settle()
}

// told fails the test unless some notice holds a text.
func (w *window) told(text string) *window {
	w.t.Helper()
	for _, n := range w.m.notices.list {
		if strings.Contains(n.notice.What, text) {
			return w
		}
	}
	w.t.Errorf("no notice says %q: %+v", text, w.m.notices.list)
	return w
}

func TestStandingIsTold(t *testing.T) {
	inMood(t, func(_ *testing.T, w *window, _ *memory, md *mood) {
		w.shows("ready")
		w.set(md, mirror.Status{Syncing: true, Folders: 2000, Listed: 340, Left: 9 * time.Minute}).shows("syncing 340 of 2,000 folders, 9 min left")
		until := time.Now().Add(10 * time.Minute)
		w.set(md, mirror.Status{Budget: fichier.Budget{LockedUntil: until}}).shows("1fichier locked us out until " + until.Format("15:04"))
		w.wait(11 * time.Minute).hides("locked us out").shows("ready")
		w.set(md, mirror.Status{Offline: errors.New("no route"), Since: time.Now()}).shows("no connection since", "offline")
		w.set(md, mirror.Status{}).hides("no connection").shows("ready")
	})
}

// What the mirror finds odd is told when it happens, once.
func TestOddAnswersAreTold(t *testing.T) {
	inMood(t, func(t *testing.T, w *window, _ *memory, md *mood) {
		md.notices = []mirror.Notice{{Kind: mirror.Odd, Path: "1f:/Films", Err: errors.New("a folder in itself")}}
		w.set(md, mirror.Status{}).told("1f:/Films can be true (a folder in itself)")
		w.press("esc")
		if w.set(md, mirror.Status{Folders: 7}); len(w.m.notices.list) != 0 {
			t.Errorf("told again: %+v", w.m.notices.list)
		}
	})
}

func TestWhatIsGivenOfflineIsSaidToWait(t *testing.T) {
	inMood(t, func(_ *testing.T, w *window, _ *memory, md *mood) {
		w.set(md, mirror.Status{Offline: errors.New("no route"), Since: time.Now()})
		w.press("G", "f5").wait(chipDelay).told("starts when 1fichier can be reached again")
		w.set(md, mirror.Status{Budget: fichier.Budget{LockedUntil: time.Now().Add(time.Hour)}})
		w.press("k", "f5").wait(chipDelay).told("when 1fichier lets us in again")
	})
}

func TestMirrorKnowsWhatPeopleLookAt(t *testing.T) {
	inMood(t, func(t *testing.T, w *window, _ *memory, md *mood) {
		root, films := model.AccountPath("/"), model.AccountPath("/Films")
		w.press("tab", "j").wait(2 * time.Second)
		if len(md.open) != 1 || md.open[0] != root || len(md.likely) != 1 || md.likely[0] != films {
			t.Errorf("the mirror was told of %v and %v", md.open, md.likely)
		}
		before := md.told
		for range 30 {
			w.press("j", "k")
		}
		if n := md.told - before; n > 3 {
			t.Errorf("the mirror was told %d times within two seconds", n)
		}
		w.press("enter").wait(2 * time.Second)
		if md.open[0] != films {
			t.Errorf("the mirror was told of %v, want %v", md.open, films)
		}
		before = md.told
		w.wait(time.Hour)
		if md.told != before {
			t.Errorf("the mirror was told %d times in an idle hour", md.told-before)
		}
	})
}

func TestWholeAccountIsListedOnDemand(t *testing.T) {
	inMood(t, func(_ *testing.T, w *window, _ *memory, md *mood) {
		w.set(md, mirror.Status{Folders: 74, Listed: 13})
		w.press("g", "a").shows("Listing 61 folders", "61 calls or more, 21 s").shows("syncing 13 of 74 folders")
		w.press("g", "a").shows("Stopped").hides("syncing")
		w.press("g", "a")
		md.now = mirror.Status{Folders: 98, Listed: 98, Files: 4510}
		close(md.learnt)
		w.settle().shows("Every folder of the account is known now").hides("syncing")
		w.press("g", "a").shows("The whole account is known: 98 folders, 4,510 files")
	})
}

// Nothing is written while nothing changes, and only the letters that change when
// ages grow or a countdown runs.
func TestIdleWritesNothing(t *testing.T) {
	inMood(t, func(t *testing.T, w *window, m *memory, md *mood) {
		m.account.Describe("/", time.Now(), time.Now().Add(18*time.Second), false)
		w.set(md, mirror.Status{Folders: 10, Listed: 3}).wait(2 * time.Second)
		before := w.scr.written()
		w.wait(20 * time.Second)
		for i := range 20 {
			w.set(md, mirror.Status{Folders: 10, Listed: int64(i), Asking: model.AccountPath("/Films")})
		}
		w.wait(5 * time.Second)
		if n := w.scr.written() - before; n != 0 {
			t.Errorf("%d bytes were written while nothing changed on the screen", n)
		}
		if w.m.counting {
			t.Error("a second is counted though nothing counts down")
		}
		before = w.scr.written()
		w.wait(10 * time.Minute)
		if n := w.scr.written() - before; n > 10*60 {
			t.Errorf("%d bytes in ten minutes in which only an age grew", n)
		}
	})
}

func TestCountdownOnlyWhenAskedFor(t *testing.T) {
	inMood(t, func(t *testing.T, w *window, m *memory, _ *mood) {
		m.account.Describe("/", time.Now().Add(-12*time.Second), time.Now().Add(18*time.Second), false)
		m.changes <- []model.Path{model.AccountPath("/")}
		w.settle().hides("again in").press("tab", "g", "r").shows("again in 1")
		was := w.scr.written()
		w.wait(5 * time.Second).shows("again in 1")
		if n := w.scr.written() - was; n == 0 || n > 1000 {
			t.Errorf("%d bytes for five seconds of a countdown", n)
		}
		w.wait(15 * time.Second).hides("again in")
		if n := m.account.Count(treetest.OpList); n == 0 {
			t.Error("the folder was not listed again")
		}
		was = w.scr.written()
		w.wait(8 * time.Second)
		if n := w.scr.written() - was; n > 200 {
			t.Errorf("%d bytes in the seconds after the countdown", n)
		}
	})
}
