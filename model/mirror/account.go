package mirror

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"onefm/fichier"
)

// accountEvery is how often the service may be asked for the account
// (1fichier-api §2).
const accountEvery = 5 * time.Minute

// Info is the state of the account as the service told it at AsOf.
type Info struct {
	fichier.Account

	AsOf time.Time
}

// infoKey is where the state of the account is kept, as JSON.
const infoKey = "info"

// Account returns the state of the account, from the mirror within five minutes
// of the last call. When asking failed and an older state is known, both are
// returned; that it was too soon is then no error.
func (m *Mirror) Account(ctx context.Context) (Info, error) {
	info, err := m.knownAccount(ctx)
	if err != nil {
		return info, err
	}
	if age := time.Since(info.AsOf); !info.AsOf.IsZero() && age >= 0 && age < accountEvery {
		return info, nil
	}
	start := time.Now()
	a, err := m.api.Account(ctx)
	switch {
	case errors.Is(err, fichier.ErrTooSoon) && !info.AsOf.IsZero():
		return info, nil
	case err != nil:
		return info, err
	}
	info = Info{Account: a, AsOf: start.UTC()}
	b, err := json.Marshal(info)
	if err != nil {
		return info, err
	}
	return info, m.s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return setMeta(ctx, tx, infoKey, b)
	})
}

// knownAccount returns what the mirror holds of the account; AsOf is zero when
// that is nothing.
func (m *Mirror) knownAccount(ctx context.Context) (Info, error) {
	var b []byte
	err := m.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", infoKey).Scan(&b)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return Info{}, nil
	}
	if err != nil {
		return Info{}, err
	}
	var info Info
	if err := json.Unmarshal(b, &info); err != nil {
		return Info{}, nil //nolint:nilerr // written by another version: ask again
	}
	return info, nil
}
