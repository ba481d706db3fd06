package mirror

import (
	"context"
	"errors"

	"onefm/fichier"
)

// batch is how many links one call takes. No maximum is documented
// (1fichier-api §14).
const batch = 50

// errLeft is what befell an item that the service passed over without a word.
var errLeft = errors.New("the service left it as it was")

// hopeless reports whether an error will meet every other call as well, so that
// going on would do harm.
func hopeless(ctx context.Context, err error) bool {
	if ctx.Err() != nil {
		return true
	}
	for _, e := range []error{
		fichier.ErrAuth, fichier.ErrFlood, fichier.ErrAccount, fichier.ErrLocation, fichier.ErrNetwork,
		fichier.ErrServer, fichier.ErrTooSoon, fichier.ErrBadAnswer, fichier.ErrTier, fichier.ErrQuota,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// inBatches calls for targets in lists. call marks those that are done. When a
// list fails for what may be one bad item it is halved until that item is alone.
func inBatches(ctx context.Context, ts []*target, call func(context.Context, []*target) error) {
	b := batches{call: call}
	for len(ts) > 0 {
		n := min(len(ts), batch)
		err := b.try(ctx, ts[:n])
		ts = ts[n:]
		if err != nil {
			fail(ts, err)
			return
		}
	}
}

type batches struct {
	call    func(context.Context, []*target) error
	refused int // calls without one that succeeded
}

// tooMany refusals in a row mean that no single item is to blame: halving one list
// for one bad item meets fewer. Refused calls count towards a ban.
const tooMany = 8

// try returns an error only when nothing else should be tried.
func (b *batches) try(ctx context.Context, ts []*target) error {
	if ts = stillOpen(ts); len(ts) == 0 {
		return nil
	}
	err := b.call(ctx, ts)
	if err == nil {
		b.refused = 0
		fail(stillOpen(ts), errLeft)
		return nil
	}
	if b.refused++; b.refused >= tooMany || hopeless(ctx, err) {
		fail(stillOpen(ts), err)
		return err
	}
	if len(ts) == 1 {
		fail(ts, err)
		return nil
	}
	half := len(ts) / 2
	if err := b.try(ctx, ts[:half]); err != nil {
		fail(ts[half:], err)
		return err
	}
	return b.try(ctx, ts[half:])
}

func stillOpen(ts []*target) []*target {
	var open []*target
	for _, t := range ts {
		if t.open() {
			open = append(open, t)
		}
	}
	return open
}

func fail(ts []*target, err error) {
	for _, t := range ts {
		if t.open() {
			t.err = err
		}
	}
}

// matchLinks pairs the links that were sent with those that came back. Links that
// the service changed are paired by their order, when all came back.
func matchLinks(sent, back []fichier.Link) map[fichier.Link]fichier.Link {
	pairs := make(map[fichier.Link]fichier.Link, len(sent))
	got := make(map[fichier.Link]bool, len(back))
	for _, l := range back {
		got[l] = true
	}
	asked := make(map[fichier.Link]bool, len(sent))
	var strangers, left []fichier.Link
	for _, l := range sent {
		asked[l] = true
		if got[l] {
			pairs[l] = l
		} else {
			left = append(left, l)
		}
	}
	for _, l := range back {
		if !asked[l] {
			strangers = append(strangers, l)
		}
	}
	if len(strangers) == len(left) {
		for i, l := range left {
			pairs[l] = strangers[i]
		}
	}
	return pairs
}

// lost makes a call whose answer may get lost, and which is safe to repeat. After
// a loss it looks at a folder, when that is allowed, and lets seen mark what was
// done after all, before it repeats the call.
func (m *Mirror) lost(ctx context.Context, look fichier.FolderID, seen func(context.Context) (bool, error), call func() error) error {
	err := call()
	if !errors.Is(err, fichier.ErrInDoubt) {
		return err
	}
	if failed := m.refresh(ctx, look); failed == nil {
		if done, err := seen(ctx); done || err != nil {
			return err
		}
	} else if hopeless(ctx, failed) && !errors.Is(failed, fichier.ErrTooSoon) {
		return err
	}
	if err = call(); errors.Is(err, fichier.ErrNoChange) {
		return nil // the first one did it
	}
	return err
}
