package fichier_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
)

// drip gives one byte every so often, for ever.
type drip struct{ every time.Duration }

func (d drip) Read(p []byte) (int, error) {
	time.Sleep(d.every)
	p[0] = ' '
	return 1, nil
}

// An answer that never ends, whether it hurries or dawdles, ends in an error.
func TestEndlessAnswers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		body io.Reader
		want error
		took time.Duration
	}{
		{"flood of bytes", zero{}, fichier.ErrBadAnswer, 0},
		{"a byte now and then", drip{50 * time.Second}, fichier.ErrNetwork, 10 * time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, _ := offline(t, host(func(r *http.Request) (int, map[string]string, io.Reader) {
					return 200, nil, until{r.Context(), tt.body}
				}))
				start := time.Now()
				_, err := c.Folder(t.Context(), 0, true)
				if !errors.Is(err, tt.want) || time.Since(start) > tt.took {
					t.Errorf("%v after %v, want %v within %v", err, time.Since(start), tt.want, tt.took)
				}
			})
		})
	}
}

// until is a body that ends with the request, as a transport's does.
type until struct {
	ctx  context.Context
	body io.Reader
}

func (u until) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.body.Read(p)
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	tests := []struct {
		header map[string]string
		want   time.Duration
	}{
		{nil, 30 * time.Second},
		{map[string]string{"Retry-After": "90"}, 90 * time.Second},
		{map[string]string{"Retry-After": "5"}, 30 * time.Second},
		{map[string]string{"Retry-After": "Mon, 03 Feb 2025 10:04:00 GMT", "Date": "Mon, 03 Feb 2025 10:00:00 GMT"}, 4 * time.Minute},
		{map[string]string{"Retry-After": "999999999"}, 2 * time.Hour},
		{map[string]string{"Retry-After": "-3"}, 30 * time.Second},
		{map[string]string{"Retry-After": "soon"}, 30 * time.Second},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			c, _ := offline(t, &wire{status: 429, header: tt.header, body: `{"status":"KO","message":"Flood detected"}`})
			_, err := c.Token(t.Context(), linkA, fichier.TokenOptions{})
			e, ok := errors.AsType[*fichier.Error](err)
			if !ok || !errors.Is(err, fichier.ErrFlood) || e.RetryAfter != tt.want {
				t.Errorf("%v: %v, want %v", tt.header, err, tt.want)
			}
			b := c.Budget()
			if got := time.Until(b.LockedUntil); got != tt.want || b.LockReason != "Flood detected" {
				t.Errorf("budget %+v, locked for %v, want %v", b, got, tt.want)
			}
		})
	}
}

// Long lists go out in parts; what was done before a failure is told.
func TestBatches(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var links []fichier.Link
		for i := range 120 {
			links = append(links, fichier.Link("https://1fichier.com/?file"+string(rune('a'+i/26))+string(rune('a'+i%26))))
		}
		calls := 0
		c, _ := offline(t, host(func(r *http.Request) (int, map[string]string, io.Reader) {
			calls++
			body, _ := io.ReadAll(r.Body)
			n := strings.Count(string(body), `"url"`)
			if n > 50 {
				t.Errorf("%d files in one request", n)
			}
			if calls == 3 {
				return 403, nil, strings.NewReader(`{"status":"KO","message":"Resource not allowed"}`)
			}
			return 200, nil, strings.NewReader(`{"status":"OK","removed":50}`)
		}))
		got, err := c.Remove(t.Context(), links)
		if !errors.Is(err, fichier.ErrPassword) {
			t.Errorf("%v, want the refusal of the third part", err)
		}
		if diff := cmp.Diff(links[:100], got); diff != "" {
			t.Errorf("removed (-want +got):\n%s", diff)
		}
	})
	c, _ := offline(t, &wire{body: `{"status":"OK","removed":1,"urls":["` + linkB + `"]}`})
	got, err := c.Remove(t.Context(), []fichier.Link{linkA, linkB})
	if len(got) != 1 || got[0] != linkB || !errors.Is(err, fichier.ErrInDoubt) || !strings.Contains(err.Error(), "1 of 2") {
		t.Errorf("half done: %q, %v", got, err)
	}
	if got, err := c.Remove(t.Context(), nil); got != nil || err != nil {
		t.Errorf("nothing to remove: %v, %v", got, err)
	}
}

// What can't be right is refused before a call is made.
func TestChecks(t *testing.T) {
	t.Parallel()
	w := &wire{}
	c, _ := offline(t, w)
	ctx := t.Context()
	long := strings.Repeat("é", 251)
	tests := []struct {
		name string
		call func() error
		want error
	}{
		{"folder name too long", func() error { _, _, err := c.Mkdir(ctx, 0, long); return err }, fichier.ErrName},
		{"folder without a name", func() error { _, _, err := c.Mkdir(ctx, 0, ""); return err }, fichier.ErrName},
		{"folder of dots", func() error { return c.RenameFolder(ctx, 5, 0, "..") }, fichier.ErrName},
		{"rename with a slash", func() error {
			_, err := c.Rename(ctx, []fichier.Renaming{{Link: linkA, Name: "a/b"}})
			return err
		}, fichier.ErrName},
		{"move the root", func() error { return c.MoveFolder(ctx, 0, 5) }, fichier.ErrInvalid},
		{"remove the root", func() error { return c.RemoveFolder(ctx, 0) }, fichier.ErrInvalid},
		{"into itself", func() error { return c.MoveFolder(ctx, 5, 5) }, fichier.ErrInvalid},
		{"negative folder", func() error { _, err := c.Folder(ctx, -1, true); return err }, fichier.ErrInvalid},
		{"short password", func() error {
			_, err := c.Share(ctx, 5, fichier.ShareOptions{Password: new("12345")})
			return err
		}, fichier.ErrInvalid},
		{"short file password", func() error {
			_, err := c.SetAttributes(ctx, []fichier.Link{linkA}, fichier.Attributes{Password: new("12345")})
			return err
		}, fichier.ErrInvalid},
		{"one name for two", func() error {
			_, err := c.SetAttributes(ctx, []fichier.Link{linkA, linkB}, fichier.Attributes{Name: new("x")})
			return err
		}, fichier.ErrInvalid},
		{"copy two under one name", func() error {
			_, err := c.Copy(ctx, []fichier.Link{linkA, linkB}, fichier.CopyOptions{Name: "x"})
			return err
		}, fichier.ErrInvalid},
		{"no link", func() error { _, err := c.Remove(ctx, []fichier.Link{"x"}); return err }, fichier.ErrLink},
		{"no link for a token", func() error { _, err := c.Token(ctx, "", fichier.TokenOptions{}); return err }, fichier.ErrLink},
		{"101 links", func() error { _, err := c.CheckLinks(ctx, make([]fichier.Link, 101)); return err }, fichier.ErrLimit},
		{"remote file address", func() error {
			_, err := c.RequestRemote(ctx, fichier.RemoteRequest{URLs: []string{"file:///etc/passwd"}})
			return err
		}, fichier.ErrInvalid},
		{"nothing to fetch", func() error { _, err := c.RequestRemote(ctx, fichier.RemoteRequest{}); return err }, fichier.ErrInvalid},
		{"remote header", func() error {
			_, err := c.RequestRemote(ctx, fichier.RemoteRequest{URLs: []string{"http://x/y"}, Headers: map[string]string{"X": "a\r\nb"}})
			return err
		}, fichier.ErrInvalid},
		{"foreign upload node", func() error {
			_, err := c.Upload(ctx, fichier.Node{Host: "evil.example", ID: "a"}, fichier.UploadRequest{Files: []fichier.UploadFile{source("x", []byte("x"))}})
			return err
		}, fichier.ErrHost},
		{"foreign report", func() error { _, err := c.Report(ctx, fichier.Receipt{Host: "evil.example", XID: "a"}); return err }, fichier.ErrHost},
		{"FTP user without a password", func() error { return c.AddFTPUser(ctx, fichier.FTPUser{Name: "x"}, "") }, fichier.ErrInvalid},
	}
	for _, tt := range tests {
		if err := tt.call(); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if len(w.requests) > 0 {
		t.Errorf("%d requests were sent, the first %+v", len(w.requests), w.requests[0])
	}
	if _, err := fichier.New(fichier.Secret{}, fichier.WithTransport(w)).Folder(ctx, 0, true); !errors.Is(err, fichier.ErrAuth) || len(w.requests) > 0 {
		t.Errorf("without a key: %v, %d requests", err, len(w.requests))
	}
}

// An answer may name hosts and addresses; those that are not the service's get
// nothing.
func TestHostsInAnswers(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"url":"evil.example","id":"abc"}`, `{"url":"up1.1fichier.com.evil.example","id":"abc"}`, `{"url":"","id":"abc"}`,
		`{"url":"up1.1fichier.com@evil.example","id":"abc"}`, `{"url":"localhost","id":"abc"}`,
	} {
		c, _ := offline(t, &wire{body: body})
		if n, err := c.UploadNode(t.Context()); !errors.Is(err, fichier.ErrHost) {
			t.Errorf("%s: %v, %v, want ErrHost", body, n, err)
		}
	}
	c, _ := offline(t, &wire{body: `{"url":"up1.1fichier.com","id":"../x"}`})
	if n, err := c.UploadNode(t.Context()); !errors.Is(err, fichier.ErrBadAnswer) {
		t.Errorf("odd id: %v, %v, want ErrBadAnswer", n, err)
	}
	for _, body := range []string{`{"status":"OK","url":"https://evil.example/p1"}`, `{"status":"OK"}`, `{"status":"OK","url":"javascript:x"}`} {
		c, _ := offline(t, &wire{body: body})
		if tk, err := c.Token(t.Context(), linkA, fichier.TokenOptions{}); !errors.Is(err, fichier.ErrHost) {
			t.Errorf("%s: %v, %v, want ErrHost", body, tk, err)
		}
	}
}

// The public pages, upload reports and downloads never see the key.
func TestKeyStaysHome(t *testing.T) {
	t.Parallel()
	w := &wire{body: `[]`}
	c, _ := offline(t, w)
	ctx := t.Context()
	_, _ = c.PublicFolder(ctx, "https://megadl.fr/dir/Ab1", "")
	_, _ = c.PublicFolder(ctx, "https://1fichier.com/dir/Ab1", "secret")
	_, _ = c.CheckLinks(ctx, []fichier.Link{linkA})
	_, _ = c.Report(ctx, fichier.Receipt{Host: "up1.1fichier.com", XID: "abc"})
	_, _ = c.Open(ctx, ticket(), 0, -1)
	want := []string{
		"GET https://megadl.fr/dir/Ab1?json=1 ", "POST https://1fichier.com/dir/Ab1 json=1&pass=secret",
		"POST https://1fichier.com/check_links.pl links%5B%5D=https%3A%2F%2F1fichier.com%2F%3Faaaaa11111",
		"GET https://up1.1fichier.com/end.pl?xid=abc ", "GET https://a-7.1fichier.com/p123 ",
	}
	var got []string
	for _, r := range w.requests {
		got = append(got, r.method+" "+r.url+" "+r.body)
		if r.header.Get("Authorization") != "" || strings.Contains(strings.Join(r.header.Values("Cookie"), ""), testKey) {
			t.Errorf("the key went to %s", r.url)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if w.requests[3].header.Get("JSON") != "1" {
		t.Errorf("the report was asked with %v", w.requests[3].header)
	}
}

// A service on loopback answers for all hosts, and may name itself in its pages.
func TestPublicPages(t *testing.T) {
	t.Parallel()
	tests := []struct{ api, page, want string }{
		{fichier.API, "https://megadl.fr/dir/Ab1", "https://megadl.fr/dir/Ab1?json=1"},
		{fichier.API, "http://127.0.0.1:99/dir/Ab1", ""},
		{fichier.API, "https://evil.example/dir/Ab1", ""},
		{"http://127.0.0.1:98", "https://megadl.fr/dir/Ab1", "http://127.0.0.1:98/dir/Ab1?json=1"},
		{"http://127.0.0.1:98", "http://127.0.0.1:99/dir/Ab1", "http://127.0.0.1:98/dir/Ab1?json=1"},
		{"http://127.0.0.1:98", "http://127.0.0.1:99/dir/../x", ""},
	}
	for _, tt := range tests {
		w := &wire{body: `[{"filename":"x＜","size":"5","link":"` + linkA + `","password":"1"},{"filename":"no link"}]`}
		api := must(fichier.WithAPI(tt.api))(t)
		c := fichier.New(fichier.Secret{}, fichier.WithTransport(w), api)
		files, err := c.PublicFolder(t.Context(), fichier.FolderLink(tt.page), "")
		if tt.want == "" {
			if !errors.Is(err, fichier.ErrLink) || len(w.requests) > 0 {
				t.Errorf("%s under %s: %v, %d requests, want ErrLink", tt.page, tt.api, err, len(w.requests))
			}
			continue
		}
		if want := []fichier.PublicFile{{Link: linkA, Name: "x<", Size: 5, Password: true}}; err != nil || !cmp.Equal(want, files) {
			t.Errorf("%s: %+v, %v", tt.page, files, err)
		}
		if got := w.requests[0].url; got != tt.want {
			t.Errorf("%s under %s asked %s, want %s", tt.page, tt.api, got, tt.want)
		}
	}
}

func TestCheckLinksAnswers(t *testing.T) {
	t.Parallel()
	c, _ := offline(t, &wire{body: linkB + ";;;NOT FOUND\r\n" + linkA + ";a;b＜c.txt;42\n" + linkC + ";;;PRIVATE\nrubbish\n" + "https://1fichier.com/?ddddd44444;;;BAD LINK\n"})
	got, err := c.CheckLinks(t.Context(), []fichier.Link{linkA, linkB, linkC, "https://1fichier.com/?ddddd44444", "https://1fichier.com/?eeeee55555"})
	if err != nil {
		t.Fatal(err)
	}
	want := []fichier.LinkState{
		{Link: linkA, Status: fichier.LinkAlive, Name: "a;b<c.txt", Size: 42},
		{Link: linkB, Status: fichier.LinkNotFound, Size: -1},
		{Link: linkC, Status: fichier.LinkPrivate, Size: -1},
		{Link: "https://1fichier.com/?ddddd44444", Status: fichier.LinkBad, Size: -1},
		{Link: "https://1fichier.com/?eeeee55555", Size: -1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	c, _ = offline(t, &wire{body: "<html><body>maintenance</body></html>"})
	if _, err := c.CheckLinks(t.Context(), []fichier.Link{linkA}); !errors.Is(err, fichier.ErrServer) {
		t.Errorf("a page: %v", err)
	}
}

func TestReportAnswers(t *testing.T) {
	t.Parallel()
	sum := strings.Repeat("0f", 64)
	tests := []struct {
		name string
		wire *wire
		want fichier.Report
		err  error
	}{
		{
			"files",
			&wire{body: `{"incoming":"1","links":[{"download":"` + linkA + `","filename":"a＜b","remove":"https://1fichier.com/remove/x/y","size":"20480","whirlpool":"` + sum + `"},{"download":""}]}`},
			fichier.Report{Incoming: true, Links: []fichier.ReportLink{{Link: linkA, Name: "a<b", Size: 20480, Sum: sum, Remove: "https://1fichier.com/remove/x/y"}}},
			nil,
		},
		{"no links", &wire{body: `{"incoming":0,"links":null}`}, fichier.Report{}, nil},
		{"please wait", &wire{body: "<html><body>Please wait, files not found yet</body></html>"}, fichier.Report{}, fichier.ErrPending},
		{"nothing", &wire{}, fichier.Report{}, fichier.ErrPending},
		{"unknown", &wire{status: 404, body: "<html>Not found</html>"}, fichier.Report{}, fichier.ErrNotFound},
		{"flood", &wire{body: "IP Locked"}, fichier.Report{}, fichier.ErrFlood},
		{"server", &wire{status: 502, body: "<html>Bad Gateway</html>"}, fichier.Report{}, fichier.ErrServer},
		{"torn", &wire{body: `{"links":[{"downl`}, fichier.Report{}, fichier.ErrBadAnswer},
	}
	for _, tt := range tests {
		c, _ := offline(t, tt.wire)
		got, err := c.Report(t.Context(), fichier.Receipt{Host: "up1.1fichier.com", XID: "abc"})
		if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, want %v (-want +got):\n%s", tt.name, err, tt.err, diff)
		}
	}
}

// Polling is patient, but not for ever.
func TestWaitReport(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		wire     *wire
		want     error
		from, to time.Duration
		most     int
	}{
		{"always please wait", &wire{body: "<html>wait</html>"}, fichier.ErrPending, 119 * time.Minute, 2 * time.Hour, 250},
		{"empty for good", &wire{body: `{"links":[]}`}, nil, 2 * time.Minute, 3 * time.Minute, 12},
		{"unknown", &wire{status: 404}, fichier.ErrNotFound, 0, 0, 1},
		{"server trouble", &wire{status: 502}, fichier.ErrServer, 20 * time.Second, 2 * time.Minute, 6},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			c, _ := offline(t, tt.wire)
			start := time.Now()
			_, err := c.WaitReport(t.Context(), fichier.Receipt{Host: "up1.1fichier.com", XID: "abc"})
			took := time.Since(start)
			if !errors.Is(err, tt.want) || took < tt.from || took > tt.to || len(tt.wire.requests) > tt.most {
				t.Errorf("%s: %v after %v and %d questions", tt.name, err, took, len(tt.wire.requests))
			}
		})
	}
}
