package compare

import (
	"context"
	"path"

	"onefm/model"
)

// judge finds out how what a bundle holds differs. It reads local files where that
// tells.
func (c *comparing) judge(ctx context.Context, at pair, b *bundle) []Row {
	left, right := candidates(at.left, b.left), candidates(at.right, b.right)
	switch {
	case b.err != nil:
		return []Row{at.row(Apart, b.name, first(left), first(right), b.err)}
	case kinds(left, right):
		return []Row{at.row(OtherKind, b.name, left[0], right[0], nil)}
	case at.left.Side() == model.Local && at.right.Side() == model.Local && len(left) > 0 && len(right) > 0:
		v, err := c.bytes(ctx, left[0], right[0])
		return []Row{at.row(v, b.name, left[0], right[0], err)}
	}
	if !c.o.SizeOnly {
		c.sums(ctx, left, right)
		c.sums(ctx, right, left)
	}
	var rows []Row
	for _, v := range []Verdict{Same, Unreadable, SameSize, OtherSum, OtherSize} {
		for _, l := range left {
			for _, r := range right {
				if !l.taken && !r.taken && verdict(l, r) == v {
					l.taken, r.taken = true, true
					rows = append(rows, at.row(v, b.name, l, r, l.firstError(r)))
				}
			}
		}
	}
	return c.alone(at, rows, left, right)
}

// alone adds rows of what has nothing against it.
func (c *comparing) alone(at pair, rows []Row, left, right []*candidate) []Row {
	for _, side := range []struct {
		all     []*candidate
		verdict Verdict
		f       folder
	}{
		{left, LeftOnly, folder{dir: at.left, other: at.right.Side()}},
		{right, RightOnly, folder{dir: at.right, other: at.left.Side()}},
	} {
		for _, x := range side.all {
			if x.taken {
				continue
			}
			row := at.row(side.verdict, x.item.Entry.Name, nil, nil, side.f.barred(x.item.Entry))
			if side.verdict == LeftOnly {
				row.Left = x.item
			} else {
				row.Right = x.item
			}
			if row.Err != nil {
				row.Verdict = Apart
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// candidate is an entry of a bundle.
type candidate struct {
	item     model.Item
	sum      string
	computed bool // from its bytes, just now
	err      error
	taken    bool
}

func candidates(dir model.Path, entries []model.Entry) []*candidate {
	all := make([]*candidate, len(entries))
	for i, e := range entries {
		all[i] = &candidate{item: model.Item{Dir: dir, Entry: e}, sum: e.Sum}
		if e.Kind != model.Folder && e.Size == model.UnknownSize {
			all[i].err = model.ErrUnreadable
		}
	}
	return all
}

func first(all []*candidate) *candidate {
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

func (x *candidate) firstError(y *candidate) error {
	if x.err != nil {
		return x.err
	}
	return y.err
}

// kinds reports whether a folder or a link of the disk stands against a file.
func kinds(left, right []*candidate) bool {
	if len(left) != 1 || len(right) != 1 {
		return false
	}
	l, r := left[0].item, right[0].item
	if l.Entry.Kind == r.Entry.Kind {
		return false
	}
	both := l.Dir.Side() == model.Local && r.Dir.Side() == model.Local
	return both || l.Entry.Kind == model.Folder || r.Entry.Kind == model.Folder
}

// verdict compares two files by what is known of them.
func verdict(l, r *candidate) Verdict {
	switch {
	case l.err != nil || r.err != nil:
		return Unreadable
	case l.item.Entry.Size != r.item.Entry.Size:
		return OtherSize
	case l.sum == "" || r.sum == "":
		return SameSize
	case l.sum != r.sum:
		return OtherSum
	}
	return Same
}

// sums computes the sums of the local files among all for which one of equal size
// and known sum stands on the other side.
func (c *comparing) sums(ctx context.Context, all, others []*candidate) {
	for _, x := range all {
		if x.sum != "" || x.err != nil || x.item.Dir.Side() != model.Local || c.o.Open == nil {
			continue
		}
		for _, y := range others {
			if y.sum != "" && y.item.Entry.Size == x.item.Entry.Size {
				x.sum, x.err = c.sum(ctx, x.item)
				x.computed = x.err == nil
				break
			}
		}
	}
}

// row makes the row of a name in a pair of folders.
func (p pair) row(v Verdict, name string, l, r *candidate, err error) Row {
	row := Row{Verdict: v, Path: path.Join(p.rel, name), Err: err}
	if l != nil {
		row.Left = l.item
		row.Left.Entry.Sum = l.sum
	}
	if r != nil {
		row.Right = r.item
		row.Right.Entry.Sum = r.sum
	}
	if v == Same && l != nil && r != nil && (l.computed || r.computed) {
		row.checked = l.sum
	}
	return row
}
