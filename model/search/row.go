package search

import (
	"bytes"

	"onefm/model"
)

// attr is what an index keeps of an entry besides its numbers: its kind in the low
// two bits, then flags.
type attr uint16

const (
	kindBits            = 2
	kindMask       attr = 1<<kindBits - 1
	hasSum         attr = 1 << 14
	keptFlags           = model.Verified | model.Shared | model.Password | model.Limited | model.Duplicate | model.Pending
	attrFlagsShift      = kindBits
)

func attrOf(e *model.Entry) attr {
	a := attr(e.Kind)&kindMask | attr(e.Flags&keptFlags)<<attrFlagsShift
	if e.Sum != "" {
		a |= hasSum
	}
	return a
}

func (a attr) kind() model.Kind         { return model.Kind(a & kindMask) }
func (a attr) flags(f model.Flags) bool { return a&(attr(f)<<attrFlagsShift) != 0 }

// row is one entry while it is looked at.
type row struct {
	name []byte // folded
	size int64  // bytes, negative: not known
	time int64  // seconds since 1970, 0: not known
	attr attr
	sum  uint32 // the first bytes of the Whirlpool, when attr says there is one
	full string // the Whirlpool in hex where it is at hand
	dup  bool   // another file has the same bytes
	dir  place
}

// place is the folder of a row.
type place interface {
	// path returns the folded path, which ends in a slash. It is good until the
	// next call.
	path() []byte
}

// where is the place of rows whose path is at hand.
type where []byte

func (w where) path() []byte { return w }

// pathWord is text that the path with the name has to hold.
type pathWord struct {
	text []byte
	head []byte // up to the last slash, with it
	tail []byte // what follows
}

func newPathWord(text []byte) pathWord {
	i := bytes.LastIndexByte(text, '/') + 1
	return pathWord{text: text, head: text[:i], tail: text[i:]}
}

func (w pathWord) holds(r *row) bool {
	if len(w.head) == 0 && bytes.Contains(r.name, w.text) {
		return true
	}
	p := r.dir.path()
	return bytes.Contains(p, w.text) ||
		len(w.head) > 0 && bytes.HasSuffix(p, w.head) && bytes.HasPrefix(r.name, w.tail)
}
