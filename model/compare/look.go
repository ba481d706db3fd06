package compare

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"

	"onefm/fichier"
	"onefm/model"
)

const (
	// patience is how long a listing is waited for that the service does not allow yet.
	patience = 2 * time.Minute
	// repeats bounds how often a folder of more files than one answer tells is asked
	// for without learning more (1fichier-api §11).
	repeats = 2
	// pauseLeast is the least time between two looks at one folder (1fichier-api §2).
	pauseLeast = 30 * time.Second
)

// look lists a folder on both sides and matches what they hold. Without a match the
// rows tell why.
func (c *comparing) look(ctx context.Context, at pair) (*matched, []Row, error) {
	c.progress.at(at.rel)
	l, lerr := c.list(ctx, c.left, at.left)
	r, rerr := c.list(ctx, c.right, at.right)
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	for _, side := range []struct {
		dir model.Path
		err error
	}{{at.left, lerr}, {at.right, rerr}} {
		if side.err != nil && (at.rel == "." || hopeless(side.err, side.dir.Side())) {
			return nil, nil, side.err
		}
	}
	if err := errors.Join(lerr, rerr); err != nil {
		return nil, []Row{at.whole(err)}, nil
	}
	l.Entries, r.Entries = c.shown(at.left, l.Entries), c.shown(at.right, r.Entries)
	blind := c.blind(ctx, at.left) || c.blind(ctx, at.right)
	m := match(
		&folder{dir: at.left, other: at.right.Side(), blind: blind, entries: l.Entries},
		&folder{dir: at.right, other: at.left.Side(), blind: blind, entries: r.Entries},
	)
	if !l.Cut && !r.Cut {
		return &m, nil, nil
	}
	for i := range m.bundles { // what is missing may be among what was not told
		b := &m.bundles[i]
		if l.Cut && len(b.left) == 0 || r.Cut && len(b.right) == 0 {
			b.err = errNotTold
		}
	}
	m.bundles = slices.DeleteFunc(m.bundles, func(b bundle) bool { return errors.Is(b.err, errNotTold) })
	return &m, []Row{at.whole(model.ErrCut)}, nil
}

// shown returns the entries that are not to be left out.
func (c *comparing) shown(dir model.Path, entries []model.Entry) []model.Entry {
	if c.o.Skip == nil {
		return entries
	}
	return slices.DeleteFunc(slices.Clone(entries), func(e model.Entry) bool { return c.o.Skip(dir.Child(e.Name)) })
}

// errNotTold marks what can't be judged because a listing was cut.
var errNotTold = errors.New("not told")

// whole is the row of a folder that could not be compared.
func (p pair) whole(err error) Row {
	item := func(dir model.Path) model.Item {
		return model.Item{Dir: dir.Parent(), Entry: model.Entry{Name: dir.Base(), Kind: model.Folder, Size: model.UnknownSize}}
	}
	return Row{Verdict: Unreadable, Path: p.rel, Left: item(p.left), Right: item(p.right), Err: err}
}

func (c *comparing) blind(ctx context.Context, dir model.Path) bool {
	return dir.Side() == model.Local && c.o.CaseBlind != nil && c.o.CaseBlind(ctx, dir)
}

// list lists a folder. It waits for a listing that is soon allowed, and asks again
// as long as that tells more of a large folder.
func (c *comparing) list(ctx context.Context, p Place, dir model.Path) (model.Listing, error) {
	known, idle, tries := 0, 0, 0
	for {
		l, err := p.Tree.List(ctx, dir, p.Fresh)
		wait := time.Duration(0)
		e, soon := errors.AsType[*fichier.Error](err)
		switch {
		case errors.Is(err, fichier.ErrTooSoon) && soon && e.RetryAfter <= patience && tries < repeats:
			wait = max(e.RetryAfter, time.Second)
			tries++
		case err != nil || !l.Cut || p.Fresh == model.Cached || idle == repeats:
			return l, err
		case len(l.Entries) <= known:
			idle++
			fallthrough
		default:
			wait = max(time.Until(l.Next), pauseLeast)
			known = max(known, len(l.Entries))
		}
		if err := c.sleep(ctx, wait); err != nil {
			return l, err
		}
	}
}

func (c *comparing) sleep(ctx context.Context, d time.Duration) error {
	c.progress.wait(time.Now().Add(d))
	defer c.progress.on()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// hopeless reports whether an error tells of the side rather than of one folder.
func hopeless(err error, side model.Side) bool {
	for _, of := range []error{
		fs.ErrNotExist, fs.ErrPermission, model.ErrNotFolder, model.ErrUnknown, model.ErrCut, fichier.ErrTooSoon,
	} {
		if errors.Is(err, of) {
			return false
		}
	}
	return side == model.Account
}
