// Package session opens everything that belongs to one account: the ledger of
// calls, the API client, the mirror, the local disk and the transfer engine. The
// window, the command line and the demo differ in the [Options] only.
//
// A session without a key works: the disk is there, the account is an empty tree
// whose calls fail with model.ErrNoKey, and [Session.Reopen] leads on when the
// person has given a key.
package session

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"sync"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/disk"
	"onefm/model/engine"
	"onefm/model/mirror"
	"onefm/model/transfer"
)

// Options say which account to open and where to keep what is known of it.
type Options struct {
	Key       fichier.Secret    // zero: no account yet
	Stored    string            // without a key: the account whose stored data to open
	APIURL    string            // empty: the official one; else https, or http on loopback
	Transport http.RoundTripper // nil: the net; --demo puts the simulator here
	StateDir  string            // empty: [StateDir]
	InMemory  bool              // nothing is stored: --demo
	UserAgent string            // empty: "onefm"
	CDN       bool              // spend CDN credits on downloads
	Limit     transfer.Limit    // of the transfers of this process, until it is told otherwise

	// Spawn starts a process that carries out transfers in the background and returns
	// when it listens; nil: none can be started.
	Spawn func(ctx context.Context, h engine.Handover) error
	// Apart says that transfers should rather run there, so that they outlive this
	// process: for a window, and for what is submitted to be left alone.
	Apart bool

	Log *slog.Logger // nil: nothing is logged
}

// Session is one opened account and the disk. Its fields stay what they are.
type Session struct {
	Disk   *disk.Disk
	Mirror *mirror.Mirror
	Client *fichier.Client // nil without a key
	Queue  *engine.Port    // its engine runs here or in another process, see Run

	o     Options
	line  *mirror.Ledger // of all accounts; nil when nothing is stored
	shelf *shelf         // the journal; nil when nothing is stored
	place engine.Options // where the queue is

	mu      sync.Mutex
	notices []mirror.Notice // only grows, so that callers can tell what is new
	heard   int             // of those of the mirror
	aside   sync.Once       // tells that the journal was
}

// Open opens a session. It makes no call to the service and asks no keyring. What
// can't be stored is a notice, not an error; a bad APIURL is one.
func Open(ctx context.Context, o Options) (*Session, error) {
	return open(ctx, o, disk.New())
}

func open(ctx context.Context, o Options, d *disk.Disk) (*Session, error) {
	if !o.Key.IsZero() {
		o.Stored = o.successor()
	}
	s := &Session{Disk: d, o: o}
	opts, err := o.client()
	if err != nil {
		return nil, err
	}
	ledger, err := mirror.OpenLedger(ctx, s.database(), o.account(), o.Log)
	if err != nil {
		return nil, err
	}
	if !o.Key.IsZero() {
		shared, err := s.budget(ctx, ledger)
		if err != nil {
			return nil, errors.Join(err, ledger.Close())
		}
		s.Client = fichier.New(o.Key, append(opts, fichier.WithLedger(shared))...)
	}
	s.Mirror, err = mirror.Open(ctx, "", s.Client, mirror.Options{Ledger: ledger, Log: o.Log})
	if err != nil {
		return nil, errors.Join(err, ledger.Close(), s.closeLine())
	}
	s.place = s.findQueue()
	s.Queue = engine.New(s.place)
	return s, nil
}

// client returns the options of the API client.
func (o Options) client() ([]fichier.Option, error) {
	var opts []fichier.Option
	if o.APIURL != "" {
		api, err := fichier.WithAPI(o.APIURL)
		if err != nil {
			return nil, err
		}
		opts = append(opts, api)
	}
	if o.Transport != nil {
		opts = append(opts, fichier.WithTransport(o.Transport))
	}
	if o.UserAgent != "" {
		opts = append(opts, fichier.WithUserAgent(o.UserAgent))
	}
	if o.Log != nil {
		opts = append(opts, fichier.WithLog(o.Log))
	}
	return append(opts, fichier.WithCDN(o.CDN)), nil
}

// budget returns the ledger of the client: the account's own, and, where anything
// is stored, the one that all accounts of this machine share.
func (s *Session) budget(ctx context.Context, own *mirror.Ledger) (fichier.Ledger, error) {
	name := s.o.lineAccount()
	file := s.stored("calls-" + name)
	if file == "" {
		return own, nil
	}
	var err error
	if s.line, err = mirror.OpenLedger(ctx, file, name, s.o.Log); err != nil {
		return nil, err
	}
	return budget{line: s.line, own: own}, nil
}

func (s *Session) closeLine() error {
	if s.line == nil {
		return nil
	}
	return s.line.Close()
}

// database returns the file of the account's mirror, empty for memory.
func (s *Session) database() string { return s.stored("mirror-" + s.o.account()) }

// stored returns the file of a database, empty for memory.
func (s *Session) stored(name string) string {
	if s.o.InMemory || s.o.account() == "" {
		return ""
	}
	dir := s.o.StateDir
	if dir == "" {
		var err error
		if dir, err = StateDir(); err != nil {
			s.note(mirror.Notice{Kind: mirror.InMemory, Err: err})
			return ""
		}
	}
	tighten(dir)
	return filepath.Join(dir, name+".sqlite")
}

// Notices returns what a person should be told about the stored data. More may
// come later, at the end.
func (s *Session) Notices() []mirror.Notice {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.Mirror.Notices()
	s.notices = append(s.notices, all[min(s.heard, len(all)):]...)
	s.heard = len(all)
	return slices.Clone(s.notices)
}

func (s *Session) note(n mirror.Notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notices = append(s.notices, n)
}

// HasKey reports whether the session belongs to an account.
func (s *Session) HasKey() bool { return s.Client != nil }

// Reopen opens a session with another key and otherwise the same options. s stays
// open: close it when nobody uses its parts any more.
func (s *Session) Reopen(ctx context.Context, key fichier.Secret) (*Session, error) {
	o := s.o
	o.Key = key
	return open(ctx, o, s.Disk)
}

// Check asks the service whether it takes the key, with one call, or none when
// the account was asked within five minutes, and returns the account's state. Its
// AsOf is zero when the key is good but the account may not be asked for yet.
func (s *Session) Check(ctx context.Context) (mirror.Info, error) {
	info, err := s.Mirror.Account(ctx)
	if !errors.Is(err, fichier.ErrTooSoon) {
		return info, err
	}
	_, err = s.Mirror.List(ctx, model.AccountPath("/"), model.Refresh)
	return info, err
}

// Close closes the databases. Call it after Run has returned.
func (s *Session) Close() error {
	if s.Client != nil {
		s.Client.Close()
	}
	return errors.Join(s.shelf.close(), s.Mirror.Close(), s.closeLine())
}
