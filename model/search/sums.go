package search

import (
	"encoding/binary"
	"encoding/hex"
	"slices"

	"onefm/model"
)

// Sums knows which files of an account have the same bytes. Fill it with
// [Sums.Add], then ask by a [Matcher]. It takes 8 bytes a file.
type Sums struct {
	all    []uint64
	sorted bool
}

// Add takes note of an entry; what has no known Whirlpool is left out.
func (s *Sums) Add(e *model.Entry) {
	if k, ok := sumKey(e); ok {
		s.all, s.sorted = append(s.all, k), false
	}
}

// sumKey is enough of a Whirlpool to tell the files of an account apart, mixed with
// the size.
func sumKey(e *model.Entry) (uint64, bool) {
	if e.Kind != model.File || e.Size <= 0 || len(e.Sum) < 16 {
		return 0, false
	}
	var b [8]byte
	if _, err := hex.Decode(b[:], []byte(e.Sum[:16])); err != nil {
		return 0, false
	}
	return binary.BigEndian.Uint64(b[:]) ^ uint64(e.Size), true
}

// dup reports whether another file has the bytes of e.
func (s *Sums) dup(e *model.Entry) bool {
	if s == nil {
		return false
	}
	k, ok := sumKey(e)
	if !ok {
		return false
	}
	if !s.sorted {
		slices.Sort(s.all)
		s.sorted = true
	}
	i, found := slices.BinarySearch(s.all, k)
	return found && i+1 < len(s.all) && s.all[i+1] == k
}
