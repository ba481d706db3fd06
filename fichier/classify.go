package fichier

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// How long the service's locks last (1fichier-api §2, §6, §9).
const (
	userLock     = 5 * time.Minute
	hardLock     = time.Hour
	locationLock = 5 * time.Minute
	hurried      = 30 * time.Second
)

// meaning is what a text of the service stands for; the zero value is an unknown one.
type meaning struct {
	kind  error
	retry time.Duration // how long to wait, when the text or experience tells
}

// saying is a text in lower case.
type saying string

// any reports whether it holds one of the words.
func (s saying) any(words ...string) bool {
	for _, w := range words {
		if strings.Contains(string(s), w) {
			return true
		}
	}
	return false
}

// kindOfText reads what the service says. Its numbers drift and one HTTP status
// stands for many things, so the words decide, whatever their case (1fichier-api §9). The order matters: "Owner locked" is no lock of
// ours, "Flood detected: IP Locked" is shorter than a bare "IP Locked".
func kindOfText(s string) meaning {
	say := saying(strings.ToLower(s))
	switch {
	case say.any("owner locked"):
		return meaning{kind: ErrUnavailable}
	case say.any("user locked", "apk locked", "key locked"):
		return meaning{ErrFlood, userLock}
	case say.any("flood"):
		return meaning{kind: ErrFlood}
	case say.any("ip locked", "ip is locked", "ip address is locked", "ip bloqu", "ip verrouill"):
		return meaning{ErrFlood, hardLock}
	case say.any("too many requests", "too fast", "trop rapide", "trop de requ"):
		return meaning{ErrFlood, hurried}
	case say.any("not authenticated", "bad token", "invalid api key"):
		return meaning{kind: ErrAuth}
	case say.any("no such user"):
		return meaning{kind: ErrAccount}
	case say.any("must be a customer", "premium, access"):
		return meaning{kind: ErrTier}
	case say.any("at a time") && say.any("location"):
		return meaning{ErrLocation, locationLock}
	case say.any("cdn credit", "crédits cdn", "professional", "professionnel", "residential", "vpn"):
		return meaning{kind: ErrVPN}
	case say.any("already downloading", "too many download", "téléchargez déjà", "téléchargement en cours"):
		return meaning{kind: ErrBusy}
	}
	return kindOfState(say)
}

// kindOfState reads texts about files and folders.
func kindOfState(say saying) meaning {
	switch {
	case say.any("resource not allowed", "password", "mot de passe", "is protected", "est protégé"):
		return meaning{kind: ErrPassword}
	case say.any("no file has been", "no changes requested", "no change requested"):
		return meaning{kind: ErrNoChange}
	case say.any("not empty", "n'est pas vide"):
		return meaning{kind: ErrNotEmpty}
	case say.any("already exist", "existe déjà"):
		return meaning{kind: ErrExists}
	case say.any("not found", "no such", "has been removed", "been deleted", "could not be found", "n'existe pas", "n'existe plus", "a été supprimé"):
		return meaning{kind: ErrNotFound}
	case say.any("quota", "not enough space", "no space", "espace insuffisant", "plus d'espace"):
		return meaning{kind: ErrQuota}
	case say.any("maintenance"):
		return meaning{ErrServer, 20 * time.Minute}
	case say.any("software error", "erreur logicielle"):
		return meaning{ErrServer, 10 * time.Minute}
	case say.any("connect to the database", "connecting to the database", "database connection", "base de données"):
		return meaning{ErrServer, 5 * time.Minute}
	case say.any("not allowed", "access denied", "forbidden", "interdit"):
		return meaning{kind: ErrForbidden}
	}
	return meaning{}
}

// kindOfStatus is what an HTTP status means when the text is not known.
func kindOfStatus(status int) error {
	switch {
	case status == 401:
		return ErrAuth
	case status == 403:
		return ErrForbidden
	case status == 404, status == 410:
		return ErrNotFound
	case status == 429:
		return ErrFlood
	case status >= 500:
		return ErrServer
	case status >= 300 && status < 400:
		return ErrBadAnswer
	}
	return ErrRefused
}

// numbered matches the place in the service's code that ends its texts.
var numbered = regexp.MustCompile(`\s*#\s*(\d{1,6})\s*\.?\s*$`)

// explain makes an error of what the service said, in its own words.
func explain(op string, status int, words string) *Error {
	e := &Error{Op: op, HTTPStatus: status}
	if at := numbered.FindStringSubmatchIndex(words); at != nil {
		e.Code, _ = strconv.Atoi(words[at[2]:at[3]]) // up to six digits always fit
		words = words[:at[0]]
	}
	e.Message = clean(words)
	m := kindOfText(words)
	e.Kind, e.RetryAfter = m.kind, m.retry
	if e.Kind == nil {
		e.Kind = kindOfStatus(status)
	}
	return e
}

var (
	hidden = regexp.MustCompile(`(?is)<(?:script|style|head)\b.*?</(?:script|style|head)\s*>|<!--.*?-->`)
	tag    = regexp.MustCompile(`(?s)<[^>]*>`)
	// warning matches the blocks in which the website tells what went wrong; the
	// class list may hold others.
	warning = regexp.MustCompile(`(?is)<(div|p|span)\b[^>]*\bclass\s*=\s*["'][^"']*\b(?:bloc2|ct_warn|alerte)\b[^"']*["'][^>]*>(.*?)</(?:div|p|span)\s*>`)
	title   = regexp.MustCompile(`(?is)<title\b[^>]*>(.*?)</title\s*>`)
)

// pageText returns what a page of the website says: its first warning that is not
// empty, or else all of its text (1fichier-api §5).
func pageText(page []byte) string {
	for _, m := range warning.FindAllSubmatch(page, 20) {
		if s := plainText(m[2]); s != "" {
			return s
		}
	}
	if s := plainText(page); s != "" {
		return s
	}
	if m := title.FindSubmatch(page); m != nil {
		return plainText(m[1])
	}
	return ""
}

func plainText(p []byte) string {
	p = hidden.ReplaceAll(p, []byte(" "))
	p = tag.ReplaceAll(p, []byte(" "))
	return strings.Join(strings.Fields(html.UnescapeString(string(p))), " ")
}
