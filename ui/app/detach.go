package app

import (
	"errors"

	"onefm/fichier"
	"onefm/model/transfer"
	"onefm/ui/view"
	"onefm/ui/words"

	tea "charm.land/bubbletea/v2"
)

// askToLeave asks what is to become of the jobs that are not done when the person
// quits.
func (m *Model) askToLeave() tea.Cmd {
	jobs, begun := m.unfinished()
	drafts := len(m.held) + len(m.drafts)
	if len(jobs)+drafts == 0 || drafts == 0 && begun == 0 && m.svc.Lasting {
		return m.leave() // what is held stays held
	}
	lines := []string{words.PluralOf(len(jobs)+drafts, "job is", "jobs are") + " not done yet."}
	stay := view.Key{Press: "Esc", Label: "Stay"}
	if !m.svc.Lasting || begun == 0 {
		lines = append(lines, "Quitting stops them; what is done stays. Copied again, downloads go on where they stopped, uploads start anew.")
		m.push(confirm("Quit now?", lines, view.Key{Press: "q", Label: "Quit"}, stay, (*Model).leave))
		return nil
	}
	if drafts > 0 {
		lines = append(lines, "What has not started yet is dropped.")
	}
	lines = append(lines, "In the background the work goes on without this window: onefm queue, or the next window, shows and steers it.")
	m.push(&confirmDialog{
		title: "Quit now?", lines: lines,
		buttons: buttons{keys: []view.Key{{Press: "b", Label: "In the background"}, {Press: "s", Label: "Stop, keep in the queue"}, stay}},
		answers: []func(*Model) tea.Cmd{(*Model).leave, (*Model).stopAndLeave, nil},
	})
	return nil
}

// unfinished lists the jobs that are not over, and counts those that are not held.
func (m *Model) unfinished() (ids []transfer.JobID, begun int) {
	for _, j := range m.queue.now.Jobs {
		if j.State.Final() {
			continue
		}
		ids = append(ids, j.ID)
		if j.State != transfer.Paused {
			begun++
		}
	}
	return ids, begun
}

// stopAndLeave holds all jobs for another time, then quits.
func (m *Model) stopAndLeave() tea.Cmd {
	ids, _ := m.unfinished()
	e := m.svc.Engine
	return command(func() tea.Msg { return haltedMsg{err: eachJob(ids, e.Pause)} })
}

// halted quits once the jobs are held; what could not be held is told instead.
func (m *Model) halted(msg haltedMsg) tea.Cmd {
	if msg.err != nil {
		return m.fail("stop", "the jobs", msg.err)
	}
	return m.leave()
}

// offerRest asks, once for each account, whether jobs of an earlier time should go
// on: those that nobody works on.
func (m *Model) offerRest() {
	if m.offered == m.gen {
		return
	}
	m.offered = m.gen
	ids, _ := m.unfinished()
	if len(ids) == 0 || m.queue.now.Active > 0 || !m.svc.Lasting {
		return
	}
	lines := []string{
		words.PluralOf(len(ids), "job of an earlier time is", "jobs of an earlier time are") + " not done yet.",
		"What was done stays done. What is left for later waits in the queue: w shows it.",
	}
	m.popUp(confirm("Go on?", lines, view.Key{Press: "Enter", Label: "Go on"}, view.Key{Press: "Esc", Label: "Later"},
		func(m *Model) tea.Cmd { return m.goOn(ids) }))
}

// goOn lets held jobs go on.
func (m *Model) goOn(ids []transfer.JobID) tea.Cmd {
	e := m.svc.Engine
	return tea.Sequence(order("resumed", func() error { return eachJob(ids, e.Resume) }), m.watchQueue(0))
}

// eachJob gives an order about every job; those that need it no more are fine.
func eachJob(ids []transfer.JobID, do func(transfer.JobID) error) error {
	for _, id := range ids {
		if err := do(id); err != nil && !errors.Is(err, transfer.ErrNoJob) {
			return err
		}
	}
	return nil
}

// glance looks, while nothing moves, whether another process has begun something:
// the queue is one for all of them.
func (m *Model) glance() tea.Cmd {
	if m.queue.now.Busy() || !m.svc.Lasting {
		return nil // it is looked at anyway, or nobody else can
	}
	return m.watchQueue(0)
}

// retryRefused has the jobs tried again that a refused key has stopped: a good one
// was given.
func retryRefused(e Engine) tea.Cmd {
	if e == nil {
		return nil
	}
	return order("tried again", func() error {
		for _, j := range e.Snapshot().Jobs {
			if j.State != transfer.Failed || !errors.Is(j.Err, fichier.ErrAuth) {
				continue
			}
			if err := e.Retry(j.ID); err != nil {
				return err
			}
		}
		return nil
	})
}
