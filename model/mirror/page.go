package mirror

import (
	"context"
	"database/sql"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// pageRows is how many files are read at once. The database hands out one string a
// page instead of three values a row, which takes half the time.
const pageRows = 2_048

// gluedFiles reads a page of the files of a folder, as one string of records that
// their links and names follow.
const gluedFiles = `SELECT group_concat(rec || link || name, '')
	FROM (SELECT rec, link, name FROM files WHERE folder = ? AND link > ? ORDER BY link LIMIT ?)`

// pages calls f for all files of a folder, a page at a time. A page is only valid
// during the call, and so are its strings.
func pages(ctx context.Context, r rower, folder fichier.FolderID, f func(rows []fileRow) error) error {
	rows := make([]fileRow, 0, 16)
	for last := ""; ; {
		var glued sql.NullString
		if err := r.QueryRowContext(ctx, gluedFiles, folder, last, pageRows).Scan(&glued); err != nil {
			return err
		}
		rows = rows[:0]
		for rest := glued.String; rest != ""; {
			var row fileRow
			var err error
			if row, rest, err = cutRow(rest); err != nil {
				return err
			}
			rows = append(rows, row)
		}
		if len(rows) == 0 {
			return nil
		}
		if err := f(rows); err != nil || len(rows) < pageRows {
			return err
		}
		last = strings.Clone(rows[len(rows)-1].link)
	}
}

// cutRow takes the first row off a page.
func cutRow(page string) (row fileRow, rest string, err error) {
	n, err := row.unpack(page)
	if err != nil {
		return row, "", err
	}
	if page = page[n.record:]; n.link+n.name > len(page) {
		return row, "", errRecord
	}
	row.link, page = page[:n.link], page[n.link:]
	row.name, rest = page[:n.name], page[n.name:]
	return row, rest, nil
}

// appendEntries adds a page to out as panes show it. The strings of all its entries
// are made together, names, links and sums apart, so that who keeps a name keeps no
// page of sums.
func appendEntries(out []model.Entry, rows []fileRow, pending map[string]bool) []model.Entry {
	names, links, sums := blocks(rows)
	out = slices.Grow(out, len(rows))
	for i := range rows {
		r := &rows[i]
		e := model.Entry{Kind: model.File, Size: r.size, Time: time.Unix(r.date, 0).UTC(), Flags: r.flags}
		e.Name, names = cut(names, len(r.name))
		e.ID, links = cut(links, linkLength(r.link))
		if r.sum != (digest{}) {
			e.Sum, sums = cut(sums, 2*sumBytes)
		}
		if len(pending) > 0 && pending[r.link] {
			e.Flags |= model.Pending
		}
		out = append(out, e)
	}
	return out
}

func cut(s string, n int) (first, rest string) { return s[:n], s[n:] }

// blocks returns the names, the links and the checksums of rows, each in a row.
func blocks(rows []fileRow) (names, links, sums string) {
	var n, l, s int
	for i := range rows {
		n += len(rows[i].name)
		l += linkLength(rows[i].link)
		if rows[i].sum != (digest{}) {
			s += 2 * sumBytes
		}
	}
	var name, link, sum strings.Builder
	name.Grow(n)
	link.Grow(l)
	sum.Grow(s)
	var digits [2 * sumBytes]byte
	for i := range rows {
		name.WriteString(rows[i].name)
		for _, part := range linkParts(rows[i].link) {
			link.WriteString(part)
		}
		if rows[i].sum != (digest{}) {
			hex.Encode(digits[:], rows[i].sum[:])
			sum.Write(digits[:])
		}
	}
	return name.String(), link.String(), sum.String()
}

// allFiles reads all files of a folder.
func allFiles(ctx context.Context, r rower, folder fichier.FolderID) (all []fileRow, err error) {
	err = pages(ctx, r, folder, func(rows []fileRow) error {
		all = append(all, rows...) // a page stays as long as its rows do
		return nil
	})
	return all, err
}
