package app

import (
	"context"
	"fmt"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/session"
	"onefm/model/transfer"
)

// FromSession makes the window's services of a session.
func FromSession(s *session.Session) Services {
	ends := s.Queue.Subscribe()
	changes := s.Mirror.Watch()
	status := s.Mirror.WatchStatus()
	f := newFinder(s.Mirror)
	return Services{
		Local: s.Disk, Account: s.Mirror, Plans: s.Trees(), Engine: s.Queue,
		Run: func(ctx context.Context) error { return f.run(ctx, s.RunWindow) },
		Close: func() error {
			ends.Close()
			changes.Close()
			status.Close()
			return s.Close()
		},
		Ended: func(ctx context.Context) (transfer.Event, error) { return ends.Next(ctx) },
		Changed: func(ctx context.Context) ([]model.Path, error) {
			select {
			case <-changes.C():
				return changes.Take(), nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		},
		Info: func(ctx context.Context) (Info, error) {
			info, err := s.Mirror.Account(ctx)
			return Info{Account: info.Account, AsOf: info.AsOf}, err
		},
		Notices: s.Notices,
		Status:  s.Mirror.Status, Attend: s.Mirror.Attend,
		StatusChanged: func(ctx context.Context) error { return take(ctx, status) },
		Find:          f.find, Usage: f.usage, Duplicates: f.duplicates,
		Changes: s.Mirror.Changes,
		Learn:   func(ctx context.Context) error { return s.Mirror.Sync(ctx, mirror.SyncOptions{}, nil) },
		Lasting: s.Queue.Lasts(),
		HasKey:  s.HasKey(),
	}
}

// take waits until a watch has something to tell.
func take(ctx context.Context, w *mirror.Watch) error {
	select {
	case <-w.C():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// SignIn returns what opens the account of a key that a person typed into the
// guide: one call checks the key, then save keeps it and says where.
func SignIn(s *session.Session, save func(ctx context.Context, key string) (fmt.Stringer, error)) func(context.Context, string) (SignedIn, error) {
	return func(ctx context.Context, text string) (SignedIn, error) {
		key, err := fichier.NewSecret(text)
		if err != nil {
			return SignedIn{}, err
		}
		opened, info, err := s.Renew(ctx, key)
		if err != nil {
			return SignedIn{}, err
		}
		in := SignedIn{Services: FromSession(opened), Info: Info{Account: info.Account, AsOf: info.AsOf}} //nolint:contextcheck // closing outlives what was asked for
		if kept, err := save(ctx, key.Reveal()); err == nil {
			in.Kept = kept.String()
		} else { // the key is good all the same
			in.Kept = "this session only: " + err.Error()
		}
		return in, nil
	}
}
