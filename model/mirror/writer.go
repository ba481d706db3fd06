package mirror

import (
	"context"
	"database/sql"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// writer writes single rows in one transaction. It prepares each statement once.
type writer struct {
	tx    *sql.Tx
	stmts map[string]*sql.Stmt // closed with the transaction

	paths    map[fichier.FolderID]model.Path
	touched  map[fichier.FolderID]bool // folders whose rows changed
	logged   int                       // changes that were written
	vanished found                     // whether any change is one of Vanished
}

// found is what a look for something gave.
type found uint8

const (
	notLooked found = iota
	foundNone
	foundSome
)

func newWriter(tx *sql.Tx) *writer {
	return &writer{
		tx: tx, stmts: map[string]*sql.Stmt{},
		paths: map[fichier.FolderID]model.Path{}, touched: map[fichier.FolderID]bool{},
	}
}

func (w *writer) stmt(ctx context.Context, q string) (*sql.Stmt, error) {
	if s, ok := w.stmts[q]; ok {
		return s, nil
	}
	s, err := w.tx.PrepareContext(ctx, q)
	if err == nil {
		w.stmts[q] = s
	}
	return s, err
}

func (w *writer) exec(ctx context.Context, q string, args ...any) error {
	s, err := w.stmt(ctx, q)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(ctx, args...)
	return err
}

// QueryRowContext makes a writer serve where rows are read one by one.
func (w *writer) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	s, err := w.stmt(ctx, q)
	if err != nil {
		return w.tx.QueryRowContext(ctx, q, args...) // fails alike, and can say so
	}
	return s.QueryRowContext(ctx, args...)
}

// QueryContext makes a writer serve where many rows are read.
func (w *writer) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	s, err := w.stmt(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (w *writer) putFile(ctx context.Context, folder fichier.FolderID, r fileRow) error {
	w.touch(folder)
	return w.exec(ctx, `INSERT INTO files(folder, link, name, rec) VALUES(?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET folder = excluded.folder, name = excluded.name, rec = excluded.rec`,
		folder, r.link, r.name, r.pack(r.link, r.name))
}

// putFolder writes what a parent's listing tells of a folder and leaves alone what
// its own listing told.
func (w *writer) putFolder(ctx context.Context, r folderRow) error {
	w.touch(r.parent)
	return w.exec(ctx, `INSERT INTO folders(id, parent, name, flags, created, public) VALUES(?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET parent = excluded.parent, name = excluded.name, flags = excluded.flags,
			created = excluded.created, public = excluded.public`,
		r.id, r.parent, r.name, r.flags, r.created, r.public)
}

// hold makes what we did to key outrank listings until a time.
func (w *writer) hold(ctx context.Context, key string, parent fichier.FolderID, pending bool, until time.Time) error {
	return w.exec(ctx, "INSERT OR REPLACE INTO holds(key, parent, pending, until) VALUES(?, ?, ?, ?)",
		key, parent, pending, until.UnixNano())
}

// pathOf is [pathOf] that remembers paths for the transaction.
func (w *writer) pathOf(ctx context.Context, id fichier.FolderID) (p model.Path, err error) {
	p, ok := w.paths[id]
	if !ok {
		if p, err = pathOf(ctx, w, id); err == nil {
			w.paths[id] = p
		}
	}
	return p, err
}
