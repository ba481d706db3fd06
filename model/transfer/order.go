package transfer

import (
	"slices"
)

// Priority says which jobs come first.
type Priority int

// The priorities. A person at the command line waits for an Urgent job.
const (
	Later  Priority = -1
	Normal Priority = 0
	Urgent Priority = 1
)

const (
	// smallBytes and smallItems bound the jobs that pass others of their priority:
	// they take seconds, and the others hours.
	smallBytes = 32 << 20
	smallItems = 200
)

// rank orders jobs that were not ordered by a person.
func (j *job) rank() int {
	r := 2 * int(j.priority)
	if j.total <= smallBytes && len(j.steps) <= smallItems {
		r++
	}
	return r
}

// enlist puts a job behind the last one that does not come after it. Engine.mu is
// held.
func (e *Engine) enlist(j *job) {
	at := len(e.jobs)
	for i, before := range slices.Backward(e.jobs) {
		if before.state.Final() {
			continue
		}
		if before.rank() >= j.rank() {
			break
		}
		at = i
	}
	e.jobs = slices.Insert(e.jobs, at, j)
	e.rearrange(at)
}

// enlistOld puts a job where it was.
func (e *Engine) enlistOld(j *job) {
	at, _ := slices.BinarySearchFunc(e.jobs, j, func(a, b *job) int {
		switch {
		case a.place < b.place:
			return -1
		case a.place > b.place:
			return 1
		}
		return 0
	})
	e.jobs = slices.Insert(e.jobs, at, j)
}

// rearrange gives the job at a place of the queue a number between those of its
// neighbours, or all jobs new ones when there is none left between.
func (e *Engine) rearrange(at int) {
	j := e.jobs[at]
	low, high := 0.0, 0.0
	if at > 0 {
		low = e.jobs[at-1].place
	}
	if at+1 < len(e.jobs) {
		high = e.jobs[at+1].place
	} else {
		high = max(low, j.place) + 2
	}
	if low < j.place && j.place < high {
		return
	}
	if mid := low + (high-low)/2; low < mid && mid < high {
		j.place, j.news.row = mid, true
		return
	}
	for i, k := range e.jobs {
		k.place, k.news.row = float64(i+1), true
	}
}

// Reorder moves a job by delta places in the queue, up for a negative one.
func (e *Engine) Reorder(id JobID, delta int) error {
	return e.steer(id, func(j *job) error {
		at := slices.Index(e.jobs, j)
		to := min(max(at+delta, 0), len(e.jobs)-1)
		e.jobs = slices.Insert(slices.Delete(e.jobs, at, at+1), to, j)
		j.place = 0
		e.rearrange(to)
		return nil
	})
}

// SetPriority lets a job pass others, or lets them pass.
func (e *Engine) SetPriority(id JobID, p Priority) error {
	return e.steer(id, func(j *job) error {
		j.priority, j.place, j.news.row = p, 0, true
		e.jobs = slices.DeleteFunc(e.jobs, func(k *job) bool { return k == j })
		e.enlist(j)
		return nil
	})
}
