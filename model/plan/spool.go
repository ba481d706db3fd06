package plan

import (
	"os"
)

// spoolMemory is how much of a plan stays in memory before the rest goes to a
// temporary file, in bytes: a plan of a few hundred thousand files needs none.
const spoolMemory = 4 << 20

// spool keeps the pages of a plan that was just made: the first in memory, others
// in a file that has no name any more, so that it goes with the process. Where
// there can be no such file all stay in memory.
type spool struct {
	where  []extent
	held   int // bytes in memory
	file   *os.File
	end    int64
	noFile bool
}

// extent is where a page lies.
type extent struct {
	data []byte // nil: in the file
	off  int64
	size int32
	room int32 // bytes that the place in the file has
}

// Load returns a page.
func (s *spool) Load(page int) ([]byte, error) {
	if page >= len(s.where) {
		return nil, errPage
	}
	x := s.where[page]
	if x.data != nil || x.size == 0 {
		return x.data, nil
	}
	data := make([]byte, x.size)
	_, err := s.file.ReadAt(data, x.off)
	return data, err
}

// Save keeps a page in place of what it was.
func (s *spool) Save(page int, data []byte) error {
	for len(s.where) <= page {
		s.where = append(s.where, extent{})
	}
	x := &s.where[page]
	s.held -= len(x.data)
	if s.held+len(data) > spoolMemory && s.write(x, data) {
		return nil
	}
	x.data, x.size = data, int32(len(data)) //nolint:gosec // a page is small
	s.held += len(data)
	return nil
}

// write puts a page into the file.
func (s *spool) write(x *extent, data []byte) bool {
	if s.file == nil && !s.noFile {
		s.open()
	}
	if s.file == nil {
		return false
	}
	at, size := x.off, int32(len(data)) //nolint:gosec // a page is small
	if x.room < size {
		at = s.end
	}
	if _, err := s.file.WriteAt(data, at); err != nil {
		return false
	}
	if at == s.end {
		s.end += int64(size)
		x.room = size
	}
	x.data, x.off, x.size = nil, at, size
	return true
}

// open makes the file, which is closed when nobody knows the plan any more.
func (s *spool) open() {
	s.noFile = true
	f, err := os.CreateTemp("", "onefm-plan-*")
	if err != nil {
		return
	}
	if err := os.Remove(f.Name()); err != nil { // this system keeps the names of open files
		_ = f.Close()
		_ = os.Remove(f.Name())
		return
	}
	s.file = f
}
