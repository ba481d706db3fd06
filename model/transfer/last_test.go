package transfer

import (
	"strings"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model/plan"
)

// A move that was through while another job held the one place for calls ended as
// done, with its sources still there.
func TestAMoveErasesItsSourcesHoweverLateItsTurn(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.acc.onCall = func(call string) error {
			if strings.HasPrefix(call, "copy") {
				time.Sleep(time.Hour)
			}
			return nil
		}
		it := w.acc.put(w.dst, "elsewhere", []byte("x"))
		busy := w.start(planOf(plan.Step{Source: it, Target: w.dst.Child("again"), Action: plan.ServerCopy}))
		time.Sleep(time.Second)
		p := w.remotes(3, 10)
		p.Request.Op = plan.Move
		id := w.start(p)
		time.Sleep(time.Minute)
		if v := w.view(id); v.State.Final() {
			t.Errorf("over too early: %v", v.State)
		}
		w.ok(w.wait(id), 3)
		w.ok(w.wait(busy), 1)
		for _, s := range p.All() {
			if w.acc.files[fichier.Link(s.Source.Entry.ID)] != nil {
				t.Errorf("%v is still there", s.Source)
			}
		}
	})
}
