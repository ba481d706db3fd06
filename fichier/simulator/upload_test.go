package simulator_test

import (
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier/simulator"
)

// helloSum is the Whirlpool of "Hello world\n" as a listing of the real service showed it.
const helloSum = "0a894ff039da399d5a72116b3665cd952abc8a9ffe37bfae4eae4d5381c5102b" +
	"237c27e88b03f71c516e08ffa1cc9de9eac55d7d3abd38ea56220018f006a2c5"

func TestUploadListDownload(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	dir := c.s.AddFolder("/office/2026")
	links := c.upload(id(dir), upfile{"a.txt", "Hello world\n"}, upfile{"é.bin", "x"})
	if len(links) != 2 {
		t.Fatalf("got links %v, want 2", links)
	}
	if l := links[0]; l["whirlpool"] != helloSum || l["size"] != "12" || l["filename"] != "a.txt" || l["remove"] != "" {
		t.Errorf("got %v", l)
	}
	v := c.ok("file/ls", m{"folder_id": dir})
	if len(objects(v["items"])) != 2 {
		t.Errorf("got %v", v)
	}
	a, err := c.download(c.token(links[0]["download"].(string)), "Range", "bytes=6-")
	if err != nil || a.status != 206 || string(a.body) != "world\n" {
		t.Errorf("got %d %q %v", a.status, a.body, err)
	}
	if got := a.header.Get("Content-Range"); got != "bytes 6-11/12" {
		t.Errorf("Content-Range: got %q", got)
	}
}

func TestUploadNeverOverwrites(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.upload("0", upfile{"a", "1"}, upfile{"a", "2"})
	c.upload("99999", upfile{"a", "3"}) // a folder that isn't there: the root, silently
	var got []string
	for _, e := range c.s.Truth() {
		b, err := c.s.ReadFile(e.Link)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.Path+"="+string(b))
	}
	if len(got) != 3 || strings.Join(got, " ") == "" {
		t.Errorf("got %q, want three files named a", got)
	}
	c.clean()
}

func TestUploadStripsHostileCharacters(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ sent, want string }{
		{"plain.txt", "plain.txt"},
		{"a<b>c'd$e`f.txt", "abcdef.txt"},
		{" lead and trail ", "lead and trail"},
		{"dir/base.txt", "base.txt"},
		{"ta\tb\x01\x7f.txt", "tab.txt"},
		{"日本.txt", "日本.txt"},
	} {
		c := start(t)
		if got := c.upload("", upfile{tt.sent, "x"})[0]["filename"]; got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.sent, got, tt.want)
		}
	}
}

func TestUploadRejections(t *testing.T) {
	t.Parallel()
	many := make([]upfile, 501)
	for i := range many {
		many[i] = upfile{"f" + strconv.Itoa(i), "x"}
	}
	none := map[string]string{}
	for _, tt := range []struct {
		name   string
		opts   []simulator.Option
		key    string
		fields map[string]string
		files  []upfile
		status int
		text   string
	}{
		{"empty file", nil, "", none, []upfile{{"a", "x"}, {"b", ""}}, 200, "vide"},
		{"no file", nil, "", none, nil, 200, "Pas de fichier trouvé"},
		{"too many", nil, "", none, many, 200, "Trop de fichiers"},
		{"forbidden", []simulator.Option{simulator.WithUploadForbidden()}, "", none, many[:1], 200, "interdit"},
		{"over quota", []simulator.Option{simulator.WithQuota(3)}, "", none, []upfile{{"a", "1234"}}, 200, "plein"},
		{"status 500", []simulator.Option{simulator.WithRejectStatus(500)}, "", none, []upfile{{"a", ""}}, 500, "vide"},
		{"dot name", nil, "", none, []upfile{{"..", "x"}}, 200, "Nom de fichier"},
		{
			"refused name",
			[]simulator.Option{simulator.WithNames(simulator.RefuseNames, simulator.RefuseNames)},
			"", none,
			[]upfile{{"a$", "x"}},
			200, "Nom de fichier",
		},
		{"short password", nil, "", map[string]string{"dpass": "12345"}, many[:1], 200, "Paramètre"},
		{"long message", nil, "", map[string]string{"message": strings.Repeat("é", 2001)}, many[:1], 200, "Paramètre"},
		{"many mails", nil, "", map[string]string{"mails": strings.Repeat("a@b.c,", 21)}, many[:1], 200, "Paramètre"},
		{"wrong key", nil, "wrong", none, many[:1], 401, "Authentification"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := start(t, tt.opts...)
			base, id := c.node()
			if tt.key != "" {
				c.key = tt.key
			}
			contentType, body := form(t, tt.fields, tt.files...)
			a, err := c.post(base, id, contentType, body)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(a.body); a.status != tt.status || !strings.Contains(got, `<div class="bloc2">`) || !strings.Contains(got, tt.text) {
				t.Errorf("got %d %s, want %d with %q", a.status, got, tt.status, tt.text)
			}
			if truth := c.s.Truth(); len(truth) != 0 {
				t.Errorf("got %v in the account, want nothing", truth)
			}
		})
	}
}

// Rules of the form that were found by experiment (1fichier-api §5).
func TestUploadForm(t *testing.T) {
	t.Parallel()
	const head = "Content-Disposition: form-data; name=\"file[]\"; filename=\"a.txt\"\r\n"
	const kind = "multipart/form-data; boundary=XX"
	for _, tt := range []struct {
		name, contentType, body string
		accepted                bool
	}{
		{"plain", kind, "--XX\r\n" + head + "\r\nhello\r\n--XX--\r\n", true},
		{"no last line end", kind, "--XX\r\n" + head + "\r\nhello\r\n--XX--", true},
		{"type behind", kind, "--XX\r\n" + head + "Content-Type: text/plain\r\n\r\nhello\r\n--XX--\r\n", true},
		{"preamble and epilogue", kind, "hi\r\n--XX\r\n" + head + "\r\nhello\r\n--XX--\r\nbye", true},
		{"boundary inside", kind, "--XX\r\n" + head + "\r\nhe\r\n-XXllo\r\n--XX--\r\n", true},
		{"type in front", kind, "--XX\r\nContent-Type: text/plain\r\n" + head + "\r\nhello\r\n--XX--\r\n", false},
		{"quoted boundary", `multipart/form-data; boundary="XX"`, "--XX\r\n" + head + "\r\nhello\r\n--XX--\r\n", false},
		{"star form", kind, "--XX\r\nContent-Disposition: form-data; name=\"file[]\"; filename*=UTF-8''a.txt\r\n\r\nhello\r\n--XX--\r\n", false},
		{"no quotes", kind, "--XX\r\nContent-Disposition: form-data; name=file[]; filename=a.txt\r\n\r\nhello\r\n--XX--\r\n", false},
		{"other field", kind, "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello\r\n--XX--\r\n", false},
		{"no end", kind, "--XX\r\n" + head + "\r\nhello\r\n", false},
		{"not a form", "application/octet-stream", "hello", false},
		{"no boundary", "multipart/form-data", "--XX\r\n" + head + "\r\nhello\r\n--XX--\r\n", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := start(t)
			base, id := c.node()
			a, err := c.post(base, id, tt.contentType, tt.body)
			if err != nil {
				t.Fatal(err)
			}
			if accepted := a.status == 302; accepted != tt.accepted {
				t.Errorf("got %d %s", a.status, a.body)
			}
		})
	}
}

func TestUploadHeads(t *testing.T) {
	t.Parallel()
	s := simulator.New()
	defer s.Close()
	for _, tt := range []struct {
		method string
		length int64
		want   int
	}{{"GET", 0, 405}, {"POST", -1, 411}, {"POST", 500e9 + 1, 413}} {
		r := httptest.NewRequestWithContext(t.Context(), tt.method, "https://up2.1fichier.com/upload.cgi?id=x", strings.NewReader("x"))
		r.ContentLength = tt.length
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != tt.want {
			t.Errorf("%s with length %d: got %d, want %d", tt.method, tt.length, w.Code, tt.want)
		}
	}
}

func TestUploadIDIsForOneUpload(t *testing.T) {
	t.Parallel()
	c := start(t)
	base, id := c.node()
	contentType, body := form(t, nil, upfile{"a", "x"})
	for i, want := range []int{302, 200} {
		if a, err := c.post(base, id, contentType, body); err != nil || a.status != want {
			t.Errorf("upload %d: got %d %v, want %d", i, a.status, err, want)
		}
	}
	if a, err := c.post(base, "unknown123", contentType, body); err != nil || a.status != 200 {
		t.Errorf("unknown id: got %d %v", a.status, err)
	}
	if got := len(c.s.Violations()); got != 1 {
		t.Errorf("got %d violations, want 1", got)
	}
}

func TestUploadSenders(t *testing.T) {
	t.Parallel()
	user := map[string]string{"user": "me@example.org"}
	for _, tt := range []struct {
		name     string
		basic    bool
		fields   map[string]string
		path     string // in the account
		incoming string
		remove   bool
	}{
		{"nobody", false, nil, "", "0", true},
		{"receiver", false, user, "/Incoming/a", "1", false},
		{"user and password", false, map[string]string{"user": "me@example.org", "pass": "word"}, "/a", "0", false},
		{"basic", true, nil, "/a", "0", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := start(t, simulator.WithUser("me@example.org", "word"))
			base, id := c.node()
			contentType, body := form(t, tt.fields, upfile{"a", "x"})
			r := c.request(t.Context(), "POST", base+"/upload.cgi?id="+id, contentType, body)
			if tt.basic {
				r.SetBasicAuth("me@example.org", "word")
			}
			v := c.report(base, c.must(r).header.Get("Location")).json(t)
			link := objects(v["links"])[0]
			got := ""
			for _, e := range c.s.Truth() {
				if !e.Folder {
					got = e.Path
				}
			}
			remove := link["remove"].(string)
			if got != tt.path || (remove != "") != tt.remove || v["incoming"].(interface{ String() string }).String() != tt.incoming {
				t.Errorf("got %q and %v, want %q", got, v, tt.path)
			}
			if remove != "" {
				c.must(c.request(t.Context(), "GET", remove, "", ""))
				if _, err := c.s.ReadFile(link["download"].(string)); err == nil {
					t.Error("the file is still there after its removal")
				}
			}
		})
	}
}

func TestUploadFields(t *testing.T) {
	t.Parallel()
	c := start(t)
	base, id := c.node()
	contentType, body := form(t, map[string]string{"dpass": "secret", "domain": "5"}, upfile{"a", "x"})
	a, err := c.post(base, id, contentType, body)
	if err != nil {
		t.Fatal(err)
	}
	v := c.report(base, a.header.Get("Location")).json(t)
	link := objects(v["links"])[0]["download"].(string)
	if !strings.HasPrefix(link, "https://megadl.fr/?") || c.s.Truth()[0].Pass != "secret" {
		t.Errorf("got %s and %+v", link, c.s.Truth()[0])
	}
}

func TestUploadsOnDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := start(t, simulator.WithDir(dir), simulator.WithRelaxed())
	big := strings.Repeat("0123456789", 100_000)
	links := c.upload("", upfile{"a", big}, upfile{"b", "x"})
	link := links[0]["download"].(string)
	a, err := c.download(c.token(link), "Range", "bytes=500000-500009")
	if err != nil || string(a.body) != "0123456789" {
		t.Errorf("got %q %v", a.body, err)
	}
	count := func() int {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	copied := objects(c.ok("file/cp", m{"urls": []string{link}})["urls"])[0]["to_url"].(string)
	counts := []int{count()}
	for _, rm := range []string{link, copied} {
		if b, err := c.s.ReadFile(rm); err != nil || string(b) != big {
			t.Errorf("%s: got %d bytes, %v", rm, len(b), err)
		}
		c.ok("file/rm", m{"files": []m{{"url": rm}}})
		counts = append(counts, count())
	}
	c.s.Close()
	counts = append(counts, count())
	if diff := cmp.Diff([]int{2, 2, 1, 0}, counts); diff != "" {
		t.Errorf("files on disk (-want +got):\n%s", diff)
	}
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

func TestMeasuring(t *testing.T) {
	t.Parallel()
	given := func(name string, size int64) string { return name + id(size) }
	none := func(string, int64) string { return "" }
	for _, tt := range []struct {
		name string
		opts []simulator.Option
		sum  string
		body string
	}{
		{"discarded", []simulator.Option{simulator.WithDiscard()}, helloSum, strings.Repeat("\x00", 12)},
		{"given sums", []simulator.Option{simulator.WithSums(given)}, "a12", "Hello world\n"},
		{"later sums", []simulator.Option{simulator.WithSums(none)}, helloSum, "Hello world\n"},
		{"neither", []simulator.Option{simulator.WithSums(none), simulator.WithDiscard()}, "", strings.Repeat("\x00", 12)},
	} {
		c := start(t, tt.opts...)
		link := c.upload("", upfile{"a", "Hello world\n"})[0]
		a, err := c.download(c.token(link["download"].(string)))
		if err != nil || string(a.body) != tt.body || link["whirlpool"] != tt.sum {
			t.Errorf("%s: got %q, %v, %v", tt.name, a.body, link, err)
		}
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	at := time.Date(2031, 1, 2, 3, 4, 5, 6, time.UTC)
	c := start(t, simulator.WithClock(func() time.Time { return at }))
	c.upload("", upfile{"a", "x"})
	a := c.call("file/ls", m{})
	if got := objects(a.json(t)["items"])[0]["date"]; got != "2031-01-02 04:04:05" {
		t.Errorf("date: got %v", got)
	}
	if got := a.header.Get("Date"); got != "Thu, 02 Jan 2031 03:04:05 GMT" {
		t.Errorf("Date: got %q", got)
	}
}
