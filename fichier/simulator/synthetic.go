package simulator

import (
	"encoding/binary"
)

// synthetic is an endless stream of bytes that can be read at any offset: word i is a
// mix of the seed and i (the finaliser of SplitMix64), little-endian.
type synthetic uint64

const goldenGamma = 0x9e3779b97f4a7c15

func (s synthetic) word(i uint64) uint64 {
	z := uint64(s)*0xd1342543de82ef95 + (i+1)*goldenGamma
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// ReadAt always fills p.
func (s synthetic) ReadAt(p []byte, off int64) (int, error) {
	n := len(p)
	i := uint64(off) / 8
	if skip := int(off % 8); skip > 0 {
		var w [8]byte
		binary.LittleEndian.PutUint64(w[:], s.word(i))
		p = p[copy(p, w[skip:]):]
		i++
	}
	for len(p) >= 8 {
		binary.LittleEndian.PutUint64(p, s.word(i))
		p = p[8:]
		i++
	}
	if len(p) > 0 {
		var w [8]byte
		binary.LittleEndian.PutUint64(w[:], s.word(i))
		copy(p, w[:])
	}
	return n, nil
}
