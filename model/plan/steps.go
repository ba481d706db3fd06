package plan

import "iter"

// New returns a plan without steps. Plans of requests come from [Make].
func New(r Request) *Plan { return &Plan{Request: r} }

// Add appends steps as they are.
func (p *Plan) Add(steps ...Step) {
	for _, s := range steps {
		s.want = s.Action
		p.steps = append(p.steps, s)
	}
}

// Len returns the number of steps.
func (p *Plan) Len() int { return len(p.steps) }

// Step returns step i. It is a copy: [Plan.Set] writes one back.
func (p *Plan) Step(i int) Step { return p.steps[i] }

// Set replaces step i.
func (p *Plan) Set(i int, s Step) { p.steps[i] = s }

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
