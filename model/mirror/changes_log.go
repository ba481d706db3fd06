package mirror

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// source says where news of a row come from.
type source struct {
	at    time.Time
	own   bool  // we did it
	known bool  // all of the folder was known: what is new to us is new in it
	since int64 // some of it was, at this second: what was sent later is new in it
}

// own is the source of what we do ourselves.
func own() source { return source{at: time.Now(), own: true} }

// news is the source of an answer about a folder of which row was known.
func (a answer) news(row folderRow) source {
	s := source{at: a.asked, known: row.asOf != 0 && row.cut == cutNo}
	if row.asOf != 0 {
		s.since = row.asOf / int64(time.Second)
	}
	return s
}

// adds reports whether a file sent at date, of which nothing was known, is new.
func (s source) adds(date int64) bool { return s.own || s.known || s.since != 0 && date >= s.since }

// spot is where a row is or was.
type spot struct {
	dir  model.Path
	name string
}

func (p spot) path() model.Path { return p.dir.Child(p.name) }

// storeFile writes a file into a folder and the change that this is. It returns the
// folder that the file was in before, dir itself when it was nowhere.
func (w *writer) storeFile(ctx context.Context, dir fichier.FolderID, row fileRow, s source) (fichier.FolderID, error) {
	old, was, err := fileByLink(ctx, w, row.link)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return dir, w.storeNew(ctx, dir, row, s)
	case err != nil:
		return dir, err
	}
	if !s.own {
		row.flags |= keptFlags(old.record, row.record)
	}
	return was, w.replaceFile(ctx, was, old, dir, row, s)
}

// storeNew writes a file that was nowhere.
func (w *writer) storeNew(ctx context.Context, dir fichier.FolderID, row fileRow, s source) error {
	if err := w.putFile(ctx, dir, row); err != nil {
		return err
	}
	before, err := w.reappeared(ctx, row.link)
	if err != nil {
		return err
	}
	now, err := w.placeIn(ctx, dir, row.name)
	switch {
	case err != nil:
		return err
	case before.name != "":
		return w.moved(ctx, s, row.link, before, now, row.record)
	case s.adds(row.date):
		return w.log(ctx, Added, s, row.link, now, "", row.record)
	}
	return nil
}

// replaceFile writes a file in the place of another, or of itself.
func (w *writer) replaceFile(ctx context.Context, was fichier.FolderID, old fileRow, dir fichier.FolderID, row fileRow, s source) error {
	before, err := w.placeIn(ctx, was, old.name)
	if err != nil {
		return err
	}
	if row.link != old.link {
		if err := w.exec(ctx, "DELETE FROM files WHERE link = ?", old.link); err != nil {
			return err
		}
	}
	if err := w.putFile(ctx, dir, row); err != nil {
		return err
	}
	w.touch(was)
	now, err := w.placeIn(ctx, dir, row.name)
	if err != nil {
		return err
	}
	if was == dir && old.name == row.name {
		if altered(old.record, row.record) {
			return w.log(ctx, Changed, s, row.link, now, "", row.record)
		}
		return nil
	}
	return w.moved(ctx, s, row.link, before, now, row.record)
}

// altered reports whether a person would call two states of a file different. Its
// date is when it was sent, of which we may only have had an idea.
func altered(old, now record) bool {
	const visible = model.Password | model.Limited
	return (old.flags^now.flags)&visible != 0 ||
		old.size != now.size && old.size >= 0 && now.size >= 0 ||
		old.sum != now.sum && old.sum != digest{} && now.sum != digest{}
}

// dropFile takes a file out of a folder, where it still lies, and writes the change.
func (w *writer) dropFile(ctx context.Context, dir fichier.FolderID, link string, s source) error {
	row, in, err := fileByLink(ctx, w, link)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && in != dir:
		return nil
	case err != nil:
		return err
	}
	if err := w.exec(ctx, "DELETE FROM files WHERE link = ?", link); err != nil {
		return err
	}
	w.touch(dir)
	was, err := w.placeIn(ctx, dir, row.name)
	if err != nil {
		return err
	}
	return w.log(ctx, Vanished, s, link, was, "", row.record)
}

// storeFolder writes a folder and the change that this is. It returns the folder
// that it was in before, its parent when it was nowhere.
func (w *writer) storeFolder(ctx context.Context, row folderRow, s source) (fichier.FolderID, error) {
	key, from := folderKey(row.id), row.parent
	old, err := folderByID(ctx, w, row.id)
	missing := errors.Is(err, sql.ErrNoRows) || err == nil && old.parent < fichier.Root
	if err != nil && !missing {
		return from, err
	}
	var before spot
	if missing {
		before, err = w.reappeared(ctx, key)
	} else {
		from = old.parent
		before, err = w.placeIn(ctx, from, old.name)
	}
	if err != nil {
		return from, err
	}
	if err := w.putFolder(ctx, row); err != nil {
		return from, err
	}
	clear(w.paths)
	w.touch(from)
	now, err := w.placeIn(ctx, row.parent, row.name)
	rec := folderChangeRecord(row)
	switch {
	case err != nil:
		return from, err
	case before.name == "":
		if !missing || !s.adds(row.created) {
			return from, nil
		}
		return from, w.log(ctx, Added, s, key, now, "", rec)
	case !missing && from == row.parent && old.name == row.name:
		if old.flags == row.flags && old.public == row.public {
			return from, nil
		}
		return from, w.log(ctx, Changed, s, key, now, "", rec)
	}
	return from, w.moved(ctx, s, key, before, now, rec)
}

// dropFolder takes a folder out of its parent, where it still lies, and writes the
// change. What is known of it is kept for the case that it turns up elsewhere.
func (w *writer) dropFolder(ctx context.Context, dir, id fichier.FolderID, s source) error {
	row, err := folderByID(ctx, w, id)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && row.parent != dir, id == fichier.Root:
		return nil
	case err != nil:
		return err
	}
	was, err := w.placeIn(ctx, dir, row.name)
	if err != nil {
		return err
	}
	if err := w.exec(ctx, "UPDATE folders SET parent = ? WHERE id = ?", limbo, id); err != nil {
		return err
	}
	clear(w.paths)
	w.touch(dir)
	return w.log(ctx, Vanished, s, folderKey(id), was, "", folderChangeRecord(row))
}

// moved writes a move, unless the two places are the same.
func (w *writer) moved(ctx context.Context, s source, key string, before, now spot, rec record) error {
	if before == now {
		return nil
	}
	return w.log(ctx, Moved, s, key, now, before.path().Name(), rec)
}

// log writes a change. One of a folder that hangs on nothing is none.
func (w *writer) log(ctx context.Context, kind ChangeKind, s source, key string, at spot, was string, rec record) error {
	if at.path().IsZero() {
		return nil
	}
	w.logged++
	if kind == Vanished {
		w.vanished = foundSome
	}
	return w.exec(ctx, "INSERT INTO changes(at, kind, own, key, dir, name, was, rec) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
		s.at.UnixNano(), kind, s.own, key, at.dir.Name(), at.name, was, rec.pack("", ""))
}

// reappeared returns where something vanished from that is there again, and forgets
// that it had; no place when it had not.
func (w *writer) reappeared(ctx context.Context, key string) (was spot, err error) {
	if w.vanished == notLooked {
		var some bool
		if err := w.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM changes WHERE kind = ?)", Vanished).Scan(&some); err != nil {
			return was, err
		}
		if w.vanished = foundNone; some {
			w.vanished = foundSome
		}
	}
	if w.vanished == foundNone {
		return was, nil
	}
	id, was, err := w.vanishedFrom(ctx, key)
	if err != nil || was.name == "" {
		return was, err
	}
	return was, w.exec(ctx, "DELETE FROM changes WHERE id = ?", id)
}

// vanishedFrom finds the change that tells where something vanished from, if that
// is the last thing that happened to it.
func (w *writer) vanishedFrom(ctx context.Context, key string) (id int64, was spot, err error) {
	var kind ChangeKind
	var dir string
	const q = "SELECT id, kind, dir, name FROM changes WHERE key = ? ORDER BY id DESC LIMIT 1"
	err = w.QueryRowContext(ctx, q, key).Scan(&id, &kind, &dir, &was.name)
	if errors.Is(err, sql.ErrNoRows) || err == nil && kind != Vanished {
		return 0, spot{}, nil
	}
	was.dir = model.AccountPath(dir)
	return id, was, err
}

// placeIn returns the place of a name in a folder: where it is, or was when it
// vanished.
func (w *writer) placeIn(ctx context.Context, dir fichier.FolderID, name string) (spot, error) {
	if p, ok := w.paths[dir]; ok {
		return spot{p, name}, nil
	}
	up, err := chain(ctx, w, dir)
	if err != nil || len(up) == 0 {
		return spot{name: name}, err
	}
	p := model.AccountPath("/")
	if top := up[len(up)-1]; top.id == fichier.Root {
		up = up[:len(up)-1]
	} else {
		_, was, err := w.vanishedFrom(ctx, folderKey(top.id))
		if err != nil || was.name == "" {
			return spot{name: name}, err
		}
		p, up = was.path(), up[:len(up)-1]
	}
	for _, row := range slices.Backward(up) {
		p = p.Child(row.name)
	}
	w.paths[dir] = p
	return spot{p, name}, nil
}
