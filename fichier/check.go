package fichier

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"
)

// Limits of what is sent (1fichier-api §11).
const (
	// MaxFolderName is in characters of the name as it travels, after EncodeName.
	MaxFolderName = 250
	// MinPassword is in characters.
	MinPassword = 6
	// batch is how many files go into one rm, mv, cp, rename or chattr. No maximum is
	// documented; longer lists are sent in several calls.
	batch = 50
)

// checkName refuses names that can't be one element of a path.
func checkName(op, name string) error {
	why := ""
	switch {
	case name == "":
		why = "it is empty"
	case name == "." || name == "..":
		why = "it means another folder"
	case strings.ContainsAny(name, "/\x00"):
		why = "it holds a slash or NUL"
	}
	if why != "" {
		return &Error{Op: op, Kind: ErrName, Message: why}
	}
	return nil
}

// checkFolderName is checkName with the length that folders may have.
func checkFolderName(op, name string) error {
	if n := utf8.RuneCountInString(EncodeName(name)); n > MaxFolderName {
		return &Error{Op: op, Kind: ErrName, Message: fmt.Sprintf("it has %d characters, %d are allowed", n, MaxFolderName)}
	}
	return checkName(op, name)
}

// checkPassword refuses what is too short; empty means none.
func checkPassword(op, password string) error {
	if n := utf8.RuneCountInString(password); n > 0 && n < MinPassword {
		return &Error{Op: op, Kind: ErrInvalid, Message: fmt.Sprintf("a password has at least %d characters", MinPassword)}
	}
	return nil
}

// checkLinks refuses what can't be a link. Foreign domains pass: the service knows
// its domains better than we do.
func checkLinks(op string, links ...Link) error {
	for _, l := range links {
		if wireLink(string(l)) == "" {
			return &Error{Op: op, Kind: ErrLink, Message: clean(string(l))}
		}
	}
	return nil
}

// checkFolder refuses ids that no folder has, and the root where it can't be meant.
func checkFolder(op string, id FolderID, root bool) error {
	if id < 0 || id == Root && !root {
		return &Error{Op: op, Kind: ErrInvalid, Message: fmt.Sprintf("not for folder %d", id)}
	}
	return nil
}

// refusedBy returns the error of an answer that said KO in words of its own with a
// successful status, which some endpoints use for their results.
func refusedBy(err error) (*Error, bool) {
	e, ok := errors.AsType[*Error](err)
	return e, ok && errors.Is(e.Kind, ErrRefused) && e.HTTPStatus == http.StatusOK
}

// countOf tells a partial success.
func countOf(got, want int) string { return fmt.Sprintf("%d of %d", got, want) }
