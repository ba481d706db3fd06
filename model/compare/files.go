package compare

import (
	"context"

	"onefm/model"
)

// Files compares two files, whatever their names. The row bears the left one's.
func Files(ctx context.Context, left, right model.Item, o Options) (Row, error) {
	c := &comparing{o: o, progress: o.Progress}
	if c.progress == nil {
		c.progress = &Progress{}
	}
	at := pair{left: left.Dir, right: right.Dir}
	b := bundle{name: left.Entry.Name, left: []model.Entry{left.Entry}, right: []model.Entry{right.Entry}}
	c.progress.files.Add(1)
	c.progress.at(b.name)
	row := c.judge(ctx, at, &b)[0]
	if err := ctx.Err(); err != nil {
		return Row{}, err
	}
	return row, c.verified(ctx, row)
}
