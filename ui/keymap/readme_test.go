package keymap

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadmeTable holds the README's keys to the key map; ONEFM_WRITE_README=1
// writes them anew.
func TestReadmeTable(t *testing.T) {
	const name, from, to = "../../README.md", "<!-- keys: made from the key map, see ui/keymap -->\n", "<!-- /keys -->"
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(b), from)
	table, tail, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatal("the README has no place for the keys")
	}
	want := strings.TrimSpace(Default().Markdown()) + "\n"
	if os.Getenv("ONEFM_WRITE_README") != "" {
		if err := os.WriteFile(name, []byte(head+from+want+to+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("the README's keys are not those of the map; ONEFM_WRITE_README=1 go test ./ui/keymap writes them (-want +got)\n%s", diff)
	}
}
