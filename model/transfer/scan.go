package transfer

import (
	"onefm/model"
	"onefm/model/plan"
)

const (
	// window is how many steps of a job wait as spans, at most about: a job of a
	// million files is never in memory as a whole.
	window = 4096
	// glance is how many steps are looked at before others may look at the queue.
	glance = 32 * plan.PageLen
)

// scan is how far the steps of a job were looked through. Large uploads come in a
// second round, since they are sent after all small ones.
type scan struct {
	next  int
	round int
	large bool // there are some
	over  bool
}

// feed looks through steps until enough wait to be begun. It reports whether there
// may be more to look at right now.
func (j *job) feed(batch int64) (more bool) {
	for looked := 0; !j.scan.over && j.waiting < window/2; {
		if looked >= glance {
			return true
		}
		open, n := j.look(batch)
		looked += n
		for l, spans := range build(j.plan, open, batch) {
			for _, s := range spans {
				j.spans[l] = append(j.spans[l], s)
				j.waiting += len(s.steps)
			}
		}
		for len(j.erase) >= listLength {
			j.add(j.eraseSpan())
		}
	}
	return false
}

// add puts a span behind those that wait.
func (j *job) add(s span) {
	j.spans[s.lane] = append(j.spans[s.lane], s)
	j.waiting += len(s.steps)
}

// take takes the first span of a lane.
func (j *job) take(l lane) span {
	s := j.spans[l][0]
	j.spans[l] = j.spans[l][1:]
	j.waiting -= len(s.steps)
	return s
}

// look settles what needs no work and returns the steps that do, and how many it
// has looked at. It ends between two folders, so that the files of one stay
// together.
func (j *job) look(batch int64) (open []int32, looked int) {
	var dir model.Path
	for ; j.scan.next < len(j.steps); j.scan.next++ {
		if looked >= glance {
			return open, looked
		}
		looked++
		i := int32(j.scan.next) //nolint:gosec // a plan of two billion steps does not fit anywhere
		if !j.open(i) {
			continue
		}
		s := j.plan.Step(int(i))
		if len(open) >= window && (s.Target.Parent() != dir || len(open) >= 2*window) {
			return open, looked
		}
		if j.wanted(i, &s, batch) {
			open, dir = append(open, i), s.Target.Parent()
		}
	}
	if j.scan.round == 0 && j.scan.large {
		j.scan.next, j.scan.round = 0, 1
		return open, looked
	}
	j.scan.over = true
	return open, looked
}

// open reports whether a step may have to be looked at.
func (j *job) open(i int32) bool {
	if j.scan.round == 0 && j.steps[i] == copied {
		j.erase = append(j.erase, i)
	}
	return j.steps[i] == todo
}

// wanted reports whether a step is to be begun in this round, and settles it when
// it needs no work.
func (j *job) wanted(i int32, s *plan.Step, batch int64) bool {
	large := s.Action == plan.Upload && s.Problem == nil && s.Source.Entry.Size > batch/aloneAbove
	if j.scan.round > 0 {
		return large
	}
	switch {
	case large:
		j.scan.large = true
	case s.Problem != nil:
		j.fail(i, s, s.Problem)
	case s.Action == plan.RemoveFolder:
		j.sweep = append(j.sweep, i)
	case s.Action != plan.Leave:
		return true
	case s.Same && j.remains(s):
		j.set(i, copied)
		j.erase = append(j.erase, i)
	default:
		j.skip(i)
	}
	return false
}
