package session

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"onefm/fichier"
	"onefm/model/mirror"
)

// infoByLine is how often any account may be asked from one address
// (1fichier-api §2).
const infoByLine = time.Minute

// budget is the ledger of a client. What the service counts by address, such as the
// rate of all calls, is kept where all accounts of this machine share it; what it
// counts by account is kept in the account's own database.
type budget struct {
	line, own *mirror.Ledger
}

var (
	_ fichier.Ledger   = budget{}
	_ fichier.Refunder = budget{}
)

// lineAccount tells the APIs apart whose accounts share a ledger.
func (o Options) lineAccount() string {
	api := o.APIURL
	if api == "" {
		api = fichier.API
	}
	sum := sha256.Sum256([]byte("onefm line\x00" + api))
	return hex.EncodeToString(sum[:6])
}

// byLine returns the rules that hold for the address.
func byLine(rules []fichier.Rule) []fichier.Rule {
	var out []fichier.Rule
	for _, r := range rules {
		switch r.Key {
		case fichier.CallRule().Key, fichier.RateRule().Key:
			out = append(out, r)
		case fichier.AccountRule().Key:
			out = append(out, fichier.Rule{Key: r.Key, Every: infoByLine})
		}
	}
	return out
}

// Take implements [fichier.Ledger]: both have to allow the call.
func (b budget) Take(ctx context.Context, now time.Time, rules []fichier.Rule) (time.Time, bool, error) {
	line := byLine(rules)
	next, ok, err := b.line.Take(ctx, now, line)
	if err != nil || !ok {
		return next, false, err
	}
	next, ok, err = b.own.Take(ctx, now, rules)
	if err != nil || !ok {
		return next, false, errors.Join(err, b.line.Refund(ctx, now, line))
	}
	return next, true, nil
}

// Refund implements [fichier.Refunder].
func (b budget) Refund(ctx context.Context, at time.Time, rules []fichier.Rule) error {
	return errors.Join(b.line.Refund(ctx, at, byLine(rules)), b.own.Refund(ctx, at, rules))
}

// Lock implements [fichier.Ledger]. A lock of the user or the key leaves the other
// accounts alone; any other may be one of the address.
func (b budget) Lock(ctx context.Context, until time.Time, reason string) error {
	text := strings.ToLower(reason)
	if strings.Contains(text, "user") || strings.Contains(text, "apk") {
		return b.own.Lock(ctx, until, reason)
	}
	return errors.Join(b.line.Lock(ctx, until, reason), b.own.Lock(ctx, until, reason))
}

// Locked implements [fichier.Ledger].
func (b budget) Locked(ctx context.Context) (time.Time, string, error) {
	until, reason, err := b.own.Locked(ctx)
	if err != nil {
		return until, reason, err
	}
	if at, why, err := b.line.Locked(ctx); err != nil || at.After(until) {
		return at, why, err
	}
	return until, reason, nil
}
