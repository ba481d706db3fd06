package simulator

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// TruthEntry is one file or folder that the account really holds.
type TruthEntry struct {
	Path     string // absolute
	Name     string
	Folder   bool
	FolderID int64  // of the folder itself, or of the one that holds the file
	Link     string // empty for a folder
	Size     int64  // bytes; 0 for a folder
	Sum      string // Whirlpool; empty for a folder, and for synthetic content above 1 GiB
	Date     time.Time
	Pass     string
	Limited  bool   // there is an ACL
	Public   string // address of the public page of a folder

	Description string
}

// Truth returns everything in the account, whatever listings say at the moment,
// sorted by path. The root is left out.
func (s *Service) Truth() []TruthEntry {
	s.mu.Lock()
	var list []TruthEntry
	var blobs []*blob
	s.walk(s.tree.root, "", func(t TruthEntry, b *blob) {
		list, blobs = append(list, t), append(blobs, b)
	})
	s.mu.Unlock()
	for i, b := range blobs {
		if b != nil {
			list[i].Sum = b.whirlpool()
		}
	}
	slices.SortStableFunc(list, func(a, b TruthEntry) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Link, b.Link))
	})
	return list
}

func (s *Service) walk(dir *folder, path string, visit func(TruthEntry, *blob)) {
	for _, sub := range dir.folders {
		t := TruthEntry{
			Path: path + "/" + sub.name, Name: sub.name, Folder: true, FolderID: sub.id,
			Date: sub.created, Pass: sub.pass,
		}
		if sub.slug != "" {
			t.Public = publicURL(sub)
		}
		visit(t, nil)
		s.walk(sub, t.Path, visit)
	}
	for _, f := range dir.files {
		if !f.gone.IsZero() {
			continue
		}
		visit(TruthEntry{
			Path: path + "/" + f.name, Name: f.name, FolderID: dir.id, Link: f.link(), Size: f.blob.size,
			Date: f.date, Pass: f.pass, Limited: !f.limits.empty(), Description: f.description,
		}, f.blob)
	}
}

// Open returns the bytes behind a link, past every limit and protection.
func (s *Service) Open(link string) (io.ReadSeekCloser, error) {
	s.mu.Lock()
	f := s.tree.files[linkID(link)]
	s.mu.Unlock()
	if f == nil {
		return nil, fmt.Errorf("open %s: %w", link, fs.ErrNotExist)
	}
	return f.blob.open()
}

// ReadFile returns all bytes behind a link, as [Service.Open] does.
func (s *Service) ReadFile(link string) ([]byte, error) {
	r, err := s.Open(link)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}
