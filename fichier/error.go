package fichier

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

// What can go wrong, to be tested with errors.Is. The comment says what a caller
// should do (1fichier-api §9).
var (
	// ErrAuth: the key is missing, wrong or revoked. Ask for a new one; the client
	// makes no further call.
	ErrAuth = errors.New("the API key was refused")
	// ErrNotFound: the file or folder is gone. It also matches fs.ErrNotExist.
	ErrNotFound = errors.New("not found")
	// ErrFlood: too many requests; the whole client is closed for RetryAfter.
	ErrFlood = errors.New("locked by the service for too many requests")
	// ErrTier: the account's offer does not include this.
	ErrTier = errors.New("not part of the account's offer")
	// ErrPassword: the file or folder needs a password, or the one given is wrong.
	ErrPassword = errors.New("a password is needed")
	// ErrForbidden: access was refused for another reason than a password.
	ErrForbidden = errors.New("access refused")
	// ErrQuota: no space is left, or uploads are forbidden to the account.
	ErrQuota = errors.New("no space left in the account")
	// ErrUnavailable: the owner of the file is locked; nobody can have it.
	ErrUnavailable = errors.New("unavailable, its owner is locked")
	// ErrAccount: the account itself is locked or must be confirmed on the website.
	ErrAccount = errors.New("the account is locked or unknown")
	// ErrLocation: the account is in use from another address; wait five minutes.
	ErrLocation = errors.New("the account is in use at another place")
	// ErrVPN: this line counts as professional or VPN and needs CDN credits.
	ErrVPN = errors.New("this line needs CDN credits")
	// ErrNoChange: everything is already as asked for.
	ErrNoChange = errors.New("nothing to change")
	// ErrExists: a folder of that name exists already. It also matches fs.ErrExist.
	ErrExists = errors.New("exists already")
	// ErrNotEmpty: the folder to be removed still holds something.
	ErrNotEmpty = errors.New("not empty")
	// ErrTooSoon: a rule forbids the call until RetryAfter has passed. No call was
	// made.
	ErrTooSoon = errors.New("asked too soon")
	// ErrBusy: too many downloads at once; wait for one to end.
	ErrBusy = errors.New("too many downloads at once")
	// ErrBadAnswer: the answer is not what was asked for: HTML, torn, or huge.
	ErrBadAnswer = errors.New("unusable answer")
	// ErrServer: the service has trouble of its own. Try later.
	ErrServer = errors.New("the service has trouble")
	// ErrNetwork: the service can't be reached, or the connection broke.
	ErrNetwork = errors.New("no connection to the service")
	// ErrInDoubt: the request left, its answer was lost. Look before repeating it.
	ErrInDoubt = errors.New("sent, but the answer was lost")
	// ErrPending: the upload is still being processed; ask for its report later.
	ErrPending = errors.New("still being processed")
	// ErrRejected: the upload was refused; nothing was stored.
	ErrRejected = errors.New("the upload was refused")
	// ErrName: the name can't be used in the account.
	ErrName = errors.New("unusable name")
	// ErrLink: the text is no link of the service, Message says why.
	ErrLink = errors.New("not a 1fichier link")
	// ErrInvalid: what was asked for can't be sent, Message says why. No call was made.
	ErrInvalid = errors.New("not acceptable to the service")
	// ErrNoRange: the service sent something else than the part asked for; start from
	// the beginning.
	ErrNoRange = errors.New("the service does not resume this download")
	// ErrLimit: more than the service takes at once. No call was made.
	ErrLimit = errors.New("more than the service takes")
	// ErrExpired: the download ticket is no longer valid; take a new one.
	ErrExpired = errors.New("the download ticket is no longer valid")
	// ErrHost: an answer names a host that may not be trusted with the request.
	ErrHost = errors.New("untrusted host")
	// ErrSource: a file to be uploaded could not be read, or changed its size
	// meanwhile.
	ErrSource = errors.New("the source can't be read as announced")
	// ErrRefused: the service refused, with a text that is not known. It is in
	// Message.
	ErrRefused = errors.New("refused by the service")
)

// Error is what a call failed with.
type Error struct {
	Op         string        // what was tried: "list folder 42"
	Kind       error         // one of the sentinels
	Code       int           // the service's #n, 0 when there was none; it drifts, for logs only
	Message    string        // the service's own words, sanitised, one line; may be empty
	HTTPStatus int           // 0 when there was no answer
	RetryAfter time.Duration // how long to wait; 0 when waiting does not help or is not known
	Err        error         // the cause below, may be nil
}

// Error returns "op: kind: message #code, retry in 30s".
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	b.WriteString(e.what())
	if e.Message != "" {
		fmt.Fprintf(&b, ": %q", e.Message)
	}
	if e.Code != 0 {
		b.WriteString(" #" + strconv.Itoa(e.Code))
	}
	if e.HTTPStatus != 0 && e.Message == "" {
		b.WriteString(" (HTTP " + strconv.Itoa(e.HTTPStatus) + ")")
	}
	if e.RetryAfter > 0 {
		b.WriteString(", retry in " + e.RetryAfter.Round(time.Second).String())
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

func (e *Error) what() string {
	if e.Kind == nil {
		return "failed"
	}
	return e.Kind.Error()
}

// Unwrap returns the kind and the cause, so that errors.Is finds both.
func (e *Error) Unwrap() []error {
	var errs []error
	if e.Kind != nil {
		errs = append(errs, e.Kind)
	}
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	return errs
}

// Is lets a missing file match fs.ErrNotExist and a taken name fs.ErrExist.
func (e *Error) Is(target error) bool {
	switch target {
	case fs.ErrNotExist:
		return e.Kind == ErrNotFound
	case fs.ErrExist:
		return e.Kind == ErrExists
	case fs.ErrPermission:
		return e.Kind == ErrForbidden || e.Kind == ErrPassword
	}
	return false
}
