package fichier

import (
	"errors"
	"strings"
	"testing"
)

func TestAPIAddress(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		"https://api.1fichier.com/v1":  "https://api.1fichier.com/v1/x",
		"https://api.1fichier.com/v1/": "https://api.1fichier.com/v1/x",
		"https://proxy.example":        "https://proxy.example/v1/x",
		"http://127.0.0.1:8080":        "http://127.0.0.1:8080/v1/x",
		"http://localhost:1/api/v2":    "http://localhost:1/api/v2/x",
		"http://[::1]:80/v1":           "http://[::1]:80/v1/x",
	}
	for in, want := range good {
		o, err := parseOrigin(in)
		if err != nil || o.call("x").String() != want {
			t.Errorf("%q: %v, %v, want %s", in, o.call("x"), err, want)
		}
		if _, err := WithAPI(in); err != nil {
			t.Errorf("WithAPI(%q): %v", in, err)
		}
	}
	for _, in := range []string{
		"", "api.1fichier.com", "http://api.1fichier.com/v1", "http://10.0.0.1/", "ftp://127.0.0.1/", "https://", "https://u:p@x/",
		"https://x/?q", "http://localhost.evil.example/", "http://127.0.0.1.evil.example/",
	} {
		if _, err := WithAPI(in); !errors.Is(err, ErrHost) {
			t.Errorf("WithAPI(%q): %v, want ErrHost", in, err)
		}
	}
}

func TestTrustedHosts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		api  string
		host string
		want string // empty: refused
	}{
		{API, "up9.1fichier.com", "https://up9.1fichier.com/x"},
		{API, "UP9.1fichier.com", "https://up9.1fichier.com/x"},
		{API, "a-7.b.1fichier.com", "https://a-7.b.1fichier.com/x"},
		{API, "up9.1fichier.com:8080", ""},
		{API, "1fichier.com", ""},
		{API, "evil1fichier.com", ""},
		{API, "1fichier.com.evil.example", ""},
		{API, "up9.1fichier.com.evil.example", ""},
		{API, "evil.example/.1fichier.com", ""},
		{API, "evil.example?.1fichier.com", ""},
		{API, "evil.example#.1fichier.com", ""},
		{API, "evil.example\\.1fichier.com", ""},
		{API, "u@evil.example", ""},
		{API, "evil.example:80@up.1fichier.com", ""},
		{API, "127.0.0.1", ""},
		{API, "localhost", ""},
		{API, "", ""},
		{API, "up%2e.1fichier.com", ""},
		{API, "up9.1fichiér.com", ""},
		{API, " .1fichier.com", ""},
		{"http://127.0.0.1:99/v1", "127.0.0.1:1234", "http://127.0.0.1:1234/x"},
		{"http://127.0.0.1:99/v1", "localhost:1", "http://localhost:1/x"},
		{"http://127.0.0.1:99/v1", "[::1]:1", "http://[::1]:1/x"},
		{"http://127.0.0.1:99/v1", "up9.1fichier.com", ""},
		{"http://127.0.0.1:99/v1", "10.0.0.1", ""},
		{"https://127.0.0.1:99/v1", "127.0.0.1:98", "https://127.0.0.1:98/x"},
		{"https://proxy.example/v1", "proxy.example:8443", "https://proxy.example:8443/x"},
		{"https://proxy.example/v1", "n1.proxy.example", "https://n1.proxy.example/x"},
		{"https://proxy.example/v1", "up9.1fichier.com", "https://up9.1fichier.com/x"},
		{"https://proxy.example/v1", "other.example", ""},
		{"https://proxy.example/v1", "127.0.0.1", ""},
	}
	for _, tt := range tests {
		o, err := parseOrigin(tt.api)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if u, err := o.node(tt.host, "/x"); err == nil {
			got = u.String()
		} else if !errors.Is(err, ErrHost) {
			t.Errorf("%s under %s: %v, want ErrHost", tt.host, tt.api, err)
		}
		if got != tt.want {
			t.Errorf("%s under %s = %q, want %q", tt.host, tt.api, got, tt.want)
		}
	}
}

// The website's pages are asked from a loopback service itself, because it stands for
// all hosts.
func TestPages(t *testing.T) {
	t.Parallel()
	o, err := parseOrigin("http://127.0.0.1:99/v1")
	if err != nil {
		t.Fatal(err)
	}
	if got := o.page("1fichier.com", "/dir/x").String(); got != "http://127.0.0.1:99/dir/x" {
		t.Errorf("page = %s", got)
	}
	if got := official().page("megadl.fr", "/dir/x").String(); got != "https://megadl.fr/dir/x" {
		t.Errorf("page = %s", got)
	}
}

func FuzzHosts(f *testing.F) {
	f.Add("up9.1fichier.com")
	f.Add("evil.example/.1fichier.com")
	f.Add("a\t.1fichier.com")
	o := official()
	f.Fuzz(func(t *testing.T, host string) {
		u, err := o.node(host, "/upload.cgi")
		if err != nil {
			return
		}
		if name := u.Hostname(); !strings.HasSuffix(name, ".1fichier.com") || !isHostname(name) || u.Scheme != "https" || u.User != nil {
			t.Errorf("%q leads to %s", host, u)
		}
	})
}
