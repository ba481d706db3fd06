package disk

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"onefm/model"
)

func TestADeadMountIsLeftBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g guard
		alive := make(chan struct{})
		hang := func() (int, error) { <-alive; return 1, nil }
		var dropped atomic.Int32
		for i := range maxStuckAt {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			start := time.Now()
			_, err := guarded(ctx, &g, "/mnt/dead", hang, func(n int) { dropped.Add(int32(n)) })
			cancel()
			if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 2*time.Second {
				t.Fatalf("call %d: %v after %v, want the deadline", i, err, time.Since(start))
			}
		}
		if _, err := guarded(t.Context(), &g, "/mnt/dead", hang, nil); !errors.Is(err, model.ErrStuck) {
			t.Errorf("one call more: %v, want ErrStuck at once", err)
		}
		n, err := guarded(t.Context(), &g, "/home", func() (int, error) { return 7, nil }, nil)
		if n != 7 || err != nil {
			t.Errorf("elsewhere: %d, %v, want 7", n, err)
		}
		close(alive)
		synctest.Wait()
		if dropped.Load() != maxStuckAt || g.isStuck("/mnt/dead") || g.total != 0 {
			t.Errorf("dropped %d, %d still stuck; want %d and none", dropped.Load(), g.total, maxStuckAt)
		}
		if _, err := guarded(t.Context(), &g, "/mnt/dead", hang, nil); err != nil {
			t.Errorf("after it came back: %v", err)
		}
	})
}

func TestStuckCallsAreBoundedInAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g guard
		alive := make(chan struct{})
		defer close(alive)
		for i := range maxStuck {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			place := string(rune('a' + i))
			if _, err := guarded(ctx, &g, place, func() (int, error) { <-alive; return 0, nil }, nil); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("call %d: %v", i, err)
			}
			cancel()
		}
		if _, err := guarded(t.Context(), &g, "other", func() (int, error) { return 0, nil }, nil); !errors.Is(err, model.ErrStuck) {
			t.Errorf("beyond the bound: %v, want ErrStuck", err)
		}
	})
}

func TestACancelledCallThatEndsInTimeIsNotInDoubt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g guard
		ctx, cancel := context.WithCancel(t.Context())
		n, err := guarded(ctx, &g, "/", func() (int, error) {
			cancel()
			time.Sleep(grace / 2)
			return 7, nil
		}, nil)
		if n != 7 || err != nil {
			t.Errorf("= %d, %v; want what the call really did", n, err)
		}
		if _, err := guarded(ctx, &g, "/", func() (int, error) { t.Error("was called"); return 0, nil }, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("with a cancelled context: %v", err)
		}
	})
}
