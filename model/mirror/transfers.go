package mirror

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"slices"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// Uploaded writes files into the mirror that were just stored in the folder dir;
// their ID is the link from the upload's report.
func (m *Mirror) Uploaded(ctx context.Context, dir model.Path, files []model.Entry) error {
	row, err := m.folder(context.WithoutCancel(ctx), dir, model.Cached)
	if err != nil {
		return pathError("note uploads in", dir, err)
	}
	now := time.Now()
	for part := range slices.Chunk(files, chunk) {
		err := m.s.edit(ctx, func(ctx context.Context, w *writer) error {
			for _, e := range part {
				if e.ID == "" {
					continue
				}
				if e.Time.IsZero() {
					e.Time = now
				}
				if err := w.add(ctx, row.id, rowOf(e), now.Add(m.grace)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	m.changed(ctx, row.id)
	return nil
}

// Verified notes that the Whirlpool of the file behind link was compared and is
// sum (128 hex digits). A link that is not in the mirror is fs.ErrNotExist.
func (m *Mirror) Verified(ctx context.Context, link fichier.Link, sum string) error {
	var in fichier.FolderID
	err := m.s.edit(ctx, func(ctx context.Context, w *writer) error {
		row, folder, err := fileByLink(ctx, w, packLink(link))
		if err != nil {
			return err
		}
		in = folder
		row.flags |= model.Verified
		if d := parseDigest(sum); d != (digest{}) {
			row.sum = d
		}
		return w.putFile(ctx, folder, row)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return fs.ErrNotExist
	}
	if err != nil {
		return err
	}
	m.changed(ctx, in)
	return nil
}
