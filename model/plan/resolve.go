package plan

import (
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"onefm/model"
	"onefm/model/disk"
)

// Choices returns what can be chosen for the conflict of step i, nil when it has
// none.
func (p *Plan) Choices(i int) []Choice {
	if i < 0 || i >= len(p.steps) || p.steps[i].Conflict == nil {
		return nil
	}
	if p.steps[i].Conflict.Kinds {
		return []Choice{Skip, Keep}
	}
	return []Choice{Skip, Keep, Replace, Newer}
}

// Resolve answers the conflict of step i; with a folder goes all that it holds. It
// may be called again with another choice; Ask opens the conflict again. A choice
// that is not offered is fs.ErrInvalid.
func (p *Plan) Resolve(i int, c Choice) error {
	choices := p.Choices(i)
	if choices == nil || c != Ask && !slices.Contains(choices, c) {
		return fmt.Errorf("choice %d for step %d: %w", c, i, fs.ErrInvalid)
	}
	p.resolve(i, c)
	p.count()
	return nil
}

// ResolveAll gives all conflicts the same answer. Where a file meets a folder there
// is nothing to replace: those are skipped then.
func (p *Plan) ResolveAll(c Choice) {
	p.resolveAll(c)
	p.count()
}

func (p *Plan) resolveAll(c Choice) {
	for i := range p.steps {
		if con := p.steps[i].Conflict; con != nil {
			if con.Kinds && (c == Replace || c == Newer) {
				p.resolve(i, Skip)
			} else {
				p.resolve(i, c)
			}
		}
	}
}

func (p *Plan) resolve(i int, c Choice) {
	s := &p.steps[i]
	con := s.Conflict
	if con.Choice == Keep {
		con.place.give(s.Target.Base())
		p.retarget(i, con.natural)
	}
	con.Choice = c
	if c == Keep {
		name := disk.FreeName(con.natural.Base(), con.place.full)
		con.place.take(name)
		p.retarget(i, con.natural.Parent().Child(name))
	}
	act := c != Skip && (c != Newer || s.Source.Entry.Time.After(con.Existing[0].Time))
	s.Action = Leave
	if act {
		s.Action = s.want
	}
	for n := range p.held(s) {
		n.Action = Leave
		if act {
			n.Action = n.want
		}
	}
}

// held goes through the steps of all that the folder of a step holds.
func (p *Plan) held(s *Step) iter.Seq[*Step] {
	return func(yield func(*Step) bool) {
		if s.holds == 0 {
			return
		}
		f := p.folders[s.holds-1]
		for n := f.first; n < f.end; n++ {
			if !yield(&p.steps[n]) {
				return
			}
		}
	}
}

// retarget gives the step and all that it holds another target.
func (p *Plan) retarget(i int, target model.Path) {
	s := &p.steps[i]
	old := s.Target
	s.Target = target
	for n := range p.held(s) {
		if rel, ok := old.Rel(n.Target); ok {
			at := target
			for name := range strings.SplitSeq(rel, "/") {
				at = at.Child(name)
			}
			n.Target = at
		}
	}
}
