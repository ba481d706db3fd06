package keyring

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// guard asks a place without ever being held up by it.
type guard struct {
	place Place

	mu   sync.Mutex
	left <-chan struct{} // closed when the call that was left behind returns
}

func (g *guard) get(ctx context.Context, patience time.Duration) (string, error) {
	var key string
	err := g.call(ctx, patience, func() (err error) {
		key, err = g.place.Get()
		return err
	})
	if err != nil {
		return "", err // key may still be written to by the call left behind
	}
	return clean(key), nil
}

// keep stores the key and asks for it again: "kept" is only said with proof.
func (g *guard) keep(ctx context.Context, patience time.Duration, key string) error {
	err := g.call(ctx, patience, func() error { return g.place.Set(key) })
	if err != nil {
		return withoutKey(err, key)
	}
	got, err := g.get(ctx, patience)
	if err != nil {
		return withoutKey(err, key)
	}
	if got != key {
		return fmt.Errorf("%w: it gave back something else", ErrUnavailable)
	}
	return nil
}

func (g *guard) delete(ctx context.Context, patience time.Duration) error {
	return g.call(ctx, patience, g.place.Delete)
}

// call runs f for at most patience. A call that takes longer is left behind; the
// place counts as unavailable until it returns.
func (g *guard) call(ctx context.Context, patience time.Duration, f func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if g.isStuck() {
		return fmt.Errorf("%w: it still does not answer", ErrUnavailable)
	}
	result, done := make(chan error, 1), make(chan struct{})
	go func() {
		defer close(done)
		result <- f()
	}()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		g.leave(done)
		return ctx.Err()
	case <-timer.C:
		g.leave(done)
		return fmt.Errorf("%w: no answer within %v", ErrUnavailable, patience)
	}
}

func (g *guard) leave(done <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left = done
}

func (g *guard) isStuck() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.left == nil {
		return false
	}
	select {
	case <-g.left:
		g.left = nil
		return false
	default:
		return true
	}
}

// withoutKey replaces an error whose text holds the key.
func withoutKey(err error, key string) error {
	if strings.Contains(err.Error(), key) {
		return fmt.Errorf("%w: %w", ErrUnavailable, errors.New("its answer is withheld, it holds the key"))
	}
	return err
}

// patience returns how long a prompt may stay open. Over SSH it would open on a
// screen that nobody sees.
func patience(getenv func(string) string) time.Duration {
	for _, name := range []string{"SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"} {
		if getenv(name) != "" {
			return headlessPatience
		}
	}
	if alwaysVisible || getenv("DISPLAY") != "" || getenv("WAYLAND_DISPLAY") != "" {
		return visiblePatience
	}
	return headlessPatience
}
