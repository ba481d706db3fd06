package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// outgoing is one file of an upload request.
type outgoing struct {
	sent

	i       int // of the task's steps
	path    model.Path
	time    time.Time // of the source
	err     error     // why the source could not be read as announced
	resent  bool      // was sent once more because its bytes were wrong
	counted int64     // bytes of it in the progress of the task
}

// announce opens every file of the task once, so that one that can't be read does
// not tear the request that carries 499 others.
func (e *Engine) announce(ctx context.Context, t *task) []*outgoing {
	files := make([]*outgoing, 0, len(t.steps))
	for i := range t.steps {
		s := t.step(i)
		f := &outgoing{i: i, path: s.Source.Path()}
		f.name = s.Target.Base()
		if err := e.measure(ctx, f); err != nil {
			e.failed(ctx, t, i, 0, err)
			continue
		}
		e.remeasured(t, f)
		files = append(files, f)
	}
	return files
}

// measure notes size and time of a file that can be read and stored.
func (e *Engine) measure(ctx context.Context, f *outgoing) error {
	src, err := e.o.Disk.Open(ctx, f.path)
	if err != nil {
		return err
	}
	info, err := src.Stat()
	if err = errors.Join(err, src.Close()); err != nil {
		return err
	}
	f.size, f.time = info.Size(), info.ModTime()
	switch {
	case f.size <= 0:
		return model.ErrEmptyFile
	case f.size > fichier.MaxFile:
		return model.ErrTooBig
	}
	return nil
}

// remeasured notes the size and time that a source has now; a move compares them
// before it removes the source. A symlink keeps its own time.
func (e *Engine) remeasured(t *task, f *outgoing) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := t.step(f.i)
	was := s.Source.Entry
	t.job.total -= weight(s)
	s.Source.Entry.Size = f.size
	if s.Source.Entry.Kind != model.Symlink {
		s.Source.Entry.Time = f.time
	}
	t.job.total += weight(s)
	if now := s.Source.Entry; now.Size != was.Size || !now.Time.Equal(was.Time) {
		t.job.plan.Set(int(t.steps[f.i]), *s)
		t.job.news.steps = true
	}
}

// attempt is one try to send some files.
type attempt struct {
	e     *Engine
	t     *task
	ctx   context.Context //nolint:containedctx // files are opened when their turn comes
	files []*outgoing

	mu     sync.Mutex
	closed bool // what a late reader does no longer counts
	read   []int64
	sums   []string
	errs   []error
}

func newAttempt(ctx context.Context, e *Engine, t *task, files []*outgoing) *attempt {
	a := &attempt{
		e: e, t: t, files: files, read: make([]int64, len(files)),
		sums: make([]string, len(files)), errs: make([]error, len(files)), ctx: ctx,
	}
	for _, f := range files {
		t.bytes.Add(-f.counted)
		f.counted = 0
	}
	return a
}

// request is what the client is asked to send.
func (a *attempt) request(to fichier.FolderID) fichier.UploadRequest {
	r := fichier.UploadRequest{Folder: to, Files: make([]fichier.UploadFile, len(a.files))}
	for i, f := range a.files {
		r.Files[i] = fichier.UploadFile{Name: f.name, Size: f.size, Open: func() (io.ReadCloser, error) { return a.open(i) }}
	}
	return r
}

// close ends the attempt and writes into the files what was read of them. It
// reports whether the service may have all bytes of all files.
func (a *attempt) close() (all bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	all = true
	for i, f := range a.files {
		f.sum, f.err, f.counted = a.sums[i], a.errs[i], a.read[i]
		all = all && a.read[i] >= f.size
	}
	return all
}

// caught turns a panic into an error. Sources are opened and read by goroutines of
// net/http, which no guard of ours surrounds.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", model.ErrInternal, p)
	}
}

func (a *attempt) open(i int) (_ io.ReadCloser, err error) {
	defer caught(&err)
	f := a.files[i]
	a.t.at(f.name)
	src, err := a.e.o.Disk.Open(a.ctx, f.path)
	if err == nil {
		var now fs.FileInfo
		now, err = src.Stat()
		if err == nil && (now.Size() != f.size || !now.ModTime().Equal(f.time)) {
			err = model.ErrChanged
		}
		if err != nil {
			_ = src.Close() // only read from
		}
	}
	if err != nil {
		a.finish(i, 0, "", err)
		return nil, err
	}
	return &outgoingReader{a: a, i: i, src: src, sum: newSum(a.ctx, a.e.aside)}, nil
}

// progress counts bytes of a file.
func (a *attempt) progress(i, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return
	}
	a.read[i] += int64(n)
	a.t.moved(int64(n))
}

func (a *attempt) finish(i int, n int64, sum string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return
	}
	if n == a.files[i].size {
		a.sums[i] = sum
	}
	a.errs[i] = err
}

// outgoingReader reads a source, hashes it, and stops while the job is paused.
type outgoingReader struct {
	a    *attempt
	i    int
	src  Source
	sum  *sum
	n    int64
	err  error
	over sync.Once
}

func (r *outgoingReader) Read(p []byte) (n int, err error) {
	if err := r.a.t.job.gate.pass(r.a.ctx); err != nil {
		return 0, err
	}
	if n, err = r.read(p[:r.a.e.traffic.piece(goingUp, len(p))]); err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	if n > 0 {
		if err := r.a.e.traffic.pass(r.a.ctx, goingUp, n); err != nil {
			return n, err
		}
	}
	return n, err
}

func (r *outgoingReader) read(p []byte) (n int, err error) {
	defer caught(&err)
	n, err = r.src.Read(p)
	if n > 0 {
		r.n += int64(n)
		_, _ = r.sum.Write(p[:n])
		r.a.progress(r.i, n)
	}
	return n, err
}

// Close ends the reading and looks whether the source changed meanwhile.
func (r *outgoingReader) Close() error {
	var err error
	r.over.Do(func() {
		if r.err == nil {
			r.err = r.src.Check()
		}
		r.a.finish(r.i, r.n, r.sum.hex(), r.err)
		err = r.src.Close()
	})
	return err
}
