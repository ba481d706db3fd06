package transfer

import (
	"slices"
	"time"

	"onefm/fichier"
)

const (
	// viewFailures and viewCurrent bound what a view shows of a job.
	viewFailures = 20
	viewCurrent  = 4
)

// Snapshot returns the state of the queue. It costs a few allocations a job,
// whatever the number of its items.
func (e *Engine) Snapshot() Snapshot {
	var budget fichier.Budget
	if e.o.Client != nil {
		budget = e.o.Client.Budget()
	}
	now := time.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	s := Snapshot{Jobs: make([]JobView, len(e.jobs))}
	for i, j := range e.jobs {
		v := j.view(now, budget)
		if v.State == Running && v.Holdup.Reason == Free {
			v.Holdup.Reason = e.slowed(j, now)
		}
		s.Jobs[i] = v
		if v.State.Final() {
			continue
		}
		s.Bytes += v.Bytes
		s.BytesTotal += v.BytesTotal
		s.Items += v.Items
		s.ItemsTotal += v.ItemsTotal
		if v.State == Running {
			s.Active++
			s.Speed += v.Speed
		} else {
			s.Waiting++
		}
	}
	s.Left = timeLeft(s.BytesTotal-s.Bytes, s.Speed)
	e.past(&s, now)
	return s
}

// unseen is how long nobody may have looked for the speeds in between to count: the
// mean of an hour says nothing of the line as it is now.
const unseen = 5 * HistoryStep

// past tells the speeds of late, and how long the rest takes at them. Time when
// nothing ran is left out. Engine.mu is held.
func (e *Engine) past(s *Snapshot, now time.Time) {
	h := &e.traffic.past
	if s.Active == 0 || now.Sub(h.at) > unseen {
		h.rest()
	}
	h.add(now, e.traffic.moved[goingUp].Load()+e.traffic.moved[goingDown].Load())
	if s.Active > 0 {
		s.LeftMin, s.LeftMax = h.spread(s.BytesTotal - s.Bytes)
	}
	s.History, s.Limit = h.list(), e.traffic.view(now)
}

func (j *job) view(now time.Time, budget fichier.Budget) JobView {
	v := JobView{
		ID: j.id, Op: j.plan.Request.Op, State: j.state, Title: j.title, Sources: j.sources, Priority: j.priority, Interrupted: j.left, From: j.from(), To: j.plan.Request.To,
		Started: j.started, Ended: j.ended,
		Bytes: j.bytes, BytesTotal: j.total,
		Items: j.items, ItemsTotal: len(j.steps), Skipped: j.skipped, Failed: len(j.failures),
		Failures: slices.Clip(j.shown),
		Err:      j.stop,
	}
	for t := range j.running {
		v.Bytes += t.bytes.Load()
		if name := t.current.Load(); name != nil && len(v.Current) < viewCurrent {
			v.Current = append(v.Current, *name)
		}
	}
	v.Bytes = min(v.Bytes, v.BytesTotal)
	switch j.state {
	case Running:
		v.Speed = j.meter.speed(now, j.wire.Load())
		rest := v.BytesTotal - v.Bytes - j.lost
		v.Left = timeLeft(rest, v.Speed)
		v.LeftMin, v.LeftMax = j.meter.past.spread(rest)
		v.History = j.meter.past.list()
		v.Holdup = j.holdup(now, budget)
	case Paused:
		v.Holdup = Holdup{Reason: Held}
	case Queued:
		v.Holdup = Holdup{Reason: Behind}
	case Done, Failed, Cancelled:
	}
	return v
}

// holdup is what the job as a whole waits for: nothing as long as one of its
// tasks moves bytes.
func (j *job) holdup(now time.Time, budget fichier.Budget) Holdup {
	var h Holdup
	for t := range j.running {
		at := t.hold.Load()
		if at == nil {
			return Holdup{}
		}
		if h.Reason == Free || at.Until.Before(h.Until) {
			h = *at
		}
	}
	switch {
	case len(j.running) == 0:
		return Holdup{Reason: Behind}
	case h.Reason == Pacing && budget.LockedUntil.After(now):
		return Holdup{Reason: Flood, Until: budget.LockedUntil, Detail: budget.LockReason}
	case h.Reason == Pacing && h.Until.IsZero() && budget.Next.After(now):
		h.Until = budget.Next
	}
	return h
}

// slowWrite is how long a write may take before the disk is what holds a job up.
const slowWrite = 3 * time.Second

// slowed returns what holds back a job whose bytes could move: a disk that takes
// none, or the person's limit.
func (e *Engine) slowed(j *job, now time.Time) Reason {
	streaming := false
	for t := range j.running {
		if since := t.writing.Load(); since != 0 && now.UnixNano()-since > int64(slowWrite) {
			return Writing
		}
		streaming = streaming || t.lane == up || t.lane == down
	}
	if streaming && e.traffic.holding(now) {
		return Limited
	}
	return Free
}
