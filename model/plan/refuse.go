package plan

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/disk"
)

// held returns the name under which the target can hold the source.
func (b *builder) held(s *source) (string, error) {
	if b.r.To.Side() == model.Local {
		if b.t.LocalName != nil {
			return b.t.LocalName(s.name)
		}
		return disk.LocalName(s.name)
	}
	if !model.IsElement(s.name) {
		return s.name, fmt.Errorf("%w: %q", model.ErrBadName, s.name)
	}
	if n := utf8.RuneCountInString(fichier.EncodeName(s.name)); s.isFolder() && n > fichier.MaxFolderName {
		return s.name, fmt.Errorf("%w: %d characters, %d are possible", model.ErrBadName, n, fichier.MaxFolderName)
	}
	return s.name, nil
}

// inTree reports whether the item is moved within its tree.
func (b *builder) inTree(it model.Item) bool {
	return b.r.Op == Move && it.Dir.Side() == b.r.To.Side()
}

// refuse returns why the source can't go to the target, nil when it can. What a
// person has chosen is at depth 0.
func (b *builder) refuse(s *source, to *place, depth int) error {
	it := s.item
	if depth == 0 && it.Dir.Side() == to.dir.Side() {
		if it.Dir == to.dir && s.name == it.Entry.Name {
			return model.ErrHere
		}
		if it.Entry.Kind == model.Folder && contains(it.Path(), to) {
			return model.ErrInto
		}
	}
	switch {
	case depth > maxDepth:
		return model.ErrTooDeep
	case b.inTree(it):
		return nil
	case it.Entry.Kind == model.Other:
		return model.ErrSpecial
	case it.Entry.Kind == model.Symlink && to.dir.Side() == model.Local:
		return nil // it is copied as a link, wherever it leads
	case s.isFolder():
		return b.refuseFolder(s, depth)
	case it.Dir.Side() == model.Local:
		return b.refuseFile(it)
	}
	return nil
}

// contains reports whether the folder p holds the place or is it.
func contains(p model.Path, to *place) bool {
	if !to.blind {
		return p.Contains(to.dir)
	}
	sep := string(filepath.Separator)
	return strings.HasPrefix(disk.CaseKey(to.dir.Name())+sep, disk.CaseKey(p.Name())+sep)
}

// refuseFolder refuses links to folders that nobody has chosen, and to move what
// they lead to: that is not theirs.
func (b *builder) refuseFolder(s *source, depth int) error {
	e := s.item.Entry
	switch {
	case e.Kind != model.Symlink:
		return nil
	case loops(s.item):
		return model.ErrLoop
	case depth > 0 || b.r.Op == Move:
		return model.ErrFolderLink
	}
	return nil
}

// loops reports whether a link leads to itself or to a folder it lies in.
func loops(it model.Item) bool {
	to := it.Entry.Target
	if to == "" {
		return false
	}
	if !filepath.IsAbs(to) {
		to = filepath.Join(it.Dir.Name(), to)
	}
	p, err := model.LocalPath(to)
	return err == nil && p.Contains(it.Path())
}

// refuseFile refuses local files that have no bytes we could read, or no place at
// the target.
func (b *builder) refuseFile(it model.Item) error {
	e := it.Entry
	if e.Kind == model.Symlink && e.Size == model.UnknownSize {
		if loops(it) {
			return model.ErrLoop
		}
		return model.ErrBrokenLink
	}
	if e.Size == model.UnknownSize {
		return model.ErrUnreadable
	}
	if b.r.To.Side() == model.Account {
		if e.Size == 0 {
			return model.ErrEmptyFile
		}
		if e.Size > b.maxFile() {
			return model.ErrTooBig
		}
	}
	const everybody = 0o444
	if b.t.Readable == nil || e.Kind == model.File && e.Mode&everybody == everybody {
		return nil
	}
	if err := b.t.Readable(b.ctx, it); err != nil {
		return fmt.Errorf("%w: %w", model.ErrUnreadable, err)
	}
	return nil
}

func (b *builder) maxFile() int64 {
	if b.t.MaxFile > 0 {
		return b.t.MaxFile
	}
	return fichier.MaxFile
}
