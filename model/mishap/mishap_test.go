package mishap_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mishap"
)

func TestErrorsKeepTheirKind(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		model.ErrNoKey,
		fmt.Errorf("list: %w", fichier.ErrAuth),
		&fichier.Error{Op: "list folder 42", Kind: fichier.ErrFlood, Code: 374, Message: "IP locked", HTTPStatus: 403, RetryAfter: 30 * time.Second},
		fmt.Errorf("write: %w", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}),
		&model.ItemsError{Items: []model.ItemError{{Err: model.ErrMismatch}}},
		errors.New("boom"),
	} {
		got := mishap.Decode(mishap.Encode(err))
		if got.Error() != err.Error() {
			t.Errorf("text %q, want %q", got, err)
		}
		for _, is := range []error{
			model.ErrNoKey, fichier.ErrAuth, fichier.ErrFlood, fs.ErrPermission, syscall.ENOSPC, model.ErrMismatch, fs.ErrNotExist,
		} {
			if errors.Is(got, is) != errors.Is(err, is) {
				t.Errorf("%v: Is(%v) = %t, want %t", err, is, errors.Is(got, is), errors.Is(err, is))
			}
		}
		e, ok := errors.AsType[*fichier.Error](err)
		f, okToo := errors.AsType[*fichier.Error](got)
		if ok != okToo || ok && *f != *e {
			t.Errorf("got %+v, want %+v", f, e)
		}
	}
	if got := mishap.Decode(mishap.Encode(nil)); got != nil {
		t.Errorf("no error became %v", got)
	}
	if got := mishap.Decode([]byte("{")); got == nil {
		t.Error("rubbish is no error")
	}
	if b := mishap.Encode(errors.New(strings.Repeat("é", 1<<20))); len(b) > 10_000 {
		t.Errorf("a long text takes %d bytes", len(b))
	}
}

// A kind that is added to fichier or model must be written down as well.
func TestEveryKindIsWritten(t *testing.T) {
	t.Parallel()
	known, err := os.ReadFile("kinds.go")
	if err != nil {
		t.Fatal(err)
	}
	for pkg, dir := range map[string]string{"fichier": "../../fichier", "model": ".."} {
		files, err := fs.Glob(os.DirFS(dir), "*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(dir + "/" + name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`(?m)^\s*(?:var )?(Err[A-Z]\w*)\s*=\s*errors\.New`).FindAllSubmatch(text, -1) {
				if !strings.HasSuffix(name, "_test.go") && !strings.Contains(string(known), "{"+pkg+"."+string(m[1])+",") {
					t.Errorf("%s.%s is not known", pkg, m[1])
				}
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(mishap.Encode(&fichier.Error{Kind: fichier.ErrFlood}))
	f.Fuzz(func(_ *testing.T, b []byte) {
		if err := mishap.Decode(b); err != nil {
			_ = err.Error()
			_ = errors.Is(err, fichier.ErrAuth)
		}
	})
}
