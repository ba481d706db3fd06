package mirror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"onefm/model"
)

// trashFormat names the folder of one act of trashing, in UTC.
const trashFormat = "2006-01-02 15.04.05"

// Trash implements [model.Tree]: items go to a folder of their own in
// /.onefm-trash, named after the time in UTC. Folders of one name that come from
// different places go to different ones.
func (m *Mirror) Trash(ctx context.Context, items []model.Item) error {
	ts, err := m.find(ctx, items)
	if err != nil {
		return err
	}
	var failed *model.ItemsError
	groups, names := [][]model.Item{nil}, []map[string]bool{{}}
	for _, t := range ts {
		if t.err != nil {
			failed = model.Fail(failed, t.item, t.err)
			continue
		}
		n := 0
		for t.isDir && n < len(groups) && names[n][t.folder.name] {
			n++
		}
		if n == len(groups) {
			groups, names = append(groups, nil), append(names, map[string]bool{})
		}
		groups[n] = append(groups[n], t.item)
		names[n][t.folder.name] = true
	}
	now := time.Now()
	for n, group := range groups {
		if len(group) == 0 {
			continue
		}
		failed = m.trashGroup(ctx, group, now, n+1, failed)
	}
	return failed.OrNil()
}

// trashGroup moves items to a new folder in the trash and adds those that failed.
func (m *Mirror) trashGroup(ctx context.Context, group []model.Item, now time.Time, n int, failed *model.ItemsError) *model.ItemsError {
	err := ctx.Err()
	if err == nil {
		var dir model.Path
		if dir, err = m.newTrash(ctx, now, n); err == nil {
			err = m.Move(ctx, group, dir)
		}
	}
	if some, ok := errors.AsType[*model.ItemsError](err); ok {
		for _, it := range some.Items {
			failed = model.Fail(failed, it.Item, it.Err)
		}
		return failed
	}
	if err != nil {
		for _, it := range group {
			failed = model.Fail(failed, it, err)
		}
	}
	return failed
}

// newTrash makes a folder in the trash that was not there before. n is the first
// number to try.
func (m *Mirror) newTrash(ctx context.Context, now time.Time, n int) (model.Path, error) {
	top := model.AccountPath(TrashDir)
	if _, err := m.ensure(ctx, top); err != nil {
		return top, err
	}
	for ; ; n++ {
		name := now.UTC().Format(trashFormat)
		if n > 1 {
			name = fmt.Sprintf("%s (%d)", name, n)
		}
		_, err := m.folder(ctx, top.Child(name), model.Cached)
		switch {
		case err == nil: // another act in this second
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, model.ErrUnknown), errors.Is(err, model.ErrNotFolder):
			_, err := m.ensure(ctx, top.Child(name))
			return top.Child(name), err
		default:
			return top, err
		}
	}
}
