package mirror

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/treetest"
)

// rig is a mirror of a simulated account, over real HTTP on pipes.
type rig struct {
	sim    *simulator.Service
	client *fichier.Client
	ledger *Ledger
	*Mirror
}

// newRig opens a mirror of sim in memory and checks after the test that no limit
// of the service was exceeded. It must be called inside a bubble.
func newRig(t *testing.T, sim *simulator.Service) rig {
	t.Helper()
	t.Cleanup(func() {
		for _, v := range sim.Violations() {
			t.Errorf("violation: %+v", v)
		}
		sim.Close()
		time.Sleep(time.Second) // for the server's own timers
	})
	return joinRig(t, sim, "")
}

// joinRig opens another process's mirror of sim.
func joinRig(t *testing.T, sim *simulator.Service, path string) rig {
	t.Helper()
	l, err := OpenLedger(t.Context(), path, "", nil)
	must(t, err)
	return openRig(t, sim, l)
}

func openRig(t *testing.T, sim *simulator.Service, l *Ledger) rig {
	t.Helper()
	key, err := fichier.NewSecret(sim.Key())
	must(t, err)
	c := fichier.New(key, fichier.WithTransport(sim.Transport()), fichier.WithLedger(l))
	m, err := Open(t.Context(), "", c, Options{Ledger: l})
	must(t, err)
	t.Cleanup(func() {
		c.Close()
		_ = m.Close()
	})
	return rig{sim: sim, client: c, ledger: l, Mirror: m}
}

// wirePath is a path as the service spells it.
func wirePath(p model.Path) string {
	var names []string
	for name := range strings.SplitSeq(strings.Trim(p.Name(), "/"), "/") {
		names = append(names, fichier.EncodeName(name))
	}
	return path.Join(append([]string{"/"}, names...)...)
}

func TestMirrorIsATree(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]simulator.Option{
		"plain":        nil,
		"files apart":  {simulator.WithoutFolderItems(), simulator.WithDocumentedFolderMove(), simulator.WithTwinFolders()},
		"listings lag": {simulator.WithLag(100 * time.Second), simulator.WithStrictFolders(), simulator.WithLooseTypes()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			treetest.Run(t, func(t *testing.T) treetest.Fixture {
				t.Helper()
				r := newRig(t, simulator.New(opts...))
				r.sim.AddFolder("/office/here")
				return treetest.Fixture{
					Tree: r.Mirror,
					Root: at("/office/here"),
					Add: func(t *testing.T, dir model.Path, name, content string) {
						t.Helper()
						r.sim.AddFile(wirePath(dir.Child(name)), simulator.Bytes([]byte(content)))
					},
					Content: func(t *testing.T, it model.Item) string {
						t.Helper()
						b, err := r.sim.ReadFile(it.Entry.ID)
						if err != nil {
							t.Errorf("ReadFile(%s) = %v", it.Entry.ID, err)
						}
						return string(b)
					},
					Fresh: func(t *testing.T) model.Tree {
						t.Helper()
						time.Sleep(5 * time.Minute) // for the lag, and so that all may be asked again
						fresh, err := Open(t.Context(), "", r.client, Options{})
						must(t, err)
						t.Cleanup(func() { _ = fresh.Close() })
						return fresh
					},
					Twins: true,
				}
			}, treetest.InBubble())
		})
	}
}

func TestFloodClosesTheAccountButShowsRows(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, simulator.New())
		r.sim.AddFile("/films/a.mkv", simulator.Text("abc"))
		names(t, r.Mirror, "/", model.Auto)
		r.sim.Fault(simulator.Rule{Endpoint: "folder/ls", Kind: simulator.FaultFlood403, First: 1})
		time.Sleep(2 * time.Minute)

		l, err := r.List(t.Context(), at("/"), model.Auto)
		if !errors.Is(err, fichier.ErrFlood) || len(l.Entries) != 1 {
			t.Errorf("List = %+v, %v", l, err)
		}
		if wait := time.Until(l.Next); wait < 25*time.Second {
			t.Errorf("Next is in %v", wait)
		}
		calls := r.sim.Count("")
		l, err = r.List(t.Context(), at("/"), model.Refresh)
		if err != nil || len(l.Entries) != 1 || l.Next.IsZero() {
			t.Errorf("List while locked = %+v, %v", l, err)
		}
		if _, err := r.List(t.Context(), at("/films"), model.Auto); !errors.Is(err, fichier.ErrFlood) {
			t.Errorf("List of an unknown folder while locked = %v", err)
		}
		if n := r.sim.Count(""); n != calls {
			t.Errorf("%d calls while locked", n-calls)
		}
		time.Sleep(time.Until(l.Next))
		want(t, "films", names(t, r.Mirror, "/films", model.Auto), []string{"a.mkv"})
	})
}

func TestOfflineShowsWhatIsKnown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, simulator.New())
		r.sim.AddFile("/films/a.mkv", simulator.Text("abc"))
		names(t, r.Mirror, "/films", model.Auto)
		r.sim.Fault(simulator.Rule{Endpoint: "*", Kind: simulator.FaultReset})
		time.Sleep(time.Hour)
		l, err := r.List(t.Context(), at("/films"), model.Auto)
		if err == nil || len(l.Entries) != 1 || time.Since(l.AsOf) < time.Hour {
			t.Errorf("List = %+v, %v", l, err)
		}
		if e, err := r.Stat(t.Context(), at("/films/a.mkv")); err != nil || e.Size != 3 {
			t.Errorf("Stat = %+v, %v", e, err)
		}
	})
}

func TestFolderListingsOfTheSimulatorAreCutToo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, simulator.New())
		for i := range 5_300 {
			when := time.Date(1999, 1, 1, 0, i, 0, 0, time.UTC)
			r.sim.AddFile(fmt.Sprintf("/many/file %d", i), simulator.Synthetic(uint64(i), 1), simulator.Dated(when))
		}
		var l model.Listing
		for n := range 8 {
			var err error
			if l, err = r.List(t.Context(), at("/many"), model.Auto); err != nil {
				t.Fatal(err)
			}
			if n == 0 && !l.Cut {
				t.Error("the first listing is not cut")
			}
			if !l.Cut {
				break
			}
			time.Sleep(35 * time.Second)
		}
		if l.Cut || len(l.Entries) != 5_300 {
			t.Errorf("%d entries, cut %v", len(l.Entries), l.Cut)
		}
	})
}
