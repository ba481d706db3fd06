package whirlpool

import (
	"encoding/binary"
	"math/bits"
)

// rounds of the block cipher W.
const rounds = 10

// state is the 8×8 byte matrix of the standard, row after row.
type state [BlockSize]byte

// tables[j][x] is row S(x)·C of the diffusion matrix, turned right by j bytes, so
// that one lookup does substitution, shift and mixing of a byte in column j. The
// first column is in the lowest byte.
type tables [8][256]uint64

// Computed at start from the three mini-boxes of the standard, some 20 µs; 16 KiB
// that nothing writes to afterwards.
//
//nolint:gochecknoglobals // lookup tables, constant after start
var (
	lookup    = makeTables()
	roundKeys = makeRoundKeys()
)

// compress runs the Miyaguchi–Preneel scheme over whole blocks.
func (s *state) compress(p []byte, vector bool) {
	if vector {
		s.vector(p)
		return
	}
	s.tables(p)
}

// tables is compress in pure Go.
func (s *state) tables(p []byte) {
	t := &lookup
	var key, text state
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		for i := 0; i < BlockSize; i += 8 {
			h := binary.LittleEndian.Uint64(s[i:])
			w := h ^ binary.LittleEndian.Uint64(p[i:])
			binary.LittleEndian.PutUint64(key[i:], h)
			binary.LittleEndian.PutUint64(text[i:], w)
			binary.LittleEndian.PutUint64(s[i:], w)
		}
		for _, constant := range roundKeys {
			t.round(&key, &text, constant)
		}
		for i := 0; i < BlockSize; i += 8 {
			w := binary.LittleEndian.Uint64(s[i:]) ^ binary.LittleEndian.Uint64(text[i:])
			binary.LittleEndian.PutUint64(s[i:], w)
		}
	}
}

// makeSbox builds the substitution from the standard's mini-boxes E, its inverse,
// and R.
func makeSbox() [256]byte {
	e := [16]byte{0x1, 0xB, 0x9, 0xC, 0xD, 0x6, 0xF, 0x3, 0xE, 0x8, 0x7, 0x4, 0xA, 0x2, 0x5, 0x0}
	r := [16]byte{0x7, 0xC, 0xB, 0xD, 0xE, 0x4, 0x9, 0xF, 0x6, 0x3, 0x8, 0xA, 0x2, 0x5, 0x1, 0x0}
	var inverse [16]byte
	for x, y := range e {
		inverse[y] = byte(x)
	}
	var box [256]byte
	for x := range box {
		high, low := e[x>>4], inverse[x&15]
		mid := r[high^low]
		box[x] = e[high^mid]<<4 | inverse[low^mid]
	}
	return box
}

// makeTables multiplies the substitution by the circulant matrix
// cir(1, 1, 4, 1, 8, 5, 2, 9) over GF(2^8).
func makeTables() tables {
	box := makeSbox()
	row := [8]byte{1, 1, 4, 1, 8, 5, 2, 9}
	var t tables
	for x, y := range box {
		var w uint64
		for _, c := range row {
			w = w>>8 | uint64(multiply(y, c))<<56
		}
		for j := range t {
			t[j][x] = bits.RotateLeft64(w, 8*j)
		}
	}
	return t
}

// multiply in GF(2^8) modulo x^8+x^4+x^3+x^2+1.
func multiply(a, b byte) byte {
	var product byte
	for ; b > 0; b >>= 1 {
		if b&1 != 0 {
			product ^= a
		}
		carry := a & 0x80
		a <<= 1
		if carry != 0 {
			a ^= 0x1D
		}
	}
	return product
}

// makeRoundKeys puts eight S-box entries a round into the first row; the others
// are zero.
func makeRoundKeys() [rounds]uint64 {
	box := makeSbox()
	var keys [rounds]uint64
	for r := range keys {
		keys[r] = binary.LittleEndian.Uint64(box[8*r:])
	}
	return keys
}
