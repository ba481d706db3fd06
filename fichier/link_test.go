package fichier_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
)

const someID = "k3v9q0zt4mx81hcd72wp"

func TestParseLink(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"https://1fichier.com/?" + someID, "https://1fichier.com/?" + someID},
		{"http://www.1fichier.com/?" + someID, "https://1fichier.com/?" + someID},
		{"1fichier.com/?abcde", "https://1fichier.com/?abcde"},
		{"  HTTPS://1Fichier.COM/?abc12&af=3186111&lg=en \n", "https://1fichier.com/?abc12"},
		{"https://1fichier.com/?abc12&inline=1&e=1#top", "https://1fichier.com/?abc12"},
		{"https://1fichier.com/en/?abc12", "https://1fichier.com/?abc12"},
		{"https://1fichier.com.:443/?abc12", "https://1fichier.com/?abc12"},
		{"http://abc12.1fichier.com", "https://1fichier.com/?abc12"},
		{"http://abc12.dl4free.com/en/", "https://dl4free.com/?abc12"},
		{"https://megadl.fr/?zzzzz", "https://megadl.fr/?zzzzz"},
	}
	for _, tt := range tests {
		got, err := fichier.ParseLink(tt.in)
		if err != nil || string(got) != tt.want {
			t.Errorf("ParseLink(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
		}
	}
	for _, d := range fichier.Domains() {
		want := fichier.Link("https://" + d + "/?abc123")
		if got, err := fichier.ParseLink("http://www." + d + "/?abc123&x"); err != nil || got != want {
			t.Errorf("domain %s: %q, %v, want %q", d, got, err, want)
		}
	}
}

func TestParseLinkRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, reason string }{
		{"", "nothing"},
		{"abcde", "not a host"},
		{"https://1fichier.com/", "no file"},
		{"https://1fichier.com/?", "no file"},
		{"https://1fichier.com/?abc", "5 to 20"},
		{"https://1fichier.com/?" + someID + "x", "5 to 20"},
		{"https://1fichier.com/?ABCDE", "5 to 20"},
		{"https://1fichier.com/?abc/de", "5 to 20"},
		{"https://1fichier.com/console/?abcde", "no file"},
		{"https://1fichier.com/dir/AbC123", "folder"},
		{"https://1fichier.com.evil.example/?abcde", "only looks like"},
		{"https://evil-1fichier.com/?abcde", "only looks like"},
		{"https://1fichier.co/?abcde", "only looks like"},
		{"https://1fichier.com@evil.example/?abcde", "user name"},
		{"https://user:pw@1fichier.com/?abcde", "user name"},
		{"https://1fichіer.com/?abcde", "not a host"}, // a Cyrillic і
		{"https://1fichier.com:8443/?abcde", "port"},
		{"https://a.b.1fichier.com/?abcde", "not the host"},
		{"https://up2.1fichier.com/", "not the host"},
		{"ftp://1fichier.com/?abcde", "not http"},
		{"javascript:alert(1)//1fichier.com/?abcde", ""},
		{"https://1fichier.com/\x00?abcde", "no address"},
		{"https://example.org/x\x1b[31m?abcde", ""},
	}
	for _, tt := range tests {
		got, err := fichier.ParseLink(tt.in)
		if !errors.Is(err, fichier.ErrLink) {
			t.Errorf("ParseLink(%q) = %q, %v, want ErrLink", tt.in, got, err)
			continue
		}
		if !strings.Contains(err.Error(), tt.reason) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("ParseLink(%q) says %q, want %q in it", tt.in, err, tt.reason)
		}
	}
}

func TestParseFolderLink(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"https://1fichier.com/dir/AbC123xy", "http://www.1fichier.com/dir/AbC123xy?json=1", "1fichier.com/en/dir/AbC123xy/",
	} {
		got, err := fichier.ParseFolderLink(in)
		if want := fichier.FolderLink("https://1fichier.com/dir/AbC123xy"); err != nil || got != want {
			t.Errorf("ParseFolderLink(%q) = %q, %v, want %q", in, got, err, want)
		}
		if got.Slug() != "AbC123xy" {
			t.Errorf("Slug = %q", got.Slug())
		}
	}
	for _, in := range []string{
		"", "https://1fichier.com/?abcde", "https://1fichier.com/dir/", "https://1fichier.com/dir/a/b",
		"https://1fichier.com/dir/..", "https://1fichier.com.evil.example/dir/abc", "https://abcde.1fichier.com/dir/abc",
	} {
		if got, err := fichier.ParseFolderLink(in); !errors.Is(err, fichier.ErrLink) {
			t.Errorf("ParseFolderLink(%q) = %q, %v, want ErrLink", in, got, err)
		}
	}
}

func TestFindLinks(t *testing.T) {
	t.Parallel()
	text := `Two parts: https://1fichier.com/?aaaaa11111&af=1, (http://megadl.fr/?bbbbb22222).
[url=https://1fichier.com/?aaaaa11111]again[/url] [md](https://1fichier.com/?ccccc33333) <a href="https://1fichier.com/?ddddd44444&amp;e=1">
all of it in 1fichier.com/dir/Xyz9! old: http://eeeee.1fichier.com; not https://1fichier.com.evil.example/?fffff nor
https://example.org/?ggggg nor https://1fichier.com/help.html nor not1fichier.com/?hhhhh`
	want := []string{
		"https://1fichier.com/?aaaaa11111", "https://megadl.fr/?bbbbb22222", "https://1fichier.com/?ccccc33333",
		"https://1fichier.com/?ddddd44444", "https://1fichier.com/dir/Xyz9", "https://1fichier.com/?eeeee",
	}
	if diff := cmp.Diff(want, fichier.FindLinks(text)); diff != "" {
		t.Errorf("FindLinks (-want +got):\n%s", diff)
	}
	if got := fichier.FindLinks("nothing here"); len(got) != 0 {
		t.Errorf("FindLinks without a link = %q", got)
	}
}

func FuzzLinks(f *testing.F) {
	for _, s := range []string{
		"https://1fichier.com/?abcde&x", "abcde.1fichier.com", "1fichier.com/dir/aB1", "https://1fichier.com@evil/?abcde",
		"https://[::1]/?abcde", "https://1fichier.com%2eevil.com/?abcde", "https://www.www.1fichier.com/?abcde", "://", "https:///?abcde",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if l, err := fichier.ParseLink(s); err == nil {
			again, err := fichier.ParseLink(string(l))
			if err != nil || again != l {
				t.Errorf("ParseLink(%q) = %q, which reads as %q, %v", s, l, again, err)
			}
			if host, _, _ := strings.Cut(strings.TrimPrefix(string(l), "https://"), "/"); !isDomain(host) {
				t.Errorf("ParseLink(%q) = %q, a foreign host", s, l)
			}
			if len(l.ID()) < 5 {
				t.Errorf("ID of %q = %q", l, l.ID())
			}
		}
		for _, found := range fichier.FindLinks(s) {
			_, err := fichier.ParseLink(found)
			_, err2 := fichier.ParseFolderLink(found)
			if err != nil && err2 != nil {
				t.Errorf("FindLinks(%q) found %q, which is no link", s, found)
			}
		}
	})
}

func isDomain(host string) bool {
	return slices.Contains(fichier.Domains(), host)
}
