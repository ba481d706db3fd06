package simulator

import (
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"

	"onefm/fichier/whirlpool"
)

// sink takes the bytes of one uploaded file and turns them into a blob.
type sink struct {
	to   io.Writer
	hash hash.Hash // nil when the sum is not computed
	size int64
	done func(size int64) *blob
	drop func() // forgets what was written
}

func (k *sink) Write(p []byte) (int, error) {
	if k.hash != nil {
		k.hash.Write(p)
	}
	n, err := k.to.Write(p)
	k.size += int64(n)
	if err != nil { // the disk is full
		return n, errRejectTrouble
	}
	return n, nil
}

// blob ends the upload of a file named name.
func (k *sink) blob(name string, sums func(string, int64) string) *blob {
	b := k.done(k.size)
	switch {
	case sums != nil:
		b.sum = sums(name, k.size)
	case k.hash != nil:
		b.sum = hex.EncodeToString(k.hash.Sum(nil))
	}
	return b
}

func (s *Service) newSink() (*sink, error) {
	k := &sink{drop: func() {}}
	if s.conf.sums == nil {
		k.hash = whirlpool.New()
	}
	switch {
	case s.conf.discard:
		k.to = io.Discard
		k.done = func(size int64) *blob {
			return &blob{size: size, lost: true, open: func() (io.ReadSeekCloser, error) { return section(zeros{}, size), nil }}
		}
	case s.conf.dir != "":
		return k, s.diskSink(k)
	default:
		c := &chunks{}
		k.to = c
		k.done = func(size int64) *blob { return &blob{size: size, open: c.open} }
	}
	return k, nil
}

func (s *Service) diskSink(k *sink) error {
	f, err := os.CreateTemp(s.conf.dir, "upload-*")
	if err != nil {
		return err
	}
	name := f.Name()
	remove := func() { _ = os.Remove(name) } // what stays is removed by its owner
	k.to = f
	k.drop = func() {
		_ = f.Close()
		remove()
	}
	k.done = func(size int64) *blob {
		_ = f.Close() // a full disk has shown in Write already
		return &blob{size: size, drop: remove, open: func() (io.ReadSeekCloser, error) { return os.Open(name) }}
	}
	return nil
}

// chunks is a file in memory. It grows by pieces, so nothing is ever copied.
type chunks struct {
	list [][]byte // all but the last are full: step bytes
	step int
	size int64
}

const chunkSize = 1 << 20

func (c *chunks) Write(p []byte) (int, error) {
	n := len(p)
	if c.step == 0 {
		c.step = chunkSize
	}
	for len(p) > 0 {
		last := len(c.list) - 1
		if last < 0 || len(c.list[last]) == c.step {
			last++
			piece := []byte(nil) // the first one grows, most files are small
			if last > 0 {
				piece = make([]byte, 0, c.step)
			}
			c.list = append(c.list, piece)
		}
		k := min(len(p), c.step-len(c.list[last]))
		c.list[last] = append(c.list[last], p[:k]...)
		p = p[k:]
	}
	c.size += int64(n)
	return n, nil
}

func (c *chunks) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("negative offset")
	}
	n := 0
	for n < len(p) && off < c.size {
		k := copy(p[n:], c.list[off/int64(c.step)][off%int64(c.step):])
		n += k
		off += int64(k)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (c *chunks) open() (io.ReadSeekCloser, error) { return section(c, c.size), nil }
