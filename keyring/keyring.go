// Package keyring knows where the API key lives. A [Store] asks its sources in a
// fixed order – the variable FICHIER_API_KEY, the key_command of the settings,
// the keyring of the operating system, on Linux the kernel's keyring of the
// user, and at last the memory of this process – and keeps a new key in the best
// place that works.
//
// The key is never written to a file and never put on a command line, and no
// error of this package holds it. Every question is bounded in time: a keyring
// that waits for a prompt nobody sees can't stop the program.
package keyring

import (
	"errors"
	"fmt"
	"strings"
)

// EnvKey is the variable that is asked first.
const EnvKey = "FICHIER_API_KEY"

// Origin is where a key came from or was put.
type Origin uint8

// The origins, in the order in which they are asked.
const (
	Nowhere Origin = iota
	Environment
	KeyCommand
	System // Secret Service, macOS Keychain or Windows Credential Manager
	Kernel // Linux: the user's keyring in the kernel
	Session
)

// String names the place for people; it reads well after "kept in" and "from".
func (o Origin) String() string {
	switch o {
	case Environment:
		return EnvKey
	case KeyCommand:
		return "key_command"
	case System:
		return systemName
	case Kernel:
		return "the kernel keyring, until the next reboot"
	case Session:
		return "this session only"
	case Nowhere:
	}
	return "nowhere"
}

// MarshalText gives the word that scripts read: environment, key_command,
// keyring, kernel, session or none.
func (o Origin) MarshalText() ([]byte, error) {
	switch o {
	case Environment:
		return []byte("environment"), nil
	case KeyCommand:
		return []byte("key_command"), nil
	case System:
		return []byte("keyring"), nil
	case Kernel:
		return []byte("kernel"), nil
	case Session:
		return []byte("session"), nil
	case Nowhere:
	}
	return []byte("none"), nil
}

// Errors of the store, found by errors.Is.
var (
	// ErrNone says that no source has a key. Load wraps it in a [*MissingError].
	ErrNone = errors.New("no API key")
	// ErrUnavailable says that a place can't be used here: no D-Bus session, a
	// locked keyring, a kernel without keys, a time-out.
	ErrUnavailable = errors.New("not available")
	// ErrCommand says that key_command failed or printed nothing. The store then
	// stops: what the user set up explicitly is not replaced by another key.
	ErrCommand = errors.New("the key_command of the settings failed")
	// ErrBadKey refuses to keep what can't be a key: empty text, several lines.
	ErrBadKey = errors.New("not an API key")
)

// Trouble is what one source answered.
type Trouble struct {
	Origin Origin
	Err    error // ErrNone: it holds no key
}

// MissingError says that no source has a key, and what each of them answered.
type MissingError struct{ Tried []Trouble }

func (e *MissingError) Error() string {
	return fmt.Sprintf("%v (%s)", ErrNone, list(e.Tried))
}

// Unwrap lets errors.Is find ErrNone.
func (e *MissingError) Unwrap() error { return ErrNone }

// LeftError says where a key may still be after Delete: a variable or a
// key_command that only the user can take away (Err is nil), and places that
// failed.
type LeftError struct{ Left []Trouble }

func (e *LeftError) Error() string {
	return fmt.Sprintf("a key is left (%s)", list(e.Left))
}

// Unwrap returns the causes.
func (e *LeftError) Unwrap() []error {
	var errs []error
	for _, t := range e.Left {
		if t.Err != nil {
			errs = append(errs, t.Err)
		}
	}
	return errs
}

func list(ts []Trouble) string {
	words := make([]string, len(ts))
	for i, t := range ts {
		words[i] = t.Origin.String()
		if t.Err != nil {
			words[i] += ": " + t.Err.Error()
		}
	}
	return strings.Join(words, "; ")
}
