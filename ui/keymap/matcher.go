package keymap

import (
	"slices"
	"strings"
)

// Matcher follows the keys of a sequence. It is a value: Press returns the next
// one. The zero value with a map set is at the start of a sequence.
type Matcher struct {
	Map     *Map
	context Context
	pending []string
}

// Outcome is what a key press led to.
type Outcome uint8

// The outcomes.
const (
	Unbound Outcome = iota // the key means nothing here
	Pending                // a prefix: more keys are needed
	Matched                // an action
	Dropped                // the key does not go on with the prefix; both are dropped
)

// Press takes one key in a context. A prefix that was begun in another context
// is forgotten: what the keys mean has changed meanwhile.
func (m Matcher) Press(in Context, key string) (next Matcher, a Action, o Outcome) {
	key = Normalize(key)
	if in != m.context {
		m.pending = nil
	}
	n := m.Map.walk(in, m.pending)
	reset := Matcher{Map: m.Map, context: in}
	child := n.next[key]
	switch {
	case child == nil && len(m.pending) > 0:
		return reset, "", Dropped
	case child == nil:
		return reset, "", Unbound
	case child.row != nil:
		return reset, child.row.Action, Matched
	}
	reset.pending = append(slices.Clone(m.pending), key)
	return reset, "", Pending
}

// Reset forgets the keys pressed so far.
func (m *Matcher) Reset() { m.pending = nil }

// Prefix returns the keys pressed so far, empty outside a sequence.
func (m Matcher) Prefix() string { return strings.Join(m.pending, " ") }

// Choice is one way to go on after a prefix, a row of the which-key popup.
type Choice struct {
	Key    string // as shown: "Enter", "d"
	Press  string // as pressed: "enter", "d"
	Action Action // empty when more keys follow
	Title  string
	Short  string
}

// Choices returns the ways to go on. Keys of one action are folded into one row,
// "d/Enter".
func (m Matcher) Choices() []Choice {
	if m.Map == nil || len(m.pending) == 0 {
		return nil
	}
	n := m.Map.walk(m.context, m.pending)
	var all []Choice
	for _, key := range n.keys {
		child := n.next[key]
		if child.row == nil {
			all = append(all, Choice{Key: Label(key), Press: key, Title: "more"})
			continue
		}
		row := child.row
		at := slices.IndexFunc(all, func(c Choice) bool { return c.Action == row.Action })
		if at >= 0 {
			all[at].Key += "/" + Label(key)
			continue
		}
		all = append(all, Choice{
			Key: Label(key), Press: key, Action: row.Action, Title: row.Title, Short: row.Short,
		})
	}
	return all
}

func (m *Map) walk(in Context, keys []string) *node {
	n := m.root[in]
	for _, k := range keys {
		n = n.next[k]
	}
	return n
}

// Normalize gives keys that older terminals can't tell apart one name, so that a
// terminal with more precise reports does not behave differently: Ctrl-i is Tab,
// Ctrl-m and Ctrl-j are Enter, Ctrl-h is Backspace, Ctrl-[ is Esc.
func Normalize(key string) string {
	switch key {
	case "ctrl+i":
		return "tab"
	case "ctrl+m", "ctrl+j":
		return "enter"
	case "ctrl+h", "shift+backspace":
		return "backspace"
	case "ctrl+[":
		return "esc"
	case "shift+space":
		return "space"
	case "shift+enter":
		return "enter"
	}
	return key
}
