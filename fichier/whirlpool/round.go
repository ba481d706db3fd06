package whirlpool

import "encoding/binary"

// round replaces key and text by one round of the cipher: byte j of row i goes
// through table j into row i+j; the key's rows start from the round constant, the
// text's from the new key.
//
// It is written out, because sums in registers are what makes it fast, and does both
// at once, so that the new key is in registers already. The key's bytes are loaded
// one by one and the text's are taken from 32-bit halves: so the units that load and
// those that compute have the same to do. The top byte of a half needs no mask. It
// works in place, because copies of a state stall on stores that are still on their
// way.
func (t *tables) round(key, text *state, constant uint64) {
	s0 := constant ^ t[0][key[0]]
	s1 := t[1][key[1]]
	s2 := t[2][key[2]]
	s3 := t[3][key[3]]
	s4 := t[4][key[4]]
	s5 := t[5][key[5]]
	s6 := t[6][key[6]]
	s7 := t[7][key[7]]

	s1 ^= t[0][key[8]]
	s2 ^= t[1][key[9]]
	s3 ^= t[2][key[10]]
	s4 ^= t[3][key[11]]
	s5 ^= t[4][key[12]]
	s6 ^= t[5][key[13]]
	s7 ^= t[6][key[14]]
	s0 ^= t[7][key[15]]

	s2 ^= t[0][key[16]]
	s3 ^= t[1][key[17]]
	s4 ^= t[2][key[18]]
	s5 ^= t[3][key[19]]
	s6 ^= t[4][key[20]]
	s7 ^= t[5][key[21]]
	s0 ^= t[6][key[22]]
	s1 ^= t[7][key[23]]

	s3 ^= t[0][key[24]]
	s4 ^= t[1][key[25]]
	s5 ^= t[2][key[26]]
	s6 ^= t[3][key[27]]
	s7 ^= t[4][key[28]]
	s0 ^= t[5][key[29]]
	s1 ^= t[6][key[30]]
	s2 ^= t[7][key[31]]

	s4 ^= t[0][key[32]]
	s5 ^= t[1][key[33]]
	s6 ^= t[2][key[34]]
	s7 ^= t[3][key[35]]
	s0 ^= t[4][key[36]]
	s1 ^= t[5][key[37]]
	s2 ^= t[6][key[38]]
	s3 ^= t[7][key[39]]

	s5 ^= t[0][key[40]]
	s6 ^= t[1][key[41]]
	s7 ^= t[2][key[42]]
	s0 ^= t[3][key[43]]
	s1 ^= t[4][key[44]]
	s2 ^= t[5][key[45]]
	s3 ^= t[6][key[46]]
	s4 ^= t[7][key[47]]

	s6 ^= t[0][key[48]]
	s7 ^= t[1][key[49]]
	s0 ^= t[2][key[50]]
	s1 ^= t[3][key[51]]
	s2 ^= t[4][key[52]]
	s3 ^= t[5][key[53]]
	s4 ^= t[6][key[54]]
	s5 ^= t[7][key[55]]

	s7 ^= t[0][key[56]]
	s0 ^= t[1][key[57]]
	s1 ^= t[2][key[58]]
	s2 ^= t[3][key[59]]
	s3 ^= t[4][key[60]]
	s4 ^= t[5][key[61]]
	s5 ^= t[6][key[62]]
	s6 ^= t[7][key[63]]

	binary.LittleEndian.PutUint64(key[0:], s0)
	binary.LittleEndian.PutUint64(key[8:], s1)
	binary.LittleEndian.PutUint64(key[16:], s2)
	binary.LittleEndian.PutUint64(key[24:], s3)
	binary.LittleEndian.PutUint64(key[32:], s4)
	binary.LittleEndian.PutUint64(key[40:], s5)
	binary.LittleEndian.PutUint64(key[48:], s6)
	binary.LittleEndian.PutUint64(key[56:], s7)

	w := binary.LittleEndian.Uint64(text[0:])
	high, low := uint32(w>>32), uint32(w)
	s0 ^= t[0][byte(low)]
	s1 ^= t[1][byte(low>>8)]
	s2 ^= t[2][byte(low>>16)]
	s3 ^= t[3][low>>24]
	s4 ^= t[4][byte(high)]
	s5 ^= t[5][byte(high>>8)]
	s6 ^= t[6][byte(high>>16)]
	s7 ^= t[7][high>>24]

	w = binary.LittleEndian.Uint64(text[8:])
	high, low = uint32(w>>32), uint32(w)
	s1 ^= t[0][byte(low)]
	s2 ^= t[1][byte(low>>8)]
	s3 ^= t[2][byte(low>>16)]
	s4 ^= t[3][low>>24]
	s5 ^= t[4][byte(high)]
	s6 ^= t[5][byte(high>>8)]
	s7 ^= t[6][byte(high>>16)]
	s0 ^= t[7][high>>24]

	w = binary.LittleEndian.Uint64(text[16:])
	high, low = uint32(w>>32), uint32(w)
	s2 ^= t[0][byte(low)]
	s3 ^= t[1][byte(low>>8)]
	s4 ^= t[2][byte(low>>16)]
	s5 ^= t[3][low>>24]
	s6 ^= t[4][byte(high)]
	s7 ^= t[5][byte(high>>8)]
	s0 ^= t[6][byte(high>>16)]
	s1 ^= t[7][high>>24]

	w = binary.LittleEndian.Uint64(text[24:])
	high, low = uint32(w>>32), uint32(w)
	s3 ^= t[0][byte(low)]
	s4 ^= t[1][byte(low>>8)]
	s5 ^= t[2][byte(low>>16)]
	s6 ^= t[3][low>>24]
	s7 ^= t[4][byte(high)]
	s0 ^= t[5][byte(high>>8)]
	s1 ^= t[6][byte(high>>16)]
	s2 ^= t[7][high>>24]

	w = binary.LittleEndian.Uint64(text[32:])
	high, low = uint32(w>>32), uint32(w)
	s4 ^= t[0][byte(low)]
	s5 ^= t[1][byte(low>>8)]
	s6 ^= t[2][byte(low>>16)]
	s7 ^= t[3][low>>24]
	s0 ^= t[4][byte(high)]
	s1 ^= t[5][byte(high>>8)]
	s2 ^= t[6][byte(high>>16)]
	s3 ^= t[7][high>>24]

	w = binary.LittleEndian.Uint64(text[40:])
	high, low = uint32(w>>32), uint32(w)
	s5 ^= t[0][byte(low)]
	s6 ^= t[1][byte(low>>8)]
	s7 ^= t[2][byte(low>>16)]
	s0 ^= t[3][low>>24]
	s1 ^= t[4][byte(high)]
	s2 ^= t[5][byte(high>>8)]
	s3 ^= t[6][byte(high>>16)]
	s4 ^= t[7][high>>24]

	w = binary.LittleEndian.Uint64(text[48:])
	high, low = uint32(w>>32), uint32(w)
	s6 ^= t[0][byte(low)]
	s7 ^= t[1][byte(low>>8)]
	s0 ^= t[2][byte(low>>16)]
	s1 ^= t[3][low>>24]
	s2 ^= t[4][byte(high)]
	s3 ^= t[5][byte(high>>8)]
	s4 ^= t[6][byte(high>>16)]
	s5 ^= t[7][high>>24]

	w = binary.LittleEndian.Uint64(text[56:])
	high, low = uint32(w>>32), uint32(w)
	s7 ^= t[0][byte(low)]
	s0 ^= t[1][byte(low>>8)]
	s1 ^= t[2][byte(low>>16)]
	s2 ^= t[3][low>>24]
	s3 ^= t[4][byte(high)]
	s4 ^= t[5][byte(high>>8)]
	s5 ^= t[6][byte(high>>16)]
	s6 ^= t[7][high>>24]

	binary.LittleEndian.PutUint64(text[0:], s0)
	binary.LittleEndian.PutUint64(text[8:], s1)
	binary.LittleEndian.PutUint64(text[16:], s2)
	binary.LittleEndian.PutUint64(text[24:], s3)
	binary.LittleEndian.PutUint64(text[32:], s4)
	binary.LittleEndian.PutUint64(text[40:], s5)
	binary.LittleEndian.PutUint64(text[48:], s6)
	binary.LittleEndian.PutUint64(text[56:], s7)
}
