package mirror

import (
	"testing"
	"time"

	"onefm/fichier/simulator"
	"onefm/model"
)

func TestWatchTellsWhatOtherProcessesChange(t *testing.T) {
	path := dbPath(t)
	bubble(t, func(t *testing.T) {
		sim := simulator.New()
		sim.AddFile("/films/a.mkv", simulator.Text("a"))
		sim.AddFolder("/other")
		a := newRigAt(t, sim, path)
		b := joinRig(t, sim, path)
		for _, p := range []string{"/films", "/other"} {
			names(t, a.Mirror, p, model.Auto)
		}
		w := a.Watch()
		defer w.Close()
		a.run(t)
		a.Attend([]model.Path{at("/films")}, nil)
		time.Sleep(2 * time.Second)
		if got := w.Take(); len(got) != 0 {
			t.Errorf("before anything changed: %v", got)
		}
		must(t, b.Move(t.Context(), []model.Item{item(t, b.Mirror, "/films", "a.mkv")}, at("/other")))
		start := time.Now()
		select {
		case <-w.C():
		case <-time.After(time.Minute):
			t.Fatal("nothing was told")
		}
		if d := time.Since(start); d > time.Second {
			t.Errorf("told after %v", d)
		}
		got := map[model.Path]bool{}
		for _, p := range w.Take() {
			got[p] = true
		}
		want(t, "changed", got, map[model.Path]bool{at("/films"): true, at("/other"): true})
	})
}
