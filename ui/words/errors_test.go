package words

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
)

func TestError(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 14, 14, 31, 50, 0, time.UTC)
	films := Context{Verb: "list", Name: "Films", Now: now}
	again := films
	again.Again = true
	item := func(name string) model.Item {
		return model.Item{Dir: model.AccountPath("/"), Entry: model.Entry{Name: name}}
	}
	tests := []struct {
		name string
		err  error
		c    Context
		want Notice
	}{
		{
			"flood", &fichier.Error{Op: "list folder 42", Kind: fichier.ErrFlood, RetryAfter: 30 * time.Second}, again,
			Notice{"Cannot list Films: 1fichier asks to wait 30 s.", "Trying again at 14:32."},
		},
		{
			"flood, left to the person", &fichier.Error{Kind: fichier.ErrFlood, RetryAfter: 4*time.Minute + 100*time.Millisecond}, films,
			Notice{"Cannot list Films: 1fichier asks to wait 4 min 1 s.", "Try again at 14:35."},
		},
		{
			"flood until who knows", &fichier.Error{Kind: fichier.ErrFlood}, films,
			Notice{"Cannot list Films: 1fichier asks to wait.", "Nothing is sent until then; leave it alone for a while."},
		},
		{
			"too soon", fmt.Errorf("refresh: %w", &fichier.Error{Kind: fichier.ErrTooSoon, RetryAfter: 24 * time.Second}), films,
			Notice{"Cannot list Films: 1fichier allows this again in 24 s.", "Try again at 14:32."},
		},
		{
			"wrong key", &fichier.Error{Kind: fichier.ErrAuth, Message: "Not authenticated"},
			Context{},
			Notice{"1fichier refused the API key.", "Make a new one at " + KeyPage + " and log in again."},
		},
		{
			"unknown refusal is quoted, made safe", &fichier.Error{Kind: fichier.ErrRefused, Message: "Non\x1b[31m"}, films,
			Notice{"Cannot list Films: 1fichier refused it: “Non␛[31m”.", "Log in at https://1fichier.com and look there."},
		},
		{
			"full disk", fmt.Errorf("write: %w", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}),
			Context{Verb: "download", Name: "a\nb.iso"},
			Notice{"Cannot download a␤b.iso: no space is left on the disk.", "Free some space; what is here already is kept."},
		},
		{
			"permission", &fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES},
			Context{Verb: "read", Name: "x"},
			Notice{"Cannot read x: you may not.", "Ask for the permission, or choose another place."},
		},
		{
			"unreadable source tells the cause", &fichier.Error{Kind: fichier.ErrSource, Err: fs.ErrPermission},
			Context{Verb: "upload", Name: "x"},
			Notice{"Cannot upload x: you may not.", "Ask for the permission, or choose another place."},
		},
		{
			"several items", &model.ItemsError{Items: []model.ItemError{{Item: item("a"), Err: model.ErrInto}, {Item: item("b"), Err: fs.ErrExist}}},
			Context{Verb: "move", Name: "2 items"},
			Notice{"Cannot move a: a folder can't go into itself; 1 more failed.", "Choose another place."},
		},
		{
			"a long name leaves room for the reason", fs.ErrExist,
			Context{Verb: "rename", Name: strings.Repeat("x", 99) + ".jpeg", Width: 12},
			Notice{"Cannot rename xxxxxx….jpeg: that name is taken.", "Choose another name."},
		},
		{"unknown", errors.New("boom\x07"), Context{}, Notice{What: "Boom␇."}},
		{"none", nil, films, Notice{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Error(tt.err, tt.c); got != tt.want {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

// TestErrorKnowsEverySentinel reads the sources: a kind that is added there must
// get its words here.
func TestErrorKnowsEverySentinel(t *testing.T) {
	t.Parallel()
	said, err := os.ReadFile("reasons.go")
	if err != nil {
		t.Fatal(err)
	}
	for pkg, dir := range map[string]string{"fichier": "../../fichier", "model": "../../model"} {
		for _, name := range sentinels(t, dir) {
			if !strings.Contains(string(said), "{"+pkg+"."+name+",") {
				t.Errorf("%s.%s has no words", pkg, name)
			}
		}
	}
}

func sentinels(t *testing.T, dir string) []string {
	t.Helper()
	files, err := fs.Glob(os.DirFS(dir), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), dir+"/"+file, nil, parser.SkipObjectResolution)
		if err != nil {
			continue // being written just now; its own tests will tell
		}
		for _, decl := range f.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, spec := range gen.Specs {
				for _, id := range spec.(*ast.ValueSpec).Names {
					if strings.HasPrefix(id.Name, "Err") {
						names = append(names, id.Name)
					}
				}
			}
		}
	}
	if len(names) == 0 {
		t.Errorf("no sentinels found in %s", dir)
	}
	return names
}

func TestEveryReasonIsTwoParts(t *testing.T) {
	t.Parallel()
	for _, list := range [][]reason{serviceReasons(), modelReasons(), localReasons(), lastReasons()} {
		for _, r := range list {
			n := Error(r.is, Context{Verb: "copy", Name: "a"})
			if !strings.HasPrefix(n.What, "Cannot copy a: ") || !strings.HasSuffix(n.What, ".") {
				t.Errorf("%v: what = %q", r.is, n.What)
			}
			if n.Do != "" && !strings.HasSuffix(n.Do, ".") && !strings.HasSuffix(n.Do, ").") {
				t.Errorf("%v: do = %q", r.is, n.Do)
			}
		}
	}
}

func FuzzError(f *testing.F) {
	f.Add("Flood detected: IP Locked #374", "Films", 30)
	f.Add("\x1b]52;c;AAAA\x07", "\u202ea", 0)
	f.Fuzz(func(t *testing.T, message, name string, width int) {
		n := Error(&fichier.Error{Kind: fichier.ErrRefused, Message: message}, Context{Verb: "list", Name: name, Width: width % 80})
		if Safe(n.What) != n.What || Safe(n.Do) != n.Do {
			t.Errorf("unsafe: %q %q", n.What, n.Do)
		}
	})
}
