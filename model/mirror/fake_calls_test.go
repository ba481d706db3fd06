package mirror

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"onefm/fichier"
)

// end loses the answer on demand.
func (s *fake) end(op string) error {
	if s.lose != nil && s.lose(op) {
		return &fichier.Error{Op: op, Kind: fichier.ErrInDoubt}
	}
	return nil
}

// find returns the index of a link, or -1.
func (s *fake) find(l fichier.Link) int {
	return slices.IndexFunc(s.files, func(f fakeFile) bool { return f.Link == l })
}

func (s *fake) Remove(ctx context.Context, links []fichier.Link) ([]fichier.Link, error) {
	if err := s.begin(ctx, "rm", strconv.Itoa(len(links))); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var gone []fichier.Link
	for _, l := range links {
		if i := s.find(l); i >= 0 {
			s.files = slices.Delete(s.files, i, i+1)
			gone = append(gone, l)
		}
	}
	return gone, s.end("rm")
}

func (s *fake) Move(ctx context.Context, links []fichier.Link, to fichier.FolderID) ([]fichier.Link, error) {
	if err := s.begin(ctx, "mv", strconv.Itoa(len(links))); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var moved []fichier.Link
	for _, l := range links {
		if i := s.find(l); i >= 0 {
			s.files[i].in = to
			moved = append(moved, l)
		}
	}
	return moved, s.end("mv")
}

func (s *fake) Rename(ctx context.Context, r []fichier.Renaming) ([]fichier.Renamed, error) {
	if err := s.begin(ctx, "rename", strconv.Itoa(len(r))); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var done []fichier.Renamed
	for _, one := range r {
		i := s.find(one.Link)
		if i < 0 {
			continue
		}
		if s.files[i].Name == one.Name {
			return nil, &fichier.Error{Op: "rename", Kind: fichier.ErrNoChange}
		}
		done = append(done, fichier.Renamed{Link: one.Link, Old: s.files[i].Name, New: one.Name})
		s.files[i].Name = one.Name
	}
	return done, s.end("rename")
}

func (s *fake) Copy(ctx context.Context, links []fichier.Link, o fichier.CopyOptions) ([]fichier.Copied, error) {
	if err := s.begin(ctx, "cp", strconv.Itoa(len(links))); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var done []fichier.Copied
	for _, l := range links {
		i := s.find(l)
		if i < 0 {
			return nil, &fichier.Error{Op: "cp", Kind: fichier.ErrNotFound}
		}
		f := s.files[i]
		f.in = o.To
		s.nextID++
		f.Link = link(int(s.nextID))
		if o.Name != "" {
			f.Name = o.Name
		}
		s.files = append(s.files, f)
		done = append(done, fichier.Copied{From: l, To: f.Link})
	}
	return done, s.end("cp")
}

func (s *fake) SetAttributes(ctx context.Context, links []fichier.Link, _ fichier.Attributes) ([]fichier.Link, error) {
	if err := s.begin(ctx, "chattr", strconv.Itoa(len(links))); err != nil {
		return nil, err
	}
	return links, s.end("chattr")
}

func (s *fake) Share(ctx context.Context, id fichier.FolderID, _ fichier.ShareOptions) (string, error) {
	if err := s.begin(ctx, "share", fmt.Sprint(id)); err != nil {
		return "", err
	}
	return "https://1fichier.com/dir/abc", s.end("share")
}

func (s *fake) Mkdir(ctx context.Context, parent fichier.FolderID, name string) (fichier.FolderID, string, error) {
	if err := s.begin(ctx, "mkdir", name); err != nil {
		return 0, "", err
	}
	s.mu.Lock()
	for id, f := range s.folders {
		if f.parent == parent && f.name == name {
			defer s.mu.Unlock()
			if s.exists != nil {
				return fichier.FolderID(s.exists(name)), name, nil
			}
			return id, "", &fichier.Error{Op: "mkdir", Kind: fichier.ErrExists}
		}
	}
	s.mu.Unlock()
	return s.addFolder(parent, name), name, s.end("mkdir")
}

func (s *fake) MoveFolder(ctx context.Context, id, to fichier.FolderID) error {
	if err := s.begin(ctx, "mvdir", fmt.Sprint(id)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.folders[id].parent = to
	return s.end("mvdir")
}

func (s *fake) RenameFolder(ctx context.Context, id, parent fichier.FolderID, name string) error {
	if err := s.begin(ctx, "rendir", fmt.Sprint(id)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.folders[id] = &fakeFolder{parent: parent, name: name}
	return s.end("rendir")
}

func (s *fake) RemoveFolder(ctx context.Context, id fichier.FolderID) error {
	if err := s.begin(ctx, "rmdir", fmt.Sprint(id)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.folders {
		if f.parent == id {
			return &fichier.Error{Op: "rmdir", Kind: fichier.ErrNotEmpty}
		}
	}
	for _, f := range s.files {
		if f.in == id {
			return &fichier.Error{Op: "rmdir", Kind: fichier.ErrNotEmpty}
		}
	}
	delete(s.folders, id)
	return s.end("rmdir")
}
