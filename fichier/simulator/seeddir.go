package simulator

import (
	"fmt"
	"io/fs"
	"path/filepath"
)

// SeedDir puts what a folder on disk holds into the account, with the dates of the
// files. Their bytes are read when they are asked for, so the files must stay as they
// are. Links are not followed; empty files, which the service can't hold, and everything
// else that is no regular file are left out.
func (s *Service) SeedDir(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("seed from folder: %w", err)
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil || rel == "." {
			return err
		}
		path := "/" + filepath.ToSlash(rel)
		if d.IsDir() {
			s.AddFolder(path)
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return fmt.Errorf("seed from folder: %w", err)
		}
		if !info.Mode().IsRegular() || info.Size() == 0 {
			return nil
		}
		c, err := FromFile(name)
		if err != nil {
			return err
		}
		s.AddFile(path, c, Dated(info.ModTime()))
		return nil
	})
}
