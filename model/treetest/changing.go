package treetest

import (
	"io/fs"

	"onefm/model"
)

func (s suite) mkdir() {
	e := s.mustMkdir("a", "b", "c")
	if e.Name != "c" || e.Kind != model.Folder {
		s.T.Errorf("Mkdir = %+v, want the folder c", e)
	}
	s.holds(s.Root, "a/")
	s.holds(s.at("a"), "b/")
	s.holds(s.at("a", "b"), "c/")
	if again := s.mustMkdir("a", "b", "c"); again.Key() != e.Key() {
		s.T.Errorf("Mkdir again = %+v, want %+v", again, e)
	}
	s.holds(s.at("a", "b"), "c/")
}

func (s suite) mkdirOnFile() {
	s.add(s.Root, "file")
	if !s.Twins { // in the account a folder may stand beside a file of its name
		_, err := s.Tree.Mkdir(s.ctx(), s.at("file"))
		s.is("Mkdir where a file is", err, model.ErrNotFolder)
		_, err = s.Tree.Mkdir(s.ctx(), s.at("file", "below"))
		s.is("Mkdir below a file", err, model.ErrNotFolder)
	}
	_, err := s.Tree.Mkdir(s.ctx(), model.Path{})
	s.is("Mkdir of no place", err, fs.ErrInvalid)
	s.holds(s.Root, "file")
}

func (s suite) rename() {
	s.add(s.Root, "old.txt")
	s.add(s.at("films"), "a.mkv")
	s.add(s.at("films", "new"), "b.mkv")

	it := s.item(s.Root, "old.txt")
	e, err := s.Tree.Rename(s.ctx(), it, "new.txt")
	s.no("Rename of a file", err)
	if e.Name != "new.txt" || e.ID != it.Entry.ID || e.Size != it.Entry.Size {
		s.T.Errorf("Rename = %+v, want %+v with its new name", e, it.Entry)
	}
	_, err = s.Tree.Rename(s.ctx(), s.item(s.Root, "films"), "movies")
	s.no("Rename of a folder", err)
	s.holds(s.Root, "new.txt", "movies/")
	s.holds(s.at("movies"), "a.mkv", "new/")
	s.holds(s.at("movies", "new"), "b.mkv")
	s.contains(s.item(s.Root, "new.txt"), "old.txt")
	s.contains(s.item(s.at("movies", "new"), "b.mkv"), "b.mkv")

	_, err = s.Tree.Rename(s.ctx(), s.item(s.Root, "new.txt"), "new.txt")
	s.no("Rename to the same name", err)
	_, err = s.Tree.Rename(s.ctx(), it, "other.txt")
	s.is("Rename of what is gone", err, fs.ErrNotExist)
	s.holds(s.Root, "new.txt", "movies/")
}

func (s suite) renameClash() {
	s.add(s.Root, "a", "b")
	s.add(s.at("films"), "x")
	s.add(s.at("music"), "y")
	_, err := s.Tree.Rename(s.ctx(), s.item(s.Root, "films"), "music")
	s.is("Rename of a folder to another's name", err, fs.ErrExist)
	_, err = s.Tree.Rename(s.ctx(), s.item(s.Root, "a"), "music")
	s.is("Rename of a file to a folder's name", err, fs.ErrExist)
	s.holds(s.Root, "a", "b", "films/", "music/")

	_, err = s.Tree.Rename(s.ctx(), s.item(s.Root, "a"), "b")
	if s.Twins {
		s.no("Rename of a file to another's name", err)
		s.holds(s.Root, "b", "b", "films/", "music/")
		return
	}
	s.is("Rename of a file to another's name", err, fs.ErrExist)
	_, err = s.Tree.Rename(s.ctx(), s.item(s.Root, "films"), "b")
	s.is("Rename of a folder to a file's name", err, fs.ErrExist)
	s.holds(s.Root, "a", "b", "films/", "music/")
	s.contains(s.item(s.Root, "b"), "b")
}

func (s suite) renameBad() {
	s.add(s.at("dir"), "a")
	for _, name := range []string{"", ".", "..", "x/y", "../up", "/abs", "nul\x00byte"} {
		_, err := s.Tree.Rename(s.ctx(), s.item(s.at("dir"), "a"), name)
		if err == nil {
			s.T.Fatalf("Rename to %q succeeded", name)
		}
		s.is("Rename to a bad name", err, fs.ErrInvalid, model.ErrBadName)
	}
	s.holds(s.at("dir"), "a")
	s.holds(s.Root, "dir/")
}

func (s suite) move() {
	s.add(s.Root, "a", "b", "stays")
	s.add(s.at("films", "deep"), "x")
	s.mustMkdir("to")
	s.no("Move", s.Tree.Move(s.ctx(), s.items(s.Root, "a", "b", "films"), s.at("to")))
	s.holds(s.Root, "stays", "to/")
	s.holds(s.at("to"), "a", "b", "films/")
	s.holds(s.at("to", "films"), "deep/")
	s.holds(s.at("to", "films", "deep"), "x")
	s.contains(s.item(s.at("to"), "b"), "b")

	s.no("Move up", s.Tree.Move(s.ctx(), s.items(s.at("to", "films"), "deep"), s.Root))
	s.holds(s.Root, "stays", "to/", "deep/")
	s.holds(s.at("to", "films"))
	s.holds(s.at("deep"), "x")
	s.no("Move of nothing", s.Tree.Move(s.ctx(), nil, s.at("to")))
}

func (s suite) moveHere() {
	s.add(s.Root, "a")
	s.add(s.at("films"), "x")
	s.no("Move to where it is", s.Tree.Move(s.ctx(), s.items(s.Root, "a", "films"), s.Root))
	s.holds(s.Root, "a", "films/")
	s.holds(s.at("films"), "x")
	s.contains(s.item(s.Root, "a"), "a")
}

func (s suite) moveClash() {
	s.add(s.at("from"), "a")
	s.add(s.at("from", "sub"), "new")
	s.add(s.at("to"), "a")
	s.add(s.at("to", "sub"), "old")
	folder := s.items(s.at("from"), "sub")
	err := s.Tree.Move(s.ctx(), folder, s.at("to"))
	s.is("Move of a folder to where its name is taken", err, fs.ErrExist)
	s.failed("Move of a folder to where its name is taken", err, folder...)
	s.holds(s.at("to", "sub"), "old")

	file := s.items(s.at("from"), "a")
	err = s.Tree.Move(s.ctx(), file, s.at("to"))
	if s.Twins {
		s.no("Move of a file to where its name is taken", err)
		s.holds(s.at("to"), "a", "a", "sub/")
		return
	}
	s.is("Move of a file to where its name is taken", err, fs.ErrExist)
	s.failed("Move of a file to where its name is taken", err, file...)
	s.holds(s.at("to"), "a", "sub/")
	s.holds(s.at("from"), "a", "sub/")
}

func (s suite) moveInto() {
	s.add(s.at("films", "deep"), "x")
	s.add(s.at("films 2"), "y")
	films := s.items(s.Root, "films")
	s.is("Move into itself", s.Tree.Move(s.ctx(), films, s.at("films")), model.ErrInto)
	s.is("Move below itself", s.Tree.Move(s.ctx(), films, s.at("films", "deep")), model.ErrInto)
	s.holds(s.at("films"), "deep/")
	s.no("Move to a folder whose name starts alike", s.Tree.Move(s.ctx(), films, s.at("films 2")))
	s.holds(s.at("films 2"), "y", "films/")
}

func (s suite) moveNowhere() {
	s.add(s.Root, "a", "file")
	a := s.items(s.Root, "a")
	s.is("Move to a missing folder", s.Tree.Move(s.ctx(), a, s.at("missing")), fs.ErrNotExist)
	s.is("Move to a file", s.Tree.Move(s.ctx(), a, s.at("file")), model.ErrNotFolder)
	s.is("Move to no place", s.Tree.Move(s.ctx(), a, model.Path{}), fs.ErrInvalid)
	s.holds(s.Root, "a", "file")
	s.contains(s.item(s.Root, "file"), "file")
}

func (s suite) remove() {
	s.add(s.Root, "a", "stays")
	s.add(s.at("films", "deep", "deeper"), "x", "y")
	s.no("Remove", s.Tree.Remove(s.ctx(), s.items(s.Root, "a", "films")))
	s.holds(s.Root, "stays")
	_, err := s.Tree.Stat(s.ctx(), s.at("films", "deep"))
	s.is("Stat of what was removed", err, fs.ErrNotExist)
	s.no("Remove of nothing", s.Tree.Remove(s.ctx(), nil))
}

func (s suite) trash() {
	s.add(s.Root, "a", "stays")
	s.add(s.at("films"), "x")
	err := s.Tree.Trash(s.ctx(), s.items(s.Root, "a", "films"))
	if s.NoTrash {
		s.is("Trash", err, model.ErrUnsupported)
		s.holds(s.Root, "a", "stays", "films/")
		return
	}
	s.no("Trash", err)
	s.holds(s.Root, "stays")
	s.mustMkdir("films") // its name is free again
	s.no("Trash of a second folder of that name", s.Tree.Trash(s.ctx(), s.items(s.Root, "films")))
	s.holds(s.Root, "stays")
}
