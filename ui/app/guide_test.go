package app

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"onefm/fichier"
)

// signInWith opens the account of m for any key but "wrong", and notes the keys.
func signInWith(t *testing.T, m *memory, keys *[]string) func(context.Context, string) (SignedIn, error) {
	t.Helper()
	return func(_ context.Context, key string) (SignedIn, error) {
		if keys != nil {
			*keys = append(*keys, key)
		}
		if strings.Contains(key, "wrong") {
			return SignedIn{}, fmt.Errorf("user/info: %w", fichier.ErrAuth)
		}
		s := m.cfg.Services
		s.HasKey = true
		return SignedIn{Services: s, Kept: "the kernel keyring, until the next reboot"}, nil
	}
}

func keyless(t *testing.T) (*window, *[]string) {
	t.Helper()
	m := newMemory()
	keys := &[]string{}
	m.cfg.SignIn = signInWith(t, m, keys)
	m.cfg.HasKey = false
	m.cfg.KeyURL = "https://1fichier.com/console/params.pl"
	return open(t, m.cfg, 100, 30), keys
}

func TestFirstStartGuidesToAKey(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w, keys := keyless(t)
		w.shows("https://1fichier.com/console/params.pl")
		w.paste(" wrong-key-0123456789 \n").hides("wrong-key").press("enter")
		w.shows("refused").press("ctrl+u").types("good-key-0123456789").hides("good-key").press("enter")
		w.shows("the kernel keyring, until the next reboot", "Enter go").hides("Esc later").press("enter")
		w.paneShows(right, "Backups", "Films", "Music", "welcome.txt")
		if got := strings.Join(*keys, "|"); got != "wrong-key-0123456789|good-key-0123456789" {
			t.Errorf("keys that were checked: %q", got)
		}
		if strings.Contains(w.scr.out.String(), "good-key") {
			t.Error("the key was written to the terminal")
		}
		w.quit()
	})
}

func TestLocalPaneWorksWithoutAKey(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w, _ := keyless(t)
		w.press("esc").shows("No account").press("j").cursorOn(left, "empty").press("f5").shows("There is no account yet")
		w.press("tab", "enter", "s", "s", "g", "r", "esc")
		w.quit()
	})
}
