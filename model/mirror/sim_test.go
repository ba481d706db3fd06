package mirror

import (
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
		"plain":           nil,
		"files apart":     {simulator.WithoutFolderItems()},
		"listings lag":    {simulator.WithLag(100 * time.Second)},
		"strict folders":  {simulator.WithStrictFolders(), simulator.WithLooseTypes()},
		"documented move": {simulator.WithDocumentedFolderMove(), simulator.WithTwinFolders()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			treetest.Run(t, func(t *testing.T) treetest.Fixture {
				t.Helper()
				r := newRig(t, simulator.New(opts...))
				r.sim.AddFolder("/work/here")
				return treetest.Fixture{
					Tree: r.Mirror,
					Root: at("/work/here"),
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
