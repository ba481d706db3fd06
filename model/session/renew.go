package session

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"onefm/fichier"
	"onefm/model/mirror"
)

// Renew opens the account of a key that a person has just given, and checks it as
// [Session.Check] does. When it is the account of s, whose key was replaced, the
// new session takes over its mirror and its queue: jobs that the refused key
// stopped can be tried again there. s stays open: close it when nobody uses its
// parts any more.
func (s *Session) Renew(ctx context.Context, key fichier.Secret) (*Session, mirror.Info, error) {
	opened, err := s.Reopen(ctx, key)
	if err != nil {
		return nil, mirror.Info{}, err
	}
	info, err := opened.Check(ctx)
	if err != nil {
		return nil, info, errors.Join(err, opened.Close()) //nolint:contextcheck // closing outlives what was asked for
	}
	same, err := opened.Succeeds(ctx, s.o.Key, info.Email)
	if err != nil || !same {
		return opened, info, err
	}
	s.Queue.Retire(ctx)
	if err := opened.Close(); err != nil { //nolint:contextcheck // as above
		return nil, info, err
	}
	opened, err = s.Reopen(ctx, key)
	return opened, info, err
}

// Succeeds finds out, by the e-mail address that was stored, whether an earlier key
// led to the same account. The key of s leads to what is stored there from the next
// [Open] on. No call is made.
func (s *Session) Succeeds(ctx context.Context, earlier fichier.Secret, email string) (bool, error) {
	old := s.o
	old.Key, old.Stored = earlier, ""
	old.Stored = old.successor()
	from := old.account()
	if from == "" || from == s.o.account() || email == "" || s.stored("") == "" {
		return false, nil
	}
	past, err := Open(ctx, Options{Stored: from, APIURL: s.o.APIURL, StateDir: s.o.StateDir, Log: s.o.Log})
	if err != nil {
		return false, err
	}
	info, _ := past.Mirror.Account(ctx)                         // what is stored: there is no key for more
	if err := past.Close(); err != nil || info.Email != email { //nolint:contextcheck // as above
		return false, err
	}
	dir := filepath.Dir(s.stored("x"))
	return true, os.WriteFile(filepath.Join(dir, keyPrefix+s.o.fingerprint()), []byte(from+"\n"), 0o600)
}

// keyPrefix begins the names of files that say under which name an account is
// stored whose key was replaced.
const keyPrefix = "key-"

// successor returns the name under which the account of a key is stored when that
// is the one of an earlier key; empty otherwise.
func (o Options) successor() string {
	if o.InMemory || o.Key.IsZero() {
		return ""
	}
	dir := o.StateDir
	if dir == "" {
		var err error
		if dir, err = StateDir(); err != nil {
			return ""
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, keyPrefix+o.fingerprint()))
	name := strings.TrimSpace(string(b))
	if err != nil || len(name) != len(o.fingerprint()) || strings.ContainsAny(name, `/\.`) {
		return ""
	}
	return name
}
