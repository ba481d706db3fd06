package engine

import (
	"context"
	"errors"
	"time"
)

// Grace is how long a background process stays after the last job and the last
// client: whoever connects next finds it ready.
const Grace = 5 * time.Second

const (
	// retiring is how often a background process looks whether it is still needed.
	retiring = time.Second
	// handing is how long it waits for a lock whose holder is about to let go.
	handing = 3 * time.Second
)

// Serve is the life of a background process: it carries out what is in the journal
// and what clients submit, and ends when the queue is empty and nobody has been
// connected for a grace, when the state folder is gone, or with ctx; what is not
// done then stays in the journal. ready is called once, when clients can connect,
// or with the reason why they never will. Another engine that runs already is none.
func Serve(ctx context.Context, o Options, grace time.Duration, ready func(error)) error {
	lock, err := waitForLock(ctx, o.Lock)
	if err != nil {
		if errors.Is(err, ErrHeld) {
			err = nil
		}
		ready(err)
		return err
	}
	o.Spawn, o.Apart = nil, false
	p := New(o)
	p.settled = true
	told := false
	err = p.host(ctx, lock, func(ctx context.Context, e Engine, s *server) {
		told = true
		ready(nil)
		retire(ctx, lock, e, s, grace)
	})
	p.end()
	if !told {
		if err == nil {
			err = ctx.Err()
		}
		ready(err)
	}
	return err
}

func waitForLock(ctx context.Context, path string) (*Lock, error) {
	ctx, cancel := context.WithTimeout(ctx, handing)
	defer cancel()
	for {
		lock, err := TryLock(path)
		if !errors.Is(err, ErrHeld) {
			return lock, err
		}
		if at := announced(path); at != "" {
			if c, derr := dialing(ctx, at); derr == nil {
				return nil, errors.Join(err, c.Close()) // it listens
			}
		}
		if ctx.Err() != nil {
			return nil, err
		}
		rest(ctx, shortly)
	}
}

// retire returns when the engine is not needed any more.
func retire(ctx context.Context, lock *Lock, e Engine, s *server, grace time.Duration) {
	t := time.NewTicker(min(retiring, grace))
	defer t.Stop()
	busy := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-t.C:
			if unfinished(e.Snapshot()) {
				busy = now
			}
			if !lock.Held() || now.Sub(busy) >= grace && s.alone(now) >= grace {
				return
			}
		}
	}
}
