package plan

import (
	"onefm/model"
)

// file adds the step of a file, or of a symlink that is copied as one.
func (b *builder) file(s *source, to *place, in int32) error {
	step := Step{Source: s.item, Target: to.dir.Child(s.name), want: b.action(s), folder: in}
	there := others(s.item, to, to.there[to.key(s.name)])
	to.take(s.name)
	if len(there) == 0 || s.fetch {
		b.add(step)
		return nil
	}
	files := replaceable(s.item.Entry.Kind, there)
	same, err := b.same(s.item, to.dir, files)
	if err != nil {
		return err
	}
	if same {
		step.Same, step.want = true, Leave
		b.add(step)
		return nil
	}
	step.Conflict = &Conflict{Existing: files, natural: step.Target, place: to}
	if len(files) == 0 {
		step.Conflict.Existing, step.Conflict.Kinds = there, true
	}
	b.add(step)
	return nil
}

func (b *builder) action(s *source) Action {
	from, to := s.item.Dir.Side(), b.r.To.Side()
	switch {
	case s.fetch:
		return RemoteUpload
	case b.inTree(s.item):
		return MoveOnly
	case from == model.Local && to == model.Account:
		return Upload
	case from == model.Local:
		return DiskCopy
	case to == model.Account:
		return ServerCopy
	}
	return Download
}

// others returns the entries without the item itself, which is among them when it
// gets another name in its folder.
func others(it model.Item, to *place, there []model.Entry) []model.Entry {
	if it.Dir != to.dir {
		return there
	}
	var rest []model.Entry
	for _, e := range there {
		if e.Key() != it.Entry.Key() {
			rest = append(rest, e)
		}
	}
	return rest
}

// same reports whether one of the files at the target has the bytes of the item.
// Sums are asked for only when sizes are equal. On the disk a move never counts as
// done: two paths may lead to one file, and its removal would be its end.
func (b *builder) same(it model.Item, dir model.Path, files []model.Entry) (bool, error) {
	if b.r.Op == Move && it.Dir.Side() == model.Local && dir.Side() == model.Local {
		return false, nil
	}
	if it.Entry.Kind == model.Symlink && dir.Side() == model.Local {
		return sameLink(it.Entry, files), nil
	}
	sum := ""
	for _, e := range files {
		if e.Size != it.Entry.Size || e.Size == model.UnknownSize || e.Kind == model.Symlink {
			continue
		}
		if sum == "" {
			var err error
			if sum, err = b.sum(it); err != nil || sum == "" {
				return false, err
			}
		}
		other, err := b.sum(model.Item{Dir: dir, Entry: e})
		if err != nil {
			return false, err
		}
		if other == sum {
			return true, nil
		}
	}
	return false, nil
}

func sameLink(e model.Entry, files []model.Entry) bool {
	for _, f := range files {
		if f.Kind == model.Symlink && f.Target == e.Target {
			return true
		}
	}
	return false
}

// sum returns the Whirlpool of an item, empty when nobody knows it. A file that
// can't be read is not the same as another; the copy will say why.
func (b *builder) sum(it model.Item) (string, error) {
	if it.Dir.Side() != model.Local || it.Entry.Sum != "" {
		return it.Entry.Sum, nil
	}
	if b.t.Sum == nil {
		return "", nil
	}
	sum, err := b.t.Sum(b.ctx, it)
	if b.ctx.Err() != nil {
		return "", b.ctx.Err()
	}
	if err != nil {
		return "", nil //nolint:nilerr // an unknown sum is a conflict, not an end
	}
	return sum, nil
}
