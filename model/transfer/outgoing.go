package transfer

import (
	"context"
	"errors"
	"io"
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
		entry, err := e.measure(ctx, f.path)
		if err != nil {
			e.failed(ctx, t, i, 0, err)
			continue
		}
		f.size, f.time = entry.Size, entry.Time
		e.remeasured(t, i, entry)
		files = append(files, f)
	}
	return files
}

// measure returns size and time of a file that can be read and stored.
func (e *Engine) measure(ctx context.Context, p model.Path) (model.Entry, error) {
	src, err := e.o.Disk.Open(ctx, p)
	if err != nil {
		return model.Entry{}, err
	}
	entry := src.Entry()
	switch err := src.Close(); {
	case err != nil:
		return entry, err
	case entry.Size <= 0:
		return entry, model.ErrEmptyFile
	case entry.Size > fichier.MaxFile:
		return entry, model.ErrTooBig
	}
	return entry, nil
}

// remeasured notes the size and time that a source has now; a move compares them
// before it removes the source.
func (e *Engine) remeasured(t *task, i int, now model.Entry) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := t.step(i)
	t.job.total -= weight(s)
	s.Source.Entry.Size, s.Source.Entry.Time = now.Size, now.Time
	t.job.total += weight(s)
}

// attempt is one try to send some files.
type attempt struct {
	e     *Engine
	t     *task
	ctx   context.Context
	watch *watchdog
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
		sums: make([]string, len(files)), errs: make([]error, len(files)),
	}
	a.ctx, a.watch = watch(ctx)
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
	a.watch.stop()
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

func (a *attempt) open(i int) (io.ReadCloser, error) {
	f := a.files[i]
	a.t.at(f.name)
	src, err := a.e.o.Disk.Open(a.ctx, f.path)
	if err == nil {
		if now := src.Entry(); now.Size != f.size || !now.Time.Equal(f.time) {
			err = errors.Join(model.ErrChanged, src.Close())
		}
	}
	if err != nil {
		a.finish(i, 0, "", err)
		return nil, err
	}
	return &outgoingReader{a: a, i: i, src: src, sum: newSum(a.e.aside)}, nil
}

// progress counts bytes of a file; it tells whether they still count.
func (a *attempt) progress(i, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return
	}
	a.read[i] += int64(n)
	a.t.moved(int64(n))
	limit := stallAfter
	if i == len(a.files)-1 && a.read[i] >= a.files[i].size {
		limit = answerWithin
	}
	a.watch.alive(limit)
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

func (r *outgoingReader) Read(p []byte) (int, error) {
	if r.a.t.job.gate.closed() != nil {
		r.a.watch.sleep()
	}
	if err := r.a.t.job.gate.pass(r.a.ctx); err != nil {
		return 0, err
	}
	n, err := r.src.Read(p)
	if n > 0 {
		r.n += int64(n)
		_, _ = r.sum.Write(p[:n])
		r.a.progress(r.i, n)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
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
