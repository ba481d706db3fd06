package plan

import (
	"iter"
	"slices"
)

// New returns a plan without steps. Plans of requests come from [Make].
func New(r Request) *Plan { return &Plan{Request: r} }

// Add appends steps as they are.
func (p *Plan) Add(steps ...Step) {
	for i := range steps {
		s := steps[i]
		s.want = s.Action
		p.append(&s)
	}
}

// append appends a step and remembers what is special about it.
func (p *Plan) append(s *Step) {
	p.note(int32(p.book.n), s) //nolint:gosec // a plan of two billion steps does not fit anywhere
	p.book.add(s)
}

// note remembers that step i has a conflict or a problem.
func (p *Plan) note(i int32, s *Step) {
	if c := s.Conflict; c != nil {
		p.conflicts = append(p.conflicts, met{step: i, choice: c.Choice, kinds: c.Kinds, place: c.place})
		c.place = nil
	}
	if s.Problem != nil {
		p.problems = append(p.problems, i)
	}
}

// Len returns the number of steps.
func (p *Plan) Len() int { return p.book.n }

// Step returns step i. It is a copy: [Plan.Set] writes one back.
func (p *Plan) Step(i int) Step { return p.book.get(i) }

// Set replaces step i.
func (p *Plan) Set(i int, s Step) {
	p.conflicts = slices.DeleteFunc(p.conflicts, func(m met) bool { return int(m.step) == i })
	p.problems = slices.DeleteFunc(p.problems, func(at int32) bool { return int(at) == i })
	p.note(int32(i), &s) //nolint:gosec // it is below Len
	slices.SortFunc(p.conflicts, func(a, b met) int { return int(a.step - b.step) })
	slices.Sort(p.problems)
	p.book.edit(i, func(old *Step) { *old = s })
}

// All goes through the steps in their order.
func (p *Plan) All() iter.Seq2[int, Step] {
	return func(yield func(int, Step) bool) {
		for i := range p.Len() {
			if !yield(i, p.Step(i)) {
				return
			}
		}
	}
}
