package mirror

import (
	"context"
	"time"

	"onefm/fichier"
)

// Ledger is a [fichier.Ledger] in the mirror's database: processes that share the
// database share one budget of calls.
type Ledger struct{}

var (
	_ fichier.Ledger   = (*Ledger)(nil)
	_ fichier.Refunder = (*Ledger)(nil)
)

// OpenLedger opens the ledger in the database at path ("" is in memory), so that
// a client can be made before the mirror. account is a fingerprint of the account,
// never its key; a database of another account is set aside.
func OpenLedger(ctx context.Context, path, account string) (*Ledger, error) { return nil, errStub }

// Close closes the database, unless a mirror was opened with the ledger: then that
// one closes it.
func (l *Ledger) Close() error { return errStub }

// Take implements [fichier.Ledger].
func (l *Ledger) Take(ctx context.Context, now time.Time, rules []fichier.Rule) (time.Time, bool, error) {
	return time.Time{}, false, errStub
}

// Refund implements [fichier.Refunder].
func (l *Ledger) Refund(ctx context.Context, at time.Time, rules []fichier.Rule) error {
	return errStub
}

// Lock implements [fichier.Ledger].
func (l *Ledger) Lock(ctx context.Context, until time.Time, reason string) error { return errStub }

// Locked implements [fichier.Ledger].
func (l *Ledger) Locked(ctx context.Context) (time.Time, string, error) {
	return time.Time{}, "", errStub
}
