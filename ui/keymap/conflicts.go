package keymap

import (
	"fmt"
	"slices"
	"strings"
)

// Conflicts reports what is wrong with the table, one sentence each: two actions
// on one key, a sequence that starts with another one, a key that terminals or
// multiplexers need for themselves, and a byte of mouse reports on an action that
// does harm.
func (m *Map) Conflicts() []string {
	var all []string
	for i, row := range m.rows {
		for _, seq := range row.Keys {
			all = append(all, checkKeys(row, seq)...)
			for _, other := range m.rows[:i] {
				all = append(all, checkPair(row, other, seq)...)
			}
		}
	}
	return all
}

func checkKeys(row Binding, seq string) []string {
	keys := strings.Fields(seq)
	if len(keys) == 0 {
		return []string{fmt.Sprintf("%s: empty key", row.Action)}
	}
	var all []string
	for _, k := range keys {
		if n := Normalize(k); n != k {
			all = append(all, fmt.Sprintf("%s: %s can't be told from %s on many terminals", row.Action, Label(k), Label(n)))
		}
	}
	if slices.Contains(reserved(), keys[0]) {
		all = append(all, fmt.Sprintf("%s: %s is taken by tmux, screen or flow control", row.Action, Label(keys[0])))
	}
	if len(keys) == 1 && strings.Contains(mouseBytes, keys[0]) && !row.Harmless {
		all = append(all, fmt.Sprintf("%s: %s occurs in mouse reports and may carry harmless actions only", row.Action, keys[0]))
	}
	return all
}

func checkPair(row, other Binding, seq string) []string {
	if row.In&other.In == 0 {
		return nil
	}
	var all []string
	for _, o := range other.Keys {
		switch {
		case o == seq && row.Action != other.Action:
			all = append(all, fmt.Sprintf("%s and %s: both on %s", other.Action, row.Action, Label(seq)))
		case strings.HasPrefix(seq, o+" "), strings.HasPrefix(o, seq+" "):
			all = append(all, fmt.Sprintf("%s and %s: %s starts like %s", other.Action, row.Action, Label(seq), Label(o)))
		}
	}
	return all
}

// reserved lists keys that never reach a program in common set-ups: the prefix
// keys of screen and tmux, and software flow control.
func reserved() []string { return []string{"ctrl+a", "ctrl+b", "ctrl+s", "ctrl+q"} }

// mouseBytes can turn up as key presses when a mouse report is torn apart.
const mouseBytes = "0123456789;<Mm"
