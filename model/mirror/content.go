package mirror

import (
	"context"
	"database/sql"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// content is all that is known of one folder.
type content struct {
	folder  folderRow
	folders []folderRow
	files   []fileRow
	pending map[string]bool // keys of what no listing has shown yet
}

func readContent(ctx context.Context, tx *sql.Tx, id fichier.FolderID) (c content, err error) {
	if c.folder, err = folderByID(ctx, tx, id); err != nil {
		return c, err
	}
	if c.folders, err = folders(ctx, tx, "parent = ?", id); err != nil {
		return c, err
	}
	if c.files, err = files(ctx, tx, "folder = ?", id); err != nil {
		return c, err
	}
	c.pending, err = readPending(ctx, tx, id)
	return c, err
}

// readNamed is readContent for the rows of one name.
func readNamed(ctx context.Context, tx *sql.Tx, id fichier.FolderID, name string) (c content, err error) {
	if c.folder, err = folderByID(ctx, tx, id); err != nil {
		return c, err
	}
	// Should there be several folders, always the same one comes first: the oldest.
	if c.folders, err = folders(ctx, tx, "parent = ? AND name = ? ORDER BY id", id, name); err != nil {
		return c, err
	}
	if c.files, err = files(ctx, tx, "folder = ? AND name = ?", id, name); err != nil {
		return c, err
	}
	c.pending, err = readPending(ctx, tx, id)
	return c, err
}

func readPending(ctx context.Context, tx *sql.Tx, id fichier.FolderID) (map[string]bool, error) {
	var key string
	pending := map[string]bool{}
	const q = "SELECT key FROM holds WHERE parent = ? AND pending AND until > ?"
	err := each(ctx, tx, q, []any{id, time.Now().UnixNano()}, []any{&key}, func() error {
		pending[key] = true
		return nil
	})
	return pending, err
}

// entries returns the rows of a folder as panes show them.
func (c *content) entries() []model.Entry {
	out := make([]model.Entry, 0, len(c.folders)+len(c.files))
	out = c.appendFolders(out)
	for i := range c.files {
		out = append(out, c.entry(&c.files[i]))
	}
	markDuplicates(out)
	return out
}

func (c *content) appendFolders(out []model.Entry) []model.Entry {
	for _, r := range c.folders {
		e := r.entry()
		if c.pending[folderKey(r.id)] {
			e.Flags |= model.Pending
		}
		out = append(out, e)
	}
	return out
}

func (c *content) entry(r *fileRow) model.Entry {
	e := r.entry()
	if c.pending[r.link] {
		e.Flags |= model.Pending
	}
	return e
}

// readEntries is readContent and entries in one pass: folders may be large. The
// folders come first.
func readEntries(ctx context.Context, r *writer, id fichier.FolderID, pending map[string]bool) (row folderRow, out []model.Entry, err error) {
	c := content{pending: pending}
	if row, err = folderByID(ctx, r, id); err != nil {
		return row, nil, err
	}
	if c.folders, err = folders(ctx, r, "parent = ?", id); err != nil {
		return row, nil, err
	}
	out = c.appendFolders(out)
	var f fileRow
	var rec sql.RawBytes
	const q = "SELECT link, name, rec FROM files WHERE folder = ?"
	err = each(ctx, r, q, []any{id}, []any{&f.link, &f.name, &rec}, func() (err error) {
		f.record, err = unpack(rec)
		out = append(out, c.entry(&f))
		return err
	})
	markDuplicates(out)
	return row, out, err
}

// markDuplicates flags entries of one name.
func markDuplicates(entries []model.Entry) {
	first := make(map[string]int, len(entries))
	for i, e := range entries {
		j, twice := first[e.Name]
		if !twice {
			first[e.Name] = i
			continue
		}
		entries[i].Flags |= model.Duplicate
		entries[j].Flags |= model.Duplicate
	}
}
