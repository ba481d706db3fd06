package keyring

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// DefaultService is the name under which keyrings show our item.
const DefaultService = "onefm"

// DefaultAccount names the item of the real service. A key for another API
// address is kept under that address, so it is never sent to the wrong one.
const DefaultAccount = "1fichier.com"

// Time that a keyring may take.
const (
	headlessPatience = 2 * time.Second // nobody can answer a prompt: a ring that works takes 50 ms
	visiblePatience  = time.Minute     // somebody types the password of the ring
	commandPatience  = time.Minute     // pass and gpg may ask for a passphrase
)

// Place keeps one key beyond the life of this process. Its methods may block for
// ever: the store bounds them and leaves behind a call that does not return.
type Place interface {
	Origin() Origin
	Get() (string, error) // ErrNone when it holds no key
	Set(key string) error
	Delete() error // ErrNone when it held no key
}

// Options say where a store looks. The zero value is right for the real service.
type Options struct {
	Getenv  func(string) string // os.Getenv when nil
	Command Command             // key_command of the settings
	Service string              // DefaultService when empty
	Account string              // DefaultAccount when empty
	Places  []Place             // nil: those of this system; empty: none
	// Patience bounds one question to a place. Zero: 2 s where no prompt can be
	// seen (in SSH, without a display), a minute elsewhere.
	Patience time.Duration
}

// Store finds, keeps and forgets the key. It may be used from several
// goroutines.
type Store struct {
	getenv   func(string) string
	command  Command
	patience time.Duration
	places   []*guard

	mu     sync.Mutex
	memory string
}

// New returns a store. It asks nothing yet.
func New(o Options) *Store {
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.Service == "" {
		o.Service = DefaultService
	}
	if o.Account == "" {
		o.Account = DefaultAccount
	}
	if o.Places == nil {
		o.Places = places(o.Service, o.Account)
	}
	if o.Patience == 0 {
		o.Patience = patience(o.Getenv)
	}
	s := &Store{getenv: o.Getenv, command: o.Command, patience: o.Patience}
	for _, p := range o.Places {
		s.places = append(s.places, &guard{place: p})
	}
	return s
}

// Load returns the key of the first source that has one. Without any the error
// is a *MissingError; a key_command that fails ends the search with ErrCommand.
func (s *Store) Load(ctx context.Context) (string, Origin, error) {
	if key := clean(s.getenv(EnvKey)); key != "" {
		return key, Environment, nil
	}
	missing := &MissingError{Tried: []Trouble{{Environment, errUnset}}}
	if !s.command.IsZero() {
		key, err := s.command.run(ctx, commandPatience)
		if err != nil {
			return "", Nowhere, err
		}
		return key, KeyCommand, nil
	}
	for _, g := range s.places {
		key, err := g.get(ctx, s.patience)
		switch {
		case ctx.Err() != nil:
			return "", Nowhere, ctx.Err()
		case err == nil && key != "":
			return key, g.place.Origin(), nil
		case err == nil:
			err = ErrNone
		}
		missing.Tried = append(missing.Tried, Trouble{g.place.Origin(), err})
	}
	if key := s.remembered(); key != "" {
		return key, Session, nil
	}
	return "", Nowhere, missing
}

var errUnset = errors.New("not set")

// Save keeps the key in the first place that takes it and gives it back when
// asked, and says which one it is. When none does, the key lives in the memory
// of this process and the origin is Session. Other places forget what they hold,
// so that an older key can't come back.
//
// A variable or a key_command goes on to come first in Load.
func (s *Store) Save(ctx context.Context, key string) (Origin, error) {
	key = clean(key)
	if key == "" || strings.ContainsFunc(key, isControl) {
		return Nowhere, ErrBadKey
	}
	kept := Session
	for _, g := range s.places {
		if kept != Session {
			_ = g.delete(ctx, s.patience) // a place that asks later than the new one
			continue
		}
		if err := g.keep(ctx, s.patience, key); err != nil {
			if ctx.Err() != nil {
				return Nowhere, ctx.Err()
			}
			continue
		}
		kept = g.place.Origin()
	}
	if kept == Session {
		s.remember(key)
		return Session, nil
	}
	s.remember("")
	return kept, nil
}

// Delete takes the key out of every place. What it can't take away – a variable,
// a key_command, a place that fails – is named by a *LeftError. A place that is
// not available here, and so could not hold a key of this session, is no error.
func (s *Store) Delete(ctx context.Context) error {
	s.remember("")
	var left []Trouble
	if clean(s.getenv(EnvKey)) != "" {
		left = append(left, Trouble{Origin: Environment})
	}
	if !s.command.IsZero() {
		left = append(left, Trouble{Origin: KeyCommand})
	}
	for _, g := range s.places {
		err := g.delete(ctx, s.patience)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && !errors.Is(err, ErrNone) && !errors.Is(err, errAbsent) {
			left = append(left, Trouble{g.place.Origin(), err})
		}
	}
	if left != nil {
		return &LeftError{Left: left}
	}
	return nil
}

func (s *Store) remember(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory = key
}

func (s *Store) remembered() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory
}

// clean takes the blanks off that pasting and printing add.
func clean(key string) string { return strings.TrimSpace(key) }

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// absent marks a place that does not exist on this machine or in this session.
func absent(format string, args ...any) error {
	return fmt.Errorf("%w: %w", errAbsent, fmt.Errorf(format, args...))
}

var errAbsent = fmt.Errorf("%w here", ErrUnavailable)
