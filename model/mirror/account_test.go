package mirror

import (
	"errors"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
)

func TestAccountIsAskedOnceInFiveMinutes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		m := openFake(t, s)
		ask := func() Info {
			t.Helper()
			info, err := m.Account(t.Context())
			if err != nil || info.Email != "a@example.org" || info.Tier != fichier.Premium {
				t.Errorf("Account = %+v, %v", info, err)
			}
			return info
		}
		start := time.Now()
		want(t, "age", ask().AsOf.Sub(start), 0)
		time.Sleep(4 * time.Minute)
		want(t, "age", ask().AsOf.Sub(start), 0)
		want(t, "calls", s.count("account"), 1)
		time.Sleep(2 * time.Minute)
		want(t, "age", ask().AsOf.Sub(start), 6*time.Minute)
		want(t, "calls", s.count("account"), 2)

		time.Sleep(time.Hour)
		s.fail = func(string) error { return &fichier.Error{Kind: fichier.ErrNetwork} }
		info, err := m.Account(t.Context())
		if !errors.Is(err, fichier.ErrNetwork) || info.Email == "" {
			t.Errorf("Account offline = %+v, %v", info, err)
		}
	})
}

func TestWithoutKeyEverythingSaysSo(t *testing.T) {
	t.Parallel()
	m, err := Open(t.Context(), "", nil, Options{})
	must(t, err)
	defer closed(t, m)
	_, list := m.List(t.Context(), at("/"), model.Auto)
	_, account := m.Account(t.Context())
	_, mkdir := m.Mkdir(t.Context(), at("/a"))
	for name, err := range map[string]error{"List": list, "Account": account, "Mkdir": mkdir} {
		if !errors.Is(err, model.ErrNoKey) {
			t.Errorf("%s = %v, want %v", name, err, ErrNoKey)
		}
	}
	if _, err := m.List(t.Context(), at("/"), model.Cached); !errors.Is(err, model.ErrUnknown) {
		t.Errorf("List(Cached) = %v", err)
	}
}
