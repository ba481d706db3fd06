package mirror

import (
	"context"
	"time"

	"onefm/model"
)

// ChangeKind says what happened to an entry of the account.
type ChangeKind uint8

// The kinds of changes.
const (
	Added    ChangeKind = iota
	Changed             // its size, checksum, protection or sharing
	Vanished            // removed, or expired
	Moved               // to another folder, renamed, or both
)

// Change is one thing that the mirror noticed about the account.
type Change struct {
	At    time.Time // when it was noticed, UTC: the service does not tell when it happened
	Kind  ChangeKind
	Path  model.Path  // where the entry is, or was when it vanished
	Was   model.Path  // Moved: where it was before; else no place
	Entry model.Entry // as it was noticed; as last known when it vanished
	Own   bool        // done by onefm on this machine, not found in a listing
}

// Changes returns what was noticed since a time, the newest first, limit changes
// at most (0: all). What is known for the first time is no change.
func (m *Mirror) Changes(ctx context.Context, since time.Time, limit int) ([]Change, error) {
	return nil, ctx.Err()
}

// Generation returns a number that grows whenever rows of the mirror change, by
// whichever process. It differs between two databases.
func (m *Mirror) Generation(ctx context.Context) (uint64, error) { return 1, ctx.Err() }

// Changed returns the folders whose rows changed after the generation since, and
// the generation up to which that holds. With all an index has to start anew.
func (m *Mirror) Changed(ctx context.Context, since uint64) (dirs []Dir, all bool, now uint64, err error) {
	return nil, since == 0, 1, ctx.Err()
}
