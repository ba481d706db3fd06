// Package session opens everything that belongs to one account: the ledger of
// calls, the API client, the mirror, the local disk and the transfer engine. The
// window, the command line and the demo differ in the [Options] only.
//
// A session without a key works: the disk is there, the account is an empty tree
// whose calls fail with [mirror.ErrNoKey], and [Session.Reopen] leads on when the
// person has given a key.
package session

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"onefm/fichier"
	"onefm/model/mirror"
)

// Options say which account to open and where to keep what is known of it.
type Options struct {
	Key       fichier.Secret    // zero: no account yet
	APIURL    string            // empty: the official one; else https, or http on loopback
	Transport http.RoundTripper // nil: the net; --demo puts the simulator here
	StateDir  string            // empty: [StateDir]
	InMemory  bool              // nothing is stored: --demo
	UserAgent string            // empty: "onefm"
	CDN       bool              // spend CDN credits on downloads
	Log       *slog.Logger      // nil: nothing is logged
}

// Session is one opened account and the disk.
type Session struct {
	Mirror *mirror.Mirror
	Client *fichier.Client // nil without a key
}

var errStub = errors.New("stub")

// Open opens a session. It makes no call to the service and asks no keyring. What
// can't be stored is a notice, not an error; a bad APIURL is one.
func Open(ctx context.Context, o Options) (*Session, error) { return nil, errStub }

// Notices returns what a person should be told about the stored data. More may
// come later.
func (s *Session) Notices() []mirror.Notice { return nil }

// Run runs the transfer engine until ctx ends and all its workers are gone.
func (s *Session) Run(ctx context.Context) error { return errStub }

// HasKey reports whether the session belongs to an account.
func (s *Session) HasKey() bool { return false }

// Reopen opens a session with another key and otherwise the same options. s stays
// open: close it when nobody uses its parts any more.
func (s *Session) Reopen(ctx context.Context, key fichier.Secret) (*Session, error) {
	return nil, errStub
}

// Check asks the service whether it takes the key, with one call, or none when
// the account was asked within five minutes, and returns the account's state.
func (s *Session) Check(ctx context.Context) (mirror.Info, error) {
	return mirror.Info{}, errStub
}

// Close closes the database. Call it after Run has returned.
func (s *Session) Close() error { return errStub }
