package plan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"onefm/model"
)

// maxDepth is how many folders may lie inside each other. Deeper ones are no
// folders of people but a loop of the file system or of a hostile service.
const maxDepth = 1000

// Make makes the plan of a request. It reads the trees through List only, with
// model.Auto: what is known of the account costs no call. An error means that there
// is no plan, such as a target that is no folder; what is wrong with single entries
// is told by their steps.
func Make(ctx context.Context, t Trees, r Request) (*Plan, error) {
	b := &builder{ctx: ctx, t: t, r: r, p: &Plan{Request: r}}
	if err := b.check(); err != nil {
		return nil, err
	}
	blind := b.blind(r.To)
	to, err := b.open(r.To, blind)
	if errors.Is(err, fs.ErrNotExist) {
		to, err = empty(r.To, blind), nil
		b.add(Step{Target: r.To, want: Mkdir, folder: -1})
	}
	if err != nil {
		return nil, fmt.Errorf("plan for %s: %w", r.To, err)
	}
	found, err := b.sources()
	if err != nil {
		return nil, err
	}
	if err := b.all(found, to, -1, 0); err != nil {
		return nil, err
	}
	if r.Policy != Ask {
		b.p.resolveAll(r.Policy)
	}
	b.p.count()
	b.p.Flush()
	return b.p, nil
}

// builder is a plan in the making.
type builder struct {
	ctx context.Context
	t   Trees
	r   Request
	p   *Plan
}

func (b *builder) check() error {
	r := b.r
	switch {
	case r.To.IsZero() || r.To.Side() == model.Web:
		return fmt.Errorf("plan: %q is no folder to copy to: %w", r.To, fs.ErrInvalid)
	case len(r.Sources) == 0:
		return fmt.Errorf("plan: nothing to copy: %w", fs.ErrInvalid)
	case r.As != "" && len(r.Sources) > 1:
		return fmt.Errorf("plan: one name for %d sources: %w", len(r.Sources), fs.ErrInvalid)
	case r.As != "" && !model.IsElement(r.As):
		return fmt.Errorf("plan: %q: %w", r.As, model.ErrBadName)
	}
	return nil
}

// tree returns the tree of a side.
func (b *builder) tree(side model.Side) (model.Tree, error) {
	t := b.t.Local
	if side == model.Account {
		t = b.t.Account
	}
	if t == nil || side == model.Web {
		return nil, fmt.Errorf("the %s can't be listed: %w", side, model.ErrUnsupported)
	}
	return t, nil
}

// list returns what is known of a folder. Older rows are good enough when asking
// fails.
func (b *builder) list(dir model.Path) (model.Listing, error) {
	t, err := b.tree(dir.Side())
	if err != nil {
		return model.Listing{}, err
	}
	l, err := t.List(b.ctx, dir, model.Auto)
	if b.ctx.Err() != nil {
		return l, b.ctx.Err()
	}
	if err != nil && !l.AsOf.IsZero() {
		return l, nil
	}
	return l, err
}

func (b *builder) add(s Step) {
	s.Action = s.want
	b.p.append(&s)
}

// problem adds a step that says why nothing is done.
func (b *builder) problem(it model.Item, target model.Path, in int32, why error) {
	b.p.append(&Step{Source: it, Target: target, Problem: why, folder: in})
}

// source is something to copy with the name that it gets.
type source struct {
	item  model.Item
	name  string
	fetch bool                          // the account is asked to fetch it
	load  func() ([]model.Entry, error) // set when it is a folder that no tree lists
	err   error                         // why it can't be copied
}

// isFolder reports whether the source is a folder or a link to one.
func (s *source) isFolder() bool { return s.load != nil || s.item.Entry.IsDir() }

// sources returns what the request names: links resolved, and nothing twice.
func (b *builder) sources() ([]*source, error) {
	chosen := make(map[model.Path]bool, len(b.r.Sources))
	for _, it := range b.r.Sources {
		if it.Dir.Side() != model.Web && it.Entry.Kind == model.Folder {
			chosen[it.Path()] = true
		}
	}
	type id struct {
		path model.Path
		key  model.Key
	}
	seen := make(map[id]bool, len(b.r.Sources))
	var found []*source
	for _, it := range b.r.Sources {
		me := id{it.Path(), it.Entry.Key()}
		if seen[me] || within(chosen, it) {
			continue
		}
		seen[me] = true
		if it.Dir.Side() != model.Web {
			found = append(found, &source{item: it, name: b.as(it.Entry.Name)})
			continue
		}
		more, err := b.link(it)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

// as returns the name that a person gave, or the source's own.
func (b *builder) as(name string) string {
	if b.r.As != "" {
		return b.r.As
	}
	return name
}

// within reports whether it lies inside one of the chosen folders.
func within(chosen map[model.Path]bool, it model.Item) bool {
	if it.Dir.Side() == model.Web {
		return false
	}
	for p := it.Dir; ; p = p.Parent() {
		if chosen[p] {
			return true
		}
		if p.IsRoot() {
			return false
		}
	}
}
