package cli

import (
	"context"
	"errors"
	"fmt"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/session"
)

// transferring is one run of cp or mv.
type transferring struct {
	*runner

	op        plan.Op
	recursive bool
	conflict  string
	detach    bool
	noDedup   bool

	session *session.Session
	t       tally
	report  Transfer
}

func (t *transferring) verb() string {
	if t.op == plan.Move {
		return "move"
	}
	return "copy"
}

// plan works out what the arguments mean. It is nil when nothing is left to do;
// what went wrong with single sources was told.
func (t *transferring) plan(ctx context.Context, sources []operand, to operand, policy plan.Policy) (*plan.Plan, error) {
	items, err := t.sources(ctx, sources)
	if err != nil {
		return nil, err
	}
	dest, err := patiently(ctx, t, func() (destination, error) { return locate(ctx, t.session, to, len(sources)) })
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, t.t.orNil()
	}
	if dest.on && items[0].item.Entry.IsDir() {
		return nil, &placeError{to.path, model.ErrNotFolder} // a folder never takes the place of a file
	}
	req := plan.Request{Op: t.op, To: dest.dir, As: dest.as, Policy: policy, NoDedup: t.noDedup}
	if req.Sources, err = t.spread(ctx, items, &req); err != nil {
		return nil, err
	}
	t.report = Transfer{Op: t.verb(), To: to.path.String(), Skipped: []Skip{}, Failed: t.report.Failed, DryRun: t.dryRun}
	trees := t.session.Trees()
	trees.Account = patient{trees.Account, t}
	return plan.Make(ctx, trees, req)
}

// source is an operand that exists.
type source struct {
	operand

	item model.Item
}

// sources looks the sources up and tells what is wrong with those it leaves out.
func (t *transferring) sources(ctx context.Context, operands []operand) ([]source, error) {
	var list []source
	for _, o := range operands {
		if t.op == plan.Move && (o.contents || o.path.Side() == model.Web) {
			return nil, usage("%q can't be moved", o.arg)
		}
		it, err := patiently(ctx, t, func() (model.Item, error) { return stat(ctx, t.session, o) })
		if err == nil && it.Entry.IsDir() && !t.recursive {
			err = errFolder
		}
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			t.failed(err, t.verb(), o.path.String())
		default:
			if it.Entry.Has(model.Duplicate) && it.Entry.Kind == model.File {
				t.out.say("Several files are called %s; this is about the newest.", safePath(o.path))
			}
			list = append(list, source{o, it})
		}
	}
	return list, nil
}

// spread turns "." and the root into what they hold.
func (t *transferring) spread(ctx context.Context, sources []source, req *plan.Request) ([]model.Item, error) {
	var items []model.Item
	for _, s := range sources {
		if !s.contents {
			items = append(items, s.item)
			continue
		}
		if req.As != "" {
			req.To, req.As = req.To.Child(req.As), ""
		}
		if s.path.Contains(req.To) {
			return nil, &placeError{req.To, model.ErrInto}
		}
		l, err := tree(t.session, s.path).List(ctx, s.path, model.Auto)
		if err != nil {
			return nil, &placeError{s.path, err}
		}
		for _, e := range l.Entries {
			items = append(items, model.Item{Dir: s.path, Entry: e})
		}
	}
	return items, nil
}

// failed tells and counts a failure.
func (t *transferring) failed(err error, verb, path string) {
	t.t.errs = append(t.t.errs, err)
	t.out.fail(err, verb, path)
	t.report.Failed = append(t.report.Failed, newFailure(err, verb, path, t.now()))
}

// resolve answers the conflicts of a plan, by asking where that is wanted, and
// counts what is skipped.
func (t *transferring) resolve(ctx context.Context, p *plan.Plan) error {
	if p.Request.Policy == plan.Ask {
		if err := t.askConflicts(ctx, p); err != nil {
			return err
		}
	}
	for _, i := range p.Conflicts() {
		s := p.Step(i)
		if s.Action != plan.Leave || s.Problem != nil {
			continue
		}
		t.t.skipped++
		t.report.Skipped = append(t.report.Skipped, Skip{Path: s.Source.Path().String(), Target: s.Target.String()})
		t.out.say("%s", skipped(s))
	}
	if !p.Ready() {
		return errors.New("a conflict was left open")
	}
	return nil
}

func skipped(s plan.Step) string {
	why := "exists and differs"
	if s.Conflict.Choice == plan.Newer {
		why = "exists and is not older"
	}
	return fmt.Sprintf("Skipped %s: %s %s.", safePath(s.Source.Path()), safePath(s.Target), why)
}
