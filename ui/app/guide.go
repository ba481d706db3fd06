package app

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"onefm/ui/view"
	"onefm/ui/words"
)

// guideDialog leads through the first start: where a key is made, paste it, have
// it checked, hear where it is kept.
type guideDialog struct {
	state view.GuideState
	url   string
	field field
	wrong words.Notice
	kept  string
	offer string
}

// openGuide asks for a key: at the first start, or when the service refused the
// one there was.
func (m *Model) openGuide(refused error) {
	for _, d := range m.dialogs {
		if _, ok := d.(*guideDialog); ok {
			return // it asks already
		}
	}
	d := &guideDialog{url: m.cfg.KeyURL, field: field{secret: true, hint: "paste the key here"}}
	if refused != nil {
		d.state = view.GuideRefused
		d.wrong = words.Error(refused, words.Context{Now: m.now})
		m.popUp(d)
		return
	}
	m.push(d)
}

func (d *guideDialog) values() view.Dialog {
	v := &view.Guide{
		State: d.state, URL: d.url, Field: d.field.values(), Error: d.wrong, Kept: d.kept, Offer: d.offer,
		Tiers: []string{
			"Premium and Access: everything.",
			"Free: listing and uploads may work, the service calls that a beta; downloads need Premium, Access or CDN credits.",
		},
		Focus: -1,
	}
	switch d.state {
	case view.GuideChecking:
		v.Buttons = []view.Key{{Press: "Esc", Label: "Stop"}}
	case view.GuideDone:
		v.Buttons, v.Focus = []view.Key{{Press: "Enter", Label: "Go"}}, 0
	case view.GuideAsk, view.GuideRefused:
		v.Buttons = []view.Key{{Press: "Enter", Label: "Check"}, {Press: "Esc", Label: "Later"}}
	}
	return v
}

func (d *guideDialog) key(k tea.KeyPressMsg) outcome {
	enter := k.Keystroke() == "enter"
	switch {
	case d.state == view.GuideDone && (enter || isEsc(k)):
		return closed()
	case d.state == view.GuideChecking && isEsc(k):
		d.state = view.GuideAsk
		return outcome{then: func(m *Model) tea.Cmd { m.stopSigning(); return nil }}
	case d.state == view.GuideChecking, d.state == view.GuideDone:
		return stay()
	case isEsc(k):
		return outcome{done: true, then: later}
	case enter:
		return d.check()
	}
	d.field.key(k)
	return stay()
}

func later(m *Model) tea.Cmd {
	return m.say(view.Info, "No account yet; the local pane works.", "Restart onefm, or run onefm login, to give a key.")
}

func (d *guideDialog) check() outcome {
	key := strings.TrimSpace(d.field.text)
	if key == "" {
		d.state = view.GuideRefused
		d.wrong = words.Notice{What: "No key was given.", Do: "Paste it and press Enter."}
		return stay()
	}
	d.state, d.wrong = view.GuideChecking, words.Notice{}
	return outcome{then: func(m *Model) tea.Cmd { return m.signIn(key) }}
}

func (d *guideDialog) click(t view.Target, _ bool) outcome {
	switch {
	case t.Part == view.PartField && d.state != view.GuideChecking:
		d.field.place(t.Index)
	case t.Part != view.PartButton:
	case d.state == view.GuideDone:
		return closed()
	case d.state == view.GuideChecking:
		d.state = view.GuideAsk
		return outcome{then: func(m *Model) tea.Cmd { m.stopSigning(); return nil }}
	case t.Index == 0:
		return d.check()
	default:
		return outcome{done: true, then: later}
	}
	return stay()
}

func (d *guideDialog) wheel(int) {}
func (d *guideDialog) rows(int)  {}

func (d *guideDialog) paste(text string) {
	if d.state == view.GuideAsk || d.state == view.GuideRefused {
		d.field.insert(strings.TrimSpace(text))
	}
}

// signIn has a key checked.
func (m *Model) signIn(key string) tea.Cmd {
	m.stopSigning()
	ctx, cancel := m.cancellable()
	m.unsign = cancel
	return signIn(ctx, m.cfg.SignIn, m.signing, key)
}

func (m *Model) stopSigning() {
	m.unsign()
	m.signing++
}

// signedIn takes the answer: the account that was opened, or why the key was
// refused.
func (m *Model) signedIn(msg signedInMsg) tea.Cmd {
	if msg.request != m.signing {
		m.same = true
		return nil
	}
	var d *guideDialog
	for _, at := range m.dialogs {
		if g, ok := at.(*guideDialog); ok {
			d = g
		}
	}
	if msg.err != nil {
		if d != nil {
			d.state = view.GuideRefused
			d.wrong = words.Error(msg.err, words.Context{Verb: "sign in", Now: m.now})
		}
		return nil
	}
	if d != nil {
		d.state, d.kept, d.field = view.GuideDone, msg.in.Kept, field{secret: true}
		d.offer = words.Account(msg.in.Info.Account, m.now)
	}
	m.info = msg.in.Info
	return tea.Batch(m.adopt(msg.in.Services), retryRefused(msg.in.Engine))
}

func (d *guideDialog) bar() []view.Key {
	switch d.state {
	case view.GuideDone:
		return []view.Key{{Press: "Enter", Label: "go"}}
	case view.GuideChecking:
		return []view.Key{{Press: "Esc", Label: "stop"}}
	case view.GuideAsk, view.GuideRefused:
	}
	return []view.Key{{Press: "Enter", Label: "check"}, {Press: "Esc", Label: "later"}}
}
