package model_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
)

func local(t *testing.T, name string) model.Path {
	t.Helper()
	p, err := model.LocalPath(name)
	if err != nil {
		t.Fatalf("LocalPath(%q) = %v", name, err)
	}
	return p
}

func TestParsePath(t *testing.T) {
	t.Parallel()
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		in   string
		side model.Side
		name string
	}{
		{"1f:/Films/2024", model.Account, "/Films/2024"},
		{"1f:", model.Account, "/"},
		{"1f:Films", model.Account, "/Films"},
		{"1f:/Films/", model.Account, "/Films"},
		{"1f:/../../etc", model.Account, "/etc"},
		{"1f:/a//b/./c", model.Account, "/a/b/c"},
		{"https://1fichier.com/?abcde", model.Web, "https://1fichier.com/?abcde"},
		{"FTP://host/x", model.Web, "FTP://host/x"},
		{"https://", model.Local, filepath.Join(wd, "https:")},
		{"mailto://x", model.Local, filepath.Join(wd, "mailto:", "x")},
		{"./1f:x", model.Local, filepath.Join(wd, "1f:x")},
		{"a/../b", model.Local, filepath.Join(wd, "b")},
		{"..", model.Local, filepath.Dir(wd)},
	}
	for _, tt := range tests {
		p, err := model.ParsePath(tt.in)
		if err != nil {
			t.Errorf("ParsePath(%q) = %v", tt.in, err)
		}
		if p.Side() != tt.side || p.Name() != tt.name {
			t.Errorf("ParsePath(%q) = %s %q, want %s %q", tt.in, p.Side(), p.Name(), tt.side, tt.name)
		}
		if again, err := model.ParsePath(p.String()); err != nil || again != p {
			t.Errorf("ParsePath(%q.String()) = %v, %v", tt.in, again, err)
		}
	}
	if _, err := model.ParsePath(""); err == nil {
		t.Error("ParsePath of nothing succeeded")
	}
}

func TestChildStaysInItsFolder(t *testing.T) {
	t.Parallel()
	parents := []model.Path{model.AccountPath("/a/b"), model.AccountPath("/"), local(t, "/a/b"), local(t, "/")}
	for _, p := range parents {
		for _, name := range []string{"", ".", "..", "x/y", "/x", "../x", "x/", "nul\x00"} {
			if c := p.Child(name); !c.IsZero() {
				t.Errorf("%s.Child(%q) = %s, want no place", p, name, c)
			}
		}
		for _, name := range []string{"x", "...", " ", "x..y", "1f:", "-", "\xff", "a\nb"} {
			c := p.Child(name)
			if c.IsZero() && runtime.GOOS == "windows" {
				continue
			}
			if c.Parent() != p || c.Base() != name {
				t.Errorf("%s.Child(%q) = %s in %s", p, name, c, c.Parent())
			}
		}
	}
	if c := (model.Path{}).Child("x"); !c.IsZero() {
		t.Errorf("a child of no place is %s", c)
	}
	if c := model.WebPath("https://x.example/").Child("x"); !c.IsZero() {
		t.Errorf("a child of a link is %s", c)
	}
}

func TestRel(t *testing.T) {
	t.Parallel()
	acc := model.AccountPath
	tests := []struct {
		p, q model.Path
		want string
		ok   bool
	}{
		{acc("/a"), acc("/a"), ".", true},
		{acc("/a"), acc("/a/b/c"), "b/c", true},
		{acc("/"), acc("/a"), "a", true},
		{acc("/"), acc("/"), ".", true},
		{acc("/a"), acc("/ab"), "", false},
		{acc("/a/b"), acc("/a"), "", false},
		{acc("/a"), local(t, "/a/b"), "", false},
		{local(t, "/a"), local(t, "/a/b"), "b", true},
		{local(t, "/"), local(t, "/a/b"), "a/b", true},
		{local(t, "/a"), local(t, "/A/b"), "", false},
		{model.Path{}, acc("/a"), "", false},
		{model.Path{}, model.Path{}, "", false},
		{model.WebPath("https://x/"), model.WebPath("https://x/y"), "", false},
		{model.WebPath("https://x/"), model.WebPath("https://x/"), ".", true},
	}
	for _, tt := range tests {
		got, ok := tt.p.Rel(tt.q)
		if got != tt.want || ok != tt.ok {
			t.Errorf("%s.Rel(%s) = %q, %v, want %q, %v", tt.p, tt.q, got, ok, tt.want, tt.ok)
		}
		if tt.p.Contains(tt.q) != tt.ok {
			t.Errorf("%s.Contains(%s) = %v", tt.p, tt.q, !tt.ok)
		}
	}
}

func TestSegments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		p    model.Path
		want []string
	}{
		{model.AccountPath("/Films/2024"), []string{"1f:", "Films", "2024"}},
		{model.AccountPath("/"), []string{"1f:"}},
		{model.WebPath("https://x/y"), []string{"https://x/y"}},
		{model.Path{}, nil},
	}
	if runtime.GOOS != "windows" {
		tests = append(tests, struct {
			p    model.Path
			want []string
		}{local(t, "/home/ann"), []string{"/", "home", "ann"}})
	}
	for _, tt := range tests {
		var got []string
		for _, s := range tt.p.Segments() {
			got = append(got, s.Name)
			if !s.Path.Contains(tt.p) {
				t.Errorf("segment %s does not lead to %s", s.Path, tt.p)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("segments of %q (-want +got):\n%s", tt.p, diff)
		}
	}
}

func TestNoPlaceIsItsOwnParent(t *testing.T) {
	t.Parallel()
	var p model.Path
	if !p.IsRoot() || p.Parent() != p || p.Base() != "" || p.String() != "" {
		t.Errorf("no place has parent %q and base %q", p.Parent(), p.Base())
	}
}

func TestItemPath(t *testing.T) {
	t.Parallel()
	link := model.Item{Dir: model.WebPath("https://1fichier.com/?abcde"), Entry: model.Entry{Name: "x"}}
	if got := link.Path(); got != link.Dir {
		t.Errorf("path of a link is %s", got)
	}
	bad := model.Item{Dir: model.AccountPath("/a"), Entry: model.Entry{Name: "../x"}}
	if !bad.Path().IsZero() {
		t.Errorf("path of a hostile name is %s", bad.Path())
	}
	if got, want := bad.String(), `1f:/a "../x"`; got != want {
		t.Errorf("String() = %s, want %s", got, want)
	}
}

func FuzzPath(f *testing.F) {
	for _, s := range []string{"", "/", "a", "../x", "a/b", "1f:/x", "https://x/y", "\x00", "C:\\x", "con"} {
		f.Add(s, "name")
		f.Add("/base", s)
	}
	f.Fuzz(func(t *testing.T, s, name string) {
		p, err := model.ParsePath(s)
		if err != nil || p.Side() == model.Web {
			return
		}
		if p.Side() == model.Account && (!strings.HasPrefix(p.Name(), "/") || !model.AccountPath("/").Contains(p)) {
			t.Errorf("account path %q leaves the root", p.Name())
		}
		for at := p; !at.IsRoot(); at = at.Parent() {
			if len(at.Parent().Name()) >= len(at.Name()) {
				t.Fatalf("the way up from %q does not end", p.Name())
			}
		}
		c := p.Child(name)
		if c.IsZero() {
			return
		}
		if c.Parent() != p || c.Base() != name || !p.Contains(c) || c.Contains(p) {
			t.Errorf("%q.Child(%q) = %q", p.Name(), name, c.Name())
		}
		if rel, ok := p.Rel(c); !ok || rel != name {
			t.Errorf("%q.Rel(%q) = %q, %v", p.Name(), c.Name(), rel, ok)
		}
	})
}
