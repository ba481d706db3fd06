package cli_test

import (
	"strings"
	"testing"

	"onefm/ui/keymap"
)

// What the help of the window teaches works: every command is there, with the
// flags that are shown.
func TestTheCommandsThatTheWindowTeaches(t *testing.T) {
	t.Parallel()
	p := newPerson(t)
	taught := 0
	for _, row := range keymap.Default().Listed() {
		if row.CLI == "" {
			continue
		}
		taught++
		fields := strings.Fields(row.CLI)
		if fields[0] != "onefm" || len(fields) < 2 {
			t.Errorf("%s: %q", row.Title, row.CLI)
			continue
		}
		p.must(0, fields[1], "--help")
		for _, flag := range fields[2:] {
			if strings.HasPrefix(flag, "-") && !strings.Contains(p.out, flag) {
				t.Errorf("%s teaches %q, but %s has no %s:\n%s", row.Title, row.CLI, fields[1], flag, p.out)
			}
		}
	}
	if taught < 8 {
		t.Errorf("only %d commands are taught", taught)
	}
}
