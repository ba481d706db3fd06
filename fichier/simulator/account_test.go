package simulator_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier/simulator"
)

func TestUserInfo(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed(), simulator.WithTier(simulator.Gold), simulator.WithCDNCredits(12.5),
		simulator.WithUser("me@example.org", "word"), simulator.WithQuota(1000))
	c.s.AddFile("/hot", simulator.Text("1234"))
	c.s.AddFile("/cold", simulator.Text("12"), simulator.Dated(time.Now().AddDate(0, 0, -61)))
	v := c.ok("user/info", m{"default_domain": 5, "use_cdn": 1})
	for key, want := range map[string]any{ // flags are strings, numbers are numbers
		"email": "me@example.org", "offer": "3", "cdn": "12.50", "use_cdn": "1", "mail_rm": "0", "upload_forbidden": "0", "2fa": "0",
	} {
		if v[key] != want {
			t.Errorf("%s: got %#v, want %q", key, v[key], want)
		}
	}
	got := texts(v)
	for key, want := range map[string]string{
		"hot_storage": "4", "cold_storage": "2", "allowed_cold_storage": "1000", "available_cold_storage": "998",
		"default_domain": "5", "overquota": "0",
	} {
		if _, isString := v[key].(string); isString || got[key] != want {
			t.Errorf("%s: got %#v, want the number %s", key, v[key], want)
		}
	}
	if link := c.upload("", upfile{"new", "x"})[0]["download"].(string); !strings.HasPrefix(link, "https://megadl.fr/?") {
		t.Errorf("got %s, want the domain that was set", link)
	}
	c.ko("user/info", m{"default_domain": 11}, 200, "Invalid value")
	c.ko("user/info", m{"ftp_mode": 2}, 200, "Invalid value")
	c.ko("user/info", m{"ftp_did": 4711}, 404, "Folder not found")
}

func TestOverQuota(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithQuota(3))
	c.s.AddFile("/a", simulator.Text("1234"))
	if got := texts(c.ok("user/info", m{})); got["overquota"] != "1" || got["upload_forbidden"] != "1" || got["available_storage"] != "-1" {
		t.Errorf("got %v", got)
	}
}

func TestWhatEveryCallNeeds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, method, path, contentType, body, auth string
		status                                      int
		text                                        string
	}{
		{"no key", "POST", "folder/ls.cgi", "application/json", "{}", "", 401, "Not authenticated #247"},
		{"wrong key", "POST", "folder/ls.cgi", "application/json", "{}", "Bearer nope", 401, "Not authenticated #247"},
		{"quoted key", "POST", "folder/ls.cgi", "application/json", "{}", `Bearer "KEY"`, 401, "Not authenticated #247"},
		{"no type", "POST", "folder/ls.cgi", "", "{}", "Bearer KEY", 200, "Content-Type not JSON #24"},
		{"no type on GET", "GET", "upload/get_upload_server.cgi", "", "", "Bearer KEY", 200, "Content-Type not JSON #24"},
		{"GET", "GET", "folder/ls.cgi", "application/json", "", "Bearer KEY", 405, "POST expected"},
		{"not JSON", "POST", "folder/ls.cgi", "application/json", "folder_id=1", "Bearer KEY", 200, "JSON not decodable"},
		{"two values", "POST", "folder/ls.cgi", "application/json", "{}{}", "Bearer KEY", 200, "JSON not decodable"},
		{"unknown", "POST", "folder/unshare.cgi", "application/json", "{}", "Bearer KEY", 404, "Unknown function"},
		{"no suffix", "POST", "folder/ls", "application/json", "{}", "Bearer KEY", 404, "Unknown function"},
		{"empty body", "POST", "folder/ls.cgi", "application/json", "", "Bearer KEY", 200, ""},
		{"charset", "POST", "folder/ls.cgi", "application/json; charset=utf-8", "{}", "Bearer KEY", 200, ""},
		{"node by GET", "GET", "upload/get_upload_server.cgi", "application/json", "", "", 200, ""},
		{"node by POST", "POST", "upload/get_upload_server.cgi", "application/json", "{}", "Bearer KEY", 200, ""},
		{"node with a wrong key", "GET", "upload/get_upload_server.cgi", "application/json", "", "Bearer x", 401, "Not authenticated #247"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := start(t)
			r := c.request(t.Context(), tt.method, c.base+"/v1/"+tt.path, tt.contentType, tt.body)
			if tt.auth != "" {
				r.Header.Set("Authorization", strings.Replace(tt.auth, "KEY", c.key, 1))
			}
			a := c.must(r)
			v := a.json(t)
			message, _ := v["message"].(string)
			if ko := v["status"] == "KO"; a.status != tt.status || ko != (tt.text != "") || !strings.HasPrefix(message, tt.text) {
				t.Errorf("got %d %s, want %d %q", a.status, a.body, tt.status, tt.text)
			}
			if got := a.header.Get("Content-Type"); got != "application/json; charset=utf-8" {
				t.Errorf("Content-Type: got %q", got)
			}
		})
	}
	strict := start(t, simulator.WithStrictContentType())
	r := strict.request(t.Context(), "POST", strict.base+"/v1/folder/ls.cgi", "application/json; charset=utf-8", "{}")
	if v := strict.must(r).json(t); v["status"] != "KO" {
		t.Errorf("strict type: got %v", v)
	}
}

func TestUploadServer(t *testing.T) {
	t.Parallel()
	c := start(t)
	v := c.ok("upload/get_upload_server", m{})
	if _, has := v["status"]; has {
		t.Errorf("got a status in %v", v)
	}
	host, id := v["url"].(string), v["id"].(string)
	if !strings.HasPrefix(host, "up") || !strings.HasSuffix(host, ".1fichier.com") || len(id) != 10 {
		t.Errorf("got %v", v)
	}
	c.base = "http://localhost:4321"
	if v := c.ok("upload/get_upload_server", m{}); v["url"] != "localhost:4321" {
		t.Errorf("got %v", v)
	}
}

func TestAnswersAreShuffledPrettyAndLoose(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	seen := map[string]bool{}
	for range 30 {
		seen[string(c.call("folder/mkdir", m{"name": "/"}).body)] = true
	}
	if len(seen) != 2 {
		t.Errorf("got %d orders of two keys, want 2", len(seen))
	}
	if a := c.call("folder/ls", m{"pretty": 1}); !bytes.Contains(a.body, []byte("\n   \"")) {
		t.Errorf("pretty: got %s", a.body)
	}

	loose := start(t, simulator.WithRelaxed(), simulator.WithLooseTypes())
	loose.s.AddFile("/a", simulator.Text("x"))
	kinds := map[bool]bool{}
	for range 50 {
		_, isText := objects(loose.ok("file/ls", m{})["items"])[0]["size"].(string)
		kinds[isText] = true
	}
	if len(kinds) != 2 {
		t.Error("loose types: want the size now as a number, now as a string")
	}

	steady := start(t, simulator.WithRelaxed(), simulator.WithSteadyOrder())
	if a, b := steady.call("folder/ls", m{}), steady.call("folder/ls", m{}); !bytes.Equal(a.body, b.body) {
		t.Errorf("steady: got %s and %s", a.body, b.body)
	}
}

func TestEmptyArraysComeInThreeWays(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	seen := map[string]bool{}
	for range 60 {
		v := c.ok("file/ls", m{})
		items, has := v["items"]
		switch {
		case !has:
			seen["absent"] = true
		case items == nil:
			seen["null"] = true
		default:
			seen["empty"] = true
		}
	}
	if len(seen) != 3 {
		t.Errorf("got %v, want three ways", seen)
	}
}

func TestBackslash(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		opts []simulator.Option
		want string
	}{
		{nil, `"a\\b"`},
		{[]simulator.Option{simulator.WithBrokenBackslash()}, `"a\b"`},
	} {
		c := start(t, tt.opts...)
		c.s.AddFile(`/a\b`, simulator.Text("x"))
		if a := c.call("file/ls", m{}); !strings.Contains(string(a.body), tt.want) {
			t.Errorf("got %s, want %s", a.body, tt.want)
		}
	}
}

func TestRemoteUpload(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t, simulator.WithRemoteDelay(2*time.Minute))
		dir := c.s.AddFolder("/in")
		c.s.AddRemote("https://example.org/a?x=1", "a.iso", simulator.Text("Hello world\n"))
		v := c.ok("remote/request", m{
			"folder_id": dir, "headers": m{"x-token": "abc"},
			"urls": []string{"https://example.org/a?x=1", "ftp://example.org/other.bin", "https://unreachable.example/z"},
		})
		if headers := v["headers"].(m); headers["X-Token"] != "abc" {
			t.Errorf("got headers %v", headers)
		}
		time.Sleep(time.Minute)
		info := c.ok("remote/info", m{"id": v["id"]})
		if info["execution_date"] != "" || len(objects(info["result"])) != 0 {
			t.Errorf("while waiting: got %v", info)
		}
		time.Sleep(2 * time.Minute)
		info = c.ok("remote/info", m{"id": texts(v)["id"]}) // as a string
		results := objects(info["result"])
		if info["execution_date"] == "" || len(results) != 3 || results[0]["status"] != "OK" || results[2]["status"] != "KO" {
			t.Fatalf("got %v", info)
		}
		if b, err := c.s.ReadFile(results[0]["download_link"].(string)); err != nil || string(b) != "Hello world\n" {
			t.Errorf("got %q %v", b, err)
		}
		c.paths("/in", "/in/a.iso", "/in/other.bin")
		if list := objects(c.ok("remote/ls", m{})["data"]); len(list) != 1 || texts(list[0])["id"] != texts(v)["id"] {
			t.Errorf("got %v", list)
		}
		time.Sleep(time.Second)
		c.ko("remote/info", m{"id": 1}, 404, "Request not found")
		c.ko("remote/request", m{"urls": []string{"file:///etc/passwd", "no"}}, 200, "No valid URL")
		c.ko("remote/request", m{"urls": []string{"https://a.b/c"}, "headers": m{"a b": "c"}}, 200, "Invalid header")
		c.clean()
	})
}

func TestFTPAndVouchers(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	c.ok("ftp/users/add", m{"user": "cam", "pass": "secret", "folder_id": c.s.AddFolder("/cam")})
	c.ko("ftp/users/add", m{"user": "cam", "pass": "secret", "folder_id": 0}, 200, "Invalid or already used FTP user")
	c.ko("ftp/users/add", m{"user": "b", "pass": "short", "folder_id": 0}, 200, "Password too short (6 characters at least)")
	if list := objects(c.ok("ftp/users/ls", m{})["users"]); len(list) != 1 || list[0]["user"] != "cam" {
		t.Errorf("got %v", list)
	}
	c.ok("ftp/users/rm", m{"user": "cam"})
	c.ko("ftp/users/rm", m{"user": "cam"}, 404, "FTP user not found")
	c.ok("ftp/process", m{})
	c.ok("vouchers/ls", m{})
	c.ko("vouchers/check", m{"voucher": "x"}, 404, "Voucher not found")
	c.ko("vouchers/use", m{"voucher": "x"}, 404, "Voucher not found")
}

func TestCheckLinks(t *testing.T) {
	t.Parallel()
	c := start(t)
	a := c.s.AddFile("/a.txt", simulator.Text("12345"))
	private := c.s.AddFile("/p", simulator.Text("x"), simulator.Limited(simulator.ACL{Premium: true}))
	body := "links[]=" + a + "&links[]=" + notThere + "&links[]=" + private + "&links%5B%5D=nonsense"
	r := c.request(t.Context(), "POST", "https://1fichier.com/check_links.pl", "application/x-www-form-urlencoded", body)
	want := a + ";a.txt;5\n" + notThere + ";;;NOT FOUND\n" + private + ";;;PRIVATE\nnonsense;;;BAD LINK\n"
	if got := string(c.must(r).body); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	c := start(t)
	link := c.s.AddFile("/<b>.txt", simulator.Text("x"))
	for _, tt := range []struct {
		url    string
		status int
		text   string
	}{
		{link, 200, "&lt;b&gt;.txt"},
		{"https://1fichier.com/", 200, "simulated"},
		{notThere, 404, "existe pas"},
		{"https://1fichier.com/console/params.pl", 404, ""},
	} {
		a := c.must(c.request(t.Context(), "GET", tt.url, "", ""))
		if a.status != tt.status || !strings.Contains(string(a.body), tt.text) {
			t.Errorf("%s: got %d %s", tt.url, a.status, a.body)
		}
	}
}
