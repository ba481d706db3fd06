package transfer

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/disk"
	"onefm/model/mirror"
	"onefm/model/transfer/journal"
)

// Client is what the engine asks of the service itself; *fichier.Client is one.
type Client interface {
	UploadNode(ctx context.Context) (fichier.Node, error)
	Upload(ctx context.Context, n fichier.Node, r fichier.UploadRequest) (fichier.Receipt, error)
	Report(ctx context.Context, r fichier.Receipt) (fichier.Report, error)
	WaitReport(ctx context.Context, r fichier.Receipt) (fichier.Report, error)
	Token(ctx context.Context, link fichier.Link, o fichier.TokenOptions) (fichier.Ticket, error)
	Open(ctx context.Context, t fichier.Ticket, offset, length int64) (*fichier.Download, error)
	FileInfo(ctx context.Context, link fichier.Link, pass string) (fichier.FileInfo, error)
	RequestRemote(ctx context.Context, r fichier.RemoteRequest) (fichier.RemoteJob, error)
	Budget() fichier.Budget
}

// Mirror is what the engine asks of the account's tree; *mirror.Mirror is one.
// Everything the engine changes in the account is written through it.
type Mirror interface {
	Library

	List(ctx context.Context, dir model.Path, f model.Freshness) (model.Listing, error)
	EnsureFolder(ctx context.Context, p model.Path) (fichier.FolderID, error)
	Copy(ctx context.Context, items []model.Item, to model.Path, o mirror.CopyOptions) ([]model.Entry, error)
	Move(ctx context.Context, items []model.Item, to model.Path) error
	Rename(ctx context.Context, it model.Item, name string) (model.Entry, error)
	Remove(ctx context.Context, items []model.Item) error
	RemoveEmpty(ctx context.Context, p model.Path) error
	Uploaded(ctx context.Context, dir model.Path, files []model.Entry) error
	Verified(ctx context.Context, link fichier.Link, sum string) error
}

// Disk is what the engine asks of the local disk; [OnDisk] makes one.
type Disk interface {
	Open(ctx context.Context, p model.Path) (Source, error)
	Create(ctx context.Context, dir model.Path, name, tag string) (Part, error)
	Copy(ctx context.Context, src, target model.Path, o disk.CopyOptions) (model.Entry, error)
	Place(ctx context.Context, it model.Item, target model.Path, replace bool) (model.Entry, error)
	Stat(ctx context.Context, p model.Path) (model.Entry, error)
	Mkdir(ctx context.Context, p model.Path) (model.Entry, error)
	Remove(ctx context.Context, items []model.Item) error
	RemoveEmpty(ctx context.Context, p model.Path) error
	FreeSpace(ctx context.Context, p model.Path) (int64, error)
}

// Source is a local file that is open for reading; *disk.Source is one.
type Source interface {
	io.Reader
	Stat() (fs.FileInfo, error)
	Check() error // model.ErrChanged when size or time differ from those at Open
	Close() error
}

// Part is a file that grows beside its target; *disk.Part is one.
type Part interface {
	io.WriterAt
	io.ReaderAt
	Size() int64                    // where its last byte ends, kept ones included
	Marked() []disk.Range           // what of it counts; nil: everything up to Size
	Mark(ranges []disk.Range) error // writes down, for a later run, that this has come and nothing else
	Truncate(size int64) error      // and everything up to size counts
	Commit(replace bool, mtime time.Time) error
	Close() error   // keeps the part for a later run
	Discard() error // removes it
}

// OnDisk returns d as the engine uses it.
func OnDisk(d *disk.Disk) Disk { return onDisk{d} }

type onDisk struct{ *disk.Disk }

func (d onDisk) Open(ctx context.Context, p model.Path) (Source, error) {
	s, err := d.Disk.Open(ctx, p)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (d onDisk) Create(ctx context.Context, dir model.Path, name, tag string) (Part, error) {
	p, err := d.Disk.Create(ctx, dir, name, tag)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Defaults of [Options].
const (
	DefaultUploads   = 4
	DefaultDownloads = 4
	// DefaultBatch is in bytes: what a broken request costs at most, single larger
	// files aside. One such request for each call that the service allows is more than
	// a gigabit line carries.
	DefaultBatch = 64 << 20
)

// Options are what an engine works with.
type Options struct {
	Client Client
	Mirror Mirror
	Disk   Disk

	// Journal remembers the jobs; nil: they end with the engine.
	Journal *journal.Journal

	Uploads   int   // requests at once; 0: DefaultUploads
	Downloads int   // files at once; 0: DefaultDownloads
	Lines     int   // streams from download hosts at once; 0: DefaultLines
	Batch     int64 // bytes of small files in one upload request; 0: DefaultBatch

	Limit Limit // until SetLimit

	Log *slog.Logger // for developers; nil: nothing is logged
}

// Errors of the engine itself. Those that a person may meet are model's.
var (
	// ErrStopped: the engine has ended, or ended before the job did.
	ErrStopped = errors.New("the transfer engine has stopped")
	// ErrRunning: Run was called twice.
	ErrRunning = errors.New("the transfer engine runs already")
	// ErrNoJob: there is no job of that number, or its state does not allow this.
	ErrNoJob = errors.New("no such job")
)
