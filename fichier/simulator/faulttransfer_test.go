package simulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier/simulator"
)

func TestUploadFaults(t *testing.T) {
	t.Parallel()
	content := strings.Repeat("0123456789", 10_000)
	for _, tt := range []struct {
		rule     string
		answered bool
		stored   string // what end.pl tells by the id of the node: "", "whole", "other"
	}{
		{"upload lost", false, "whole"},
		{"upload reset", false, ""},
		{"upload cut=5000", false, ""},
		{"upload reject", true, ""},
		{"upload 500", true, ""},
		{"upload corrupt=5000", true, "other"},
		{"upload slow=1M", true, "whole"},
		{"upload truncated", true, "whole"},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := start(t, simulator.WithDir(t.TempDir()))
				c.fault(tt.rule)
				base, id := c.node()
				contentType, body := form(t, nil, upfile{"a", content})
				_, err := c.post(base, id, contentType, body)
				if answered := err == nil; answered != tt.answered {
					t.Errorf("got %v", err)
				}
				a := c.report(base, "/end.pl?xid="+id)
				if stored := a.status == 200; stored != (tt.stored != "") {
					t.Fatalf("report: got %d %s", a.status, a.body)
				}
				if tt.stored == "" {
					c.paths()
					return
				}
				link := objects(a.json(t)["links"])[0]["download"].(string)
				b, err := c.s.ReadFile(link)
				if err != nil || (string(b) == content) != (tt.stored == "whole") || len(b) != len(content) {
					t.Errorf("got %d bytes, %v", len(b), err)
				}
				c.clean()
			})
		})
	}
}

func TestUploadHangs(t *testing.T) {
	t.Parallel()
	for _, rule := range []string{"upload hang", "upload hang=5000"} {
		synctest.Test(t, func(t *testing.T) {
			c := start(t)
			c.fault(rule)
			base, id := c.node()
			contentType, body := form(t, nil, upfile{"a", strings.Repeat("x", 1<<20)})
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			_, err := c.do(c.request(ctx, "POST", base+"/upload.cgi?id="+id, contentType, body))
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: got %v", rule, err)
			}
			c.s.Close()
		})
	}
}

func TestReportFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ rule, want string }{
		{"end pleasewait=2", "page page sum"},
		{"end first=1 html", "page sum sum"},
		{"end first=2 emptylinks", "empty empty sum"},
		{"end nth=2 wrongsum", "sum wrong sum"},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			c := start(t)
			c.fault(tt.rule)
			base, id := c.node()
			contentType, body := form(t, nil, upfile{"a", "Hello world\n"})
			if _, err := c.post(base, id, contentType, body); err != nil {
				t.Fatal(err)
			}
			var got []string
			for range 3 {
				a := c.report(base, "/end.pl?xid="+id)
				if strings.HasPrefix(string(a.body), "<") {
					got = append(got, "page")
					continue
				}
				links := objects(a.json(t)["links"])
				switch {
				case len(links) == 0:
					got = append(got, "empty")
				case links[0]["whirlpool"] == helloSum:
					got = append(got, "sum")
				default:
					got = append(got, "wrong")
				}
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
		})
	}
}

func TestLagFault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		c.fault("end lag=1m")
		c.upload("", upfile{"a", "x"})
		if v := c.ok("file/ls", m{}); len(objects(v["items"])) != 0 {
			t.Errorf("at once: got %v", v)
		}
		time.Sleep(time.Minute)
		if v := c.ok("file/ls", m{}); len(objects(v["items"])) != 1 {
			t.Errorf("after a minute: got %v", v)
		}
	})
}

func TestDownloadFaults(t *testing.T) {
	t.Parallel()
	const size = 100_000
	whole := func(a answer) bool { return a.err == nil && len(a.body) == size-1000 }
	for _, tt := range []struct {
		rule  string
		check func(a answer, err error, content []byte) bool
	}{
		{"download cut=5000", func(a answer, _ error, _ []byte) bool { return a.err != nil && len(a.body) <= 5000 }},
		{"download torn=5000", func(a answer, _ error, _ []byte) bool { return a.err != nil && len(a.body) == 5000 }},
		{"download corrupt=2000", func(a answer, _ error, b []byte) bool {
			return whole(a) && a.body[1000] == b[2000]^0xff && a.body[999] == b[1999] && a.body[1001] == b[2001]
		}},
		{"download wrongrange", func(a answer, _ error, _ []byte) bool {
			return a.status == 206 && a.header.Get("Content-Range") == "bytes 1001-100000/100000"
		}},
		{"download norange", func(a answer, _ error, _ []byte) bool {
			return a.status == 200 && len(a.body) == size && a.header.Get("Content-Range") == ""
		}},
		{"download slow=10k", func(a answer, _ error, _ []byte) bool { return whole(a) }},
		{"download reset", func(_ answer, err error, _ []byte) bool { return err != nil }},
		{"download 503", func(a answer, _ error, _ []byte) bool { return a.status == 503 }},
		{"download iplocked", func(a answer, _ error, _ []byte) bool { return string(a.body) == "IP Locked" }},
		{"download delay=20s", func(a answer, _ error, _ []byte) bool { return whole(a) }},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := start(t)
				c.fault(tt.rule)
				link := c.s.AddFile("/a", simulator.Synthetic(1, size))
				content, err := c.s.ReadFile(link)
				if err != nil {
					t.Fatal(err)
				}
				url := c.token(link)
				began := time.Now()
				a, err := c.download(url, "Range", "bytes=1000-")
				if !tt.check(a, err, content) {
					t.Errorf("got %d, %d bytes, %v, %v, %v", a.status, len(a.body), a.header, a.err, err)
				}
				if wait := time.Since(began); strings.Contains(tt.rule, "slow") && (wait < 9*time.Second || wait > 11*time.Second) {
					t.Errorf("slow: took %v", wait)
				}
			})
		})
	}
}

func TestDownloadHangsAfterBytes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		c.fault("download hang=5000")
		url := c.token(c.s.AddFile("/a", simulator.Synthetic(1, 100_000)))
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		resp, err := c.http.Do(c.request(ctx, http.MethodGet, url, "", ""))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		n, err := io.Copy(io.Discard, resp.Body)
		if n != 5000 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %d bytes, %v", n, err)
		}
		c.s.Close()
	})
}

// net/http lingers over a request that was refused before it was read; Close waits for
// it, or the bubble would end with a goroutine that sleeps.
func TestCloseWaitsForRefusedUploads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		r := c.request(t.Context(), "POST", "https://up2.1fichier.com/upload.cgi?id=x", "multipart/form-data; boundary=X", "")
		r.Body, r.ContentLength = io.NopCloser(io.LimitReader(zeros{}, 8<<20)), -1
		if a, err := c.do(r); err == nil && a.status != 411 {
			t.Errorf("got %d %s", a.status, a.body)
		}
		c.s.Close()
	})
}
