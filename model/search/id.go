package search

import (
	"encoding/binary"
	"strconv"
	"strings"

	"onefm/model"
)

// idBytes is what the identity of an entry takes in the index.
const idBytes = 14

// What every link of the service looks like (1fichier-api §1): 20 of 36
// characters, 104 bits. Others are kept as they are.
const (
	linkStart  = "https://1fichier.com/?"
	linkChars  = 20
	linkHead   = 12
	idFolder   = 1 << 63
	idOdd      = 1<<63 | 1<<62
	idKindMask = idOdd
)

// appendID packs the identity of e. One that has no usual shape goes into odd.
func appendID(dst []byte, e *model.Entry, odd *[]string) []byte {
	var hi, lo uint64
	id, isLink := strings.CutPrefix(e.ID, linkStart)
	if e.Kind == model.Folder {
		n, err := strconv.ParseUint(e.ID, 10, 62)
		if err == nil && strconv.FormatUint(n, 10) == e.ID {
			return appendParts(dst, n|idFolder, 0)
		}
	} else if isLink && len(id) == linkChars {
		var ok, ok2 bool
		hi, ok = base36(id[:linkHead])
		lo, ok2 = base36(id[linkHead:])
		if ok && ok2 {
			return appendParts(dst, hi, lo)
		}
	}
	*odd = append(*odd, e.ID)
	return appendParts(dst, uint64(len(*odd)-1)|idOdd, 0)
}

func appendParts(dst []byte, hi, lo uint64) []byte {
	dst = binary.BigEndian.AppendUint64(dst, hi)
	return append(dst, byte(lo>>40), byte(lo>>32), byte(lo>>24), byte(lo>>16), byte(lo>>8), byte(lo))
}

// unpackID is the inverse of appendID.
func unpackID(b []byte, odd []string) string {
	hi := binary.BigEndian.Uint64(b)
	switch hi & idKindMask {
	case idOdd:
		return odd[hi&^idKindMask]
	case idFolder:
		return strconv.FormatUint(hi&^idKindMask, 10)
	}
	lo := binary.BigEndian.Uint64(b[6:]) & (1<<48 - 1)
	var id [linkChars]byte
	putBase36(id[:linkHead], hi)
	putBase36(id[linkHead:], lo)
	return linkStart + string(id[:])
}

const digits36 = "0123456789abcdefghijklmnopqrstuvwxyz"

func base36(s string) (n uint64, ok bool) {
	for i := range len(s) {
		d := strings.IndexByte(digits36, s[i])
		if d < 0 {
			return 0, false
		}
		n = n*36 + uint64(d)
	}
	return n, true
}

func putBase36(dst []byte, n uint64) {
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = digits36[n%36]
		n /= 36
	}
}
