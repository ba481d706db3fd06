package transfer

import (
	"fmt"
	"io"
	"testing"
	"time"

	"onefm/fichier"
)

// TestLongWait has a page ask for minutes: the first is not believed, since the next
// host may have the file; from the second on they are.
func TestLongWait(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	err := &fichier.Error{Kind: fichier.ErrServer, RetryAfter: 20 * time.Minute}
	var p patience
	for i, want := range []time.Duration{soonWait, 20 * time.Minute, 20 * time.Minute} {
		if h, ok := p.after(err, now); !ok || h.Until.Sub(now) != want {
			t.Errorf("wait %d: %v, %v, want %v", i+1, h.Until.Sub(now), ok, want)
		}
	}
}

func TestPatience(t *testing.T) {
	t.Parallel()
	wrap := func(kind error, after time.Duration) error {
		return fmt.Errorf("token: %w", &fichier.Error{Kind: kind, RetryAfter: after})
	}
	tests := []struct {
		name   string
		err    error
		tries  int // before it gives up
		reason Reason
		first  time.Duration
	}{
		{"broken line", wrap(fichier.ErrNetwork, 0), offlineTries, Offline, time.Second},
		{"server trouble", wrap(fichier.ErrServer, 0), troubleTries, Trouble, time.Second},
		{"server that says when", wrap(fichier.ErrServer, 40*time.Second), troubleTries, Trouble, 40 * time.Second},
		{"torn stream", io.ErrUnexpectedEOF, troubleTries, Trouble, time.Second},
		{"no resume", wrap(fichier.ErrNoRange, 0), troubleTries, Trouble, time.Second},
		{"flood", wrap(fichier.ErrFlood, 90*time.Second), floodTries + 1, Flood, 90 * time.Second},
		{"flood without a time", wrap(fichier.ErrFlood, 0), floodTries + 1, Flood, unsaidWait},
		{"too soon", wrap(fichier.ErrTooSoon, 12*time.Second), floodTries + 1, Pacing, 12 * time.Second},
		{"used elsewhere", wrap(fichier.ErrLocation, 0), floodTries + 1, Flood, otherPlace},
		{"gone", wrap(fichier.ErrNotFound, 0), 1, Free, 0},
		{"key refused", wrap(fichier.ErrAuth, 0), 1, Free, 0},
		{"tier", wrap(fichier.ErrTier, 0), 1, Free, 0},
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var p patience
			h, ok := p.after(tt.err, now)
			if h.Reason != tt.reason || tt.reason != Free && h.Until.Sub(now) != tt.first {
				t.Errorf("first: %v until +%v, want %v until +%v", h.Reason, h.Until.Sub(now), tt.reason, tt.first)
			}
			n := 1
			for ; ok && n < 1000; n++ {
				h, ok = p.after(tt.err, now)
				if ok && h.Until.Sub(now) > max(longestWait, tt.first) {
					t.Errorf("try %d waits %v", n, h.Until.Sub(now))
				}
			}
			if n != tt.tries {
				t.Errorf("gave up after %d tries, want %d", n, tt.tries)
			}
			p.progressed()
			if _, again := p.after(tt.err, now); again != (tt.tries > 1) {
				t.Errorf("after progress: goes on = %v", again)
			}
		})
	}
}
