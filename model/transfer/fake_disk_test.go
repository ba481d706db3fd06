package transfer

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"sync"
	"time"

	"onefm/model"
	"onefm/model/disk"
)

// memFile is a file of a memDisk.
type memFile struct {
	data []byte
	time time.Time
}

// memDisk is a disk in memory with a hook for every fault that a test needs.
type memDisk struct {
	mu    sync.Mutex
	files map[model.Path]*memFile
	dirs  map[model.Path]bool
	parts map[model.Path]*memPart // by target
	free  int64

	onOpen  func(p model.Path) error
	onWrite func(p model.Path, size int) error
	onEOF   func(p model.Path)
}

func newMemDisk() *memDisk {
	return &memDisk{
		files: map[model.Path]*memFile{}, dirs: map[model.Path]bool{}, parts: map[model.Path]*memPart{}, free: 1 << 50,
	}
}

func (d *memDisk) put(p model.Path, data []byte) model.Item {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := &memFile{data: data, time: time.Now().Add(-time.Hour).Truncate(time.Second)}
	d.files[p] = f
	for dir := p.Parent(); !d.dirs[dir]; dir = dir.Parent() {
		d.dirs[dir] = true
	}
	return model.Item{Dir: p.Parent(), Entry: model.Entry{Name: p.Base(), Size: int64(len(data)), Time: f.time}}
}

func (d *memDisk) read(p model.Path) ([]byte, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.files[p]
	if f == nil {
		return nil, false
	}
	return f.data, true
}

func (d *memDisk) partCount() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.parts)
}

type memSource struct {
	d    *memDisk
	p    model.Path
	was  memFile
	data *bytes.Reader
	once sync.Once
}

func (d *memDisk) Open(ctx context.Context, p model.Path) (Source, error) {
	if d.onOpen != nil {
		if err := d.onOpen(p); err != nil {
			return nil, err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.files[p]
	if f == nil {
		return nil, fs.ErrNotExist
	}
	return &memSource{d: d, p: p, was: *f, data: bytes.NewReader(f.data)}, ctx.Err()
}

func (s *memSource) Read(b []byte) (int, error) {
	n, err := s.data.Read(b)
	if s.data.Len() == 0 && s.d.onEOF != nil {
		s.once.Do(func() { s.d.onEOF(s.p) })
	}
	return n, err
}

func (s *memSource) Stat() (fs.FileInfo, error) { return memInfo{s.was}, nil }

type memInfo struct{ f memFile }

func (i memInfo) Name() string       { return "" }
func (i memInfo) Size() int64        { return int64(len(i.f.data)) }
func (i memInfo) Mode() fs.FileMode  { return 0o644 }
func (i memInfo) ModTime() time.Time { return i.f.time }
func (i memInfo) IsDir() bool        { return false }
func (i memInfo) Sys() any           { return nil }

func (s *memSource) Check() error {
	s.d.mu.Lock()
	defer s.d.mu.Unlock()
	f := s.d.files[s.p]
	if f == nil || len(f.data) != len(s.was.data) || !f.time.Equal(s.was.time) {
		return model.ErrChanged
	}
	return nil
}

func (s *memSource) Close() error { return nil }

type memPart struct {
	d      *memDisk
	target model.Path
	tag    string
	open   bool

	mu     sync.Mutex
	data   []byte
	marked []disk.Range
}

func (d *memDisk) Create(_ context.Context, dir model.Path, name, tag string) (Part, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	target := dir.Child(name)
	if target.IsZero() {
		return nil, model.ErrBadName
	}
	if !d.dirs[dir] {
		return nil, fs.ErrNotExist
	}
	p := d.parts[target]
	if p != nil && p.open {
		return nil, model.ErrBusy
	}
	if p == nil || tag == "" || p.tag != tag {
		p = &memPart{d: d, target: target, tag: tag}
		d.parts[target] = p
	}
	p.open = true
	return p, nil
}

func (p *memPart) Size() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return int64(len(p.data))
}

func (p *memPart) Marked() []disk.Range { return p.marked }

func (p *memPart) Mark(ranges []disk.Range) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.marked = ranges
	return nil
}

func (p *memPart) WriteAt(b []byte, off int64) (int, error) {
	end := int(off) + len(b)
	if p.d.onWrite != nil {
		if err := p.d.onWrite(p.target, end); err != nil {
			return 0, err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if end > len(p.data) {
		p.data = append(p.data, make([]byte, end-len(p.data))...)
	}
	return copy(p.data[off:], b), nil
}

func (p *memPart) ReadAt(b []byte, off int64) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.NewReader(p.data).ReadAt(b, off)
}

func (p *memPart) Truncate(n int64) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.data, p.marked = p.data[:n], nil
	return nil
}

func (p *memPart) Commit(replace bool, mtime time.Time) error {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if p.d.files[p.target] != nil && !replace {
		return fs.ErrExist
	}
	p.d.files[p.target] = &memFile{data: p.data, time: mtime}
	delete(p.d.parts, p.target)
	return nil
}

func (p *memPart) Close() error {
	p.open = false
	return nil
}

func (p *memPart) Discard() error {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	delete(p.d.parts, p.target)
	return nil
}

func (d *memDisk) Copy(ctx context.Context, src, target model.Path, o disk.CopyOptions) (model.Entry, error) {
	data, ok := d.read(src)
	if !ok {
		return model.Entry{}, fs.ErrNotExist
	}
	d.mu.Lock()
	_, taken := d.files[target]
	full := d.free < int64(len(data))
	d.mu.Unlock()
	if full {
		return model.Entry{}, model.ErrNoSpace
	}
	if taken && !o.Replace {
		return model.Entry{}, fs.ErrExist
	}
	o.Progress(int64(len(data)))
	if ctx.Err() != nil {
		return model.Entry{}, ctx.Err()
	}
	return d.put(target, data).Entry, nil
}

func (d *memDisk) Place(_ context.Context, it model.Item, target model.Path, replace bool) (model.Entry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.files[it.Path()]
	if f == nil {
		return model.Entry{}, fs.ErrNotExist
	}
	if d.files[target] != nil && !replace {
		return model.Entry{}, fs.ErrExist
	}
	delete(d.files, it.Path())
	d.files[target] = f
	return it.Entry, nil
}

func (d *memDisk) Stat(_ context.Context, p model.Path) (model.Entry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.files[p]
	if f == nil {
		return model.Entry{}, fs.ErrNotExist
	}
	return model.Entry{Name: p.Base(), Size: int64(len(f.data)), Time: f.time}, nil
}

func (d *memDisk) Mkdir(_ context.Context, p model.Path) (model.Entry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for dir := p; !d.dirs[dir]; dir = dir.Parent() {
		d.dirs[dir] = true
	}
	return model.Entry{Name: p.Base(), Kind: model.Folder}, nil
}

func (d *memDisk) Remove(_ context.Context, items []model.Item) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, it := range items {
		delete(d.files, it.Path())
	}
	return nil
}

func (d *memDisk) RemoveEmpty(_ context.Context, p model.Path) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for f := range d.files {
		if p.Contains(f) {
			return errors.New("not empty")
		}
	}
	delete(d.dirs, p)
	return nil
}

func (d *memDisk) FreeSpace(context.Context, model.Path) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.free, nil
}

func (d *memDisk) setFree(n int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.free = n
}
