package plan

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"strings"
	"time"

	"onefm/model"
	"onefm/model/mishap"
)

// PageLen is how many steps are written down together. Within a page every step
// says only what differs from the one before: a file of a long folder takes some
// twenty bytes, and its checksum 64 more.
const PageLen = 256

// errPage: what was written down of some steps can't be read.
var errPage = errors.New("the steps of the plan can't be read")

// What a step is written with, beside its numbers.
const (
	hasSource    = 1 << iota // Source is not the zero item
	sameDir                  // Source.Dir is that of the step before
	hasTarget                // Target is a place
	targetByName             // Target is the name of the source in the folder of the target before
	hasEntry                 // the entry has more than name, size and time
	hasConflict
	hasProblem
	isSame
)

const (
	rawSum  = 64  // bytes
	hexSum  = 128 // digits
	noTime  = 0
	hasTime = 1
)

// packer writes steps. The zero value starts a page.
type packer struct {
	buf    []byte
	dir    model.Path // of the source before
	target model.Path // before
	name   string     // of the entry before, of whatever it was
	id     string
	sec    int64
}

func (w *packer) step(s *Step) {
	flags := w.flags(s)
	w.uint(flags)
	w.buf = append(w.buf, byte(s.Action), byte(s.want))
	w.int(int64(s.folder))
	w.uint(uint64(s.holds)) //nolint:gosec // never negative
	if flags&hasSource != 0 {
		if flags&sameDir == 0 {
			w.path(w.dir, s.Source.Dir)
			w.dir = s.Source.Dir
		}
		w.entry(&s.Source.Entry, flags&hasEntry != 0)
	}
	if flags&hasTarget != 0 {
		if flags&targetByName == 0 {
			w.path(w.target, s.Target)
		}
		w.target = s.Target
	}
	if s.Conflict != nil {
		w.conflict(s.Conflict)
	}
	if s.Problem != nil {
		w.text(string(mishap.Encode(s.Problem)))
	}
}

func (w *packer) flags(s *Step) uint64 {
	var flags uint64
	set := func(is bool, f uint64) {
		if is {
			flags |= f
		}
	}
	e := &s.Source.Entry
	set(s.Source != model.Item{}, hasSource)
	set(s.Source.Dir == w.dir, sameDir)
	set(e.Kind != 0 || e.ID != "" || e.Sum != "" || e.Flags != 0 || e.Mode != 0 || e.Target != "", hasEntry)
	set(!s.Target.IsZero(), hasTarget)
	set(byName(w.target, e.Name, s.Target), targetByName)
	set(s.Conflict != nil, hasConflict)
	set(s.Problem != nil, hasProblem)
	set(s.Same, isSame)
	return flags
}

// byName reports whether target has the name in the folder of before.
func byName(before model.Path, name string, target model.Path) bool {
	b, t := before.Name(), target.Name()
	cut := len(b) - len(before.Base())
	return name != "" && before.Side() == target.Side() && before.Side() != model.Web && cut > 0 &&
		len(t) == cut+len(name) && t[:cut] == b[:cut] && t[cut:] == name
}

func (w *packer) entry(e *model.Entry, all bool) {
	w.front(&w.name, e.Name)
	w.int(e.Size)
	w.time(e.Time)
	if !all {
		return
	}
	w.buf = append(w.buf, byte(e.Kind))
	w.uint(uint64(e.Flags))
	w.uint(uint64(e.Mode))
	w.front(&w.id, e.ID)
	w.text(e.Target)
	if sum, err := hex.DecodeString(e.Sum); err == nil && len(sum) == rawSum && strings.ToLower(e.Sum) == e.Sum {
		w.uint(rawSum)
		w.buf = append(w.buf, sum...)
		return
	}
	w.uint(0)
	w.text(e.Sum)
}

func (w *packer) conflict(c *Conflict) {
	kinds := byte(0)
	if c.Kinds {
		kinds = 1
	}
	w.buf = append(w.buf, kinds, byte(c.Choice))
	w.path(model.Path{}, c.natural)
	w.uint(uint64(len(c.Existing)))
	for i := range c.Existing {
		w.entry(&c.Existing[i], true)
	}
}

func (w *packer) uint(n uint64) { w.buf = binary.AppendUvarint(w.buf, n) }
func (w *packer) int(n int64)   { w.buf = binary.AppendVarint(w.buf, n) }

func (w *packer) text(s string) {
	w.uint(uint64(len(s)))
	w.buf = append(w.buf, s...)
}

// front writes what of s differs from the text before.
func (w *packer) front(before *string, s string) {
	n := 0
	for n < len(s) && n < len(*before) && s[n] == (*before)[n] {
		n++
	}
	w.uint(uint64(n))
	w.text(s[n:])
	*before = s
}

func (w *packer) path(before, p model.Path) {
	w.buf = append(w.buf, byte(p.Side()))
	name := before.Name()
	w.front(&name, p.Name())
}

func (w *packer) time(t time.Time) {
	if t.IsZero() {
		w.buf = append(w.buf, noTime)
		return
	}
	w.buf = append(w.buf, hasTime)
	w.int(t.Unix() - w.sec)
	w.uint(uint64(t.Nanosecond())) //nolint:gosec // never negative
	w.sec = t.Unix()
}

// unpack reads the steps of a page.
func unpack(b []byte) (steps []Step, err error) {
	r := &unpacker{buf: b}
	for len(r.buf) > 0 && r.err == nil {
		steps = append(steps, r.step())
	}
	return steps, r.err
}

// unpacker reads what a packer wrote. After an error it reads zeros.
type unpacker struct {
	buf    []byte
	err    error
	dir    model.Path
	target model.Path
	name   string
	id     string
	sec    int64
}

func (r *unpacker) step() (s Step) {
	flags := r.uint()
	s.Action, s.want = Action(r.byte()), Action(r.byte())
	s.folder, s.holds = int32(r.int()), int32(r.uint()) //nolint:gosec // as they were written
	s.Same = flags&isSame != 0
	if flags&hasSource != 0 {
		if flags&sameDir == 0 {
			r.dir = r.path(r.dir)
		}
		s.Source.Dir = r.dir
		r.entry(&s.Source.Entry, flags&hasEntry != 0)
	}
	if flags&hasTarget != 0 {
		s.Target = r.place(flags&targetByName != 0, s.Source.Entry.Name)
	}
	if flags&hasConflict != 0 {
		s.Conflict = r.conflict()
	}
	if flags&hasProblem != 0 {
		if s.Problem = mishap.Decode([]byte(r.text())); s.Problem == nil {
			r.fail()
		}
	}
	return s
}

// place reads a target.
func (r *unpacker) place(byName bool, name string) model.Path {
	if byName {
		b := r.target.Name()
		r.target = model.RestorePath(r.target.Side(), b[:len(b)-len(r.target.Base())]+name)
	} else {
		r.target = r.path(r.target)
	}
	return r.target
}

func (r *unpacker) entry(e *model.Entry, all bool) {
	r.front(&r.name)
	e.Name = r.name
	e.Size = r.int()
	e.Time = r.time()
	if !all {
		return
	}
	e.Kind = model.Kind(r.byte())
	e.Flags = model.Flags(r.uint()) //nolint:gosec // as it was written
	e.Mode = fs.FileMode(r.uint())  //nolint:gosec // as it was written
	r.front(&r.id)
	e.ID = r.id
	e.Target = r.text()
	if n := r.uint(); n == rawSum {
		var digits [hexSum]byte
		hex.Encode(digits[:], r.take(rawSum))
		e.Sum = string(digits[:])
	} else {
		e.Sum = r.text()
	}
}

func (r *unpacker) conflict() *Conflict {
	c := &Conflict{Kinds: r.byte() == 1, Choice: Choice(r.byte())}
	c.natural = r.path(model.Path{})
	n := r.uint()
	if n > uint64(len(r.buf)) {
		r.fail()
		return c
	}
	c.Existing = make([]model.Entry, n)
	for i := range c.Existing {
		r.entry(&c.Existing[i], true)
	}
	return c
}

func (r *unpacker) fail() {
	r.err = errPage
	r.buf = nil
}

func (r *unpacker) byte() byte { return r.take(1)[0] }

// take returns the next n bytes; zeros when there are fewer.
func (r *unpacker) take(n int) []byte {
	if n < 0 || n > len(r.buf) {
		r.fail()
		return make([]byte, max(1, min(n, rawSum)))
	}
	b := r.buf[:n]
	r.buf = r.buf[n:]
	return b
}

func (r *unpacker) uint() uint64 {
	n, size := binary.Uvarint(r.buf)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.buf = r.buf[size:]
	return n
}

func (r *unpacker) int() int64 {
	n, size := binary.Varint(r.buf)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.buf = r.buf[size:]
	return n
}

func (r *unpacker) text() string {
	n := r.uint()
	if n > uint64(len(r.buf)) {
		r.fail()
		return ""
	}
	return string(r.take(int(n))) //nolint:gosec // it is at most the length of the page
}

func (r *unpacker) front(s *string) {
	n := r.uint()
	rest := r.text()
	if n > uint64(len(*s)) {
		r.fail()
		return
	}
	if int(n) == len(*s) && rest == "" { //nolint:gosec // it is at most the length of s
		return
	}
	*s = (*s)[:n] + rest
}

func (r *unpacker) path(before model.Path) model.Path {
	side := model.Side(r.byte())
	name := before.Name()
	r.front(&name)
	return model.RestorePath(side, name)
}

func (r *unpacker) time() time.Time {
	if r.byte() != hasTime {
		return time.Time{}
	}
	r.sec += r.int()
	return time.Unix(r.sec, int64(r.uint())).UTC() //nolint:gosec // as it was written
}
