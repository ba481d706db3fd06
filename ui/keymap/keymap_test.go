package keymap_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onefm/ui/keymap"
)

func TestDefaultHasNoConflicts(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]string(nil), keymap.Default().Conflicts()); diff != "" {
		t.Errorf("conflicts (-want +got):\n%s", diff)
	}
}

func TestEveryRowExplainsItself(t *testing.T) {
	t.Parallel()
	for _, row := range keymap.Default().Rows() {
		if row.Title == "" || row.Group == "" || row.In == 0 || len(row.Keys) == 0 {
			t.Errorf("%s: title %q, group %q, contexts %d, keys %q", row.Action, row.Title, row.Group, row.In, row.Keys)
		}
		if row.Bar > 0 && row.Short == "" {
			t.Errorf("%s is in the key bar without a label", row.Action)
		}
		for _, seq := range row.Keys {
			if strings.Contains(seq, " ") && row.Short == "" {
				t.Errorf("%s: %q follows a prefix, but the popup has no label for it", row.Action, seq)
			}
		}
	}
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	row := func(a keymap.Action, in keymap.Context, keys ...string) keymap.Binding {
		return keymap.Binding{Action: a, In: in, Keys: keys}
	}
	tests := map[string]struct {
		rows []keymap.Binding
		want string
	}{
		"one key twice":         {[]keymap.Binding{row("a", keymap.Browse, "k"), row("b", keymap.Browse, "k")}, "a and b: both on k"},
		"other context":         {[]keymap.Binding{row("a", keymap.Browse, "k"), row("b", keymap.Queue, "k")}, ""},
		"same action":           {[]keymap.Binding{row("a", keymap.Browse, "k"), row("a", keymap.Browse, "k")}, ""},
		"prefix of another":     {[]keymap.Binding{row("a", keymap.Browse, "d"), row("b", keymap.Browse, "d d")}, "a and b: dd starts like d"},
		"another is the prefix": {[]keymap.Binding{row("a", keymap.Browse, "d d"), row("b", keymap.Browse, "d")}, "a and b: d starts like dd"},
		"tab in disguise":       {[]keymap.Binding{row("a", keymap.Browse, "ctrl+i")}, "a: Ctrl-i can't be told from Tab on many terminals"},
		"backspace in disguise": {[]keymap.Binding{row("a", keymap.Browse, "ctrl+h")}, "a: Ctrl-h can't be told from Backspace on many terminals"},
		"tmux prefix":           {[]keymap.Binding{row("a", keymap.Browse, "ctrl+b")}, "a: Ctrl-b is taken by tmux, screen or flow control"},
		"flow control":          {[]keymap.Binding{row("a", keymap.Browse, "ctrl+s x")}, "a: Ctrl-s is taken by tmux, screen or flow control"},
		"byte of a mouse":       {[]keymap.Binding{row("a", keymap.Browse, "M")}, "a: M occurs in mouse reports and may carry harmless actions only"},
		"nothing":               {[]keymap.Binding{row("a", keymap.Browse, " ")}, "a: empty key"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(keymap.New(tt.rows).Conflicts(), "\n")
			if got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestMatcher(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   keymap.Context
		keys string
		want keymap.Action
		out  keymap.Outcome
	}{
		{"letter", keymap.Browse, "j", keymap.Down, keymap.Matched},
		{"arrow", keymap.Browse, "down", keymap.Down, keymap.Matched},
		{"sequence", keymap.Browse, "c c", keymap.Copy, keymap.Matched},
		{"function key", keymap.Browse, "f5", keymap.Copy, keymap.Matched},
		{"prefix alone does nothing", keymap.Browse, "d", "", keymap.Pending},
		{"trash", keymap.Browse, "d d", keymap.Trash, keymap.Matched},
		{"trash by enter", keymap.Browse, "d enter", keymap.Trash, keymap.Matched},
		{"F8 alone does nothing", keymap.Browse, "f8", "", keymap.Pending},
		{"F8 Enter", keymap.Browse, "f8 enter", keymap.Trash, keymap.Matched},
		{"cut by d x", keymap.Browse, "d x", keymap.Cut, keymap.Matched},
		{"Esc leaves a prefix", keymap.Browse, "d esc", "", keymap.Dropped},
		{"wrong second key", keymap.Browse, "d j", "", keymap.Dropped},
		{"unknown key", keymap.Browse, "!", "", keymap.Unbound},
		{"Ctrl-m is Enter", keymap.Browse, "ctrl+m", keymap.Open, keymap.Matched},
		{"Ctrl-h is Backspace", keymap.Browse, "ctrl+h", keymap.Parent, keymap.Matched},
		{"Enter drops what is carried", keymap.Carry, "enter", keymap.Drop, keymap.Matched},
		{"l enters while carrying", keymap.Carry, "l", keymap.Open, keymap.Matched},
		{"c toggles while carrying", keymap.Carry, "c", keymap.AsCopy, keymap.Matched},
		{"no trash while carrying", keymap.Carry, "d", "", keymap.Unbound},
		{"space holds a job", keymap.Queue, "space", keymap.QueueHold, keymap.Matched},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := keymap.Matcher{Map: keymap.Default()}
			var a keymap.Action
			var out keymap.Outcome
			for key := range strings.FieldsSeq(tt.keys) {
				m, a, out = m.Press(tt.in, key)
			}
			if a != tt.want || out != tt.out {
				t.Errorf("%q gives %q, outcome %d; want %q, outcome %d", tt.keys, a, out, tt.want, tt.out)
			}
		})
	}
}

func TestMatcherForgetsPrefixOfAnotherContext(t *testing.T) {
	t.Parallel()
	m := keymap.Matcher{Map: keymap.Default()}
	m, _, _ = m.Press(keymap.Browse, "g")
	_, a, out := m.Press(keymap.Carry, "p")
	if a != keymap.DropHere || out != keymap.Matched {
		t.Errorf("p after a stale g gives %q, outcome %d", a, out)
	}
}

// Every sequence of the table must reach its action: nothing is shadowed.
func TestEverySequenceIsReachable(t *testing.T) {
	t.Parallel()
	m := keymap.Default()
	for _, row := range m.Rows() {
		for _, in := range []keymap.Context{keymap.Browse, keymap.Queue, keymap.Carry, keymap.Drag} {
			if row.In&in == 0 {
				continue
			}
			for _, seq := range row.Keys {
				at := keymap.Matcher{Map: m}
				var got keymap.Action
				for key := range strings.FieldsSeq(seq) {
					at, got, _ = at.Press(in, key)
				}
				if got != row.Action {
					t.Errorf("%q in context %d gives %q, want %q", seq, in, got, row.Action)
				}
			}
		}
	}
}

func TestChoices(t *testing.T) {
	t.Parallel()
	m := keymap.Matcher{Map: keymap.Default()}
	if got := m.Choices(); got != nil {
		t.Errorf("choices without a prefix: %v", got)
	}
	m, _, _ = m.Press(keymap.Browse, "d")
	var got []string
	for _, c := range m.Choices() {
		got = append(got, c.Key+" "+c.Short)
	}
	if diff := cmp.Diff([]string{"d/Enter trash", "x cut"}, got); diff != "" {
		t.Errorf("after d (-want +got):\n%s", diff)
	}
}

func TestLabel(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"g p": "gp", "d enter": "d Enter", "ctrl+u": "Ctrl-u", "shift+f5": "Shift-F5", "alt+left": "Alt-Left",
		"pgdown": "PgDn", "space": "Space", "+": "+", "ctrl+insert": "Ctrl-Ins", ", n": ",n", "f8 enter": "F8 Enter",
	}
	for seq, want := range tests {
		if got := keymap.Label(seq); got != want {
			t.Errorf("Label(%q) = %q, want %q", seq, got, want)
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	tests := map[string]keymap.Action{
		"F5": keymap.Copy, "dd": keymap.Trash, "copy other": keymap.Copy, "mkdir": keymap.NewFolder,
		"trash": keymap.Trash, "rnm": keymap.Rename, "markdown": keymap.CopyMD, "quit": keymap.Quit,
		"mark": keymap.Mark, "sort": keymap.SortName,
	}
	for query, want := range tests {
		found := keymap.Default().Lookup(query)
		if len(found) == 0 || found[0].Action != want {
			t.Errorf("Lookup(%q) found %d rows, the first %v; want %s", query, len(found), found, want)
		}
	}
	if got := keymap.Default().Lookup("no such thing at all"); len(got) != 0 {
		t.Errorf("nonsense finds %v", got)
	}
	all := keymap.Default().Lookup("")
	if slices.ContainsFunc(all, func(b keymap.Binding) bool { return b.Unlisted }) || len(all) < 50 {
		t.Errorf("an empty query lists %d rows", len(all))
	}
}

func TestBar(t *testing.T) {
	t.Parallel()
	var got []string
	for _, item := range keymap.Default().Bar(keymap.Carry, true) {
		got = append(got, item.Key+" "+item.Short)
	}
	want := []string{"Enter drop", "p drop in this pane", "c as copy", "m as move", "Tab other pane", "Esc cancel"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("carry bar (-want +got):\n%s", diff)
	}
	if got := keymap.Default().Bar(keymap.Browse, true); got[0].Key != "F1" || got[1].Key != "F5" {
		t.Errorf("the first labels with function keys are %v", got[:2])
	}
	if got := keymap.Default().Bar(keymap.Browse, false); got[0].Key != "?" || got[1].Key != "cc" {
		t.Errorf("the first labels without are %v", got[:2])
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	md := keymap.Default().Markdown()
	for _, want := range []string{
		"| Copy to the other pane | `cc` | `F5` | drag |",
		"| Up | `k` | `Up` | wheel |",
		"| Move to the trash | `dd` `d Enter` | `F8 Enter` |",
	} {
		if !strings.Contains(md, want) {
			t.Errorf("no row %q in:\n%s", want, md)
		}
	}
}

// FuzzMatcher: no run of keys may get the matcher stuck, and Esc always leads
// back to the start.
func FuzzMatcher(f *testing.F) {
	f.Add("g g", uint8(1))
	f.Add("d j j c c f5 esc", uint8(2))
	m := keymap.Default()
	f.Fuzz(func(t *testing.T, keys string, in uint8) {
		context := []keymap.Context{keymap.Browse, keymap.Queue, keymap.Carry, keymap.Drag}[in%4]
		at := keymap.Matcher{Map: m}
		for key := range strings.FieldsSeq(keys) {
			var a keymap.Action
			var out keymap.Outcome
			at, a, out = at.Press(context, key)
			if (out == keymap.Matched) != (a != "") || (out == keymap.Pending) != (at.Prefix() != "") {
				t.Fatalf("%q: action %q, outcome %d, prefix %q", key, a, out, at.Prefix())
			}
		}
		at, _, _ = at.Press(context, "esc")
		if at.Prefix() != "" {
			t.Fatalf("Esc leaves the prefix %q", at.Prefix())
		}
	})
}
