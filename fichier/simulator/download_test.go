package simulator_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier/simulator"
)

func TestToken(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	link := c.s.AddFile("/a", simulator.Text("x"))
	form := regexp.MustCompile(`^https://[a-z]-\d+\.1fichier\.com/p\d{10}$`)
	if url := c.token(link); !form.MatchString(url) {
		t.Errorf("got %q", url)
	}
	if url := c.ok("download/get_token", m{"url": link, "no_ssl": 1})["url"].(string); !strings.HasPrefix(url, "http://") {
		t.Errorf("without TLS: got %q", url)
	}
	c.ko("download/get_token", m{"url": notThere}, 404, "Resource not found")
	for _, tt := range []struct{ base, want string }{
		{"http://127.0.0.1:1234", "http://127.0.0.1:1234/p"},
		{"https://localhost:1234", "https://localhost:1234/p"},
	} {
		c.base = tt.base
		if url := c.token(link); !strings.HasPrefix(url, tt.want) {
			t.Errorf("got %q, want %q…", url, tt.want)
		}
	}
	c.base = "http://127.0.0.1:1234"
	r := c.request(t.Context(), "POST", c.base+"/v1/download/get_token.cgi", "application/json", `{"url":"`+link+`"}`)
	r.Header.Set("Authorization", "Bearer "+c.key)
	r.Header.Set("X-Forwarded-Proto", "https")
	if url := c.must(r).json(t)["url"].(string); !strings.HasPrefix(url, "https://127.0.0.1:1234/p") {
		t.Errorf("behind a proxy: got %q", url)
	}
}

func TestTiers(t *testing.T) {
	t.Parallel()
	const tier, line = "Must be a customer (Premium, Access)", "Your internet access seems"
	for _, tt := range []struct {
		name     string
		tier     int
		credits  float64
		line     bool // professional
		cdn      int
		refusal  string
		creditsN string // afterwards
	}{
		{"premium", simulator.Premium, 1, false, 0, "", "1.00"},
		{"access", simulator.Access, 0, false, 0, "", "0.00"},
		{"free", simulator.Free, 0, false, 0, tier, "0.00"},
		{"free with credits unused", simulator.Free, 1, false, 0, tier, "1.00"},
		{"free with credits", simulator.Free, 1, false, 1, "", "0.50"},
		{"free with few credits", simulator.Free, 0.4, false, 1, tier, "0.40"},
		{"premium in a data centre", simulator.Premium, 0, true, 0, line, "0.00"},
		{"gold in a data centre", simulator.Gold, 0, true, 0, "", "0.00"},
		{"credits in a data centre", simulator.Premium, 1, true, 0, "", "0.50"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			opts := []simulator.Option{simulator.WithTier(tt.tier), simulator.WithCDNCredits(tt.credits)}
			if tt.line {
				opts = append(opts, simulator.WithProfessionalLine())
			}
			c := start(t, opts...)
			link := c.s.AddFile("/a", simulator.Synthetic(1, 5e8))
			a := c.call("download/get_token", m{"url": link, "cdn": tt.cdn})
			message, _ := a.json(t)["message"].(string)
			if refused := a.status == 403; refused != (tt.refusal != "") || refused && !strings.HasPrefix(message, tt.refusal) {
				t.Errorf("got %d %q, want %q", a.status, message, tt.refusal)
			}
			if got := c.ok("user/info", m{})["cdn"]; got != tt.creditsN {
				t.Errorf("credits: got %v, want %s", got, tt.creditsN)
			}
		})
	}
}

func TestDownloadHeaders(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	link := c.s.AddFile("/日本\n\"x\".mkv", simulator.Text("0123456789"))
	for _, tt := range []struct {
		name, rng    string
		status       int
		body, crange string
	}{
		{"whole", "", 200, "0123456789", ""},
		{"from", "bytes=4-", 206, "456789", "bytes 4-9/10"},
		{"part", "bytes=4-5", 206, "45", "bytes 4-5/10"},
		{"beyond", "bytes=4-99", 206, "456789", "bytes 4-9/10"},
		{"last", "bytes=-3", 206, "789", "bytes 7-9/10"},
		{"more than all", "bytes=-30", 206, "0123456789", "bytes 0-9/10"},
		{"behind the end", "bytes=10-", 416, "", "bytes */10"},
		{"several", "bytes=1-2,4-5", 200, "0123456789", ""},
		{"nonsense", "bytes=x-", 200, "0123456789", ""},
	} {
		a, err := c.download(c.token(link), "Range", tt.rng)
		if err != nil || a.status != tt.status || a.header.Get("Content-Range") != tt.crange {
			t.Errorf("%s: got %d %q %v", tt.name, a.status, a.header.Get("Content-Range"), err)
		}
		if tt.status != 416 && string(a.body) != tt.body {
			t.Errorf("%s: got %q, want %q", tt.name, a.body, tt.body)
		}
	}
	a, err := c.download(c.token(link))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := a.header.Get("Content-Disposition"), `attachment; filename="日本__x_.mkv"`; got != want {
		t.Errorf("Content-Disposition: got %q, want %q", got, want)
	}
	if a, _ := c.download(c.token(link) + "&inline=1"); !strings.HasPrefix(a.header.Get("Content-Disposition"), "inline;") {
		t.Errorf("inline: got %q", a.header.Get("Content-Disposition"))
	}
	head := c.must(c.request(t.Context(), "HEAD", c.token(link), "", ""))
	if head.status != 200 || head.header.Get("Content-Length") != "10" || len(head.body) != 0 {
		t.Errorf("HEAD: got %d %v", head.status, head.header)
	}
}

func TestTokenLifetime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		link := c.s.AddFile("/a", simulator.Text("0123456789"))
		status := func(url string) int {
			a, err := c.download(url, "Range", "bytes=5-")
			if err != nil {
				t.Fatal(err)
			}
			return a.status
		}
		unused, used := c.token(link), c.token(link)
		single := c.ok("download/get_token", m{"url": link, "single": 1})["url"].(string)
		if got := status(used); got != 206 {
			t.Errorf("at once: got %d", got)
		}
		if a, b := status(single), status(single); a != 206 || b != 403 {
			t.Errorf("single: got %d and %d, want 206 and 403", a, b)
		}
		time.Sleep(5*time.Minute + time.Second)
		if got := status(unused); got != 410 {
			t.Errorf("never started: got %d after 5 min, want 410", got)
		}
		time.Sleep(24 * time.Minute)
		if got := status(used); got != 206 {
			t.Errorf("resumed: got %d after 29 min, want 206", got)
		}
		time.Sleep(time.Minute)
		if got := status(used); got != 410 {
			t.Errorf("resumed: got %d after 30 min, want 410", got)
		}
		if got := status("https://a-1.1fichier.com/p1"); got != 404 {
			t.Errorf("unknown: got %d, want 404", got)
		}
		c.clean()
	})
}

func TestRemovedFileIsGoneForTokens(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithLag(time.Minute))
	link := c.s.AddFile("/a", simulator.Text("x"))
	url := c.token(link)
	c.ok("file/rm", m{"files": []m{{"url": link}}})
	if a, err := c.download(url); err != nil || a.status != 404 {
		t.Errorf("got %d %v, want 404", a.status, err)
	}
}

func TestSyntheticDownload(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	link := c.s.AddFile("/big", simulator.Synthetic(9, 1<<40))
	url := c.token(link)
	a, err := c.download(url, "Range", "bytes=1099511000000-1099511000999")
	if err != nil || len(a.body) != 1000 {
		t.Fatalf("got %d bytes, %v", len(a.body), err)
	}
	b, err := c.download(url, "Range", "bytes=1099511000500-1099511000999")
	if err != nil || !bytes.Equal(a.body[500:], b.body) {
		t.Errorf("the same bytes differ: %v", err)
	}
	if v := objects(c.ok("file/ls", m{})["items"])[0]; v["checksum"] != "" {
		t.Errorf("got %v, want no sum", v)
	}
	small := c.s.AddFile("/small", simulator.Synthetic(9, 1<<20))
	v := c.ok("file/info", m{"url": small})
	if sum := v["checksum"].(string); len(sum) != 128 {
		t.Errorf("got %q", sum)
	}
	known := c.s.AddFile("/known", simulator.Synthetic(9, 1<<40).WithSum("abc"))
	if v := c.ok("file/info", m{"url": known}); v["checksum"] != "abc" {
		t.Errorf("got %v", v)
	}
}
