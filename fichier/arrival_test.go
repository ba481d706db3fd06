package fichier_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
)

// host answers a download with headers and a body.
type host func(r *http.Request) (status int, header map[string]string, body io.Reader)

func (h host) RoundTrip(r *http.Request) (*http.Response, error) {
	status, header, body := h(r)
	resp := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(body), ContentLength: -1, Request: r}
	for k, v := range header {
		resp.Header.Set(k, v)
	}
	if n, err := strconv.ParseInt(header["Content-Length"], 10, 64); err == nil {
		resp.ContentLength = n
	}
	return resp, nil
}

func ticket() fichier.Ticket { return fichier.Ticket{URL: "https://a-7.1fichier.com/p123"} }

// What download hosts say in place of the file (1fichier-api §6).
func TestDownloadPages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status int
		page   string
		want   error
		retry  time.Duration
	}{
		{403, "You are requesting too fast", fichier.ErrFlood, 30 * time.Second},
		{403, "IP locked. It will be unlocked within 1 hour", fichier.ErrFlood, time.Hour},
		{200, "Software error:", fichier.ErrServer, 10 * time.Minute},
		{200, "Error while connecting to the database", fichier.ErrServer, 5 * time.Minute},
		{503, "Website is under maintenance", fichier.ErrServer, 20 * time.Minute},
		{403, "Access to this file is protected", fichier.ErrPassword, 0},
		{403, "You are already downloading some files", fichier.ErrBusy, 0},
		{403, "professional or VPN: you need CDN credits #913", fichier.ErrVPN, 0},
		{403, "Only 1 location allowed at a time #887", fichier.ErrLocation, 5 * time.Minute},
		{404, "The requested file has been deleted", fichier.ErrNotFound, 0},
		{404, "404 Not Found", fichier.ErrExpired, 0},
		{403, "403 Forbidden", fichier.ErrExpired, 0},
		{410, "", fichier.ErrExpired, 0},
		{401, "", fichier.ErrExpired, 0},
		{302, "", fichier.ErrExpired, 0},
		{416, "", fichier.ErrNoRange, 0},
		{503, "", fichier.ErrServer, 0},
		{200, "Welcome", fichier.ErrBadAnswer, 0},
	}
	for _, tt := range tests {
		c, _ := offline(t, host(func(*http.Request) (int, map[string]string, io.Reader) {
			return tt.status, map[string]string{"Content-Type": "text/html; charset=utf-8"}, strings.NewReader("<html><body>" + tt.page + "</body></html>")
		}))
		_, err := c.Open(t.Context(), ticket(), 0, -1)
		e, ok := errors.AsType[*fichier.Error](err)
		if !ok || !errors.Is(err, tt.want) || e.RetryAfter != tt.retry {
			t.Errorf("%d %q: %v, want %v, %v", tt.status, tt.page, err, tt.want, tt.retry)
		}
		if b := c.Budget(); b.Refused || !b.LockedUntil.IsZero() {
			t.Errorf("%d %q from a download host closed the client: %+v", tt.status, tt.page, b)
		}
	}
}

func TestDownloadRanges(t *testing.T) {
	t.Parallel()
	file := map[string]string{"Content-Disposition": `attachment; filename="it＇s.html"`, "Content-Type": "text/html"}
	with := func(k, v string) map[string]string {
		return map[string]string{"Content-Disposition": file["Content-Disposition"], k: v}
	}
	tests := []struct {
		name           string
		offset, length int64
		status         int
		header         map[string]string
		body           string
		want           string
		size           int64
		err            error
	}{
		{"whole", 0, -1, 200, file, "0123456789", "0123456789", -1, nil},
		{"whole with its length", 0, -1, 200, with("Content-Length", "10"), "0123456789", "0123456789", 10, nil},
		{"shorter than its length", 0, -1, 200, with("Content-Length", "10"), "01234", "01234", 10, fichier.ErrNetwork},
		{"part of another length", 4, -1, 206, map[string]string{"Content-Range": "bytes 4-9/10", "Content-Length": "5"}, "45678", "", 0, fichier.ErrNoRange},
		{"from 4", 4, -1, 206, with("Content-Range", "bytes 4-9/10"), "456789", "456789", 10, nil},
		{"size not told", 4, -1, 206, with("Content-Range", "bytes 4-9/*"), "456789", "456789", -1, nil},
		{"four bytes", 4, 4, 206, with("Content-Range", "bytes 4-7/10"), "4567", "4567", 10, nil},
		{"fewer than asked at the end", 8, 4, 206, with("Content-Range", "bytes 8-9/10"), "89", "89", 10, nil},
		{"first bytes of the whole", 0, 4, 200, file, "0123456789", "0123", -1, nil},
		{"more bytes than told", 4, 4, 206, with("Content-Range", "bytes 4-7/10"), "456789", "4567", 10, nil},
		{"too short", 4, -1, 206, with("Content-Range", "bytes 4-9/10"), "456", "456", 10, fichier.ErrNetwork},
		{"another start", 4, -1, 206, with("Content-Range", "bytes 3-9/10"), "", "", 0, fichier.ErrNoRange},
		{"longer than asked", 4, 2, 206, with("Content-Range", "bytes 4-9/10"), "", "", 0, fichier.ErrNoRange},
		{"range beyond the size", 4, -1, 206, with("Content-Range", "bytes 4-10/10"), "", "", 0, fichier.ErrNoRange},
		{"no range told", 4, -1, 206, file, "", "", 0, fichier.ErrNoRange},
		{"nonsense", 4, -1, 206, with("Content-Range", "bytes x-y/z"), "", "", 0, fichier.ErrNoRange},
		{"range ignored", 4, -1, 200, file, "0123456789", "", 0, fichier.ErrNoRange},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var asked *http.Request
			c, _ := offline(t, host(func(r *http.Request) (int, map[string]string, io.Reader) {
				asked = r
				return tt.status, tt.header, strings.NewReader(tt.body)
			}))
			d, err := c.Open(t.Context(), ticket(), tt.offset, tt.length)
			var got []byte
			if err == nil {
				if d.Name != "it's.html" || d.Size != tt.size || d.Offset != tt.offset {
					t.Errorf("download = %+v, want size %d", d, tt.size)
				}
				got, err = io.ReadAll(d.Body)
				_ = d.Body.Close()
			}
			if string(got) != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("%q, %v, want %q, %v", got, err, tt.want, tt.err)
			}
			if asked.Header.Get("Authorization") != "" || asked.Header.Get("Accept-Encoding") != "identity" {
				t.Errorf("headers %v: the key is not for download hosts, and bytes come as they are", asked.Header)
			}
			if ranged := asked.Header.Get("Range") != ""; ranged != (tt.offset > 0 || tt.length > 0) {
				t.Errorf("Range: %q", asked.Header.Get("Range"))
			}
		})
	}
}

// slow gives a byte, then nothing until its context ends.
type slow struct {
	ctx  context.Context
	gave bool
}

func (s *slow) Read(p []byte) (int, error) {
	if !s.gave {
		s.gave = true
		p[0] = 'x'
		return 1, nil
	}
	<-s.ctx.Done()
	return 0, s.ctx.Err()
}

// A silent service ends a download, a slow reader does not, a cancelled caller hears
// its own error.
func TestDownloadSilence(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := offline(t, host(func(r *http.Request) (int, map[string]string, io.Reader) {
			return 200, map[string]string{"Content-Disposition": "attachment"}, &slow{ctx: r.Context()}
		}))
		d, err := c.Open(t.Context(), ticket(), 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour) // the reader is busy with something else
		if n, err := d.Body.Read(make([]byte, 9)); n != 1 || err != nil {
			t.Errorf("first byte: %d, %v", n, err)
		}
		time.Sleep(time.Hour)
		start := time.Now()
		if got, err := io.ReadAll(d.Body); string(got) != "" || !errors.Is(err, fichier.ErrNetwork) || time.Since(start) != time.Minute {
			t.Errorf("%q, %v after %v, want ErrNetwork after a minute", got, err, time.Since(start))
		}
		_ = d.Body.Close()

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		d, err = c.Open(ctx, ticket(), 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(d.Body); err != context.DeadlineExceeded { //nolint:errorlint // as it is
			t.Errorf("%v, want the context's error as it is", err)
		}
		_ = d.Body.Close()
	})
}

func TestBadTickets(t *testing.T) {
	t.Parallel()
	c, _ := offline(t, host(func(*http.Request) (int, map[string]string, io.Reader) {
		t.Error("a request was sent")
		return 200, nil, strings.NewReader("")
	}))
	for _, u := range []string{"", "p123", "https://evil.example/p1", "file:///etc/passwd", "https://u@a-7.1fichier.com/p1", "https://a-7.1fichier.com:99/p1", "https:///p1"} {
		if _, err := c.Open(t.Context(), fichier.Ticket{URL: u}, 0, -1); !errors.Is(err, fichier.ErrHost) {
			t.Errorf("%q: %v, want ErrHost", u, err)
		}
	}
	for _, r := range [][2]int64{{-1, -1}, {0, 0}} {
		if _, err := c.Open(t.Context(), ticket(), r[0], r[1]); !errors.Is(err, fichier.ErrInvalid) {
			t.Errorf("%v: %v, want ErrInvalid", r, err)
		}
	}
}

func BenchmarkDownload(b *testing.B) {
	const size = 64 << 20
	key, err := fichier.NewSecret(testKey)
	if err != nil {
		b.Fatal(err)
	}
	c := fichier.New(key, fichier.WithTransport(host(func(*http.Request) (int, map[string]string, io.Reader) {
		return 200, map[string]string{"Content-Disposition": "attachment"}, io.LimitReader(zero{}, size)
	})))
	b.SetBytes(size)
	b.ReportAllocs()
	buf := make([]byte, 256<<10)
	for b.Loop() {
		d, err := c.Open(b.Context(), ticket(), 0, -1)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, d.Body, buf); err != nil {
			b.Fatal(err)
		}
		_ = d.Body.Close()
	}
}
