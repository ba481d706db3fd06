package fichier

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// mask is what a secret prints as, whatever the format.
const mask = "•••"

// minKey is the shortest text taken for a key. Keys have 32 characters today, but
// nothing promises that (1fichier-api §1.2).
const minKey = 8

// maxKey keeps a pasted document from being taken for a key.
const maxKey = 512

// Secret is an API key. It prints as ••• through every verb, as JSON, as text and
// in logs; only [Secret.Reveal] gives it out. The zero value holds nothing.
type Secret struct {
	// A function rather than a string: fmt can't call methods of unexported
	// fields and would print a string's bytes.
	reveal func() string
}

// NewSecret returns s, trimmed of white space and quotes, as a key. It refuses what
// can't be one: too short, too long, or with a space or a letter that no header
// carries. Keys are made of letters, digits, - _ and = today (1fichier-api §1.2);
// another service that speaks the same API may have others.
func NewSecret(s string) (Secret, error) {
	s = strings.TrimSpace(s)
	if n := len(s); n > 1 && s[0] == s[n-1] && (s[0] == '"' || s[0] == '\'') {
		s = s[1 : n-1] // the documentation prints quotes that are not part of it
	}
	switch {
	case s == "":
		return Secret{}, errors.New("the API key is empty")
	case len(s) < minKey:
		return Secret{}, fmt.Errorf("an API key has at least %d characters, this one has %d", minKey, len(s))
	case len(s) > maxKey:
		return Secret{}, errors.New("this text is too long for an API key")
	}
	for i, r := range s {
		if r <= ' ' || r > '~' {
			return Secret{}, fmt.Errorf("character %d can't be part of an API key", i+1)
		}
	}
	return Secret{reveal: func() string { return s }}, nil
}

// Reveal returns the key itself.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// IsZero reports whether s holds no key.
func (s Secret) IsZero() bool { return s.Reveal() == "" }

// String returns •••.
func (s Secret) String() string { return mask }

// Format prints ••• for every verb and flag.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, mask) }

// MarshalText returns •••, so that JSON and TOML never hold the key.
func (s Secret) MarshalText() ([]byte, error) { return []byte(mask), nil }

// LogValue returns •••.
func (s Secret) LogValue() slog.Value { return slog.StringValue(mask) }

// redact takes the key out of a text that is about to leave the client.
func (s Secret) redact(text string) string {
	key := s.Reveal()
	if key == "" {
		return text
	}
	return strings.ReplaceAll(text, key, mask)
}
