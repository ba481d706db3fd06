package treetest

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"onefm/model"
)

// Memory is a tree that lives in memory and keeps the rules of its side: a local
// one refuses a name that is taken, one of the account lets two files bear one
// name and gives each entry an identity. It may be used by several goroutines,
// and inside a synctest bubble: nothing waits while holding its lock.
type Memory struct {
	side model.Side

	mu      sync.Mutex
	now     func() time.Time
	lastID  int64
	folders map[model.Path]*folder
	trash   []model.Item
	faults  []*Fault
	calls   []Call
}

// folder is what Memory holds of one folder.
type folder struct {
	rows    []*row
	unknown bool // was never listed: Cached gives model.ErrUnknown
	asOf    time.Time
	next    time.Time
	cut     bool
}

type row struct {
	entry   model.Entry
	content string
}

// NewMemory returns an empty tree of the given side, which must not be Web.
func NewMemory(side model.Side) *Memory {
	return &Memory{side: side, now: time.Now, folders: make(map[model.Path]*folder)}
}

// PathOf returns the path of name, such as "/home/ann/a.txt", on a side. A local
// path becomes absolute in the manner of the machine that runs the test.
func PathOf(side model.Side, name string) model.Path {
	if side == model.Account {
		return model.AccountPath(name)
	}
	p, err := model.LocalPath(name)
	if err != nil {
		panic(fmt.Sprintf("treetest: path %q: %v", name, err))
	}
	return p
}

// Path returns the path of name on the side of m; see [PathOf].
func (m *Memory) Path(name string) model.Path { return PathOf(m.side, name) }

// SetClock makes m date new entries and listings by now; the default is time.Now.
func (m *Memory) SetClock(now func() time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = now
}

// AddFolder puts the folder name and its missing parents into the tree. Like all
// seeding it is no call, meets no fault, and panics when the tree can't hold it.
func (m *Memory) AddFolder(name string) model.Item {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.Path(name)
	if err := m.mkdirAll(p); err != nil {
		panic(fmt.Sprintf("treetest: add folder %s: %v", p, err))
	}
	r := m.folders[p.Parent()].find(p.Base())
	return model.Item{Dir: p.Parent(), Entry: r.entry}
}

// AddFile puts a file with its content into the tree, with missing parents. In an
// account tree a second file of one name stands beside the first.
func (m *Memory) AddFile(name, content string) model.Item {
	p := m.Path(name)
	e := model.Entry{Name: p.Base(), Size: int64(len(content)), Mode: 0o644}
	return m.add(p.Parent(), e, content)
}

// Add puts an entry as it is into the folder dir, made when missing: a file of any
// size without content, a link, a device, any flags. Of an entry without them
// the time and, in an account tree, the ID are filled in.
func (m *Memory) Add(dir string, e model.Entry) model.Item {
	return m.add(m.Path(dir), e, "")
}

func (m *Memory) add(dir model.Path, e model.Entry, content string) model.Item {
	m.mu.Lock()
	defer m.mu.Unlock()
	err := m.mkdirAll(dir)
	if err == nil {
		err = m.free(dir, e)
	}
	if err != nil {
		panic(fmt.Sprintf("treetest: add %s to %s: %v", e.Name, dir, err))
	}
	m.identify(&e)
	m.folders[dir].rows = append(m.folders[dir].rows, &row{entry: e, content: content})
	if e.Kind == model.Folder {
		m.folders[dir.Child(e.Name)] = &folder{}
	}
	return model.Item{Dir: dir, Entry: e}
}

// identify fills in the time and the ID that e lacks.
func (m *Memory) identify(e *model.Entry) {
	if e.Time.IsZero() {
		e.Time = m.now().UTC()
	}
	if m.side != model.Account || e.ID != "" {
		return
	}
	m.lastID++
	if e.Kind == model.Folder {
		e.ID = strconv.FormatInt(1_000_000+m.lastID, 10)
		return
	}
	e.ID = fmt.Sprintf("https://1fichier.com/?%020d", m.lastID)
}

// Forget makes the folder dir look as if it was never listed: List with
// model.Cached gives model.ErrUnknown until another freshness has asked.
func (m *Memory) Forget(dir string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.folders[m.Path(dir)].unknown = true
}

// Describe sets what listings of dir say about themselves: their age, when asking
// again is allowed, and whether the service cut them.
func (m *Memory) Describe(dir string, asOf, next time.Time, cut bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.folders[m.Path(dir)]
	f.asOf, f.next, f.cut = asOf, next, cut
}

// Content returns what a file was added with.
func (m *Memory) Content(it model.Item) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, err := m.lookup(it)
	if err != nil {
		return "", false
	}
	return r.content, true
}

// Items returns everything the tree holds, ordered by path.
func (m *Memory) Items() []model.Item {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []model.Item
	for dir, f := range m.folders {
		for _, r := range f.rows {
			all = append(all, model.Item{Dir: dir, Entry: r.entry})
		}
	}
	slices.SortFunc(all, func(a, b model.Item) int {
		if c := model.CompareNatural(a.Path().Name(), b.Path().Name()); c != 0 {
			return c
		}
		return model.Order{}.Compare(a.Entry, b.Entry)
	})
	return all
}

// Trashed returns what was put into the trash, oldest first.
func (m *Memory) Trashed() []model.Item {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.trash)
}
