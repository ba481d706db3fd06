package mirror

import (
	"context"
	"database/sql"
	"hash/maphash"
	"slices"
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
	if c.files, err = allFiles(ctx, tx, id); err != nil {
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
	err = pages(ctx, r, id, func(rows []fileRow) error {
		if len(rows) == pageRows && cap(out) < maxHint { // more will come: how many, the service may have told
			out = slices.Grow(out, min(max(int(row.total)-len(out)+len(c.folders), pageRows), maxHint))
		}
		out = appendEntries(out, rows, pending)
		return nil
	})
	markDuplicates(out)
	return row, out, err
}

// maxHint bounds how many rows are made room for on the word of the service.
const maxHint = 200_000

// markDuplicates flags entries of one name. It is its own hash table, because a map
// of 100,000 names takes a good part of the time that listing them may.
func markDuplicates(entries []model.Entry) {
	size := 4
	for size < 2*len(entries) {
		size *= 2
	}
	seed, mask := maphash.MakeSeed(), uint64(size-1)
	table := make([]int32, size) // of indexes, one more than they are
	for i := range entries {
		e := &entries[i]
		at := maphash.String(seed, e.Name) & mask
		for table[at] != 0 && entries[table[at]-1].Name != e.Name {
			at = (at + 1) & mask
		}
		if table[at] == 0 {
			table[at] = int32(i + 1)
			continue
		}
		e.Flags |= model.Duplicate
		entries[table[at]-1].Flags |= model.Duplicate
	}
}
