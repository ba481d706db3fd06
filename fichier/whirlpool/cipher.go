package whirlpool

import (
	"encoding/binary"
	"math/bits"
)

// rounds of the block cipher W.
const rounds = 10

// state is the 8×8 byte matrix of the standard, one row a word, the first column in
// the highest byte.
type state [8]uint64

// tables[j][x] is row S(x)·C of the diffusion matrix, turned right by j bytes, so
// that one lookup does substitution, shift and mixing of a byte in column j.
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
func (s *state) compress(p []byte) {
	t := &lookup
	var key, text state
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		for i, h := range s {
			w := binary.BigEndian.Uint64(p[8*i:])
			key[i], text[i] = h, h^w
			s[i] = h ^ w
		}
		for r := range roundKeys {
			t.round(&key, &roundKeys[r])
			t.round(&text, &key)
		}
		for i, w := range text {
			s[i] ^= w
		}
	}
}

// round replaces s by one round of the cipher under key: byte j of row i goes
// through table j into row i+j. It is written out, because sums in registers are
// what makes it fast, takes bytes from 32-bit halves, because the top one then needs
// no mask, and works in place, because copies of a state stall on stores that are
// still on their way.
func (t *tables) round(s, key *state) {
	s0, s1, s2, s3, s4, s5, s6, s7 := key[0], key[1], key[2], key[3], key[4], key[5], key[6], key[7]

	high, low := uint32(s[0]>>32), uint32(s[0])
	s0 ^= t[0][high>>24]
	s1 ^= t[1][byte(high>>16)]
	s2 ^= t[2][byte(high>>8)]
	s3 ^= t[3][byte(high)]
	s4 ^= t[4][low>>24]
	s5 ^= t[5][byte(low>>16)]
	s6 ^= t[6][byte(low>>8)]
	s7 ^= t[7][byte(low)]

	high, low = uint32(s[1]>>32), uint32(s[1])
	s1 ^= t[0][high>>24]
	s2 ^= t[1][byte(high>>16)]
	s3 ^= t[2][byte(high>>8)]
	s4 ^= t[3][byte(high)]
	s5 ^= t[4][low>>24]
	s6 ^= t[5][byte(low>>16)]
	s7 ^= t[6][byte(low>>8)]
	s0 ^= t[7][byte(low)]

	high, low = uint32(s[2]>>32), uint32(s[2])
	s2 ^= t[0][high>>24]
	s3 ^= t[1][byte(high>>16)]
	s4 ^= t[2][byte(high>>8)]
	s5 ^= t[3][byte(high)]
	s6 ^= t[4][low>>24]
	s7 ^= t[5][byte(low>>16)]
	s0 ^= t[6][byte(low>>8)]
	s1 ^= t[7][byte(low)]

	high, low = uint32(s[3]>>32), uint32(s[3])
	s3 ^= t[0][high>>24]
	s4 ^= t[1][byte(high>>16)]
	s5 ^= t[2][byte(high>>8)]
	s6 ^= t[3][byte(high)]
	s7 ^= t[4][low>>24]
	s0 ^= t[5][byte(low>>16)]
	s1 ^= t[6][byte(low>>8)]
	s2 ^= t[7][byte(low)]

	high, low = uint32(s[4]>>32), uint32(s[4])
	s4 ^= t[0][high>>24]
	s5 ^= t[1][byte(high>>16)]
	s6 ^= t[2][byte(high>>8)]
	s7 ^= t[3][byte(high)]
	s0 ^= t[4][low>>24]
	s1 ^= t[5][byte(low>>16)]
	s2 ^= t[6][byte(low>>8)]
	s3 ^= t[7][byte(low)]

	high, low = uint32(s[5]>>32), uint32(s[5])
	s5 ^= t[0][high>>24]
	s6 ^= t[1][byte(high>>16)]
	s7 ^= t[2][byte(high>>8)]
	s0 ^= t[3][byte(high)]
	s1 ^= t[4][low>>24]
	s2 ^= t[5][byte(low>>16)]
	s3 ^= t[6][byte(low>>8)]
	s4 ^= t[7][byte(low)]

	high, low = uint32(s[6]>>32), uint32(s[6])
	s6 ^= t[0][high>>24]
	s7 ^= t[1][byte(high>>16)]
	s0 ^= t[2][byte(high>>8)]
	s1 ^= t[3][byte(high)]
	s2 ^= t[4][low>>24]
	s3 ^= t[5][byte(low>>16)]
	s4 ^= t[6][byte(low>>8)]
	s5 ^= t[7][byte(low)]

	high, low = uint32(s[7]>>32), uint32(s[7])
	s7 ^= t[0][high>>24]
	s0 ^= t[1][byte(high>>16)]
	s1 ^= t[2][byte(high>>8)]
	s2 ^= t[3][byte(high)]
	s3 ^= t[4][low>>24]
	s4 ^= t[5][byte(low>>16)]
	s5 ^= t[6][byte(low>>8)]
	s6 ^= t[7][byte(low)]

	s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7] = s0, s1, s2, s3, s4, s5, s6, s7
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
			w = w<<8 | uint64(multiply(y, c))
		}
		for j := range t {
			t[j][x] = bits.RotateLeft64(w, -8*j)
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

// makeRoundKeys puts eight S-box entries a round into the first row.
func makeRoundKeys() [rounds]state {
	box := makeSbox()
	var keys [rounds]state
	for r := range keys {
		keys[r][0] = binary.BigEndian.Uint64(box[8*r:])
	}
	return keys
}
