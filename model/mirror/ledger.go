package mirror

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"onefm/fichier"
)

// keepCalls is how long a call is remembered; the longest rule of the service is
// an hour (1fichier-api §2).
const keepCalls = 24 * time.Hour

// Ledger is a [fichier.Ledger] in the mirror's database: processes that share the
// database share one budget of calls.
type Ledger struct {
	s    *store
	lent bool // a mirror closes the store
}

var (
	_ fichier.Ledger   = (*Ledger)(nil)
	_ fichier.Refunder = (*Ledger)(nil)
)

// OpenLedger opens the ledger in the database at path ("" is in memory), so that
// a client can be made before the mirror. account is a fingerprint of the account,
// never its key; a database of another account is set aside. log may be nil.
func OpenLedger(ctx context.Context, path, account string, log *slog.Logger) (*Ledger, error) {
	s, err := openStore(ctx, path, account, log)
	if err != nil {
		return nil, err
	}
	l := &Ledger{s: s}
	return l, l.forget(ctx)
}

// Close closes the database, unless a mirror was opened with the ledger: then that
// one closes it.
func (l *Ledger) Close() error {
	if l.lent {
		return nil
	}
	return l.s.close()
}

// Take implements [fichier.Ledger].
func (l *Ledger) Take(ctx context.Context, now time.Time, rules []fichier.Rule) (next time.Time, ok bool, err error) {
	err = l.s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if next, err = earliest(ctx, tx, now, rules); err != nil {
			return err
		}
		if ok = !next.After(now); !ok {
			return nil
		}
		for _, r := range rules {
			const q = "INSERT OR REPLACE INTO ledger(key, last) VALUES(?, ?)"
			key, _, err := oldest(ctx, tx, r)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, q, key, now.UnixNano()); err != nil {
				return err
			}
		}
		return nil
	})
	return next, ok, err
}

// next returns when calls under rules are allowed, now at the earliest, without
// recording one.
func (l *Ledger) next(ctx context.Context, now time.Time, rules ...fichier.Rule) (next time.Time, err error) {
	err = l.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		next, err = earliest(ctx, tx, now, rules)
		return err
	})
	return next, err
}

// last returns when the last call under key was made; zero: never.
func (l *Ledger) last(ctx context.Context, key string) (at time.Time, err error) {
	err = l.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var ns int64
		err := tx.QueryRowContext(ctx, "SELECT last FROM ledger WHERE key = ?", key).Scan(&ns)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		at = time.Unix(0, ns)
		return err
	})
	return at, err
}

// earliest returns when all of rules allow a call, now at the earliest.
func earliest(ctx context.Context, tx *sql.Tx, now time.Time, rules []fichier.Rule) (time.Time, error) {
	floor, err := readFloor(ctx, tx)
	if err != nil {
		return now, err
	}
	next := now
	for _, r := range rules {
		_, last, err := oldest(ctx, tx, r)
		if err != nil {
			return now, err
		}
		if last = max(last, floor); last == 0 {
			continue
		}
		// A call in the future: the clock was set back.
		if at := time.Unix(0, min(last, now.UnixNano())).Add(r.Every); at.After(next) {
			next = at
		}
	}
	return next, nil
}

// oldest returns the key of the rule's call that was made first, and when; 0: never.
func oldest(ctx context.Context, tx *sql.Tx, r fichier.Rule) (key string, last int64, err error) {
	for _, k := range r.Keys() {
		var at int64
		err := tx.QueryRowContext(ctx, "SELECT last FROM ledger WHERE key = ?", k).Scan(&at)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return "", 0, err
		}
		if key == "" || at < last {
			key, last = k, at
		}
	}
	return key, last, nil
}

// Refund implements [fichier.Refunder].
func (l *Ledger) Refund(ctx context.Context, at time.Time, rules []fichier.Rule) error {
	return l.s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, r := range rules {
			const q = "DELETE FROM ledger WHERE key = ? AND last = ?"
			for _, key := range r.Keys() {
				if _, err := tx.ExecContext(ctx, q, key, at.UnixNano()); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Lock implements [fichier.Ledger].
func (l *Ledger) Lock(ctx context.Context, until time.Time, reason string) error {
	const q = `INSERT INTO lock(id, until, reason, level) VALUES(1, ?1, ?2, 1)
		ON CONFLICT(id) DO UPDATE SET until = ?1, reason = ?2, level = level + 1 WHERE until < ?1`
	return l.s.exec(ctx, q, until.UnixNano(), reason)
}

// Locked implements [fichier.Ledger].
func (l *Ledger) Locked(ctx context.Context) (until time.Time, reason string, err error) {
	err = l.s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var ns int64
		err := tx.QueryRowContext(ctx, "SELECT until, reason FROM lock").Scan(&ns, &reason)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		until = time.Unix(0, ns)
		return err
	})
	return until, reason, err
}

// forget drops calls that no rule can ask for any more.
func (l *Ledger) forget(ctx context.Context) error {
	return l.s.exec(ctx, "DELETE FROM ledger WHERE last < ?", time.Now().Add(-keepCalls).UnixNano())
}

// The floor is when a database was last written that is lost: every call it may
// have recorded was made by then.
const floorKey = "floor"

func setFloor(ctx context.Context, tx *sql.Tx, t time.Time) error {
	return setMeta(ctx, tx, floorKey, strconv.AppendInt(nil, t.UnixNano(), 10))
}

func readFloor(ctx context.Context, tx *sql.Tx) (int64, error) {
	var b []byte
	err := tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", floorKey).Scan(&b)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(string(b), 10, 64)
}
