package transfer

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

func TestEventsAreNeverDropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var e events
		slow, fast, gone := e.subscribe(), e.subscribe(), e.subscribe()
		var got []JobID
		go func() {
			for {
				ev, err := fast.Next(t.Context())
				if err != nil {
					return
				}
				got = append(got, ev.ID)
			}
		}()
		gone.Close()
		for id := range JobID(1000) {
			e.publish(Event{Result{ID: id}})
		}
		synctest.Wait()
		if len(got) != 1000 {
			t.Errorf("the fast reader got %d events, want 1000", len(got))
		}
		e.close()
		for id := range JobID(1000) {
			if ev, err := slow.Next(t.Context()); err != nil || ev.ID != id {
				t.Fatalf("slow reader: event %d: got %d, %v", id, ev.ID, err)
			}
		}
		for name, s := range map[string]*Subscription{"slow": slow, "closed": gone, "late": e.subscribe()} {
			if _, err := s.Next(t.Context()); !errors.Is(err, ErrStopped) {
				t.Errorf("%s reader after the end: %v, want ErrStopped", name, err)
			}
		}
		synctest.Wait()
	})
}

func TestNextListensToItsContext(t *testing.T) {
	t.Parallel()
	var e events
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.subscribe().Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Next = %v", err)
	}
}
