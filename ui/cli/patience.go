package cli

import (
	"context"
	"errors"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/ui/words"
)

const (
	// retries is how often a look at the account that failed in passing is repeated.
	retries = 2
	// retryPause is the first pause before that; the service may ask for a longer one.
	retryPause = time.Second
)

// patient is the account as a plan looks at it: a connection that breaks once, or a
// server in trouble for a moment, does not end a long copy before it began.
type patient struct {
	model.Tree

	t *transferring
}

// List implements [model.Tree].
func (p patient) List(ctx context.Context, dir model.Path, f model.Freshness) (model.Listing, error) {
	return patiently(ctx, p.t, func() (model.Listing, error) { return p.Tree.List(ctx, dir, f) })
}

// Stat implements [model.Tree].
func (p patient) Stat(ctx context.Context, path model.Path) (model.Entry, error) {
	return patiently(ctx, p.t, func() (model.Entry, error) { return p.Tree.Stat(ctx, path) })
}

// patiently repeats a look that failed in passing. The failed call may count for the
// service's rule of one listing a folder in 30 s, so that the next one has to wait.
func patiently[T any](ctx context.Context, t *transferring, look func() (T, error)) (T, error) {
	v, err := look()
	for n := 1; n <= retries && passing(err); n++ {
		failed := err
		if serr := pause(ctx, time.Duration(n)*retryPause); serr != nil {
			return v, serr
		}
		if v, err = look(); !errors.Is(err, fichier.ErrTooSoon) {
			continue
		}
		e, ok := errors.AsType[*fichier.Error](err)
		if !ok || e.RetryAfter > time.Minute {
			return v, failed // what went wrong says more than that we may not ask
		}
		t.out.say("%s Trying again at %s.", words.Error(failed, words.Context{Now: t.now()}).What, words.Moment(t.now().Add(e.RetryAfter), t.now()))
		if serr := pause(ctx, e.RetryAfter); serr != nil {
			return v, serr
		}
		v, err = look()
	}
	return v, err
}

// passing tells whether the same call may do better in a while.
func passing(err error) bool {
	return errors.Is(err, fichier.ErrNetwork) || errors.Is(err, fichier.ErrServer) || errors.Is(err, fichier.ErrBadAnswer)
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
