package simulator

import (
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"sync"

	"onefm/fichier/whirlpool"
)

// maxLazySum is the largest content whose Whirlpool is computed because a listing
// asks for it: eight seconds of one core.
const maxLazySum = 1 << 30

// copyBuffer is the size of the pieces in which bytes are received, hashed and sent.
const copyBuffer = 256 << 10

// Content is the bytes of a file, given to [Service.AddFile].
type Content struct{ blob *blob }

// Bytes is content that is held in memory.
func Bytes(b []byte) Content {
	c := &chunks{size: int64(len(b)), step: max(len(b), 1)}
	if len(b) > 0 {
		c.list = [][]byte{b}
	}
	return Content{&blob{size: c.size, open: c.open}}
}

// Text is content that is held in memory.
func Text(s string) Content { return Bytes([]byte(s)) }

// Synthetic is size bytes that look random and follow from seed alone, made when they
// are read, at any offset: a file of terabytes costs nothing. The first n bytes of one
// seed are the same for every size. The Whirlpool is computed when first asked for;
// above 1 GiB it is not, and listings hold an empty checksum: see [Content.WithSum].
func Synthetic(seed uint64, size int64) Content {
	return Content{&blob{size: size, open: func() (io.ReadSeekCloser, error) {
		return section(synthetic(seed), size), nil
	}}}
}

// FromFile is the content of a file on disk as it is now, read when asked for.
func FromFile(name string) (Content, error) {
	info, err := os.Stat(name)
	if err != nil {
		return Content{}, fmt.Errorf("seed from file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return Content{}, fmt.Errorf("seed from file %s: not a regular file", name)
	}
	return Content{&blob{size: info.Size(), open: func() (io.ReadSeekCloser, error) {
		return os.Open(name)
	}}}, nil
}

// WithSum is c with a Whirlpool that is known already, in hex.
func (c Content) WithSum(sum string) Content {
	return Content{&blob{size: c.blob.size, open: c.blob.open, sum: sum}}
}

// blob is content that any number of files share.
type blob struct {
	size int64
	open func() (io.ReadSeekCloser, error)
	drop func() // frees what holds the bytes; nil when nothing does
	lost bool   // open doesn't give the bytes that were sent

	links int // how many files have it; guarded by the service
	mu    sync.Mutex
	sum   string
}

// whirlpool returns the sum in hex, computed at the first call.
func (b *blob) whirlpool() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sum != "" || b.lost || b.size > maxLazySum {
		return b.sum
	}
	r, err := b.open()
	if err != nil {
		return ""
	}
	defer r.Close()
	h := whirlpool.New()
	if _, err := io.CopyBuffer(h, onlyReader{r}, make([]byte, min(copyBuffer, b.size+1))); err != nil {
		return ""
	}
	b.sum = hex.EncodeToString(h.Sum(nil))
	return b.sum
}

// onlyReader hides every other method, so that io.CopyBuffer uses its buffer.
type onlyReader struct{ io.Reader }

type nopCloser struct{ *io.SectionReader }

func (nopCloser) Close() error { return nil }

func section(r io.ReaderAt, size int64) io.ReadSeekCloser {
	return nopCloser{io.NewSectionReader(r, 0, size)}
}

// zeros reads as zeros at any offset.
type zeros struct{}

func (zeros) ReadAt(p []byte, _ int64) (int, error) {
	clear(p)
	return len(p), nil
}
