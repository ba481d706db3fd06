package search

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"onefm/model"
)

// fields are the filters that take a value.
func fields() []string { return []string{"size", "date", "ext", "path", "is", "sum"} }

// field reads key:value. What is no filter is not known and stays a word, unless
// it looks like a filter that was mistyped.
func field(key, value string, o Options) (c cond, known bool, p *problem) {
	if !slices.Contains(fields(), key) {
		if meant := mistyped(key); meant != "" {
			return nil, false, &problem{"there is no filter " + key + ":", "Did you mean " + meant + ":? There are size:, date:, ext:, path:, is: and sum:. To find the text itself put it in quotes."}
		}
		return nil, false, nil
	}
	if value == "" {
		return nil, true, emptyField(key)
	}
	switch key {
	case "size":
		c, p = parseSize(value)
	case "date":
		c, p = parseDate(value, o.Now)
	case "ext":
		c, p = parseExt(value)
	case "path":
		c, p = parsePath(value)
	case "is":
		c, p = parseIs(value)
	case "sum":
		c, p = parseSum(value)
	}
	return c, true, p
}

// emptyField says what may follow a filter's name.
func emptyField(key string) *problem {
	do := ""
	switch key {
	case "size":
		do = howSize
	case "date":
		do = howDate
	case "ext":
		do = howExt
	case "path":
		do = "Give a part of the path, as in path:Films, or its start, as in path:/Films."
	case "is":
		do = howIs()
	case "sum":
		do = howSum
	}
	return &problem{"a value is missing", do}
}

// mistyped returns the filter that key looks like, or nothing.
func mistyped(key string) string {
	switch key {
	case "type", "kind":
		return "is"
	case "time", "age", "newer", "older", "modified", "mtime":
		return "date"
	case "dir", "folder", "in":
		return "path"
	case "hash", "checksum", "whirlpool":
		return "sum"
	case "larger", "smaller", "bytes":
		return "size"
	}
	for _, f := range fields() {
		if len(key) >= 3 && oneOff(key, f) {
			return f
		}
	}
	return ""
}

// oneOff reports whether one letter was left out, added, changed or swapped with
// its neighbour.
func oneOff(a, b string) bool {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	a, b = a[i:], b[i:]
	switch {
	case a == "" && b == "":
		return false
	case len(a) == len(b)+1:
		return a[1:] == b
	case len(b) == len(a)+1:
		return b[1:] == a
	case len(a) != len(b):
		return false
	}
	return a[1:] == b[1:] || len(a) > 1 && a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]
}

// between is a range of numbers, both ends included.
type between struct {
	lo, hi int64
	of     func(*row) (int64, bool)
}

func (b between) holds(r *row) bool {
	v, ok := b.of(r)
	return ok && b.lo <= v && v <= b.hi
}

func rowSize(r *row) (int64, bool) {
	return r.size, r.size >= 0 && r.attr.kind() != model.Folder
}

func rowTime(r *row) (int64, bool) { return r.time, r.time != 0 }

const howExt = "Give one or more endings, as in ext:mkv,mp4."

// endings are what a file's name may end in, each with its dot.
type endings [][]byte

func parseExt(value string) (cond, *problem) {
	var list endings
	for ext := range strings.SplitSeq(value, ",") {
		if ext = strings.TrimPrefix(ext, "."); ext != "" {
			list = append(list, appendFold([]byte{'.'}, ext))
		}
	}
	if len(list) == 0 {
		return nil, &problem{"no ending is given", howExt}
	}
	return list, nil
}

func (e endings) holds(r *row) bool {
	if r.attr.kind() == model.Folder {
		return false
	}
	for _, ext := range e {
		if len(r.name) > len(ext) && bytes.HasSuffix(r.name, ext) {
			return true
		}
	}
	return false
}

// below is a part of the path that a row has to lie in.
type below struct {
	text   []byte
	anchor bool // from the root
}

func parsePath(value string) (cond, *problem) {
	if rest, ok := strings.CutPrefix(value, model.AccountPrefix); ok {
		value = "/" + strings.TrimPrefix(rest, "/")
	}
	text := appendFold(nil, value)
	if len(text) == 0 {
		return nil, emptyField("path")
	}
	return below{text: text, anchor: text[0] == '/'}, nil
}

func (b below) holds(r *row) bool {
	p := r.dir.path()
	if !b.anchor {
		return bytes.Contains(p, b.text)
	}
	rest, ok := bytes.CutPrefix(p, b.text)
	return ok && (len(rest) == 0 || rest[0] == '/' || b.text[len(b.text)-1] == '/')
}

// kinds are what a row may be; one of them is enough.
type kinds []kindOf

type kindOf uint8

const (
	isFile kindOf = iota
	isFolder
	isPublic
	isProtected
	isLimited
	isVerified
	isPending
	isTwin
	isDup
)

// kindWords lists the words after is:, in the order of the constants.
func kindWords() []string {
	return []string{"file", "folder", "public", "protected", "limited", "verified", "pending", "twin", "dup"}
}

func howIs() string {
	w := kindWords()
	return "After is: there may be " + strings.Join(w[:len(w)-1], ", ") + " or " + w[len(w)-1] + "."
}

func parseIs(value string) (cond, *problem) {
	var list kinds
	for w := range strings.SplitSeq(strings.ToLower(value), ",") {
		switch w {
		case "dir":
			w = "folder"
		case "shared":
			w = "public"
		case "password":
			w = "protected"
		case "duplicate":
			w = "dup"
		}
		i := slices.Index(kindWords(), w)
		if i < 0 {
			return nil, &problem{"nothing is " + strconv.Quote(w), howIs()}
		}
		list = append(list, kindOf(i))
	}
	return list, nil
}

func (k kinds) holds(r *row) bool {
	return slices.ContainsFunc(k, func(of kindOf) bool { return r.is(of) })
}

func (r *row) is(of kindOf) bool {
	switch of {
	case isFile:
		return r.attr.kind() != model.Folder
	case isFolder:
		return r.attr.kind() == model.Folder
	case isPublic:
		return r.attr.flags(model.Shared)
	case isProtected:
		return r.attr.flags(model.Password)
	case isLimited:
		return r.attr.flags(model.Limited)
	case isVerified:
		return r.attr.flags(model.Verified)
	case isPending:
		return r.attr.flags(model.Pending)
	case isTwin:
		return r.attr.flags(model.Duplicate)
	case isDup:
		return r.dup
	}
	return false
}

const howSum = "Give the first digits of a Whirlpool, 0-9 and a-f, or sum:none."

// sumStart is how a Whirlpool begins; none is that it is not known.
type sumStart struct {
	hex   string
	value uint32
	bits  int // of value that count
	none  bool
}

func parseSum(value string) (cond, *problem) {
	value = strings.ToLower(value)
	if value == "none" {
		return sumStart{none: true}, nil
	}
	if len(value) > 128 || strings.Trim(value, "0123456789abcdef") != "" {
		return nil, &problem{"this is no Whirlpool", howSum}
	}
	s := sumStart{hex: value, bits: 4 * min(len(value), 8)}
	s.value = sum32(value)
	return s, nil
}

// sum32 returns the first digits of a sum as a number; missing ones are 0.
func sum32(sum string) uint32 {
	digits := (sum[:min(len(sum), 8)] + "00000000")[:8]
	var b [4]byte
	if _, err := hex.Decode(b[:], []byte(digits)); err != nil {
		return 0
	}
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

func (s sumStart) holds(r *row) bool {
	switch {
	case s.none:
		return r.attr.kind() != model.Folder && r.attr&hasSum == 0
	case r.attr&hasSum == 0, (r.sum^s.value)>>(32-s.bits) != 0:
		return false
	}
	return cmp.Or(r.full, s.hex)[:min(len(s.hex), len(cmp.Or(r.full, s.hex)))] == s.hex
}
