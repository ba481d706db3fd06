package compare

import (
	"sync/atomic"
	"time"
)

// Progress is how far a comparison is. It may be read while it runs.
type Progress struct {
	folders, files, bytes atomic.Int64
	current               atomic.Pointer[string]
	until                 atomic.Int64
}

// State is a moment of a [Progress].
type State struct {
	Folders, Files int64
	Bytes          int64     // read
	Current        string    // the path of the file or folder last begun
	Until          time.Time // the service answers again then; zero when it is not waited for
}

// Now returns where the comparison is.
func (p *Progress) Now() State {
	s := State{Folders: p.folders.Load(), Files: p.files.Load(), Bytes: p.bytes.Load()}
	if c := p.current.Load(); c != nil {
		s.Current = *c
	}
	if u := p.until.Load(); u != 0 {
		s.Until = time.Unix(0, u)
	}
	return s
}

func (p *Progress) at(path string) { p.current.Store(&path) }

func (p *Progress) wait(until time.Time) { p.until.Store(until.UnixNano()) }

func (p *Progress) on() { p.until.Store(0) }
