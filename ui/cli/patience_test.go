package cli_test

import (
	"testing"

	"onefm/fichier/simulator"
)

// TestOneBrokenListing has the first look at the account, or at a folder in it, fail
// in each way that passes: the copy goes on in a while and breaks no rule by it.
func TestOneBrokenListing(t *testing.T) {
	for _, fault := range []string{
		"folder/ls nth=1 reset", "folder/ls nth=1 lost", "folder/ls nth=1 500", "folder/ls nth=1 html",
		"folder/ls nth=2 reset", "folder/ls nth=2 500",
	} {
		t.Run(fault, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newPerson(t)
				p.sim.AddFile("/src/sub/a", simulator.Text("one"))
				p.sim.AddFile("/src/b", simulator.Text("two"))
				rule, err := simulator.ParseFault(fault)
				if err != nil {
					t.Fatal(err)
				}
				p.sim.Fault(rule)
				p.must(0, "cp", "-r", "1f:/src", p.path("got"))
				if n := len(contents(t, p.path("got"))); n != 2 {
					t.Errorf("%d files arrived, want 2", n)
				}
				p.clean()
			})
		})
	}
}
