package app

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/ui/view"
	"onefm/ui/words"
)

// trashDelay is how long the chip of a removal can be taken back; longer than that
// of a copy, since people notice late what they removed.
const trashDelay = 4 * time.Second

// askFolder asks for the name of a new folder.
func (m *Model) askFolder() tea.Cmd {
	p := m.pane()
	dir := p.place()
	if dir.IsZero() {
		return m.noPlace()
	}
	m.push(&inputDialog{
		title: "New folder in " + label(dir), label: "Name", verb: "Make", hint: "a/b makes both.",
		check: func(text string) string { _, wrong := below(dir, text); return wrong },
		enter: func(m *Model, text string) tea.Cmd {
			path, _ := below(dir, text)
			first, _, _ := strings.Cut(strings.Trim(text, "/"), "/")
			return makeFolder(m.ctx, p.tree, path, madeMsg{pane: p.id, dir: dir, name: first})
		},
	})
	return nil
}

// below returns the path of a name, or a/b, below a folder, and what is wrong with
// it.
func below(dir model.Path, text string) (model.Path, string) {
	path := dir
	for part := range strings.SplitSeq(strings.Trim(text, "/"), "/") {
		if path = path.Child(part); path.IsZero() {
			return path, badName(part)
		}
	}
	return path, ""
}

func badName(name string) string {
	switch name {
	case "":
		return "Type a name."
	case ".", "..":
		return "“" + name + "” is no name of its own."
	}
	return "A name can't hold / or line ends."
}

func (m *Model) made(msg madeMsg) tea.Cmd {
	p := m.panes[msg.pane]
	if msg.err != nil {
		return tea.Batch(m.fail("make", msg.name, msg.err), p.reload())
	}
	return p.reveals(msg.dir, model.Key{Name: msg.name})
}

// askRename asks for another name of the entry under the cursor.
func (m *Model) askRename() tea.Cmd {
	p := m.pane()
	it, ok := p.item()
	if !ok {
		return nil
	}
	f := newField(it.Entry.Name)
	if dot := strings.LastIndexByte(it.Entry.Name, '.'); dot > 0 && !it.Entry.IsDir() {
		f.caret = dot // the extension mostly stays
	}
	m.push(&inputDialog{
		title: "Rename", label: "Name", verb: "Rename", field: f,
		check: func(text string) string {
			if !model.IsElement(text) {
				return badName(text)
			}
			return ""
		},
		enter: func(m *Model, text string) tea.Cmd {
			if text == it.Entry.Name {
				return nil
			}
			return rename(m.ctx, p.tree, renamedMsg{pane: p.id, item: it, name: text})
		},
	})
	return nil
}

func (m *Model) renamed(msg renamedMsg) tea.Cmd {
	p := m.panes[msg.pane]
	if msg.err != nil {
		return tea.Batch(m.fail("rename", msg.item.Entry.Name, msg.err), p.reload())
	}
	if msg.item.Dir == p.dir {
		p.renamed = [2]model.Key{msg.item.Entry.Key(), msg.entry.Key()}
	}
	return tea.Batch(p.reveals(msg.item.Dir, model.Key{Name: msg.name, ID: msg.entry.ID}), m.findAgain(p))
}

// trash moves the selection to the trash, after a moment in which that can be
// taken back.
func (m *Model) trash() tea.Cmd {
	p := m.pane()
	what := p.load()
	if what.n == 0 {
		return nil
	}
	if n := p.lastCopies(); n > 0 {
		return m.say(view.Warn, "No copy of "+words.Plural(n, "file")+" would be left.", "A marks all but the one to keep; Esc clears the marks.")
	}
	back := p.unmark()
	p.pass(what)
	return m.hold(held{
		text: "Moving " + what.thing() + " to the trash", going: what, wait: trashDelay, back: back,
		do: func(m *Model) tea.Cmd {
			return remove(m.ctx, p.tree, removedMsg{pane: p.id, what: what})
		},
	})
}

// pass takes the cursor to the next row that is not about to go.
func (p *pane) pass(what *load) {
	for row := p.cursor; row < p.len(); row++ {
		if !what.holds(p, p.rows.at[row]) {
			p.moveTo(row)
			return
		}
	}
	for row := p.cursor; row >= 0 && row < p.len(); row-- {
		if !what.holds(p, p.rows.at[row]) {
			p.moveTo(row)
			return
		}
	}
}

// askErase erases the selection for good, once its number has been typed.
func (m *Model) askErase() tea.Cmd {
	p := m.pane()
	what := p.load()
	if what.n == 0 {
		return nil
	}
	if n := p.lastCopies(); n > 0 {
		return m.say(view.Warn, "No copy of "+words.Plural(n, "file")+" would be left.", "A marks all but the one to keep; Esc clears the marks.")
	}
	count := strconv.Itoa(what.n)
	m.push(&inputDialog{
		title: "Erase " + what.thing() + " for good?", danger: true, verb: "Erase",
		label: "Type " + count + " to erase " + whose(p), hint: "There is no way back; d moves to the trash instead.",
		check: func(text string) string {
			if strings.TrimSpace(text) != count {
				return "Type " + count + ", the number of items, or press Esc."
			}
			return ""
		},
		enter: func(m *Model, _ string) tea.Cmd {
			p.clearMarks()
			p.pass(what)
			return remove(m.ctx, p.tree, removedMsg{pane: p.id, what: what, erase: true})
		},
	})
	return nil
}

func whose(p *pane) string {
	if p.account() {
		return "from the account"
	}
	return "from this disk"
}

func (m *Model) removed(msg removedMsg) tea.Cmd {
	p := m.panes[msg.pane]
	verb, done := "move to the trash", "Moved "+msg.what.thing()+" to the trash."
	if msg.erase {
		verb, done = "erase", "Erased "+msg.what.thing()+"."
	}
	cmds := []tea.Cmd{p.reload(), m.findAgain(p)}
	var failed *model.ItemsError
	switch {
	case msg.err == nil:
		cmds = append(cmds, m.say(view.Good, done, ""))
	case errors.As(msg.err, &failed) && gone(failed):
		cmds = append(cmds, m.say(view.Info, "They were gone already.", ""))
	default:
		cmds = append(cmds, m.fail(verb, msg.what.thing(), msg.err))
	}
	return tea.Batch(cmds...)
}

// gone reports whether all that failed was not there any more.
func gone(err *model.ItemsError) bool {
	for _, it := range err.Items {
		if !errors.Is(it.Err, fs.ErrNotExist) {
			return false
		}
	}
	return true
}

// things names items in a sentence: the name of one, the number of several.
func things(items []model.Item) string {
	if len(items) == 0 {
		return thing(0, model.Item{})
	}
	return thing(len(items), items[0])
}

func thing(n int, first model.Item) string {
	if n == 1 {
		return first.Entry.Name
	}
	return words.Plural(n, "item")
}
