package fichier_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
)

const testKey = "Sekret-key_0123456789=abcdefghij"

// sent is a request as the service saw it.
type sent struct {
	method, url, body string
	header            http.Header
}

// wire answers every request alike and keeps the requests.
type wire struct {
	status int
	header map[string]string
	body   string
	torn   bool  // the body breaks off
	err    error // there is no answer

	mu       sync.Mutex
	requests []sent
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		_ = r.Body.Close()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.requests = append(w.requests, sent{r.Method, r.URL.String(), string(body), r.Header.Clone()})
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if w.err != nil {
		return nil, w.err
	}
	h := http.Header{}
	for k, v := range w.header {
		h.Set(k, v)
	}
	var reader io.Reader = strings.NewReader(w.body)
	if w.torn {
		reader = io.MultiReader(strings.NewReader(w.body[:len(w.body)/2]), broken{})
	}
	status := w.status
	if status == 0 {
		status = http.StatusOK
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(reader), ContentLength: -1, Request: r}, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// offline returns a client whose requests go to w, and what it logs.
func offline(t *testing.T, w http.RoundTripper) (*fichier.Client, *bytes.Buffer) {
	t.Helper()
	key, err := fichier.NewSecret(testKey)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	h := slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})
	return fichier.New(key, fichier.WithTransport(w), fichier.WithLog(slog.New(h))), &log
}

const (
	linkA = "https://1fichier.com/?aaaaa11111"
	linkB = "https://1fichier.com/?bbbbb22222"
	linkC = "https://1fichier.com/?ccccc33333"
)

// endpoint is one call: what it sends, a good answer, and what is made of it.
type endpoint struct {
	name   string
	call   func(ctx context.Context, c *fichier.Client) (any, error)
	path   string
	get    bool
	write  bool // an answer that is lost leaves it in doubt
	body   string
	answer string
	want   any
}

func endpoints() []endpoint {
	sum := strings.Repeat("ab", 64)
	day := time.Date(2025, 2, 3, 8, 15, 0, 0, time.UTC)
	info := `{"url":"` + linkA + `","filename":"it＇s.txt","size":"20480","date":"2025-02-03 09:15:00","folder_id":"12","path":"work/a＜b",` +
		`"checksum":"` + strings.ToUpper(sum) + `","content_type":"text/plain","description":"x","pass":"0","no_ssl":0,"inline":1,"cdn":0,` +
		`"acl":{"ip":["10.0.0.0/8"],"country":null,"email":[],"premium":"1"}}`
	file := fichier.File{Link: linkA, Name: "it's.txt", Size: 20480, Date: day, Sum: sum, Type: "text/plain", Limited: true}
	return []endpoint{
		{
			name: "Account", call: func(ctx context.Context, c *fichier.Client) (any, error) { return c.Account(ctx) },
			path: "user/info.cgi", body: `{}`,
			answer: `{"status":"OK","email":"u@example.org","offer":"3","subscription_end":"2026-12-31 23:59:59","cdn":"12.5","use_cdn":"1","2fa":"2","hot_storage":1,"cold_storage":"2","allowed_cold_storage":5,"available_cold_storage":3,"available_storage":-7,"overquota":"1","upload_forbidden":"0","default_domain":4,"page_limit":null}`,
			want: fichier.Account{
				Email: "u@example.org", Tier: fichier.PremiumGold, Until: time.Date(2026, 12, 31, 22, 59, 59, 0, time.UTC), TwoFactor: true,
				Credits: 12.5, HotStorage: 1, ColdStorage: 2, ColdQuota: 5, ColdFree: 3, Available: -7, OverQuota: true,
				Settings: fichier.Settings{UseCDN: true, Domain: 4},
			},
		},
		{
			name: "SetAccount", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return nil, c.SetAccount(ctx, fichier.AccountSettings{FTPFolder: new(fichier.Root), UseCDN: new(false), Domain: new(2)})
			},
			path: "user/info.cgi", body: `{"ftp_did":0,"use_cdn":0,"default_domain":2}`, answer: `{"status":"OK"}`,
		},
		{
			name: "Folder", call: func(ctx context.Context, c *fichier.Client) (any, error) { return c.Folder(ctx, 0, true) },
			path: "folder/ls.cgi", body: `{"folder_id":0,"files":1}`,
			answer: `{"status":"OK","folder_id":"0","name":"Root","files":"3","size":null,"shares":[{"email":"x@y.z","rw":"1"}],"sub_folders":[{"id":"7","name":"a＜b","create_date":"2025-02-03 09:15:00","pass":1},{"folder_id":8,"name":"c","shared":"https://1fichier.com/dir/Ab1"},{"name":"no id"}],"items":[]}`,
			want: fichier.Folder{
				Name: "Root", Count: 3, Size: -1, Files: []fichier.File{},
				Grants:  []fichier.Grant{{Email: "x@y.z", Write: true}},
				Folders: []fichier.SubFolder{{ID: 7, Name: "a<b", Created: day, Password: true}, {ID: 8, Name: "c", Public: "https://1fichier.com/dir/Ab1"}},
			},
		},
		{
			name: "Folder without lists", call: func(ctx context.Context, c *fichier.Client) (any, error) { return c.Folder(ctx, 5, false) },
			path: "folder/ls.cgi", body: `{"folder_id":5,"files":0}`, answer: `{"status":"OK","folder_id":"6","sub_folders":null,"size":10}`,
			want: fichier.Folder{ID: 6, Size: 10, Count: -1},
		},
		{
			name: "SharedRoot", call: func(ctx context.Context, c *fichier.Client) (any, error) { return c.SharedRoot(ctx, "o@x.y", true) },
			path: "folder/ls.cgi", body: `{"folder_id":0,"sharing_user":"o@x.y","files":1}`, answer: `{"status":"OK","user":"o@x.y","hide_links":1,"items":[{"filename":"x"}]}`,
			want: fichier.Folder{Owner: "o@x.y", HideLinks: true, Size: -1, Count: -1, Files: []fichier.File{{Name: "x", Size: -1}}},
		},
		{
			name: "Files", call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return c.Files(ctx, 9, fichier.FilesOptions{SentAfter: day})
			},
			path: "file/ls.cgi", body: `{"folder_id":9,"sent_after":"2025-02-03 09:15:00"}`,
			answer: `{"count":2,"items":[{"url":"` + linkA + `&af=1","filename":"it＇s.txt","size":20480,"date":"2025-02-03 09:15:00","checksum":"` + sum + `","content-type":"text/plain","acl":1},null,{"url":"` + linkB + `","size":"x","checksum":"short"}]}`,
			want:   []fichier.File{file, {Link: linkB, Name: "bbbbb22222", Size: -1}},
		},
		{
			name: "FileInfo", call: func(ctx context.Context, c *fichier.Client) (any, error) { return c.FileInfo(ctx, linkA, "secret") },
			path: "file/info.cgi", body: `{"url":"` + linkA + `","pass":"secret"}`, answer: info,
			want: fichier.FileInfo{
				File: file, Folder: 12, Path: "work/a<b", Description: "x", Inline: true,
				Access: fichier.Access{IPs: []string{"10.0.0.0/8"}, Premium: true},
			},
		},
		{
			name: "PlaceInfo", call: func(ctx context.Context, c *fichier.Client) (any, error) {
				i, err := c.PlaceInfo(ctx, fichier.Place{Folder: 3, Name: "it's", Owner: "o@x.y"})
				return i.Name, err
			},
			path: "file/info.cgi", body: `{"folder_id":3,"filename":"it＇s","sharing_user":"o@x.y"}`, answer: `{"filename":"it＇s","acl":0}`, want: "it's",
		},
		{
			name: "Scan", call: func(ctx context.Context, c *fichier.Client) (any, error) { return c.Scan(ctx, linkA) },
			path: "file/scan.cgi", body: `{"url":"` + linkA + `"}`, answer: `{"status":"OK","date":"2025-02-03 09:15:00"}`,
			want: fichier.ScanResult{Clean: true, Date: day},
		},
		{
			name: "Remove", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return c.Remove(ctx, []fichier.Link{linkA, linkB})
			},
			path: "file/rm.cgi", body: `{"files":[{"url":"` + linkA + `"},{"url":"` + linkB + `"}]}`, answer: `{"status":"OK","removed":"2"}`,
			want: []fichier.Link{linkA, linkB},
		},
		{
			name: "RemoveByCode", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return nil, c.RemoveByCode(ctx, linkA, "x1")
			},
			path: "file/rm.cgi", body: `{"files":[{"url":"` + linkA + `","code":"x1"}]}`, answer: `{"status":"OK","removed":1}`,
		},
		{
			name: "Move to the root", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return c.Move(ctx, []fichier.Link{linkA}, fichier.Root)
			},
			path: "file/mv.cgi", body: `{"urls":["` + linkA + `"],"destination_folder_id":0}`, answer: `{"status":"OK","moved":1,"urls":["` + linkA + `"]}`,
			want: []fichier.Link{linkA},
		},
		{
			name: "MoveWith", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return c.MoveWith(ctx, []fichier.Link{linkA}, fichier.MoveOptions{To: 4, Owner: "o@x.y", Name: "a$"})
			},
			path: "file/mv.cgi", body: `{"urls":["` + linkA + `"],"destination_folder_id":4,"destination_user":"o@x.y","rename":"a＄"}`, answer: `{"status":"OK","moved":1}`,
			want: []fichier.Link{linkA},
		},
		{
			name: "Rename", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return c.Rename(ctx, []fichier.Renaming{{Link: linkA, Name: "new\"name"}})
			},
			path: "file/rename.cgi", body: `{"urls":[{"url":"` + linkA + `","filename":"new＂name"}]}`,
			answer: `{"status":"OK","renamed":1,"urls":[{"url":"` + linkA + `","old_filename":"o＂","new_filename":"new＂name"}]}`,
			want:   []fichier.Renamed{{Link: linkA, Old: "o\"", New: "new\"name"}},
		},
		{
			name: "Copy", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return c.Copy(ctx, []fichier.Link{linkA}, fichier.CopyOptions{To: 6, Password: "secret", Name: "n"})
			},
			path: "file/cp.cgi", body: `{"urls":["` + linkA + `"],"folder_id":6,"pass":"secret","rename":"n"}`,
			answer: `{"status":"OK","copied":1,"urls":[{"from_url":"` + linkA + `","to_url":"` + linkC + `"}]}`,
			want:   []fichier.Copied{{From: linkA, To: linkC}},
		},
		{
			name: "SetAttributes", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return c.SetAttributes(ctx, []fichier.Link{linkA}, fichier.Attributes{
					Name: new("a`b"), Description: new(""), Password: new("secret"), Inline: new(true), Access: &fichier.Access{Countries: []string{"FR"}},
				})
			},
			path:   "file/chattr.cgi",
			body:   `{"urls":["` + linkA + `"],"filename":"a｀b","description":"","pass":"secret","inline":1,"acl":{"ip":[],"country":["FR"],"email":[],"premium":0}}`,
			answer: `{"status":"OK","updated":1,"urls":["` + linkA + `"]}`, want: []fichier.Link{linkA},
		},
		{
			name: "Mkdir", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				id, name, err := c.Mkdir(ctx, 0, "a>b")
				return fmt.Sprint(id, name), err
			},
			path: "folder/mkdir.cgi", body: `{"name":"a＞b","folder_id":0}`, answer: `{"status":"OK","folder_id":"77","name":"a＞b"}`, want: "77a>b",
		},
		{
			name: "MkdirShared", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				id, name, err := c.MkdirShared(ctx, "o@x.y", "n")
				return fmt.Sprint(id, name), err
			},
			path: "folder/mkdir.cgi", body: `{"name":"n","folder_id":0,"sharing_user":"o@x.y"}`, answer: `{"folder_id":78}`, want: "78n",
		},
		{
			name: "MoveFolder to the root", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return nil, c.MoveFolder(ctx, 5, fichier.Root)
			},
			path: "folder/mv.cgi", body: `{"folder_id":5,"destination_folder_id":0}`, answer: `{"status":"OK"}`,
		},
		{
			name: "MoveFolderShared", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return nil, c.MoveFolderShared(ctx, 5, "o@x.y")
			},
			path: "folder/mv.cgi", body: `{"folder_id":5,"destination_folder_id":0,"destination_user":"o@x.y"}`, answer: `{"status":"OK"}`,
		},
		{
			// With the parent, so that it stays where it is whatever the service believes.
			name: "RenameFolder", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return nil, c.RenameFolder(ctx, 5, 3, "n\\m")
			},
			path: "folder/mv.cgi", body: `{"folder_id":5,"destination_folder_id":3,"rename":"n＼m"}`, answer: `{"status":"OK"}`,
		},
		{
			name: "RemoveFolder", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) { return nil, c.RemoveFolder(ctx, 5) },
			path: "folder/rm.cgi", body: `{"folder_id":5}`, answer: `{"status":"OK"}`,
		},
		{
			name: "Share", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return c.Share(ctx, 5, fichier.ShareOptions{Public: new(true), Password: new("secret"), Grants: &[]fichier.Grant{{Email: "a@b.c", Write: true, HideLinks: true}}})
			},
			path: "folder/share.cgi", body: `{"folder_id":5,"share":1,"pass":"secret","shares":[{"email":"a@b.c","rw":0,"hide_links":1}]}`,
			answer: `{"status":"OK","url":"https://1fichier.com/dir/Ab1"}`, want: "https://1fichier.com/dir/Ab1",
		},
		{
			name: "Unshare", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return c.Share(ctx, 5, fichier.ShareOptions{Public: new(false), Grants: new([]fichier.Grant(nil))})
			},
			path: "folder/share.cgi", body: `{"folder_id":5,"share":0,"shares":[]}`, answer: `{"status":"OK","url":""}`, want: "",
		},
		{
			name: "UploadNode", call: func(ctx context.Context, c *fichier.Client) (any, error) { return c.UploadNode(ctx) },
			path: "upload/get_upload_server.cgi", get: true, answer: `{"url":"up9.1fichier.com","id":"Qx7bT02mKz"}`,
			want: fichier.Node{Host: "up9.1fichier.com", ID: "Qx7bT02mKz"},
		},
		{
			name: "Token", call: func(ctx context.Context, c *fichier.Client) (any, error) {
				tk, err := c.Token(ctx, linkA, fichier.TokenOptions{Password: "p", CDN: true, Single: true, Inline: true, RestrictIP: 1})
				return tk.URL, err
			},
			path: "download/get_token.cgi", body: `{"url":"` + linkA + `","pass":"p","cdn":1,"restrict_ip":1,"single":1,"inline":1}`,
			answer: `{"status":"OK","url":"http://a-7.1fichier.com/p4821990017"}`, want: "https://a-7.1fichier.com/p4821990017",
		},
		{
			name: "Token by place", call: func(ctx context.Context, c *fichier.Client) (any, error) {
				tk, err := c.Token(ctx, "", fichier.TokenOptions{Place: fichier.Place{Name: "it's", Owner: "o@x.y"}})
				return tk.URL, err
			},
			path: "download/get_token.cgi", body: `{"folder_id":0,"filename":"it＇s","sharing_user":"o@x.y"}`,
			answer: `{"status":"OK","url":"https://o-12.1fichier.com/p1?inline=1"}`, want: "https://o-12.1fichier.com/p1?inline=1",
		},
		{
			name: "RequestRemote", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				j, err := c.RequestRemote(ctx, fichier.RemoteRequest{URLs: []string{"ftp://x/y"}, Folder: 2, Headers: map[string]string{"Cookie": "a=b"}})
				return j.ID, err
			},
			path: "remote/request.cgi", body: `{"urls":["ftp://x/y"],"folder_id":2,"headers":{"Cookie":"a=b"}}`, answer: `{"status":"OK","id":"55"}`, want: int64(55),
		},
		{
			name: "RemoteJobs", call: func(ctx context.Context, c *fichier.Client) (any, error) { return c.RemoteJobs(ctx) },
			path: "remote/ls.cgi", body: `{}`, answer: `{"data":[{"id":"5","request_date":"2025-02-03 09:15:00","execution_date":"1970-01-01 01:00:00"}]}`,
			want: []fichier.RemoteJob{{ID: 5, Asked: day}},
		},
		{
			name: "RemoteJob", call: func(ctx context.Context, c *fichier.Client) (any, error) { return c.RemoteJob(ctx, 5) },
			path: "remote/info.cgi", body: `{"id":5}`,
			answer: `{"id":5,"execution_date":"2025-02-03 09:15:00","links":["http://x/y"],"result":[{"status":"OK","url":"http://x/y","download_link":"` + linkA + `"},{"status":"KO","url":"http://x/z","message":"bad\u001b[31m"}]}`,
			want: fichier.RemoteJob{ID: 5, Executed: day, URLs: []string{"http://x/y"}, Results: []fichier.RemoteResult{
				{URL: "http://x/y", Link: linkA, OK: true}, {URL: "http://x/z", Message: "bad [31m"},
			}},
		},
		{
			name: "FTPUsers", call: func(ctx context.Context, c *fichier.Client) (any, error) { return c.FTPUsers(ctx) },
			path: "ftp/users/ls.cgi", body: `{}`, answer: `{"status":"OK","users":[{"user":"u","folder_id":"3"}]}`, want: []fichier.FTPUser{{Name: "u", Folder: 3}},
		},
		{
			name: "AddFTPUser", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) {
				return nil, c.AddFTPUser(ctx, fichier.FTPUser{Name: "u", Folder: 3}, "pw")
			},
			path: "ftp/users/add.cgi", body: `{"user":"u","pass":"pw","folder_id":3}`, answer: `{"status":"OK"}`,
		},
		{
			name: "RemoveFTPUser", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) { return nil, c.RemoveFTPUser(ctx, "u") },
			path: "ftp/users/rm.cgi", body: `{"user":"u"}`, answer: `{"status":"OK"}`,
		},
		{
			name: "ProcessFTP", write: true, call: func(ctx context.Context, c *fichier.Client) (any, error) { return nil, c.ProcessFTP(ctx) },
			path: "ftp/process.cgi", body: `{}`, answer: `{"status":"OK"}`,
		},
	}
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	for _, e := range endpoints() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{body: e.answer}
			c, _ := offline(t, w)
			got, err := e.call(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(e.want, got); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
			assertRequest(t, e, w.requests)
		})
	}
}

func assertRequest(t *testing.T, e endpoint, requests []sent) {
	t.Helper()
	if len(requests) != 1 {
		t.Fatalf("%d requests, want one", len(requests))
	}
	r := requests[0]
	method := http.MethodPost
	if e.get {
		method = http.MethodGet
	}
	if want := "https://api.1fichier.com/v1/" + e.path; r.url != want || r.method != method {
		t.Errorf("%s %s, want %s %s", r.method, r.url, method, want)
	}
	if got := r.header.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type %q: the service wants the plain form on every call", got)
	}
	if got := r.header.Get("Authorization"); got != "Bearer "+testKey {
		t.Errorf("authorization %q", got)
	}
	if e.get {
		if r.body != "" {
			t.Errorf("a GET with the body %q", r.body)
		}
		return
	}
	if diff := cmp.Diff(parseJSON(t, e.body), parseJSON(t, r.body)); diff != "" {
		t.Errorf("request body (-want +got):\n%s", diff)
	}
}

func parseJSON(t *testing.T, s string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return v
}

// Every endpoint meets every kind of bad answer; none may leak the key, which the
// service echoes here wherever it can.
func TestBadAnswers(t *testing.T) {
	answers := []struct {
		name string
		wire *wire
		want error
	}{
		{"KO 403", &wire{status: 403, body: `{"status":"KO","message":"Resource not found for ` + testKey + ` #469"}`}, fichier.ErrNotFound},
		{"KO 200", &wire{body: `{"message":"Brand new text ` + testKey + ` #12","status":"KO"}`}, fichier.ErrRefused},
		{"KO without words", &wire{status: 404, body: `{"status":"KO"}`}, fichier.ErrNotFound},
		{"plain text", &wire{status: 403, body: "IP Locked"}, fichier.ErrFlood},
		{"plain text 200", &wire{body: "IP Locked"}, fichier.ErrFlood},
		{"HTML", &wire{body: "<html><body>Hello " + testKey + "</body></html>"}, fichier.ErrBadAnswer},
		{"HTML 502", &wire{status: 502, body: "<html><body>Bad Gateway " + testKey + "</body></html>"}, fichier.ErrServer},
		{"redirect", &wire{status: 302, header: map[string]string{"Location": "https://evil.example/" + testKey}}, fichier.ErrBadAnswer},
		{"empty", &wire{}, fichier.ErrBadAnswer},
		{"array", &wire{body: `[1,2]`}, fichier.ErrBadAnswer},
		{"torn JSON", &wire{body: `{"status":"OK","items":[{"url":"` + testKey}, fichier.ErrBadAnswer},
		{"torn body", &wire{body: `{"status":"OK","message":"` + testKey + strings.Repeat("x", 99) + `"}`, torn: true}, fichier.ErrNetwork},
		{"no answer", &wire{err: errors.New("connection reset, key " + testKey)}, fichier.ErrNetwork},
	}
	for _, a := range answers {
		for _, e := range endpoints() {
			t.Run(a.name+"/"+e.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := &wire{status: a.wire.status, header: a.wire.header, body: a.wire.body, torn: a.wire.torn, err: a.wire.err}
					c, log := offline(t, w)
					got, err := e.call(t.Context(), c)
					if e.name == "Scan" && a.name == "KO 200" {
						if err != nil {
							t.Errorf("%v, want an infected file", err)
						}
						return
					}
					if !errors.Is(err, a.want) {
						t.Errorf("%v, want %v", err, a.want)
					}
					lost := a.name != "KO 403" && a.name != "KO 200" && a.name != "KO without words" && !errors.Is(err, fichier.ErrFlood) && a.name != "redirect"
					if doubt := errors.Is(err, fichier.ErrInDoubt); doubt != (e.write && lost) {
						t.Errorf("%v: in doubt %v, want %v", err, doubt, e.write && lost)
					}
					assertNoKey(t, got, err, log.String(), c)
				})
			})
		}
	}
}

func assertNoKey(t *testing.T, values ...any) {
	t.Helper()
	for _, v := range values {
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			if s := fmt.Sprintf(format, v); strings.Contains(s, testKey) {
				t.Errorf("the key is in %s of %T: %s", format, v, s)
			}
		}
		for err, ok := v.(error); ok && err != nil; err = errors.Unwrap(err) {
			if strings.Contains(err.Error(), testKey) {
				t.Errorf("the key is in %v", err)
			}
		}
		if j, err := json.Marshal(v); err == nil && strings.Contains(string(j), testKey) {
			t.Errorf("the key is in the JSON of %T: %s", v, j)
		}
	}
}

func TestCancelledContext(t *testing.T) {
	t.Parallel()
	for _, e := range endpoints() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{body: e.answer}
			c, _ := offline(t, w)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, err := e.call(ctx, c)
			if err != context.Canceled { //nolint:errorlint // as it is, not wrapped
				t.Errorf("%v, want context.Canceled as it is", err)
			}
			if len(w.requests) != 0 {
				t.Errorf("%d requests were sent", len(w.requests))
			}
		})
	}
}
