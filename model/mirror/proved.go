package mirror

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"onefm/fichier"
	"onefm/model"
)

// Proved is [Mirror.Verified] of many files at once, sums by their links. Links that
// are not in the mirror are left out: the file is gone.
func (m *Mirror) Proved(ctx context.Context, sums map[fichier.Link]string) error {
	folders := map[fichier.FolderID]bool{}
	for part := range slices.Chunk(slices.Collect(maps.Keys(sums)), chunk) {
		var in []fichier.FolderID
		err := m.s.edit(ctx, func(ctx context.Context, w *writer) error {
			in = nil
			for _, link := range part {
				row, folder, err := fileByLink(ctx, w, packLink(link))
				if errors.Is(err, sql.ErrNoRows) {
					continue
				}
				if err != nil {
					return err
				}
				row.flags |= model.Verified
				if d := parseDigest(sums[link]); d != (digest{}) {
					row.sum = d
				}
				if err := w.putFile(ctx, folder, row); err != nil {
					return err
				}
				in = append(in, folder)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, id := range in {
			folders[id] = true
		}
	}
	if len(folders) > 0 {
		m.changed(ctx, slices.Collect(maps.Keys(folders))...)
	}
	return nil
}
