package mirror

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// SetAttributes changes what the service keeps of files besides their bytes. Items
// that failed are named by the *[model.ItemsError]; folders are refused with
// model.ErrUnsupported, see [Mirror.Share]. A Name is for a single file.
func (m *Mirror) SetAttributes(ctx context.Context, items []model.Item, a fichier.Attributes) error {
	if a.Name != nil && (len(items) != 1 || !model.IsElement(*a.Name)) {
		return fs.ErrInvalid
	}
	ts, err := m.find(ctx, items)
	if err != nil {
		return err
	}
	for _, t := range ts {
		if t.isDir && t.err == nil {
			t.err = model.ErrUnsupported
		}
	}
	files, _ := split(ts)
	inBatches(ctx, files, func(ctx context.Context, ts []*target) error {
		sent := links(ts)
		back, err := m.api.SetAttributes(ctx, sent, a)
		if errors.Is(err, fichier.ErrInDoubt) { // it does no harm twice
			if back, err = m.api.SetAttributes(ctx, sent, a); err == nil {
				back = sent // what the second answer lacks the first one did
			}
		}
		if errors.Is(err, fichier.ErrNoChange) {
			back, err = sent, nil
		}
		if err != nil {
			return err
		}
		return m.attributed(ctx, ts, matchLinks(sent, back), a)
	})
	return outcome(ts)
}

// attributed writes down which files have other attributes now.
func (m *Mirror) attributed(ctx context.Context, ts []*target, now map[fichier.Link]fichier.Link, a fichier.Attributes) error {
	var dirs []fichier.FolderID
	rows := make(map[*target]fileRow, len(ts))
	for _, t := range ts {
		link, ok := now[t.link()]
		if !ok {
			continue
		}
		row := t.file
		row.link = packLink(link)
		if a.Name != nil {
			row.name = *a.Name
		}
		if a.Password != nil {
			row.flags = set(row.flags, model.Password, *a.Password != "")
		}
		if a.Access != nil {
			limits := a.Access.Premium || len(a.Access.IPs)+len(a.Access.Countries)+len(a.Access.Emails) > 0
			row.flags = set(row.flags, model.Limited, limits)
		}
		rows[t] = row
		dirs = append(dirs, t.dir.id)
	}
	err := m.s.edit(ctx, func(ctx context.Context, w *writer) error {
		for t, row := range rows {
			if err := m.placed(ctx, w, t.file.link, row, t.dir.id); err != nil {
				return err
			}
		}
		return nil
	})
	for t, row := range rows {
		t.file, t.done = row, true
	}
	m.changed(ctx, dirs...)
	return err
}

func set(flags, flag model.Flags, on bool) model.Flags {
	if on {
		return flags | flag
	}
	return flags &^ flag
}

// Share changes who else sees a folder and returns the address of its public page,
// empty when it has none.
func (m *Mirror) Share(ctx context.Context, dir model.Path, o fichier.ShareOptions) (string, error) {
	row, err := m.folder(ctx, dir, model.Auto)
	if err != nil {
		return "", pathError("share", dir, err)
	}
	page, err := m.api.Share(ctx, row.id, o)
	if errors.Is(err, fichier.ErrInDoubt) { // it does no harm twice
		page, err = m.api.Share(ctx, row.id, o)
	}
	if err != nil {
		return "", pathError("share", dir, err)
	}
	err = m.s.edit(ctx, func(ctx context.Context, w *writer) error {
		now, err := folderByID(ctx, w, row.id)
		if err != nil {
			return err
		}
		row = now
		if o.Public != nil {
			row.flags, row.public = set(row.flags, model.Shared, *o.Public), ""
		}
		if row.flags&model.Shared != 0 && page != "" {
			row.public = page
		}
		if o.Password != nil || row.flags&model.Shared == 0 {
			row.flags = set(row.flags, model.Password, row.flags&model.Shared != 0 && o.Password != nil && *o.Password != "")
		}
		if o.Grants != nil {
			row.flags = set(row.flags, sharedToUsers, len(*o.Grants) > 0)
		}
		if _, err := w.storeFolder(ctx, row, own()); err != nil {
			return err
		}
		return w.hold(ctx, folderKey(row.id), row.parent, true, time.Now().Add(m.grace))
	})
	m.changed(ctx, row.parent)
	return row.public, err
}
