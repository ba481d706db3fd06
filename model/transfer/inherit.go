package transfer

import (
	"context"
	"errors"

	"onefm/model/transfer/journal"
)

// Inherit moves the jobs that are not over from one journal to another and returns
// their new numbers: a person has given another key for the same account, and the
// journals are named by their keys. No engine may run on either.
func Inherit(ctx context.Context, from, to *journal.Journal) ([]JobID, error) {
	rows, err := from.Jobs(ctx)
	if err != nil {
		return nil, err
	}
	var ids []JobID
	var failed error
	for _, row := range rows {
		if row.State != journal.Unfinished && row.State != journal.Paused {
			continue
		}
		id, err := from.MoveTo(ctx, to, row)
		if failed = errors.Join(failed, err); err == nil {
			ids = append(ids, JobID(id))
		}
	}
	return ids, failed
}
