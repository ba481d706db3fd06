package mirror

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"onefm/fichier"
	"onefm/model"
)

const (
	// chunk is how many rows one transaction changes at most, and turn about how
	// long it takes: other processes that want to write wait for one of them. least
	// rows are changed even when that takes longer, or a slow machine would do little
	// else than begin and end.
	chunk = 300
	turn  = 5 * time.Millisecond
	least = 64
	// gap is how long the database is left alone between two transactions of one
	// merge. Who waits looks every busyWait, so each gap lets somebody in.
	gap = 2 * busyWait
	// foldEvery is after how many transactions of one merge the log of the database
	// is folded back if it has grown long.
	foldEvery = 32
)

// answer is what one call told of one folder.
type answer struct {
	folder fichier.FolderID
	asked  time.Time
	subs   []fichier.SubFolder
	files  []fichier.File

	allSubs  bool  // subs are all folders in it
	allFiles bool  // files are all files in it that were sent within [from, to]
	from, to int64 // seconds since 1970; 0: no bound
}

// covers reports whether a file sent at date would be in the answer.
func (a answer) covers(date int64) bool {
	return a.allFiles && (a.from == 0 || date >= a.from) && (a.to == 0 || date <= a.to)
}

// hold says that something we did outranks listings until a time.
type hold struct {
	parent  fichier.FolderID // where we put it; noParent: removed
	pending bool
}

// maxHold bounds how long a hold can count, should the clock be set back.
const maxHold = 2 * time.Hour

// activeHolds returns all holds that count at t, by key.
func activeHolds(ctx context.Context, tx rowsReader, t time.Time) (map[string]hold, error) {
	var key string
	var h hold
	held := map[string]hold{}
	const q = "SELECT key, parent, pending FROM holds WHERE until > ? AND until < ?"
	err := each(ctx, tx, q, []any{t.UnixNano(), t.Add(maxHold).UnixNano()}, []any{&key, &h.parent, &h.pending}, func() error {
		held[key] = h
		return nil
	})
	return held, err
}

// change is one row to be written so that the mirror says what a listing said.
type change struct {
	act    act
	key    string // of the row among the holds
	file   fileRow
	folder folderRow
}

type act uint8

const (
	putFile act = iota
	dropFile
	putFolder
	dropFolder
	confirm // a listing shows what we did
)

// merge writes an answer into the mirror and returns whether rows changed and the
// other folders that lost some to this one.
func (m *Mirror) merge(ctx context.Context, a answer) (changed bool, others []fichier.FolderID, err error) {
	var todo []change
	var src source
	var odd oddities
	err = m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		c, err := readContent(ctx, tx, a.folder)
		if err != nil {
			return err
		}
		held, err := activeHolds(ctx, tx, a.asked)
		if err != nil {
			return err
		}
		up, err := chain(ctx, tx, a.folder)
		if err != nil {
			return err
		}
		above := map[fichier.FolderID]bool{}
		for _, r := range up {
			above[r.id] = true
		}
		src = a.news(c.folder)
		odd = oddities{}
		todo = append(diffFolders(c, a, held, above, &odd), diffFiles(c, a, held, &odd)...)
		return nil
	})
	if err != nil {
		return false, nil, err
	}
	m.complain(ctx, a.folder, odd)
	changed = len(todo) > 0
	for n := 1; len(todo) > 0; n++ {
		done, from, err := m.apply(ctx, a, src, todo[:min(len(todo), chunk)])
		if err != nil {
			return true, others, err
		}
		others = append(others, from...)
		if todo = todo[done:]; len(todo) == 0 {
			break
		}
		if n%foldEvery == 0 {
			m.s.fold(ctx)
		}
		if err := sleep(ctx, gap); err != nil {
			return true, others, err
		}
	}
	if changed {
		m.s.fold(ctx)
	}
	return changed, others, nil
}

// diffFolders compares the folders of an answer with those that are known. A
// folder that would lie in itself is left out: such an answer mixes two moments,
// and the next one puts it right.
func diffFolders(c content, a answer, held map[string]hold, above map[fichier.FolderID]bool, odd *oddities) []change {
	if !a.allSubs {
		return nil
	}
	known := make(map[fichier.FolderID]folderRow, len(c.folders))
	for _, r := range c.folders {
		known[r.id] = r
	}
	var todo []change
	seen := make(map[fichier.FolderID]bool, len(a.subs))
	for _, s := range a.subs {
		switch {
		case s.ID <= fichier.Root:
			odd.ids++
			continue
		case above[s.ID]:
			odd.loops++
			continue
		case seen[s.ID]:
			odd.twice++
			continue
		}
		odd.folder(s)
		seen[s.ID] = true
		want, key := newFolderRow(a.folder, s), folderKey(s.ID)
		have, ok := known[s.ID]
		want.flags |= have.flags & sharedToUsers
		h, isHeld := held[key]
		switch {
		case isHeld && h.pending && ok && have.name == want.name:
			todo = append(todo, change{act: confirm, key: key})
		case isHeld, ok && have.same(want):
		default:
			todo = append(todo, change{act: putFolder, key: key, folder: want})
		}
	}
	for _, r := range c.folders {
		if _, isHeld := held[folderKey(r.id)]; !isHeld && !seen[r.id] {
			todo = append(todo, change{act: dropFolder, key: folderKey(r.id), folder: r})
		}
	}
	return todo
}

// diffFiles compares the files of an answer with those that are known.
func diffFiles(c content, a answer, held map[string]hold, odd *oddities) []change {
	known := make(map[string]fileRow, len(c.files))
	for _, r := range c.files {
		known[r.link] = r
	}
	var todo []change
	seen := make(map[string]bool, len(a.files))
	for _, f := range a.files {
		want := newFileRow(f)
		switch {
		case f.Link == "":
			odd.ids++
			continue
		case seen[want.link]:
			odd.twice++
			continue
		}
		odd.file(f)
		seen[want.link] = true
		have, ok := known[want.link]
		want.flags |= keptFlags(have.record, want.record)
		h, isHeld := held[want.link]
		switch {
		case isHeld && h.pending && ok && have.name == want.name:
			todo = append(todo, change{act: confirm, key: want.link})
		case isHeld, ok && have == want:
		default:
			todo = append(todo, change{act: putFile, key: want.link, file: want})
		}
	}
	for _, r := range c.files {
		if _, isHeld := held[r.link]; !isHeld && !seen[r.link] && a.covers(r.date) {
			todo = append(todo, change{act: dropFile, key: r.link, file: r})
		}
	}
	return todo
}

// keptFlags are what we found out ourselves about the bytes of a file, as long as
// they are the same bytes.
func keptFlags(have, want record) model.Flags {
	if have.sum == want.sum {
		return have.flags & model.Verified
	}
	return 0
}

// apply writes some of the changes in one transaction, but not to rows that we
// changed ourselves since the changes were worked out. It returns how many of the
// changes it has dealt with.
func (m *Mirror) apply(ctx context.Context, a answer, src source, part []change) (done int, others []fichier.FolderID, err error) {
	err = m.s.edit(ctx, func(ctx context.Context, w *writer) error {
		done, others = 0, nil
		for start := time.Now(); done < len(part) && (done < least || time.Since(start) < turn); done++ {
			c := part[done]
			held, err := w.isHeld(ctx, c.key, a.asked)
			if err != nil {
				return err
			}
			if held && c.act != confirm {
				continue
			}
			from, err := w.apply(ctx, a.folder, c, src)
			if err != nil {
				return err
			}
			if from != a.folder {
				others = append(others, from)
			}
		}
		return nil
	})
	return done, others, err
}

// isHeld reports whether a hold on key counts at t.
func (w *writer) isHeld(ctx context.Context, key string, t time.Time) (held bool, err error) {
	const q = "SELECT EXISTS(SELECT 1 FROM holds WHERE key = ? AND until > ? AND until < ?)"
	err = w.QueryRowContext(ctx, q, key, t.UnixNano(), t.Add(maxHold).UnixNano()).Scan(&held)
	return held, err
}

// apply writes one change and returns the folder that the row was in before, dir
// itself when it was nowhere.
func (w *writer) apply(ctx context.Context, dir fichier.FolderID, c change, src source) (fichier.FolderID, error) {
	switch c.act {
	case putFile:
		return w.storeFile(ctx, dir, c.file, src)
	case dropFile:
		return dir, w.dropFile(ctx, dir, c.file.link, src)
	case putFolder:
		up, err := chain(ctx, w, dir)
		if err != nil || slices.ContainsFunc(up, func(r folderRow) bool { return r.id == c.folder.id }) {
			return dir, err // it was moved since, and would lie in itself
		}
		src.known = src.known || src.since != 0 // of files only a listing may lack some
		return w.storeFolder(ctx, c.folder, src)
	case dropFolder:
		return dir, w.dropFolder(ctx, dir, c.folder.id, src)
	case confirm:
		w.touch(dir) // its row is not marked as pending any more
		return dir, w.exec(ctx, "UPDATE holds SET pending = 0 WHERE key = ?", c.key)
	}
	return dir, nil
}
