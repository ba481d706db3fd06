package app

import (
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	port "onefm/model/engine"
	"onefm/model/transfer"
	"onefm/ui/view"
	"onefm/ui/words"
)

// order gives the queue an order about the job under the cursor.
func (m *Model) order(verb string, do func(Engine, transfer.JobView) error) tea.Cmd {
	j, ok := m.queue.job()
	if !ok || m.svc.Engine == nil {
		return m.say(view.Info, "The queue is empty.", "")
	}
	e := m.svc.Engine
	return order(verb, func() error { return do(e, j) })
}

func (m *Model) handled(msg handledMsg) tea.Cmd {
	switch {
	case errors.Is(msg.err, transfer.ErrNoJob):
		return tea.Batch(m.say(view.Info, "This job can't be "+msg.verb+" now.", ""), m.watchQueue(0))
	case errors.Is(msg.err, port.ErrAway), errors.Is(msg.err, transfer.ErrStopped):
		what := "The process that carries the jobs out has just ended."
		return tea.Batch(m.say(view.Info, what, "Nothing is lost; try again in a moment."), m.watchQueue(0))
	case msg.err == nil && msg.done != "":
		return tea.Batch(m.say(view.Good, msg.done, ""), m.watchQueue(0))
	}
	return tea.Batch(m.fail("change", "the queue", msg.err), m.watchQueue(0))
}

func (m *Model) holdJob() tea.Cmd {
	return m.order("paused", func(e Engine, j transfer.JobView) error {
		if j.State == transfer.Paused {
			return e.Resume(j.ID)
		}
		return e.Pause(j.ID)
	})
}

func (m *Model) retryJob() tea.Cmd {
	return m.order("tried again", func(e Engine, j transfer.JobView) error { return e.Retry(j.ID) })
}

// cancelJob stops a job. What files are under way has come so far is thrown away, so
// that is asked first.
func (m *Model) cancelJob() tea.Cmd {
	j, ok := m.queue.job()
	if !ok || j.State.Final() || j.Bytes == 0 {
		return m.order("cancelled", func(e Engine, j transfer.JobView) error { return e.Cancel(j.ID) })
	}
	lines := []string{
		words.Size(j.Bytes) + " of " + words.Size(j.BytesTotal) + " are through.",
		"Whole files stay where they are; what has come of others is thrown away. Space only pauses.",
	}
	e := m.svc.Engine
	m.push(confirm("Cancel: "+jobTitle(j)+"?", lines, view.Key{Press: "x", Label: "Cancel it"}, view.Key{Press: "Esc", Label: "Let it be"},
		func(*Model) tea.Cmd { return order("cancelled", func() error { return e.Cancel(j.ID) }) }))
	return nil
}

func (m *Model) shiftJob(by int) tea.Cmd {
	return m.order("moved", func(e Engine, j transfer.JobView) error { return e.Reorder(j.ID, by) })
}

// jobToTop puts the job before all others that are not over.
func (m *Model) jobToTop() tea.Cmd {
	first := slices.IndexFunc(m.queue.now.Jobs, func(j transfer.JobView) bool { return !j.State.Final() })
	by := max(first, 0) - m.queue.cursor
	if by >= 0 {
		return nil
	}
	return m.shiftJob(by)
}

// rankJob gives the job the next higher or lower priority.
func (m *Model) rankJob(by transfer.Priority) tea.Cmd {
	return m.order("moved", func(e Engine, j transfer.JobView) error {
		return e.SetPriority(j.ID, min(max(j.Priority+by, transfer.Later), transfer.Urgent))
	})
}

func (m *Model) clearJobs() tea.Cmd {
	return m.order("cleared", func(e Engine, _ transfer.JobView) error { e.Clear(); return nil })
}

// askLimit asks for the limit of all transfers.
func (m *Model) askLimit() tea.Cmd {
	e, now := m.svc.Engine, m.queue.now.Limit.Text
	if e == nil {
		return m.say(view.Info, "Nothing is transferred without an account.", "")
	}
	d := &inputDialog{
		title: "Limit the speed", label: "Bytes a second, all transfers together", verb: "Limit",
		hint:  "2M  ·  up 1M down 5M  ·  08:00-23:00 2M, else 10M  ·  none. It holds until the transfers' process ends; config.toml keeps one.",
		field: newField(now),
		check: func(text string) string {
			if _, err := transfer.ParseLimit(text); err != nil {
				return limitHelp(text)
			}
			return ""
		},
		enter: func(_ *Model, text string) tea.Cmd {
			return command(func() tea.Msg {
				l, err := transfer.ParseLimit(text)
				if err != nil {
					return handledMsg{verb: "limited", err: err}
				}
				if l.String() == "off" {
					l = transfer.Limit{}
				}
				done := "Transfers are limited to " + l.String() + "."
				if l.IsZero() {
					done = "Transfers are no longer limited."
				}
				return handledMsg{verb: "limited", done: done, err: e.SetLimit(l)}
			})
		},
	}
	m.push(d)
	return nil
}

// limitHelp says what is wrong with a limit.
func limitHelp(text string) string {
	return "“" + strings.TrimSpace(text) + "” is no limit. Give a rate such as 500k, 2M or 1.5M, a time before it such as 08:00-23:00, and commas between."
}
