package plan

import (
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"

	"onefm/model"
	"onefm/model/disk"
)

// Choices returns what can be chosen for the conflict of step i, nil when it has
// none.
func (p *Plan) Choices(i int) []Choice {
	m := p.met(i)
	switch {
	case m == nil:
		return nil
	case m.kinds:
		return []Choice{Skip, Keep}
	}
	return []Choice{Skip, Keep, Replace, Newer}
}

// met returns what is remembered of the conflict of step i, nil when it has none.
func (p *Plan) met(i int) *met {
	at := sort.Search(len(p.conflicts), func(k int) bool { return int(p.conflicts[k].step) >= i })
	if at == len(p.conflicts) || int(p.conflicts[at].step) != i {
		return nil
	}
	return &p.conflicts[at]
}

// Resolve answers the conflict of step i; with a folder goes all that it holds. It
// may be called again with another choice; Ask opens the conflict again. A choice
// that is not offered is fs.ErrInvalid.
func (p *Plan) Resolve(i int, c Choice) error {
	choices := p.Choices(i)
	if choices == nil || c != Ask && !slices.Contains(choices, c) {
		return fmt.Errorf("choice %d for step %d: %w", c, i, fs.ErrInvalid)
	}
	p.resolve(p.met(i), c)
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
	for i := range p.conflicts {
		m := &p.conflicts[i]
		if m.kinds && (c == Replace || c == Newer) {
			p.resolve(m, Skip)
		} else {
			p.resolve(m, c)
		}
	}
}

func (p *Plan) resolve(m *met, c Choice) {
	s := p.Step(int(m.step))
	con := *s.Conflict
	old, target := s.Target, s.Target
	if con.Choice == Keep {
		m.place.give(s.Target.Base())
		target = con.natural
	}
	con.Choice, m.choice = c, c
	if c == Keep {
		name := disk.FreeName(con.natural.Base(), m.place.full)
		m.place.take(name)
		target = con.natural.Parent().Child(name)
	}
	act := c != Skip && (c != Newer || s.Source.Entry.Time.After(con.Existing[0].Time))
	do := func(s *Step) {
		s.Action = Leave
		if act {
			s.Action = s.want
		}
	}
	p.book.edit(int(m.step), func(s *Step) {
		s.Target, s.Conflict = target, &con
		do(s)
	})
	if s.holds == 0 {
		return
	}
	f := p.folders[s.holds-1]
	for n := f.first; n < f.end; n++ {
		p.book.edit(int(n), func(s *Step) {
			s.Target = carried(s.Target, old, target)
			do(s)
		})
	}
}

// carried returns where p lies once the folder old is called target.
func carried(p, old, target model.Path) model.Path {
	rel, ok := old.Rel(p)
	if !ok || old == target {
		return p
	}
	for name := range strings.SplitSeq(rel, "/") {
		target = target.Child(name)
	}
	return target
}
