package app

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/ui/keymap"
	"onefm/ui/share"
	"onefm/ui/term"
	"onefm/ui/view"
	"onefm/ui/words"
)

// linksOf returns the links of items, and how many of them have none: folders and
// what is not in the account.
func linksOf(items []model.Item) (links []share.Link, without int) {
	for _, it := range items {
		if it.Dir.Side() == model.Account && it.Entry.Kind == model.File && model.IsLink(it.Entry.ID) {
			links = append(links, share.Link{URL: it.Entry.ID, Name: it.Entry.Name})
		} else {
			without++
		}
	}
	return links, without
}

// copyLinks puts the links of the selection on the clipboard.
func (m *Model) copyLinks(f share.Format) tea.Cmd {
	links, cmd := m.links()
	if len(links) == 0 {
		return cmd
	}
	m.copies++
	c := m.cfg.Clipboard
	c.Caps = m.term
	return tea.Batch(cmd, copyText(m.ctx, c, copiedMsg{request: m.copies, links: links}, f))
}

// links returns the links of the selection, and what is to be said about items
// that have none.
func (m *Model) links() ([]share.Link, tea.Cmd) {
	items := m.pane().selection()
	if len(items) == 0 {
		return nil, nil
	}
	links, without := linksOf(items)
	switch {
	case len(links) > 0 && without > 0:
		what := words.PluralOf(without, "item has no link and was left out.", "items have no link and were left out.")
		return links, m.say(view.Warn, what, "Only files of the account have links.")
	case len(links) > 0:
		return links, nil
	case items[0].Dir.Side() == model.Local:
		return nil, m.say(view.Warn, things(items)+" is on this disk, so it has no link.", "Copy it to the account first: F5.")
	}
	return nil, m.say(view.Warn, "A folder has no link of its own.", "Mark the files in it and copy their links.")
}

// copied tells how the text got to the clipboard. That it did is claimed only with
// proof; without, the links are shown to be picked up by hand.
func (m *Model) copied(msg copiedMsg) tea.Cmd {
	write := tea.Raw(msg.copied.Sequence)
	if msg.request != m.copies {
		return nil
	}
	c := msg.copied
	switch {
	case c.Proven, c.By == term.Native:
		return tea.Batch(write, m.say(view.Good, copiedWhat(msg.links)+" "+by(c)+".", ""))
	case c.ReadBack:
		m.proof = msg
		return tea.Batch(tea.Sequence(write, tea.ReadClipboard), after(m.ctx, proofTime, unprovenMsg{request: msg.request}))
	}
	m.popUp(newLinkSheet(msg.links, unproven))
	return write
}

const (
	// proofTime is how long the terminal has to read its clipboard back.
	proofTime = time.Second
	unproven  = "Offered to the terminal, which does not say whether it took it. Pick it up here if it did not."
)

// notProven shows the links when the terminal never answered.
func (m *Model) notProven(msg unprovenMsg) tea.Cmd {
	if m.proof.text == "" || m.proof.request != msg.request {
		m.same = true
		return nil
	}
	m.popUp(newLinkSheet(m.proof.links, unproven))
	m.proof = copiedMsg{}
	return nil
}

// readBack takes the terminal's answer to what is on its clipboard.
func (m *Model) readBack(content string) tea.Cmd {
	msg := m.proof
	m.proof = copiedMsg{}
	if msg.text == "" {
		m.same = true
		return nil
	}
	if content == msg.text {
		return m.say(view.Good, copiedWhat(msg.links)+" "+by(msg.copied)+", read back to be sure.", "")
	}
	m.popUp(newLinkSheet(msg.links, "The terminal did not take it. Pick it up here."))
	return nil
}

func copiedWhat(links []share.Link) string {
	if len(links) == 1 {
		return "Copied the link of " + links[0].Name
	}
	return "Copied " + words.Plural(len(links), "link")
}

func by(c term.Copied) string {
	switch c.By {
	case term.Native:
		return "with " + c.With
	case term.Tmux:
		return "into a tmux buffer"
	case term.Terminal, term.Shown:
	}
	return "to the terminal's clipboard"
}

// shareMenu lists every way to give the links of the selection away.
func (m *Model) shareMenu() tea.Cmd {
	links, cmd := m.links()
	if len(links) == 0 {
		return cmd
	}
	d := &menuDialog{title: "Share " + copiedName(links)}
	for _, a := range []keymap.Action{
		keymap.CopyLink, keymap.CopyMD, keymap.CopyBB, keymap.CopyHTML, keymap.CopyCurl, keymap.CopyNames, keymap.ShowQR,
	} {
		b, _ := m.keys.Find(a, keymap.Browse)
		d.items = append(d.items, menuItem{
			Item: view.Item{Key: lastKey(b), Label: b.Title, Line: a == keymap.ShowQR},
			do:   func(m *Model) tea.Cmd { return m.run(a) },
		})
	}
	m.push(d)
	return cmd
}

func copiedName(links []share.Link) string {
	if len(links) == 1 {
		return links[0].Name
	}
	return words.Plural(len(links), "file")
}

// lastKey is the key that follows the prefix in the first sequence of a row.
func lastKey(b keymap.Binding) string {
	if len(b.Keys) == 0 {
		return ""
	}
	return keymap.Label(b.Keys[0][strings.LastIndexByte(b.Keys[0], ' ')+1:])
}

// showQR shows the first link as a QR code, and all of them to be clicked.
func (m *Model) showQR() tea.Cmd {
	links, cmd := m.links()
	if len(links) > 0 {
		m.push(newLinkSheet(links, ""))
	}
	return cmd
}

// linkSheet shows links to be picked up by hand.
type linkSheet struct {
	plain

	title, note string
	links       []string
	qr          view.QR
}

func newLinkSheet(links []share.Link, note string) *linkSheet {
	d := &linkSheet{title: copiedName(links), note: note}
	for _, l := range links {
		d.links = append(d.links, l.URL)
	}
	if qr, err := view.NewQR(d.links[0]); err == nil {
		d.qr = qr
	}
	return d
}

func (d *linkSheet) values() view.Dialog {
	return &view.LinkSheet{
		Title: d.title, Note: d.note, Links: d.links, QR: d.qr,
		Buttons: []view.Key{{Press: "Esc", Label: "Close"}},
	}
}

func (d *linkSheet) key(k tea.KeyPressMsg) outcome {
	switch k.Keystroke() {
	case "esc", "ctrl+c", "enter", "q":
		return closed()
	}
	return stay()
}

func (d *linkSheet) click(t view.Target, _ bool) outcome {
	return outcome{done: t.Part == view.PartButton || t.Part == view.PartOutside}
}
