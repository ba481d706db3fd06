package plan

import (
	"time"

	"onefm/fichier"
	"onefm/model"
)

const (
	// listCall is how many files go into one call that takes a list: no maximum is
	// documented (1fichier-api §14).
	listCall = 50
	// batchBytes is how much of small files goes into one upload request; a larger
	// file goes alone.
	batchBytes = 64 << 20
)

// Duration estimates how long the plan takes on a line of so many bytes a second:
// the bytes or the calls as the client spaces them, whichever is longer, since they
// overlap. With speed 0 only the calls count.
func (p *Plan) Duration(speed int64) time.Duration {
	calls := time.Duration(p.Calls) * fichier.CallRule().Every
	if speed <= 0 {
		return calls
	}
	line := time.Duration(float64(p.Line) / float64(speed) * float64(time.Second))
	return max(calls, line)
}

// count sums up the steps. In a move it also finds out which source folders will
// be empty in the end.
func (p *Plan) count() {
	p.Bytes, p.Line, p.Files, p.Folders, p.Same, p.Calls = 0, 0, 0, 0, 0, 0
	stays := make([]bool, len(p.folders))
	var c calls
	for i, step := range p.All() {
		s := &step
		if s.want == RemoveFolder {
			p.prune(i, s, stays)
		} else if p.remains(s) {
			p.stay(s, stays)
		}
		p.sum(s)
		c.step(p, s)
	}
	p.Calls = c.end()
}

// prune makes the removal of a source folder depend on what stays in it.
func (p *Plan) prune(i int, s *Step, stays []bool) {
	was := s.Action
	s.Action = RemoveFolder
	if stays[s.folder] {
		s.Action = Leave
		if up := p.folders[s.folder].parent; up >= 0 {
			stays[up] = true
		}
	}
	if s.Action != was {
		p.book.edit(i, func(kept *Step) { kept.Action = s.Action })
	}
}

// stay notes that the source of a step stays where it is: then its folder does, and
// the folder that it is.
func (p *Plan) stay(s *Step, stays []bool) {
	if s.folder >= 0 {
		stays[s.folder] = true
	}
	if s.holds > 0 {
		stays[s.holds-1] = true
	}
}

// remains reports whether the source of the step is still there in the end.
func (p *Plan) remains(s *Step) bool { return s.Action == Leave && !s.Same }

func (p *Plan) sum(s *Step) {
	size := int64(0)
	if e := s.Source.Entry; e.Kind == model.File || e.Kind == model.Symlink && s.Action == Upload {
		size = max(e.Size, 0)
	}
	switch s.Action {
	case Leave:
		if s.Same {
			p.Same++
		}
		return
	case RemoveFolder:
		return
	case Mkdir:
		p.Folders++
		return
	case MoveOnly:
		if s.Source.Entry.Kind == model.Folder {
			p.Folders++
			return
		}
	case Upload, Download:
		p.Line += size
	case DiskCopy, ServerCopy, RemoteUpload:
	}
	p.Files++
	p.Bytes += size
}

// calls counts calls of the API. Steps of one folder and one action come in a row
// and share lists and requests.
type calls struct {
	n      int
	folder int32
	action Action
	listed int   // items of the list or request that is being filled
	bytes  int64 // of the request that is being filled
	erased int   // files of the account that go in the end
}

func (c *calls) step(p *Plan, s *Step) {
	if s.Action != Leave && (s.folder != c.folder || s.Action != c.action) {
		c.folder, c.action, c.listed, c.bytes = s.folder, s.Action, 0, 0
	}
	account := s.Source.Dir.Side() == model.Account
	switch s.Action {
	case Mkdir:
		if s.Target.Side() == model.Account {
			c.n++
		}
	case Upload:
		c.upload(s.Source.Entry.Size)
	case Download:
		c.n++
	case ServerCopy:
		c.list(s)
	case MoveOnly:
		if account {
			c.list(s)
		}
	case RemoteUpload:
		c.more()
	case RemoveFolder:
		if account {
			c.n++
		}
	case Leave, DiskCopy:
	}
	c.erase(p, s, account)
}

// erase counts what is removed from the account: sources of a move and what is
// replaced.
func (c *calls) erase(p *Plan, s *Step, account bool) {
	goes := s.Same || s.Action == Download || s.Action == ServerCopy
	if p.Request.Op == Move && account && goes {
		c.erased++
	}
	if con := s.Conflict; con != nil && s.Action != Leave && con.Choice >= Replace && s.Target.Side() == model.Account {
		c.erased += len(con.Existing)
	}
}

// upload counts a request for a node whenever a new upload begins.
func (c *calls) upload(size int64) {
	full := c.listed >= fichier.MaxFilesPerUpload || c.bytes+size > batchBytes
	if c.listed == 0 || full {
		c.n++
		c.listed, c.bytes = 0, 0
	}
	c.listed++
	c.bytes += size
}

// list counts a call whenever a new list begins. A folder, or a file that gets
// another name, is a call of its own; a folder that gets one is two.
func (c *calls) list(s *Step) {
	folder, renamed := s.Source.Entry.Kind == model.Folder, s.Target.Base() != s.Source.Entry.Name
	switch {
	case folder && renamed:
		c.n += 2
	case folder || renamed:
		c.n++
	default:
		c.more()
	}
}

func (c *calls) more() {
	if c.listed%listCall == 0 {
		c.n++
	}
	c.listed++
}

func (c *calls) end() int {
	return c.n + (c.erased+listCall-1)/listCall
}
