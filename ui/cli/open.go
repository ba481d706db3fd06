package cli

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/session"
	"onefm/ui/words"
)

// officialAccount names the key of the real service in keyrings.
const officialAccount = "1fichier.com"

// keyAccount names the service behind an address, so that a key is only sent to
// the one it was kept for.
func keyAccount(api string) string {
	if api == "" || strings.TrimSuffix(api, "/") == fichier.API {
		return officialAccount
	}
	u, err := url.Parse(api)
	if err != nil {
		return api
	}
	u.Host = strings.ToLower(u.Host)
	u.Path = strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), "/v1")
	return u.String()
}

// checkURL refuses an address before a key is looked up for it.
func (r *runner) checkURL() error {
	if r.apiURL == "" {
		return nil
	}
	if _, err := fichier.WithAPI(r.apiURL); err != nil {
		return usage("--api-url: %w", err)
	}
	return nil
}

// keys opens the store of the key.
func (r *runner) keys() (Keys, error) {
	if err := r.checkURL(); err != nil {
		return nil, err
	}
	set, err := r.settings()
	if err != nil {
		return nil, err
	}
	return r.Keys(keyAccount(r.apiURL), set.KeyCommand)
}

// key looks the key up.
func (r *runner) key(ctx context.Context) (fichier.Secret, Origin, error) {
	k, err := r.keys()
	if err != nil {
		return fichier.Secret{}, nil, err
	}
	text, from, err := k.Load(ctx)
	if err != nil {
		return fichier.Secret{}, nil, err
	}
	secret, err := fichier.NewSecret(text)
	if err != nil {
		return fichier.Secret{}, nil, fmt.Errorf("%w: the one from %v: %w", fichier.ErrAuth, from, err)
	}
	return secret, from, nil
}

// accountSession opens the account; local acts need none, see disk.
func (r *runner) accountSession(ctx context.Context) (*session.Session, error) {
	if r.demo {
		return r.simulated(ctx)
	}
	key, _, err := r.key(ctx)
	if err != nil {
		return nil, err
	}
	return r.open(ctx, r.options(key))
}

// disk opens a session that knows the local disk only: no keyring is asked.
func (r *runner) disk(ctx context.Context) (*session.Session, error) {
	if err := r.checkURL(); err != nil {
		return nil, err
	}
	return r.open(ctx, r.options(fichier.Secret{}))
}

// sessionFor opens the account when any of the paths needs it.
func (r *runner) sessionFor(ctx context.Context, operands ...operand) (*session.Session, error) {
	for _, o := range operands {
		if o.path.Side() != model.Local {
			return r.accountSession(ctx)
		}
	}
	return r.disk(ctx)
}

func (r *runner) options(key fichier.Secret) session.Options {
	version, _ := buildVersion(r.Version, r.Commit)
	return session.Options{
		Key: key, APIURL: r.apiURL, Transport: r.Transport, StateDir: r.StateDir,
		UserAgent: "onefm/" + version, Spawn: r.spawn(),
	}
}

// simulated opens an account in this process that is worth looking at.
func (r *runner) simulated(ctx context.Context) (*session.Session, error) {
	service := simulator.New()
	service.SeedDemo()
	r.closer = append(r.closer, func() error { service.Close(); return nil })
	key, err := fichier.NewSecret(service.Key())
	if err != nil {
		return nil, err
	}
	o := r.options(key)
	o.APIURL, o.InMemory, o.Transport, o.Spawn = "", true, service.Transport(), nil
	return r.open(ctx, o)
}

// once says what was not said yet: a command may open the stored data more than
// once, and have the same trouble each time.
func (r *runner) once(text string) {
	if !slices.Contains(r.said, text) {
		r.said = append(r.said, text)
		r.out.say("%s", text)
	}
}

// open opens a session that is closed when the command ends.
func (r *runner) open(ctx context.Context, o session.Options) (*session.Session, error) {
	log, err := r.logger(o.Key)
	if err != nil {
		return nil, err
	}
	o.Log = log
	if o.Limit, err = r.rate(); err != nil {
		return nil, err
	}
	s, err := session.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	told := 0
	tell := func() {
		all := s.Notices()
		for _, n := range all[min(told, len(all)):] {
			r.once(words.Stored(n))
		}
		told = len(all)
	}
	tell()
	late := func() error { tell(); return nil }
	r.closer = append([]func() error{late, s.Close}, r.closer...)
	return s, nil
}
