package app

import (
	tea "charm.land/bubbletea/v2"

	"onefm/model/transfer"
	"onefm/ui/words"
)

// title is the window's title and the progress that terminals show beside it (OSC
// 9;4): red once something failed, yellow while it is paused or stands still.
func (m *Model) title() (string, *tea.ProgressBar) {
	title := m.cfg.Title
	if title == "" {
		title = "onefm"
	}
	s := m.queue.now
	held := s.Active == 0 && begun(s.Jobs)
	switch {
	case s.Active == 0 && !held:
		return title, nil
	case s.BytesTotal <= 0:
		return title, tea.NewProgressBar(tea.ProgressBarIndeterminate, 0)
	}
	state := tea.ProgressBarDefault
	if held || stuck(s.Jobs) {
		state = tea.ProgressBarWarning
	}
	for _, j := range s.Jobs {
		if j.Failed > 0 && !j.State.Final() {
			state = tea.ProgressBarError
		}
	}
	told := words.Percent(s.Bytes, s.BytesTotal)
	if held {
		told += " · paused"
	}
	return told + " · " + title, tea.NewProgressBar(state, int(s.Bytes*100/s.BytesTotal))
}

// begun reports whether a job was paused that has got somewhere in this run: what
// was left over from an earlier one is no matter for the window's title.
func begun(jobs []transfer.JobView) bool {
	for _, j := range jobs {
		if j.State == transfer.Paused && !j.Interrupted && j.Bytes > 0 {
			return true
		}
	}
	return false
}

// stuck reports whether every running job waits for something that nobody knows the
// end of, or that takes long.
func stuck(jobs []transfer.JobView) bool {
	waits := false
	for _, j := range jobs {
		if j.State != transfer.Running {
			continue
		}
		waits = true
		switch j.Holdup.Reason {
		case transfer.Flood, transfer.Offline, transfer.Trouble, transfer.DiskFull, transfer.Writing:
		case transfer.Free, transfer.Pacing, transfer.Held, transfer.Reporting, transfer.Checking, transfer.Behind, transfer.Limited:
			return false
		}
	}
	return waits
}
