package app

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	uv "github.com/charmbracelet/ultraviolet"
)

// polite is an engine that notes how long answers took.
type polite struct {
	Engine

	trips []time.Duration
}

func (p *polite) GiveWay(d time.Duration) { p.trips = append(p.trips, d) }

func TestTransfersHearHowLongAnswersTake(t *testing.T) {
	t.Parallel()
	e := &polite{}
	m := &Model{now: time.Unix(1000, 0)}
	m.svc.Engine, m.term.SSH = e, true
	if m.listen() != nil {
		t.Error("asked before the terminal was known to answer")
	}
	m.term.RoundTrip = 20 * time.Millisecond
	wait := func(d time.Duration) *Model { m.now = m.now.Add(d); return m }
	if m.listen() == nil {
		t.Fatal("not asked")
	}
	cmd, ours := wait(300 * time.Millisecond).heard(uv.PrimaryDeviceAttributesEvent{})
	if cmd == nil || !ours {
		t.Fatal("the answer is not taken for one")
	}
	cmd()
	if _, ours := m.heard(uv.PrimaryDeviceAttributesEvent{}); ours {
		t.Error("an answer that nobody waits for is taken for one")
	}
	if wait(500*time.Millisecond).listen() != nil {
		t.Error("asked twice in a second")
	}
	if wait(500*time.Millisecond).listen() == nil {
		t.Error("not asked after a second")
	}
	if wait(5*time.Second).listen() != nil {
		t.Error("asked again although an answer is on its way")
	}
	if wait(5*time.Second).listen() == nil {
		t.Error("not asked again when no answer came")
	}
	m.giveWay(probeLost)()
	if d := cmp.Diff([]time.Duration{300 * time.Millisecond, probeLost}, e.trips); d != "" {
		t.Error(d)
	}
	m.cfg.TakeAll = true
	if wait(time.Minute).listen() != nil {
		t.Error("asked although transfers are to take all")
	}
	m.cfg.TakeAll, m.term.SSH = false, false
	if wait(time.Minute).listen() != nil {
		t.Error("asked where there is no session to give way to")
	}
}
