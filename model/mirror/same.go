package mirror

import (
	"context"

	"onefm/model"
)

// HasSize reports whether the mirror knows a file of exactly size bytes whose
// checksum it knows. Files in the trash don't count.
func (m *Mirror) HasSize(ctx context.Context, size int64) (bool, error) { return false, ctx.Err() }

// BySum returns the known files of exactly these bytes, the newest first, without
// those in the trash. sum is a Whirlpool, 128 hex digits.
func (m *Mirror) BySum(ctx context.Context, size int64, sum string) ([]model.Item, error) {
	return nil, ctx.Err()
}
