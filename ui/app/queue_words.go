package app

import (
	"time"

	"onefm/model/transfer"
	"onefm/ui/words"
)

const (
	// steady is for how long the words about a wait stay once the job moves again:
	// waits of parts of a second, one after the other, would flicker.
	steady = 1500 * time.Millisecond
	// farOff is from when on a wait is told by its end, which stands still, and not by
	// its length.
	farOff = 90 * time.Second
)

// said is what was last told of a job's waiting.
type said struct {
	text  string
	short bool      // the wait for a call, of a part of a second
	seen  time.Time // when the wait was last seen
}

// remember chooses the words about the waits of a snapshot, so that they can be read.
func (q *queue) remember(s transfer.Snapshot, now time.Time) {
	said1 := make(map[transfer.JobID]said, len(q.said))
	for _, j := range s.Jobs {
		if j.State != transfer.Running {
			continue
		}
		was, text := q.said[j.ID], holdupText(j.Holdup, s.Limit, now)
		short := j.Holdup.Reason == transfer.Pacing && j.Holdup.Until.Sub(now) < time.Second
		switch {
		case text == "" && now.Sub(was.seen) < steady:
			said1[j.ID] = was
		case text == "":
		case short && was.short:
			was.seen = now
			said1[j.ID] = was
		default:
			said1[j.ID] = said{text: text, short: short, seen: now}
		}
	}
	q.said = said1
}

// holdup is what is told of a job's waiting, or of why it failed.
func (q *queue) holdup(j transfer.JobView) string {
	switch j.State {
	case transfer.Running:
		return q.said[j.ID].text
	case transfer.Paused:
		if j.Interrupted {
			return "left over from an earlier time"
		}
	case transfer.Failed:
		if len(j.Failures) == 1 {
			return words.Safe(j.Failures[0].Item.Entry.Name) + ": " + words.Why(j.Failures[0].Err)
		}
		if j.Err != nil {
			return words.Why(j.Err)
		}
		if len(j.Failures) > 1 {
			return words.Why(j.Failures[0].Err)
		}
	case transfer.Queued, transfer.Done, transfer.Cancelled:
	}
	return ""
}

// holdupText says what a job waits for.
func holdupText(h transfer.Holdup, l transfer.LimitView, now time.Time) string {
	switch h.Reason {
	case transfer.Pacing:
		return "1fichier allows the next call " + inTime(h.Until, now)
	case transfer.Flood:
		return "1fichier asks to wait " + waitTime(h.Until, now)
	case transfer.Held:
		return "paused"
	case transfer.Offline:
		return "no connection, trying again " + inTime(h.Until, now)
	case transfer.Trouble:
		return words.Safe(h.Detail) + ", trying again " + inTime(h.Until, now)
	case transfer.Reporting:
		return "1fichier still processes the upload"
	case transfer.Checking:
		return "computing the checksum"
	case transfer.Behind:
		return "behind others"
	case transfer.Limited:
		if l.GivingWay {
			return "giving way to your SSH session"
		}
		return "your limit"
	case transfer.DiskFull:
		return "disk full: " + words.Safe(h.Detail)
	case transfer.Writing:
		return "the disk is slow"
	case transfer.Free:
	}
	return ""
}

// inTime tells when something goes on: "in 0.3 s", "at 14:32".
func inTime(until, now time.Time) string {
	switch d := until.Sub(now); {
	case until.IsZero() || d <= 0:
		return "in a moment"
	case d >= farOff:
		return "at " + words.Moment(until, now)
	default:
		return "in " + words.Soon(d)
	}
}

// waitTime tells how long to wait: "30 s", "until 14:32".
func waitTime(until, now time.Time) string {
	switch d := until.Sub(now); {
	case until.IsZero() || d <= 0:
		return "a moment"
	case d >= farOff:
		return "until " + words.Moment(until, now)
	default:
		return words.Soon(d)
	}
}

// limitText tells the limit in force: "limit 2 MB/s until 23:00".
func limitText(l transfer.LimitView, now time.Time) string {
	text := ""
	switch {
	case l.Up == 0 && l.Down == 0:
	case l.Up == l.Down:
		text = words.Speed(int64(l.Up))
	case l.Down == 0:
		text = words.Speed(int64(l.Up)) + " up"
	case l.Up == 0:
		text = words.Speed(int64(l.Down)) + " down"
	default:
		text = words.Speed(int64(l.Up)) + " up, " + words.Speed(int64(l.Down)) + " down"
	}
	switch {
	case l.GivingWay:
		return "giving way to your SSH session: " + text
	case text != "":
		text = "limit " + text
	case l.Text == "":
		return ""
	default:
		text = "no limit"
	}
	if !l.Until.IsZero() {
		text += " until " + words.Moment(l.Until, now)
	}
	return text
}
