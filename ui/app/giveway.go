package app

import (
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

const (
	// probeEvery is how often the terminal is asked for a sign of life while jobs run
	// beside an SSH session: a question and its answer are some forty bytes.
	probeEvery = time.Second
	// probeLost is when an answer is no longer waited for.
	probeLost = 10 * time.Second
)

// yielding is an engine that gives way to a person's SSH session.
type yielding interface{ GiveWay(roundTrip time.Duration) }

// probe is how long answers take at the moment.
type probe struct {
	at      time.Time // of the last question
	waiting bool      // it has not been answered
}

// listen asks the terminal at the other end of an SSH session for a sign of life, now
// and then while jobs run: they share the line, and keys should not wait for them.
func (m *Model) listen() tea.Cmd {
	if _, ok := m.svc.Engine.(yielding); !ok || m.cfg.TakeAll || !m.term.SSH || m.term.RoundTrip == 0 {
		return nil
	}
	since := m.now.Sub(m.probe.at)
	if m.probe.waiting && since < probeLost || since < probeEvery {
		return nil
	}
	lost := m.probe.waiting
	m.probe = probe{at: m.now, waiting: true}
	if lost {
		return tea.Batch(tea.Raw(ansi.RequestPrimaryDeviceAttributes), m.giveWay(probeLost))
	}
	return tea.Raw(ansi.RequestPrimaryDeviceAttributes)
}

// heard takes an answer to listen. It reports whether it was one; the first that the
// terminal gives tells what it can do.
func (m *Model) heard(uv.PrimaryDeviceAttributesEvent) (cmd tea.Cmd, ours bool) {
	if !m.probe.waiting {
		return nil, false
	}
	m.probe.waiting = false
	return m.giveWay(m.now.Sub(m.probe.at)), true
}

// giveWay tells the engine how long an answer took.
func (m *Model) giveWay(trip time.Duration) tea.Cmd {
	e, ok := m.svc.Engine.(yielding)
	if !ok || trip <= 0 {
		return nil
	}
	return command(func() tea.Msg {
		e.GiveWay(trip)
		return nil
	})
}
