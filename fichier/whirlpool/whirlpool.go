// Package whirlpool computes the Whirlpool hash of ISO/IEC 10118-3:2004, the one
// checksum that 1fichier.com reports (1fichier-api §7).
//
// It is pure Go and works on 64-bit words with eight lookup tables, each of which
// holds the S-box and the diffusion matrix of one column.
package whirlpool

import (
	"encoding/binary"
	"hash"
)

const (
	// Size is the length of a sum in bytes.
	Size = 64
	// BlockSize is the length of a block in bytes.
	BlockSize = 64
)

// lengthSize is the length of the bit count at the end of the padding. It has room
// for 256 bits.
const lengthSize = 32

type digest struct {
	state state
	block [BlockSize]byte // what waits for a whole block
	fill  int             // bytes in block
	bytes uint64          // hashed so far; 2^64 bytes are beyond any file
}

// New returns a new Whirlpool hash.
func New() hash.Hash { return &digest{} }

// Sum returns the Whirlpool sum of p.
func Sum(p []byte) [Size]byte {
	var d digest
	_, _ = d.Write(p)
	return d.sum()
}

func (d *digest) Size() int      { return Size }
func (d *digest) BlockSize() int { return BlockSize }
func (d *digest) Reset()         { *d = digest{} }

// Write adds p to the hash. It never fails.
func (d *digest) Write(p []byte) (int, error) {
	n := len(p)
	d.bytes += uint64(n)
	if d.fill > 0 {
		m := copy(d.block[d.fill:], p)
		d.fill += m
		p = p[m:]
		if d.fill < BlockSize {
			return n, nil
		}
		d.state.compress(d.block[:])
		d.fill = 0
	}
	if whole := len(p) &^ (BlockSize - 1); whole > 0 {
		d.state.compress(p[:whole])
		p = p[whole:]
	}
	d.fill = copy(d.block[:], p)
	return n, nil
}

// Sum appends the sum of what was written so far to p; the hash goes on as if it
// had not been asked.
func (d *digest) Sum(p []byte) []byte {
	c := *d
	sum := c.sum()
	return append(p, sum[:]...)
}

// sum pads and closes d: a one bit, zeros, and the number of bits.
func (d *digest) sum() [Size]byte {
	d.block[d.fill] = 0x80
	clear(d.block[d.fill+1:])
	if d.fill >= BlockSize-lengthSize {
		d.state.compress(d.block[:])
		clear(d.block[:])
	}
	binary.BigEndian.PutUint64(d.block[BlockSize-16:], d.bytes>>61)
	binary.BigEndian.PutUint64(d.block[BlockSize-8:], d.bytes<<3)
	d.state.compress(d.block[:])

	var out [Size]byte
	for i, w := range d.state {
		binary.BigEndian.PutUint64(out[8*i:], w)
	}
	return out
}
