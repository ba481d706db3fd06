package mirror

import (
	"encoding/binary"
	"encoding/hex"
	"errors"

	"onefm/model"
)

// sumBytes is the length of a Whirlpool digest.
const sumBytes = 64

// The kinds of records, by their first byte. Version 1 of the tables had records
// of variable length, see schema1.
const (
	recordBare   = 2 // no checksum is known
	recordSummed = 3
)

// Where things are in a record. The index files_bytes depends on it.
const (
	sizeAt    = 3
	dateAt    = 11
	sumAt     = 16
	dateBytes = sumAt - dateAt
	maxDate   = 1<<(8*dateBytes-1) - 1
)

var errRecord = errors.New("unreadable record")

// record is what a file's row holds besides its folder, link and name.
type record struct {
	flags model.Flags // those that are stored: Verified, Password, Limited
	size  int64
	date  int64 // seconds since 1970
	sum   digest
}

// digest is a Whirlpool; all zeros stand for none.
type digest [sumBytes]byte

// parseDigest returns a Whirlpool given in hex, none for anything else.
func parseDigest(s string) (d digest) {
	if len(s) == 2*sumBytes {
		if _, err := hex.Decode(d[:], []byte(s)); err != nil {
			return digest{}
		}
	}
	return d
}

// String returns d in hex; none is empty.
func (d *digest) String() string {
	if *d == (digest{}) {
		return ""
	}
	var b [2 * sumBytes]byte
	hex.Encode(b[:], d[:])
	return string(b[:])
}

// pack returns the record as it is stored. The lengths of the link and the name
// end it, so that many rows can be read as one string (see page.go).
func (r *record) pack(link, name string) []byte {
	b := make([]byte, 0, sumAt+sumBytes+2*binary.MaxVarintLen32)
	kind := byte(recordBare)
	if r.sum != (digest{}) {
		kind = recordSummed
	}
	b = append(b, kind)
	b = binary.BigEndian.AppendUint16(b, uint16(r.flags))
	b = binary.BigEndian.AppendUint64(b, uint64(r.size))
	date := uint64(max(min(r.date, maxDate), -maxDate-1)) << (64 - 8*dateBytes)
	b = append(b, binary.BigEndian.AppendUint64(nil, date)[:dateBytes]...)
	if kind == recordSummed {
		b = append(b, r.sum[:]...)
	}
	b = binary.AppendUvarint(b, uint64(len(link)))
	return binary.AppendUvarint(b, uint64(len(name)))
}

// lengths are what a record takes and what lies behind it where rows are read as
// one string.
type lengths struct{ record, link, name int }

// unpack reads the record at the start of b.
func (r *record) unpack(b string) (n lengths, err error) {
	n.record = sumAt
	switch {
	case len(b) < sumAt:
		return n, errRecord
	case b[0] == recordSummed && len(b) >= sumAt+sumBytes:
		n.record += copy(r.sum[:], b[sumAt:])
	case b[0] == recordBare:
		r.sum = digest{}
	default:
		return n, errRecord
	}
	r.flags = model.Flags(b[1])<<8 | model.Flags(b[2])
	r.size = int64(bigEndian(b[sizeAt:dateAt]))
	r.date = int64(bigEndian(b[dateAt:sumAt])<<(64-8*dateBytes)) >> (64 - 8*dateBytes)
	for _, length := range []*int{&n.link, &n.name} {
		v, used := uvarint(b[n.record:])
		if used == 0 {
			return n, errRecord
		}
		*length = v
		n.record += used
	}
	return n, nil
}

func bigEndian(b string) (v uint64) {
	for i := range len(b) {
		v = v<<8 | uint64(b[i])
	}
	return v
}

// maxLength is more than any link or name has.
const maxLength = 1 << 28

// uvarint reads a length; used is 0 when it is none.
func uvarint(b string) (v, used int) {
	for i := range min(len(b), binary.MaxVarintLen32) {
		if v |= int(b[i]&0x7f) << (7 * i); b[i] < 0x80 {
			if v > maxLength {
				return 0, 0
			}
			return v, i + 1
		}
	}
	return 0, 0
}

// unpackV1 reads a record of version 1: its version, then varints, then the
// checksum if there is one.
func unpackV1(b []byte) (r record, err error) {
	if len(b) == 0 || b[0] != 1 {
		return r, errRecord
	}
	b = b[1:]
	flags, n := binary.Uvarint(b)
	if n <= 0 || flags > 1<<16-1 {
		return r, errRecord
	}
	r.flags = model.Flags(flags)
	for _, v := range []*int64{&r.size, &r.date} {
		b = b[n:]
		if *v, n = binary.Varint(b); n <= 0 {
			return r, errRecord
		}
	}
	if b = b[n:]; len(b) != 0 && len(b) != sumBytes {
		return r, errRecord
	}
	copy(r.sum[:], b)
	return r, nil
}
