package mirror

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// CopyOptions go with [Mirror.Copy].
type CopyOptions struct {
	Password string // of protected sources
	Name     string // another name, for a single source
}

// Copy copies files of the account, and links of the web, into the folder to
// without moving a byte through this machine. Entries come in the order of the
// items that succeeded; the others are named by the *[model.ItemsError]. Folders
// are refused with model.ErrUnsupported: plans take them apart.
//
// A copy whose source is a link that the item gives no name for has an entry
// without one; it shows up with the folder's next listing.
func (m *Mirror) Copy(ctx context.Context, items []model.Item, to model.Path, o CopyOptions) ([]model.Entry, error) {
	if o.Name != "" && (len(items) != 1 || !model.IsElement(o.Name)) {
		return nil, pathError("copy to", to, fs.ErrInvalid)
	}
	dest, err := m.folder(ctx, to, model.Auto)
	if err != nil {
		return nil, pathError("copy to", to, err)
	}
	ts, err := m.sources(ctx, items)
	if err != nil {
		return nil, err
	}
	made := map[*target]fileRow{}
	files, _ := split(ts)
	inBatches(ctx, files, func(ctx context.Context, ts []*target) error {
		rows, err := m.copyFiles(ctx, ts, dest.id, o)
		for t, r := range rows {
			made[t], t.done = r, true
		}
		return err
	})
	var entries []model.Entry
	for _, t := range ts {
		if r, ok := made[t]; ok {
			e := r.entry()
			e.Name = r.name
			e.Flags |= model.Pending
			entries = append(entries, e)
		}
	}
	return entries, outcome(ts)
}

// sources finds what is to be copied: rows of the account, or links as they are
// given.
func (m *Mirror) sources(ctx context.Context, items []model.Item) ([]*target, error) {
	var own []model.Item
	for _, it := range items {
		if it.Dir.Side() != model.Web {
			own = append(own, it)
		}
	}
	found, err := m.find(ctx, own)
	if err != nil {
		return nil, err
	}
	all := make([]*target, 0, len(items))
	for _, it := range items {
		if it.Dir.Side() != model.Web {
			t := found[0]
			found = found[1:]
			if t.isDir && t.err == nil {
				t.err = model.ErrUnsupported
			}
			all = append(all, t)
			continue
		}
		link, err := fichier.ParseLink(it.Dir.Name())
		row := rowOf(it.Entry)
		row.link, row.name = packLink(link), it.Entry.Name
		all = append(all, &target{item: it, file: row, err: err})
	}
	return all, nil
}

// copyFiles makes the call for one list and writes down what came of it.
func (m *Mirror) copyFiles(ctx context.Context, ts []*target, to fichier.FolderID, o CopyOptions) (map[*target]fileRow, error) {
	before, err := m.content(ctx, to)
	if err != nil {
		return nil, err
	}
	copied, err := m.api.Copy(ctx, links(ts), fichier.CopyOptions{To: to, Password: o.Password, Name: o.Name})
	if errors.Is(err, fichier.ErrInDoubt) {
		return m.copiesAfterAll(ctx, ts, before, o, err)
	}
	if err != nil {
		return nil, err
	}
	now := make(map[fichier.Link][]fichier.Link, len(copied))
	for _, c := range copied {
		now[c.From] = append(now[c.From], c.To)
	}
	rows := make(map[*target]fileRow, len(ts))
	for _, t := range ts {
		if to := now[t.link()]; len(to) > 0 {
			rows[t] = copyOf(t.file, to[0], o)
			now[t.link()] = to[1:]
		}
	}
	return rows, m.added(ctx, to, rows)
}

// copyOf returns the row of a new copy. It has the bytes of its source, so what
// is known of them holds; protection does not come along.
func copyOf(row fileRow, link fichier.Link, o CopyOptions) fileRow {
	row.link = packLink(link)
	row.date = time.Now().Unix()
	row.flags &= model.Verified
	if o.Name != "" {
		row.name = o.Name
	}
	return row
}

// added writes new files into a folder. Files without a name only make the folder
// due for a listing.
func (m *Mirror) added(ctx context.Context, to fichier.FolderID, rows map[*target]fileRow) error {
	now := time.Now()
	err := m.s.edit(ctx, func(ctx context.Context, w *writer) error {
		for _, r := range rows {
			if !model.IsElement(r.name) {
				if err := w.exec(ctx, "UPDATE folders SET stale = ? WHERE id = ?", now.UnixNano(), to); err != nil {
					return err
				}
				continue
			}
			if err := w.add(ctx, to, r, now.Add(m.grace)); err != nil {
				return err
			}
		}
		return nil
	})
	m.changed(ctx, to)
	return err
}

// add writes a file that we made into a folder.
func (w *writer) add(ctx context.Context, to fichier.FolderID, r fileRow, until time.Time) error {
	if _, err := w.storeFile(ctx, to, r, own()); err != nil {
		return err
	}
	return w.hold(ctx, r.link, to, true, until)
}

// copiesAfterAll looks for copies in their folder after the answer was lost: files
// with the name and the bytes of a source that were not there before. Copying
// again could make second ones, so what is not found fails with lost.
func (m *Mirror) copiesAfterAll(ctx context.Context, ts []*target, before content, o CopyOptions, lost error) (map[*target]fileRow, error) {
	to := before.folder.id
	if _, err := m.patiently(ctx, func() (folderRow, error) { return folderRow{}, m.refresh(ctx, to) }); err != nil {
		return nil, errors.Join(lost, err)
	}
	after, err := m.content(ctx, to)
	if err != nil {
		return nil, errors.Join(lost, err)
	}
	old := map[string]bool{}
	for _, r := range before.files {
		old[r.link] = true
	}
	rows := map[*target]fileRow{}
	for _, t := range ts {
		want := copyOf(t.file, "", o)
		for _, r := range after.files {
			if !old[r.link] && r.name == want.name && r.size == want.size && r.sum == want.sum {
				rows[t], old[r.link] = r, true
				break
			}
		}
		if _, ok := rows[t]; !ok {
			t.err = lost
		}
	}
	for t := range rows {
		t.done = true
	}
	return rows, nil
}
