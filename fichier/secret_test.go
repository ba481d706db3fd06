package fichier_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"onefm/fichier"
)

func TestSecretPrintsNowhere(t *testing.T) {
	t.Parallel()
	key, err := fichier.NewSecret(testKey)
	if err != nil {
		t.Fatal(err)
	}
	type holder struct {
		Open   fichier.Secret
		hidden fichier.Secret
		list   []fichier.Secret
		at     *fichier.Secret
	}
	h := holder{key, key, []fichier.Secret{key}, &key}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%08.3f", "%c", "%t", "%p", "%T"} {
		for _, v := range []any{key, &key, h, &h, []any{key}, map[string]any{"k": key}, fmt.Errorf("x: %v", key)} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	j, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(j)
	var log bytes.Buffer
	for _, l := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(l).Info("x", "key", key, "holder", h, "pointer", &h)
	}
	out.Write(log.Bytes())
	if strings.Contains(out.String(), testKey) || strings.Contains(out.String(), fmt.Sprintf("%x", testKey)) {
		t.Errorf("the key was printed:\n%s", out.String())
	}
	if got := key.Reveal(); got != testKey {
		t.Errorf("Reveal = %q", got)
	}
	if fmt.Sprint(key) != "•••" || key.String() != "•••" {
		t.Errorf("prints as %v", key)
	}
	if key.IsZero() || !(fichier.Secret{}).IsZero() || (fichier.Secret{}).Reveal() != "" {
		t.Error("IsZero or Reveal of nothing")
	}
}

func TestNewSecret(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" " + testKey + "\r\n": testKey,
		`"` + testKey + `"`:    testKey,
		"'eightchr'":           "eightchr",
		"odd.key/of+others!":   "odd.key/of+others!",
	} {
		got, err := fichier.NewSecret(in)
		if err != nil || got.Reveal() != want {
			t.Errorf("NewSecret(%q) = %q, %v", in, got.Reveal(), err)
		}
	}
	for _, in := range []string{"", "  ", "short", strings.Repeat("x", 513), "two words of a key", "line\nbreak_in_it", "clé_non_ascii", "\"\""} {
		_, err := fichier.NewSecret(in)
		if err == nil {
			t.Errorf("NewSecret(%q) was accepted", in)
		} else if in != "" && strings.TrimSpace(in) != "" && strings.Contains(err.Error(), in) {
			t.Errorf("NewSecret(%q) prints it: %v", in, err)
		}
	}
}
