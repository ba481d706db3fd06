package disk

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

const (
	maxTag = 4096 // bytes
	// markTail is what is read of the end of the small file: the last mark with any
	// number of ranges that streams of one file leave.
	markTail = 64 << 10
)

// Range is a stretch of a file: From is its first byte, To the one after its last.
type Range struct{ From, To int64 }

// Marked returns what the part had on the disk at its last mark in an earlier run,
// in order and apart from one another. It is nil for a part that was filled from
// its start, whose bytes up to Size count.
func (p *Part) Marked() []Range { return p.marked }

// Mark writes everything through to the disk and then writes down that of the part
// the ranges have come, and nothing else counts should this run end here. The
// ranges must have been written before the call.
func (p *Part) Mark(ranges []Range) error {
	f := p.file()
	return explain(p.wait(syncLimit, func() error {
		if err := f.Sync(); err != nil {
			return err
		}
		note, err := p.root.OpenFile(p.note, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return err
		}
		// One line in one write: after a crash it is there or it is not, and a line that
		// is there in part does not bear its sum.
		_, err = note.WriteString(markLine(ranges))
		return errors.Join(err, note.Sync(), note.Close())
	}))
}

// unmark makes the part one that was filled from its start.
func (p *Part) unmark() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.marked = nil
	f, err := p.root.OpenFile(p.note, os.O_RDWR, 0)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	head, err := readTag(f)
	if err == nil {
		err = f.Truncate(int64(len(head)))
	}
	return errors.Join(err, f.Close())
}

// markLine is one mark: "\n" ranges "\t" sum. Tags hold no line break.
func markLine(ranges []Range) string {
	var b strings.Builder
	for i, r := range ranges {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%d-%d", r.From, r.To)
	}
	return "\n" + b.String() + "\t" + strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(b.String()))), 16)
}

// parseMark reads a line of markLine, without its line break. Anything that is not
// exactly such a line is no mark.
func parseMark(line string, size int64) ([]Range, bool) {
	text, sum, ok := strings.Cut(line, "\t")
	if !ok || sum != strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(text))), 16) {
		return nil, false
	}
	ranges := []Range{}
	end := int64(-1)
	for word := range strings.FieldsSeq(text) {
		from, to, _ := strings.Cut(word, "-")
		var r Range
		var err, err2 error
		r.From, err = strconv.ParseInt(from, 10, 64)
		r.To, err2 = strconv.ParseInt(to, 10, 64)
		if err != nil || err2 != nil || r.From <= end || r.To <= r.From || r.To > size {
			return nil, false
		}
		end = r.To
		ranges = append(ranges, r)
	}
	return ranges, true
}

// lastMark reads the last mark that is whole; nil when there is none.
func (p *Part) lastMark() []Range {
	f, err := p.root.Open(p.note)
	if err != nil {
		return nil
	}
	defer closeFile(f)
	info, err := f.Stat()
	if err != nil {
		return nil
	}
	from := max(info.Size()-markTail, 0)
	b, err := io.ReadAll(io.NewSectionReader(f, from, markTail))
	if err != nil {
		return nil
	}
	lines := strings.Split(string(b), "\n")
	for i := len(lines) - 1; i > 0; i-- {
		if ranges, ok := parseMark(lines[i], p.size); ok {
			return ranges
		}
	}
	if len(lines) > 1 || from > 0 {
		return []Range{} // there were marks, and none can be read: nothing counts
	}
	return nil
}

func (p *Part) tag() string {
	f, err := p.root.Open(p.note)
	if err != nil {
		return ""
	}
	defer closeFile(f)
	tag, err := readTag(f)
	if err != nil {
		return ""
	}
	return tag
}

// readTag reads the first line.
func readTag(f *os.File) (string, error) {
	b, err := io.ReadAll(io.NewSectionReader(f, 0, maxTag))
	tag, _, _ := strings.Cut(string(b), "\n")
	return tag, err
}

func (p *Part) setTag(tag string) error {
	if strings.Contains(tag, "\n") || len(tag) > maxTag {
		return fmt.Errorf("tag of a part: %w", fs.ErrInvalid)
	}
	if err := p.root.Remove(p.note); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := p.root.OpenFile(p.note, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(tag)
	return errors.Join(err, f.Close())
}
