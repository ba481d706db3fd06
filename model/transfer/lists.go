package transfer

import (
	"context"
	"errors"

	"onefm/fichier"
	"onefm/model"
)

// listed is an item of a call and the step (of the task) that it belongs to.
type listed struct {
	i  int
	it model.Item
}

// sources lists the sources of the task's steps.
func (t *task) sources() []listed {
	items := make([]listed, len(t.steps))
	for i := range t.steps {
		items[i] = listed{i, t.step(i).Source}
	}
	return items
}

// list makes a call for many items, and again for those that failed with
// something that passes, unless doubt forbids it. It returns the error of each
// step that has one.
func (e *Engine) list(ctx context.Context, t *task, items []listed, doubt bool, call func(context.Context, []model.Item) error) map[int]error {
	errs := map[int]error{}
	var p patience
	for len(items) > 0 {
		if err := t.job.gate.pass(ctx); err != nil {
			return all(errs, items, err)
		}
		t.calling()
		err := e.change(ctx, func(ctx context.Context) error { return call(ctx, bare(items)) })
		got := itemErrors(err, items)
		t.wait(Holdup{})
		var left []listed
		var why error
		for k, l := range items {
			v := judged(got[k])
			switch {
			case got[k] == nil:
				p.progressed()
			case v != again && v != later, doubt && errors.Is(got[k], fichier.ErrInDoubt):
				errs[l.i] = got[k]
			default:
				left, why = append(left, l), got[k]
			}
		}
		if items = left; len(items) > 0 {
			if err := e.rest(ctx, t, &p, why); err != nil {
				return all(errs, items, err)
			}
		}
	}
	return errs
}

func bare(items []listed) []model.Item {
	out := make([]model.Item, len(items))
	for i, l := range items {
		out[i] = l.it
	}
	return out
}

func all(errs map[int]error, items []listed, err error) map[int]error {
	for _, l := range items {
		errs[l.i] = err
	}
	return errs
}

// itemErrors tells which item failed with what: an *model.ItemsError names them,
// any other error is everybody's.
func itemErrors(err error, items []listed) []error {
	errs := make([]error, len(items))
	if err == nil {
		return errs
	}
	var named *model.ItemsError
	if !errors.As(err, &named) {
		for i := range errs {
			errs[i] = err
		}
		return errs
	}
	type key struct {
		dir model.Path
		key model.Key
	}
	by := map[key]error{}
	for _, f := range named.Items {
		by[key{f.Item.Dir, f.Item.Entry.Key()}] = f.Err
	}
	for i, l := range items {
		errs[i] = by[key{l.it.Dir, l.it.Entry.Key()}]
	}
	return errs
}
