package mirror

import (
	"context"
	"time"
)

// SyncOptions say what a [Mirror.Sync] may do. The zero value lists what was never
// listed, and goes on for as long as it takes.
type SyncOptions struct {
	// Older: list folders again whose rows are older than this; 0: only those that
	// were never listed, or not to the end.
	Older time.Duration
	// Patience is how long the service may be out of reach before Sync gives up;
	// 0: for ever.
	Patience time.Duration
}

// Sync makes the whole account known with the fewest calls that can do it.
// progress, which may be nil, is told every call.
func (m *Mirror) Sync(ctx context.Context, o SyncOptions, progress func(Status)) error { return nil }
