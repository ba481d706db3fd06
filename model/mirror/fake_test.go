package mirror

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// fake is a service in memory that keeps the rules of its ledger and says odd
// things on demand. The simulator is the honest one; this one is for answers that
// no honest service gives.
type fake struct {
	ledger fichier.Ledger

	mu      sync.Mutex
	nextID  fichier.FolderID
	folders map[fichier.FolderID]*fakeFolder
	files   []fakeFile
	calls   []string

	closed func() error                 // no call may leave
	fail   func(op string) error        // before anything is done
	lose   func(op string) bool         // done, but the answer is lost
	tell   func(f *fichier.Folder)      // changes the answer of a listing
	during func(op string)              // runs while a call is under way
	hold   map[string]chan struct{}     // a call of this name waits for it
	exists func(name string) (id int64) // what Mkdir answers for a name that is taken
	limit  int                          // entries an answer holds; 0: 5,000
	apart  bool                         // listings of folders come without files
	filter func(fakeFile) bool          // files that a listing leaves out
	sub    func(fichier.SubFolder) bool // folders that a listing leaves out
}

type fakeFolder struct {
	parent fichier.FolderID
	name   string
}

type fakeFile struct {
	fichier.File

	in fichier.FolderID
}

func newFake() *fake {
	return &fake{
		nextID:  100,
		folders: map[fichier.FolderID]*fakeFolder{fichier.Root: {parent: -1}},
		hold:    map[string]chan struct{}{},
	}
}

// link returns a link that ends in n.
func link(n int) fichier.Link {
	return fichier.Link(fmt.Sprintf("https://1fichier.com/?abcdefghijklmnop%04d", n))
}

func (s *fake) addFolder(parent fichier.FolderID, name string) fichier.FolderID {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextID++
	s.folders[s.nextID] = &fakeFolder{parent: parent, name: name}
	return s.nextID
}

func (s *fake) addFile(in fichier.FolderID, name string, l fichier.Link) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := fichier.File{Link: l, Name: name, Size: int64(len(name)), Date: time.Unix(1_600_000_000, 0), Sum: strings.Repeat("ab", 64)}
	s.files = append(s.files, fakeFile{File: f, in: in})
}

// count returns how many calls started with a prefix.
func (s *fake) count(prefix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.calls {
		if strings.HasPrefix(c, prefix) {
			n++
		}
	}
	return n
}

// begin records a call and lets it fail.
func (s *fake) begin(ctx context.Context, op, detail string, rules ...fichier.Rule) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.closed != nil {
		if err := s.closed(); err != nil {
			return err
		}
	}
	if len(rules) > 0 && s.ledger != nil {
		next, ok, err := s.ledger.Take(ctx, time.Now(), rules)
		if err != nil {
			return err
		}
		if !ok {
			return &fichier.Error{Op: op, Kind: fichier.ErrTooSoon, RetryAfter: time.Until(next)}
		}
	}
	s.mu.Lock()
	s.calls = append(s.calls, op+" "+detail)
	gate := s.hold[op]
	s.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if s.during != nil {
		s.during(op)
	}
	if s.fail != nil {
		return s.fail(op)
	}
	return nil
}

func (s *fake) Account(ctx context.Context) (fichier.Account, error) {
	if err := s.begin(ctx, "account", "", fichier.AccountRule()); err != nil {
		return fichier.Account{}, err
	}
	return fichier.Account{Email: "a@example.org", Tier: fichier.Premium}, nil
}

func (s *fake) Folder(ctx context.Context, id fichier.FolderID, withFiles bool) (fichier.Folder, error) {
	var rules []fichier.Rule
	if withFiles {
		rules = append(rules, fichier.ListRule(id))
	}
	if err := s.begin(ctx, "ls", fmt.Sprint(id), rules...); err != nil {
		return fichier.Folder{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	own, ok := s.folders[id]
	if !ok {
		return fichier.Folder{}, &fichier.Error{Op: "ls", Kind: fichier.ErrNotFound}
	}
	f := fichier.Folder{ID: id, Name: own.name}
	for sub, row := range s.folders {
		e := fichier.SubFolder{ID: sub, Name: row.name, Created: time.Unix(1_500_000_000, 0)}
		if row.parent == id && (s.sub == nil || s.sub(e)) {
			f.Folders = append(f.Folders, e)
		}
	}
	for _, file := range s.files {
		if file.in == id && (s.filter == nil || s.filter(file)) {
			f.Count++
			if !s.apart && withFiles {
				f.Files = append(f.Files, file.File)
			}
		}
	}
	if f.Files = s.cut(f.Files); f.Files == nil && !s.apart {
		f.Files = []fichier.File{}
	}
	if s.tell != nil {
		s.tell(&f)
	}
	return f, nil
}

func (s *fake) cut(files []fichier.File) []fichier.File {
	limit := s.limit
	if limit == 0 {
		limit = fichier.MaxListing
	}
	return files[:min(len(files), limit)]
}

func (s *fake) Files(ctx context.Context, id fichier.FolderID, o fichier.FilesOptions) ([]fichier.File, error) {
	if err := s.begin(ctx, "files", fmt.Sprint(id), fichier.FilesRule(id)); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []fichier.File
	for _, f := range s.files {
		if f.in != id || !o.SentAfter.IsZero() && !f.Date.After(o.SentAfter) ||
			!o.SentBefore.IsZero() && !f.Date.Before(o.SentBefore) {
			continue
		}
		out = append(out, f.File)
	}
	return s.cut(out), nil
}

func (s *fake) FileInfo(ctx context.Context, l fichier.Link, _ string) (fichier.FileInfo, error) {
	return fichier.FileInfo{}, s.begin(ctx, "info", string(l))
}

// openFake opens a mirror of s in memory and closes it after the test.
func openFake(t *testing.T, s *fake) *Mirror {
	t.Helper()
	return openFakeAt(t, s, "")
}

// openFakeAt opens a mirror of s in a file; calls count in its ledger.
func openFakeAt(t *testing.T, s *fake, path string) *Mirror {
	t.Helper()
	l, err := OpenLedger(t.Context(), path, "", nil)
	if err != nil {
		t.Fatalf("OpenLedger = %v", err)
	}
	s.ledger = l
	m, err := open(t.Context(), "", s, Options{Ledger: l})
	if err != nil {
		t.Fatalf("open = %v", err)
	}
	if s.limit > 0 {
		m.full = s.limit
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

// at is an account path.
func at(name string) model.Path { return model.AccountPath(name) }

// names lists what a mirror shows of a folder, sorted, folders with a slash.
func names(t *testing.T, m *Mirror, dir string, f model.Freshness) []string {
	t.Helper()
	l, err := m.List(t.Context(), at(dir), f)
	if err != nil {
		t.Fatalf("List(%s) = %v", dir, err)
	}
	return namesOf(l.Entries)
}

func namesOf(entries []model.Entry) []string {
	out := []string{}
	for _, e := range entries {
		if e.Kind == model.Folder {
			e.Name += "/"
		}
		out = append(out, e.Name)
	}
	slices.Sort(out)
	return out
}

// item returns the only entry of a name in a folder.
func item(t *testing.T, m *Mirror, dir, name string) model.Item {
	t.Helper()
	l, err := m.List(t.Context(), at(dir), model.Auto)
	if err != nil {
		t.Fatalf("List(%s) = %v", dir, err)
	}
	for _, e := range l.Entries {
		if e.Name == name {
			return model.Item{Dir: at(dir), Entry: e}
		}
	}
	t.Fatalf("%s holds no %q", dir, name)
	return model.Item{}
}
