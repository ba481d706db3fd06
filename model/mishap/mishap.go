// Package mishap writes errors down so that another process, or a later one, can
// still tell what went wrong: the text, the kinds that errors.Is finds, and what
// the service said.
package mishap

import (
	"encoding/json"
	"errors"
	"syscall"
	"time"
	"unicode/utf8"

	"onefm/fichier"
)

// longest bounds a text; what a service or a system writes is no book.
const longest = 4096 // bytes

// record is an error as it is written down.
type record struct {
	Text    string   `json:"text"`
	Kinds   []string `json:"kinds,omitempty"`
	Errno   uint     `json:"errno,omitempty"` // of this machine
	Service *answer  `json:"service,omitempty"`
}

// answer is a [fichier.Error] as it is written down.
type answer struct {
	Op      string        `json:"op,omitempty"`
	Kind    string        `json:"kind,omitempty"`
	Code    int           `json:"code,omitempty"`
	Message string        `json:"message,omitempty"`
	Status  int           `json:"status,omitempty"`
	Retry   time.Duration `json:"retry,omitempty"`
}

// Encode writes an error down; nil gives nil. It never fails: of an error of an
// unknown kind the text stays.
func Encode(err error) []byte {
	if err == nil {
		return nil
	}
	r := record{Text: cut(err.Error())}
	for _, k := range kinds() {
		if errors.Is(err, k.is) {
			r.Kinds = append(r.Kinds, k.word)
		}
	}
	if n, ok := errors.AsType[syscall.Errno](err); ok {
		r.Errno = uint(n)
	}
	if e, ok := errors.AsType[*fichier.Error](err); ok {
		r.Service = &answer{Op: cut(e.Op), Kind: word(e.Kind), Code: e.Code, Message: cut(e.Message), Status: e.HTTPStatus, Retry: e.RetryAfter}
	}
	b, err := json.Marshal(r)
	if err != nil {
		return []byte(`{"text":"error"}`) // the record always encodes
	}
	return b
}

func cut(s string) string {
	if len(s) <= longest {
		return s
	}
	s = s[:longest]
	for len(s) > 0 && !utf8.ValidString(s[max(0, len(s)-utf8.UTFMax):]) {
		s = s[:len(s)-1]
	}
	return s
}

func word(err error) string {
	for _, k := range kinds() {
		if err == k.is { //nolint:errorlint // the sentinel itself, not what wraps it
			return k.word
		}
	}
	return ""
}

// past is an error that was written down.
type past struct {
	text  string
	under []error
}

func (p *past) Error() string   { return p.text }
func (p *past) Unwrap() []error { return p.under }

// Decode reads what [Encode] wrote. Nothing gives nil; what can't be read gives an
// error that says so.
func Decode(b []byte) error {
	if len(b) == 0 || string(b) == "null" {
		return nil
	}
	var r record
	if err := json.Unmarshal(b, &r); err != nil {
		return errors.New("an error that can't be read any more")
	}
	p := &past{text: r.Text}
	if s := r.Service; s != nil {
		p.under = append(p.under, &fichier.Error{
			Op: s.Op, Kind: sentinel(s.Kind), Code: s.Code, Message: s.Message, HTTPStatus: s.Status, RetryAfter: s.Retry,
		})
	}
	for _, w := range r.Kinds {
		if is := sentinel(w); is != nil {
			p.under = append(p.under, is)
		}
	}
	if r.Errno != 0 {
		p.under = append(p.under, syscall.Errno(r.Errno))
	}
	return p
}

func sentinel(w string) error {
	for _, k := range kinds() {
		if k.word == w {
			return k.is
		}
	}
	return nil
}
