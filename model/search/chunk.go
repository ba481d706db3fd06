package search

import (
	"slices"

	"onefm/model"
)

// The size of a chunk: small enough that giving up between two of them is
// immediate, large enough that nothing but the names counts.
const (
	chunkRows  = 1 << 15
	chunkBytes = 2 << 20
)

// chunk is a part of the index: columns of rows that lie beside each other, with
// no pointer in them, so that a million rows are nothing to the garbage collector.
type chunk struct {
	names []byte   // folded, each with a separator behind it
	off   []uint32 // where the name of a row starts; one more than there are rows
	size  []int64
	time  []uint32 // seconds since 1970, 0: not known
	attr  []attr
	sum   []uint32
	mask  []uint64 // see maskOf
	id    []byte   // idBytes a row
	runs  []run
	dead  int // rows of dead runs
}

// run is the rows of one folder in a chunk.
type run struct {
	start, end uint32
	folder     uint32
	dead       bool
}

func newChunk() *chunk { return &chunk{off: make([]uint32, 1, chunkRows+1)} }

func (c *chunk) rows() int { return len(c.attr) }

func (c *chunk) full() bool { return c.rows() >= chunkRows || len(c.names) >= chunkBytes }

// begin starts the rows of a folder.
func (c *chunk) begin(folder uint32) {
	n := uint32(c.rows())
	if k := len(c.runs); k > 0 && c.runs[k-1].start == c.runs[k-1].end {
		c.runs = c.runs[:k-1]
	}
	c.runs = append(c.runs, run{start: n, end: n, folder: folder})
}

// add appends a row to the folder that was begun.
func (c *chunk) add(e *model.Entry, odd *[]string) {
	start := len(c.names)
	c.names = appendFold(c.names, e.Name)
	c.mask = append(c.mask, maskOf(c.names[start:]))
	c.size = append(c.size, e.Size)
	c.time = append(c.time, packTime(e))
	c.attr = append(c.attr, attrOf(e))
	c.sum = append(c.sum, sum32(e.Sum))
	c.id = appendID(c.id, e, odd)
	c.close()
}

// close ends the row whose columns were appended.
func (c *chunk) close() {
	c.names = append(c.names, separator)
	c.off = append(c.off, uint32(len(c.names)))
	c.runs[len(c.runs)-1].end++
}

// copyRow appends row i of another chunk.
func (c *chunk) copyRow(from *chunk, i uint32) {
	c.names = append(c.names, from.name(i)...)
	c.mask = append(c.mask, from.mask[i])
	c.size = append(c.size, from.size[i])
	c.time = append(c.time, from.time[i])
	c.attr = append(c.attr, from.attr[i])
	c.sum = append(c.sum, from.sum[i])
	c.id = append(c.id, from.id[i*idBytes:(i+1)*idBytes]...)
	c.close()
}

// seal gives back the memory that was kept for more rows.
func (c *chunk) seal() {
	c.names = slices.Clone(c.names)
	c.off = slices.Clone(c.off)
	c.size = slices.Clone(c.size)
	c.time = slices.Clone(c.time)
	c.attr = slices.Clone(c.attr)
	c.sum = slices.Clone(c.sum)
	c.mask = slices.Clone(c.mask)
	c.id = slices.Clone(c.id)
	c.runs = slices.Clone(c.runs)
}

func (c *chunk) name(i uint32) []byte { return c.names[c.off[i] : c.off[i+1]-1] }

// fill makes r row i, but for its place.
func (c *chunk) fill(r *row, i uint32) {
	r.name = c.name(i)
	r.size = c.size[i]
	r.time = int64(c.time[i])
	r.attr = c.attr[i]
	r.sum = c.sum[i]
}

// packTime fits a time into 32 bits; what is before 1970 counts as not known, what
// is after 2106 as then.
func packTime(e *model.Entry) uint32 {
	if e.Time.IsZero() {
		return 0
	}
	return uint32(min(max(e.Time.Unix(), 0), 1<<32-1))
}

// bytes is how much memory the chunk takes.
func (c *chunk) bytes() int {
	return cap(c.names) + 4*cap(c.off) + 8*cap(c.size) + 4*cap(c.time) + 2*cap(c.attr) +
		4*cap(c.sum) + 8*cap(c.mask) + cap(c.id) + 16*cap(c.runs)
}
