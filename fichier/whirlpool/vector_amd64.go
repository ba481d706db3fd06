//go:build !purego

package whirlpool

import (
	"encoding/binary"

	"golang.org/x/sys/cpu"
)

// constants is what the assembly works with; it knows the fields by their names.
type constants struct {
	box   [256]byte       // the S-box
	shift [BlockSize]byte // ShiftColumns: which byte comes where
	turn  [BlockSize]byte // turns every row by one column, within 16 bytes
	times [3]uint64       // bit matrices that multiply by 2, 4 and 8
	keys  [rounds]uint64  // first rows of the round constants
}

// Computed at start, some 10 µs; nothing writes to them afterwards.
//
//nolint:gochecknoglobals // constant after start
var (
	vectorConstants = makeConstants()
	hasVector       = cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VBMI && cpu.X86.HasAVX512GFNI
)

// compressVector hashes one block or more of whole blocks that start at p.
//
//go:noescape
func compressVector(s *state, p *byte, blocks int, c *constants)

// vector hashes whole blocks with instructions that the processor must have.
func (s *state) vector(p []byte) {
	if n := len(p) / BlockSize; n > 0 {
		compressVector(s, &p[0], n, &vectorConstants)
	}
}

func makeConstants() constants {
	c := constants{box: makeSbox(), times: [3]uint64{matrix(2), matrix(4), matrix(8)}}
	for i := range byte(8) {
		for j := range byte(8) {
			c.shift[8*i+j] = 8*((i-j)&7) + j
			c.turn[8*i+j] = 8*(i&1) + (j-1)&7 // VPSHUFB counts within 16 bytes
		}
	}
	for r := range c.keys {
		c.keys[r] = binary.LittleEndian.Uint64(c.box[8*r:])
	}
	return c
}

// matrix returns the multiplication by c in GF(2^8) as VGF2P8AFFINEQB takes it: the
// row of bits that make bit i of the product is byte 7-i.
func matrix(c byte) uint64 {
	var m uint64
	for in := range 8 {
		product := multiply(1<<in, c)
		for out := range 8 {
			bit := uint64(product >> out & 1)
			m |= bit << (8*(7-out) + in)
		}
	}
	return m
}
