package mirror

import (
	"context"
	"sync"
)

// flights lets callers that want the same thing at the same time share one call.
// The zero value is ready.
type flights[K comparable, V any] struct {
	mu sync.Mutex
	m  map[K]*flight[V]
}

type flight[V any] struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiting int // 0: everybody has left, it is about to end
	value   V
	err     error
}

// do returns what f returns, which is called once for everybody who waits for k.
// The call goes on as long as one of them waits; the last one to leave ends it and
// waits for its end.
func (fs *flights[K, V]) do(ctx context.Context, k K, f func(context.Context) (V, error)) (v V, err error) {
	for {
		fl, joined := fs.join(ctx, k, f)
		select {
		case <-fl.done:
			if joined {
				return fl.value, fl.err
			}
		case <-ctx.Done():
			if joined {
				fs.leave(fl)
			}
			return v, ctx.Err()
		}
	}
}

// landed waits for the end of the flight of k, without a part in it, and returns
// how it ended. ok is false when there was none.
func (fs *flights[K, V]) landed(ctx context.Context, k K) (v V, ok bool, err error) {
	fs.mu.Lock()
	fl, ok := fs.m[k]
	fs.mu.Unlock()
	if !ok {
		return v, false, nil
	}
	select {
	case <-fl.done:
		return fl.value, true, fl.err
	case <-ctx.Done():
		return v, true, ctx.Err()
	}
}

// join adds a caller to the flight of k, which it starts when there is none. It
// does not join one that was given up.
func (fs *flights[K, V]) join(ctx context.Context, k K, f func(context.Context) (V, error)) (*flight[V], bool) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if fl, ok := fs.m[k]; ok {
		if fl.waiting == 0 {
			return fl, false
		}
		fl.waiting++
		return fl, true
	}
	if fs.m == nil {
		fs.m = map[K]*flight[V]{}
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	fl := &flight[V]{done: make(chan struct{}), cancel: cancel, waiting: 1}
	fs.m[k] = fl
	go func() {
		defer cancel()
		fl.value, fl.err = f(ctx)
		fs.mu.Lock()
		delete(fs.m, k)
		fs.mu.Unlock()
		close(fl.done)
	}()
	return fl, true
}

// leave takes a caller out of a flight, and ends the flight after the last one.
func (fs *flights[K, V]) leave(fl *flight[V]) {
	fs.mu.Lock()
	fl.waiting--
	last := fl.waiting == 0
	fs.mu.Unlock()
	if last {
		fl.cancel()
		<-fl.done
	}
}
