package fichier

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"
)

// form is the multipart body of an upload: text fields, then the files. It is written
// by hand because the service is particular: Content-Disposition must come first, and
// the request must carry its exact length (1fichier-api §5). It holds one file open
// at a time and no more than a header in memory.
type form struct {
	boundary string
	length   int64
	req      UploadRequest
	watch    *time.Timer

	// Only Read uses these, or Close when no Read is under way.
	pending string        // text to be sent next
	file    int           // index of the file that pending leads to
	open    io.ReadCloser // the file being sent
	left    int64         // bytes of it to come
	stage   stage

	// The mutex is not held while a file is read: that may hang, on a network disk,
	// and cancelling must not.
	mu       sync.Mutex
	reading  bool
	closed   bool
	whole    bool // all was taken
	failure  error
	finished chan struct{} // closed when no file is open and none will be
}

// stage is what follows when pending is sent.
type stage uint8

const (
	content stage = iota // the bytes of a file
	ending               // nothing
)

// newForm returns the body of req. The watch is set back with every piece that the
// connection takes, and given answerWait when it has taken all.
func newForm(req UploadRequest, watch *time.Timer) *form {
	f := &form{
		boundary: "onefm" + rand.Text(),
		req:      req,
		watch:    watch,
		finished: make(chan struct{}),
	}
	f.pending = f.fields() + f.head(0)
	f.length = int64(len(f.fields()) + len(f.tail()))
	for i, file := range req.Files {
		f.length += int64(len(f.head(i))+len("\r\n")) + file.Size
	}
	return f
}

// fields is the part before the files: where they go.
func (f *form) fields() string {
	s := f.field("did", strconv.FormatInt(int64(f.req.Folder), 10))
	if f.req.Domain != 0 {
		s += f.field("domain", strconv.Itoa(f.req.Domain))
	}
	if f.req.Password != "" {
		s += f.field("dpass", f.req.Password)
	}
	return s
}

func (f *form) field(name, value string) string {
	return "--" + f.boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
}

// head is what precedes the bytes of a file. EncodeName leaves no character in the
// name that would have to be escaped here.
func (f *form) head(i int) string {
	return "--" + f.boundary + "\r\nContent-Disposition: form-data; name=\"file[]\"; filename=\"" +
		EncodeName(f.req.Files[i].Name) + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"
}

func (f *form) tail() string { return "--" + f.boundary + "--\r\n" }

// Read gives the next piece. After the first failure it gives that failure for ever,
// which makes the transport tear the request.
func (f *form) Read(p []byte) (int, error) {
	if err := f.enter(); err != nil {
		return 0, err
	}
	n, err := f.read(p)
	switch {
	case err == nil:
		f.watch.Reset(stallLimit)
	case errors.Is(err, io.EOF):
		f.watch.Reset(answerWait)
	}
	f.exit(err)
	return n, err
}

func (f *form) enter() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed && f.failure == nil {
		return errors.New("read after close")
	}
	f.reading = f.failure == nil
	return f.failure
}

func (f *form) exit(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reading = false
	f.whole = f.stage == ending && f.pending == ""
	if err != nil && !errors.Is(err, io.EOF) {
		f.failure = err
	}
	if f.closed {
		f.finish()
	}
}

func (f *form) read(p []byte) (int, error) {
	if f.pending != "" {
		n := copy(p, f.pending)
		f.pending = f.pending[n:]
		return n, nil
	}
	if f.stage == ending {
		return 0, io.EOF
	}
	if f.open == nil {
		if err := f.begin(); err != nil {
			return 0, err
		}
	}
	n, err := f.open.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	size := f.req.Files[f.file].Size
	if n > 0 && f.req.Progress != nil {
		f.req.Progress(f.file, size-f.left)
	}
	switch {
	case f.left == 0:
		return n, f.end()
	case errors.Is(err, io.EOF):
		return n, f.fault("ended after %d of %d bytes", size-f.left, size)
	case err != nil:
		return n, f.fault("%w", err)
	}
	return n, nil
}

func (f *form) begin() error {
	file := f.req.Files[f.file]
	r, err := file.Open()
	if err != nil {
		return f.fault("%w", err)
	}
	f.open, f.left = r, file.Size
	return nil
}

// end leaves a file whose announced bytes are all sent. One that goes on has changed
// meanwhile, and what was sent is the start of something else.
func (f *form) end() error {
	var more [1]byte
	n, err := io.ReadFull(f.open, more[:])
	if n > 0 {
		return f.fault("holds more than the announced %d bytes", f.req.Files[f.file].Size)
	}
	if !errors.Is(err, io.EOF) {
		return f.fault("%w", err)
	}
	f.shut()
	f.file++
	f.pending = "\r\n"
	if f.file == len(f.req.Files) {
		f.pending += f.tail()
		f.stage = ending
		return nil
	}
	f.pending += f.head(f.file)
	return nil
}

func (f *form) fault(format string, args ...any) error {
	return fmt.Errorf("%q "+format, append([]any{clean(f.req.Files[f.file].Name)}, args...)...)
}

func (f *form) shut() {
	if f.open != nil {
		_ = f.open.Close() // it was only read
		f.open = nil
	}
}

// Close ends the form; the transport calls it when it will read no more.
func (f *form) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil
	}
	f.closed = true
	if !f.reading {
		f.finish()
	}
	return nil
}

func (f *form) finish() {
	f.shut()
	close(f.finished)
}

// state tells whether all bytes were taken, and why not if a file is to blame.
func (f *form) state() (whole bool, failure error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.whole, f.failure
}

// wait returns when the transport has let go of the form, so that no file is read
// after Upload has returned. A source that hangs in Read can't be waited for.
func (f *form) wait() {
	t := time.NewTimer(afterglow)
	defer t.Stop()
	select {
	case <-f.finished:
	case <-t.C:
	}
}
