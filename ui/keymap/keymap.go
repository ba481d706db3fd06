// Package keymap is the one table of what can be done in the window and with
// which keys. The window looks keys up in it, and help, palette, key bar and the
// table in the README are generated from it, so they can't disagree.
//
// A key is written as the terminal library names it: "a", "G", "ctrl+u",
// "shift+f5", "enter". A sequence is keys with spaces between: "g p".
package keymap

import (
	"slices"
	"strings"
)

// Action names something that can be done. The names are stable: settings and
// tests refer to them.
type Action string

// Context is where keys are looked up, as a set of bits: a binding may hold in
// several places.
type Context uint8

// The contexts. Dialogs have none: they take Enter, Esc, Tab, arrows and text.
const (
	Browse Context = 1 << iota // a pane has the focus
	Queue                      // the queue has the focus
	Carry                      // items are carried with the keyboard
	Drag                       // items are being dragged with the mouse
)

// Everywhere is every context in which keys move about.
const Everywhere = Browse | Queue | Carry

// Binding is one row of the table.
type Binding struct {
	Action Action
	In     Context
	Keys   []string // sequences, the one to show first in front
	Group  string   // heading in the help
	Title  string   // what the palette lists: "Copy to the other pane"
	Short  string   // for the key bar and popups: "copy"
	Help   string   // one sentence more
	CLI    string   // the same on the command line; empty when there is no twin
	Mouse  string   // the same with the mouse; empty when there is none
	Bar    int      // rank in the key bar, 1 is the last to be left out; 0 is never
	// Harmless says that a stray key press does no harm: it moves, marks or
	// looks. Bytes of mouse reports may carry harmless actions only.
	Harmless bool
	// Unlisted rows are variants of another row, such as the keys of an action in
	// one more context; help and README leave them out.
	Unlisted bool
}

// Map is a checked table with its look-up tree.
type Map struct {
	rows []Binding
	root map[Context]*node
}

type node struct {
	row  *Binding // set on the last key of a sequence
	next map[string]*node
	keys []string // of next, in the order of the table
}

// New builds a map of rows. Conflicts are reported by [Map.Conflicts]; of two
// rows that want the same keys the first wins.
func New(rows []Binding) *Map {
	m := &Map{rows: slices.Clone(rows), root: map[Context]*node{}}
	for _, c := range contexts() {
		m.root[c] = &node{next: map[string]*node{}}
	}
	for i := range m.rows {
		row := &m.rows[i]
		for _, c := range contexts() {
			if row.In&c == 0 {
				continue
			}
			for _, seq := range row.Keys {
				m.root[c].add(strings.Fields(seq), row)
			}
		}
	}
	return m
}

func (n *node) add(keys []string, row *Binding) {
	for _, k := range keys {
		child := n.next[k]
		if child == nil {
			child = &node{next: map[string]*node{}}
			n.next[k] = child
			n.keys = append(n.keys, k)
		}
		n = child
	}
	if n.row == nil {
		n.row = row
	}
}

func contexts() []Context { return []Context{Browse, Queue, Carry, Drag} }

// Rows returns the whole table in its order.
func (m *Map) Rows() []Binding { return slices.Clone(m.rows) }

// Find returns the first row of an action in the contexts in.
func (m *Map) Find(a Action, in Context) (Binding, bool) {
	for _, row := range m.rows {
		if row.Action == a && row.In&in != 0 {
			return row, true
		}
	}
	return Binding{}, false
}

// Actions returns every action of the table once.
func (m *Map) Actions() []Action {
	var all []Action
	for _, row := range m.rows {
		if !slices.Contains(all, row.Action) {
			all = append(all, row.Action)
		}
	}
	return all
}
