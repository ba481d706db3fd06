package cli_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier/simulator"
	"onefm/ui/cli"
)

// What others did to the account, or what expired, stands apart from what onefm did.
func TestChanges(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newPerson(t)
		p.sim.AddFile("/Films/expires.mkv", simulator.Text("12345"))
		p.sim.AddFile("/Films/stays.mkv", simulator.Text("1"))
		p.sim.AddFile("/Films/goes.mkv", simulator.Text("12"))
		p.sim.AddFile("/Films/is renamed.mkv", simulator.Text("123"))
		p.must(0, "find", "--sync", "mkv")
		p.must(0, "changes")
		p.says("No change noticed since")

		other := *p
		other.state = t.TempDir()
		time.Sleep(40 * time.Second)
		other.must(0, "rm", "-f", "1f:/Films/expires.mkv")
		time.Sleep(time.Minute)
		other.must(0, "mv", "1f:/Films/is renamed.mkv", "1f:/Films/was renamed.mkv")
		p.sim.AddFile("/Films/new.mkv", simulator.Text("1234"))
		time.Sleep(time.Minute)
		p.must(0, "rm", "-f", "1f:/Films/goes.mkv")
		time.Sleep(10 * time.Minute)
		p.must(0, "ls", "--refresh", "1f:/Films")

		p.must(0, "changes")
		for _, want := range []string{
			"!    5  B  1f:/Films/expires.mkv\n", "-    2  B  1f:/Films/goes.mkv  (by onefm)\n", "+    4  B  1f:/Films/new.mkv\n",
			">    3  B  1f:/Films/is renamed.mkv -> 1f:/Films/was renamed.mkv\n",
		} {
			if !strings.Contains(p.out, want) {
				t.Errorf("it does not say %q:\n%s", want, p.out)
			}
		}
		p.says("1 file or folder vanished that onefm did not remove")

		p.must(0, "changes", "--only", "vanished", "--others", "--json")
		var c cli.Change
		if err := json.Unmarshal([]byte(p.out), &c); err != nil {
			t.Fatal(err, p.out)
		}
		got := []any{c.Kind, c.Own, c.Path, c.Entry, *c.Size}
		if diff := cmp.Diff([]any{"vanished", false, "1f:/Films/expires.mkv", "file", int64(5)}, got); diff != "" {
			t.Errorf("the object (-want +got):\n%s", diff)
		}
		p.must(0, "changes", "--own")
		if n := strings.Count(p.out, "\n"); n != 1 {
			t.Errorf("%d own changes, want 1:\n%s", n, p.out)
		}
		p.must(0, "changes", "1f:/Elsewhere")
		if p.out != "" {
			t.Errorf("changes elsewhere: %s", p.out)
		}
		time.Sleep(48 * time.Hour)
		p.must(0, "changes", "--since", "1d")
		if p.out != "" {
			t.Errorf("changes of two days ago: %s", p.out)
		}
		p.must(2, "changes", "--since", "sometime")
		p.must(2, "changes", "--only", "nonsense")
		p.must(2, "changes", ".")
		p.clean()
	})
}

// Names that would drive a terminal are shown, never sent, by all that search.
func TestSearchingShowsHostileNames(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newPerson(t)
		p.terminal = true
		for _, name := range []string{"\x1b]52;c;aGk=\x07 find", "re\x1b[31md find", "line\nbreak find", "bidi\u202egnp find", "broken \xff find", strings.Repeat("x", 200) + " find"} {
			p.sim.AddFile("/"+name+"/inside "+name, simulator.Text("same"))
		}
		for _, args := range [][]string{
			{"find", "--sync", "find"},
			{"find", "-l", "inside"},
			{"find", "--sort", "best", "find"},
			{"du", "-a", "-d", "3"},
			{"tree", "-l"},
			{"duplicates"},
			{"changes"},
			{"find", "\x1b[31m"},
			{"find", "size:\x1b[31m"},
			{"du", "1f:/\x1b[31m"},
		} {
			p.run(t.Context(), args...)
			text := strings.NewReplacer("\x1b[1;31m", "", "\x1b[1m", "", "\x1b[31m", "", "\x1b[m", "", "\x1b[0m", "", "\r", "", "\x1b[K", "").Replace(p.out + p.err)
			if strings.ContainsAny(text, "\x1b\x07\u202e") || strings.Contains(p.out, "re\x1b") {
				t.Errorf("onefm %q sends %q", args, text)
			}
		}
		p.clean()
	})
}
