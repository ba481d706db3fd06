package transfer

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"onefm/fichier"
	"onefm/fichier/whirlpool"
	"onefm/model"
	"onefm/model/mirror"
)

func sumOf(data []byte) string {
	h := whirlpool.New()
	_, _ = h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}

type accountFile struct {
	dir   model.Path
	entry model.Entry
	data  []byte
}

// account is a service and its mirror in one, that does what it is told: the hooks
// stand for answers that the simulator gives only by chance.
type account struct {
	mu      sync.Mutex
	folders map[model.Path]fichier.FolderID
	files   map[fichier.Link]*accountFile
	reports map[string]fichier.Report // by id of the upload
	links   int
	nodes   int
	calls   []string

	onCall   func(call string) error
	onUpload func(id string, files []accountFile) (store []accountFile, err error)
	onReport func(id string, r fichier.Report) (fichier.Report, error)
	version  func(offset int64) string
	onOpen   func(link fichier.Link, offset int64) (io.ReadCloser, error)
	list     func() (time.Time, bool) // AsOf, and whether the listing shows the files
}

func newAccount() *account {
	return &account{
		folders: map[model.Path]fichier.FolderID{model.AccountPath("/"): 0},
		files:   map[fichier.Link]*accountFile{}, reports: map[string]fichier.Report{},
	}
}

func (a *account) called(call string) error {
	a.mu.Lock()
	a.calls = append(a.calls, call)
	hook := a.onCall
	a.mu.Unlock()
	if hook != nil {
		return hook(call)
	}
	return nil
}

func (a *account) count(call string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := 0
	for _, c := range a.calls {
		if strings.HasPrefix(c, call) {
			n++
		}
	}
	return n
}

func (a *account) put(dir model.Path, name string, data []byte) model.Item {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.add(accountFile{dir: dir, entry: model.Entry{Name: name, Size: int64(len(data)), Sum: sumOf(data)}, data: data})
}

func (a *account) add(f accountFile) model.Item {
	a.links++
	f.entry.ID = fmt.Sprintf("https://1fichier.com/?link%05d", a.links)
	f.entry.Time = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	a.files[fichier.Link(f.entry.ID)] = &f
	return model.Item{Dir: f.dir, Entry: f.entry}
}

// names lists dir/name of everything, sorted.
func (a *account) names() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	names := []string{}
	for _, f := range a.files {
		names = append(names, f.dir.Child(f.entry.Name).Name())
	}
	slices.Sort(names)
	return names
}

func (a *account) UploadNode(context.Context) (fichier.Node, error) {
	if err := a.called("node"); err != nil {
		return fichier.Node{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.nodes++
	return fichier.Node{Host: "up1.1fichier.com", ID: fmt.Sprintf("id%08d", a.nodes)}, nil
}

func (a *account) Upload(ctx context.Context, n fichier.Node, r fichier.UploadRequest) (fichier.Receipt, error) {
	if err := a.called(fmt.Sprintf("upload %d", len(r.Files))); err != nil {
		return fichier.Receipt{}, err
	}
	dir := a.dirOf(r.Folder)
	var in []accountFile
	for _, f := range r.Files {
		body, err := f.Open()
		if err != nil {
			return fichier.Receipt{}, &fichier.Error{Kind: fichier.ErrSource, Err: err}
		}
		data, err := io.ReadAll(io.LimitReader(body, f.Size))
		_ = body.Close()
		if err != nil || int64(len(data)) != f.Size {
			return fichier.Receipt{}, &fichier.Error{Kind: fichier.ErrSource, Err: err}
		}
		in = append(in, accountFile{dir: dir, entry: model.Entry{Name: f.Name, Size: f.Size, Sum: sumOf(data)}, data: data})
	}
	if ctx.Err() != nil {
		return fichier.Receipt{}, ctx.Err()
	}
	var err error
	if a.onUpload != nil {
		in, err = a.onUpload(n.ID, in)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(in) > 0 {
		var rep fichier.Report
		for _, f := range in {
			it := a.add(f)
			rep.Links = append(rep.Links, fichier.ReportLink{
				Link: fichier.Link(it.Entry.ID), Name: f.entry.Name, Size: f.entry.Size, Sum: f.entry.Sum,
			})
		}
		a.reports[n.ID] = rep
	}
	return fichier.Receipt{Host: n.Host, XID: n.ID}, err
}

func (a *account) dirOf(id fichier.FolderID) model.Path {
	a.mu.Lock()
	defer a.mu.Unlock()
	for p, i := range a.folders {
		if i == id {
			return p
		}
	}
	return model.AccountPath("/")
}

func (a *account) WaitReport(_ context.Context, r fichier.Receipt) (fichier.Report, error) {
	if err := a.called("report"); err != nil {
		return fichier.Report{}, err
	}
	a.mu.Lock()
	rep, ok := a.reports[r.XID]
	a.mu.Unlock()
	if a.onReport != nil {
		return a.onReport(r.XID, rep)
	}
	if !ok {
		return rep, &fichier.Error{Kind: fichier.ErrNotFound}
	}
	return rep, nil
}

func (a *account) Report(ctx context.Context, r fichier.Receipt) (fichier.Report, error) {
	return a.WaitReport(ctx, r)
}

func (a *account) Token(_ context.Context, link fichier.Link, _ fichier.TokenOptions) (fichier.Ticket, error) {
	if err := a.called("token"); err != nil {
		return fichier.Ticket{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.files[link] == nil {
		return fichier.Ticket{}, &fichier.Error{Kind: fichier.ErrNotFound}
	}
	return fichier.Ticket{URL: string(link), Issued: time.Now()}, nil
}

func (a *account) Open(ctx context.Context, t fichier.Ticket, offset, _ int64) (*fichier.Download, error) {
	if err := a.called(fmt.Sprintf("open %d", offset)); err != nil {
		return nil, err
	}
	link := fichier.Link(t.URL)
	a.mu.Lock()
	f := a.files[link]
	a.mu.Unlock()
	d := &fichier.Download{Offset: offset, Size: f.entry.Size, Length: f.entry.Size - offset, Ranged: true}
	d.Body = io.NopCloser(bytes.NewReader(f.data[offset:]))
	if a.version != nil {
		d.Version = a.version(offset)
	}
	var err error
	if a.onOpen != nil {
		var body io.ReadCloser
		if body, err = a.onOpen(link, offset); body != nil {
			d.Body = body
			context.AfterFunc(ctx, func() { _ = body.Close() })
		}
	}
	return d, err
}

func (a *account) FileInfo(_ context.Context, link fichier.Link, _ string) (fichier.FileInfo, error) {
	if err := a.called("info"); err != nil {
		return fichier.FileInfo{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return fichier.FileInfo{File: fichier.File{Sum: a.files[link].entry.Sum}}, nil
}

func (a *account) RequestRemote(_ context.Context, r fichier.RemoteRequest) (fichier.RemoteJob, error) {
	return fichier.RemoteJob{}, a.called("remote " + strings.Join(r.URLs, " "))
}

func (a *account) Budget() fichier.Budget { return fichier.Budget{} }

func (a *account) List(_ context.Context, dir model.Path, _ model.Freshness) (model.Listing, error) {
	if err := a.called("list " + dir.Name()); err != nil {
		return model.Listing{}, err
	}
	l := model.Listing{Dir: dir, AsOf: time.Now()}
	show := true
	if a.list != nil {
		l.AsOf, show = a.list()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, f := range a.files {
		if show && f.dir == dir {
			l.Entries = append(l.Entries, f.entry)
		}
	}
	return l, nil
}

func (a *account) EnsureFolder(_ context.Context, p model.Path) (fichier.FolderID, error) {
	if err := a.called("mkdir " + p.Name()); err != nil {
		return 0, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, ok := a.folders[p]; !ok {
		a.folders[p] = fichier.FolderID(len(a.folders))
	}
	return a.folders[p], nil
}

func (a *account) Copy(_ context.Context, items []model.Item, to model.Path, o mirror.CopyOptions) ([]model.Entry, error) {
	if err := a.called(fmt.Sprintf("copy %d", len(items))); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, it := range items {
		f := *a.files[fichier.Link(it.Entry.ID)]
		f.dir = to
		if o.Name != "" {
			f.entry.Name = o.Name
		}
		a.add(f)
	}
	return nil, nil
}

func (a *account) Move(_ context.Context, items []model.Item, to model.Path) error {
	if err := a.called(fmt.Sprintf("move %d", len(items))); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, it := range items {
		a.files[fichier.Link(it.Entry.ID)].dir = to
	}
	return nil
}

func (a *account) Rename(_ context.Context, it model.Item, name string) (model.Entry, error) {
	if err := a.called("rename " + name); err != nil {
		return model.Entry{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	f := a.files[fichier.Link(it.Entry.ID)]
	f.entry.Name = name
	return f.entry, nil
}

func (a *account) Remove(_ context.Context, items []model.Item) error {
	if err := a.called(fmt.Sprintf("remove %d", len(items))); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, it := range items {
		delete(a.files, fichier.Link(it.Entry.ID))
	}
	return nil
}

func (a *account) RemoveEmpty(_ context.Context, p model.Path) error {
	return a.called("rmdir " + p.Name())
}

func (a *account) Uploaded(_ context.Context, _ model.Path, files []model.Entry) error {
	return a.called(fmt.Sprintf("uploaded %d", len(files)))
}

func (a *account) Verified(context.Context, fichier.Link, string) error { return a.called("verified") }
