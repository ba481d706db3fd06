package keyring

import (
	"errors"
	"fmt"

	gokeyring "github.com/zalando/go-keyring"
)

// system is the keyring of the operating system.
type system struct {
	service, account string
	reachable        func() error // nil error: asking starts nothing and can be answered
}

func (system) Origin() Origin { return System }

func (s system) Get() (string, error) {
	if err := s.reachable(); err != nil {
		return "", err
	}
	key, err := gokeyring.Get(s.service, s.account)
	return key, fromSystem(err)
}

func (s system) Set(key string) error {
	if err := s.reachable(); err != nil {
		return err
	}
	return fromSystem(gokeyring.Set(s.service, s.account, key))
}

func (s system) Delete() error {
	if err := s.reachable(); err != nil {
		return err
	}
	return fromSystem(gokeyring.Delete(s.service, s.account))
}

// fromSystem gives the errors our names. Only one of them has a type: whatever
// else a keyring answers means that it can't be used now.
func fromSystem(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, gokeyring.ErrNotFound):
		return ErrNone
	case errors.Is(err, gokeyring.ErrUnsupportedPlatform):
		return absent("built without one")
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
